"""What rampsmith read makes a design of: a text that is a source, or a training log."""

from argparse import Namespace
from pathlib import Path

from rampsmith.app.commandline.streams import STANDARD, UsageError, loaded_text, source_name
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.logs.reading import read_log, read_log_text
from rampsmith.designer.sources.all_sources import read_source
from rampsmith.designer.sources.fitted_logs import design_of_log
from rampsmith.designer.sources.reading import Reading
from rampsmith.designer.values.numbers import EntryError, parsed_number

NO_LOGS = (".py", ".ipynb", ".ramp", ".yaml", ".yml")
"""How the names of files end that are no logs, so that only their own faults are told."""


def read_anything(arguments: Namespace) -> Reading:
    """Read what was named as a source; what is none, as a training log.

    Raises:
        DesignError: if it is neither; with the faults of a source where there is no log either.
        UsageError: if what is said of a log is no number.
    """
    path, name = arguments.source, source_name(arguments.source)
    of_a_log = arguments.column is not None or arguments.within is not None
    text: str | None = None
    try:
        text = loaded_text(path)
        if not of_a_log:
            return read_source(text, name)
    except DesignError:
        if Path(path).suffix in NO_LOGS or (text is None and not Path(path).is_file()):
            raise
        # A table that is no log says more of itself than that it is no source.
    log = read_log_text(text or "", name) if path == STANDARD else read_log(path)
    return design_of_log(log, column=arguments.column, tolerance=_tolerance(arguments.within))


def _tolerance(words: str | None) -> float | None:
    if words is None:
        return None
    try:
        value = parsed_number(words)
    except EntryError as error:
        raise UsageError(f"--within: {error}") from None
    if value <= 0:
        raise UsageError(f"--within: “{words}” is not above 0.")
    return value

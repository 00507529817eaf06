"""What rampsmith read makes a design of: a text that is a source, a training log, a function that is run."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from rampsmith.app.commandline.streams import (
    STANDARD,
    UsageError,
    as_text,
    loaded_text,
    source_name,
    standard_bytes,
)
from rampsmith.app.commandline.waiting import waiting
from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.places import is_file, real_path
from rampsmith.designer.logs.log import Series
from rampsmith.designer.logs.reading import LARGEST_LOG, read_log, read_log_bytes
from rampsmith.designer.proof.traced_factory import TraceTask
from rampsmith.designer.sources.all_sources import read_source
from rampsmith.designer.sources.fitted_logs import design_of_log
from rampsmith.designer.sources.reading import WHOLE, Note, Reading
from rampsmith.designer.sources.traced import computed, log_of_rates
from rampsmith.designer.values.numbers import EntryError, parsed_number, parsed_whole

NO_LOGS = (".py", ".ipynb", ".ramp", ".yaml", ".yml")
"""How the names of files end that are no logs, so that only their own faults are told."""


def read_anything(arguments: Namespace) -> Reading:
    """Read what was named as a source; what is none, as a training log.

    Raises:
        DesignError: if it is neither; with the faults of a source where there is no log either.
        UsageError: if what is said of a log is no number.
    """
    path, name = arguments.source, source_name(arguments.source)
    if arguments.run:
        return _traced(arguments)
    of_a_log = arguments.column is not None or arguments.within is not None
    data = standard_bytes(LARGEST_LOG) if path == STANDARD else b""
    text: str | None = None
    try:
        text = as_text(data) if path == STANDARD else loaded_text(path)
        if not of_a_log:
            with waiting("reading"):
                return read_source(text, name)
    except DesignError:
        if Path(path).suffix in NO_LOGS or not (data or is_file(Path(path))):
            raise
        # A table that is no log says more of itself than that it is no source.
    tolerance = _tolerance(arguments.within)
    allowed = Series.rounding if tolerance is None else lambda _series: tolerance
    with waiting("fitting the log"):
        log = read_log_bytes(data, name) if path == STANDARD else read_log(path)
        return design_of_log(log, column=arguments.column, allowed=allowed)


def source_path(arguments: Namespace) -> str:
    """Return the file that is read, without the function in it that is run."""
    source: str = arguments.source
    return source.rpartition(":")[0] if arguments.run else source


def _traced(arguments: Namespace) -> Reading:
    """Run a factory in the person's own file, and fit the rates that it gives.

    Raises:
        DesignError: if there is no such file, or what it does comes to nothing.
        UsageError: if no factory is named, or the number of steps is none.
    """
    from rampsmith.designer.proof.client import WorkerClient

    path, _, factory = arguments.source.rpartition(":")
    if not path or not factory.isidentifier():
        raise UsageError("--run: the function stands after the file: train.py:make_scheduler.")
    loaded_text(path)  # What cannot be read is told before torch is imported.
    steps = None if arguments.steps is None else _steps(arguments.steps)
    with waiting("running your function"), WorkerClient() as client:
        traced = client.ask(TraceTask(real_path(Path(path)), factory, steps))
    if traced.sentence:
        raise DesignError(arguments.source, (DesignFault("", traced.sentence),))
    reading = design_of_log(log_of_rates(arguments.source, traced.rates), allowed=computed)
    notes = tuple(Note("assumed", WHOLE, sentence) for sentence in traced.assumed)
    return replace(reading, notes=(*notes, *reading.notes))


def _steps(words: str) -> int:
    try:
        steps = parsed_whole(words)
    except EntryError as error:
        raise UsageError(f"--steps: {error}") from None
    if steps < 1:
        raise UsageError(f"--steps: “{words}” is not above 0.")
    return steps


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

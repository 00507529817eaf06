"""Telling training logs from designs, code and configurations, where the name of a file does not."""

from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_bytes
from rampsmith.designer.logs.reading import LARGEST_LOG, is_log, read_log_text
from rampsmith.designer.sources.all_sources import is_code

LOOKED_AT = 200_000
"""Bytes at the beginning of a file that are looked at; what is longer is no configuration."""

OF_EITHER = ("", ".txt", ".log", ".out", ".err", ".json")
"""How the names of files end that may be logs, or code and configurations."""


def is_log_file(path: Path) -> bool:
    """Return whether a file is a training log: by its name, or else by its beginning.

    A file that cannot be read is what its name says.
    """
    if path.suffix.lower() not in OF_EITHER:
        return is_log(path)
    try:
        data = read_bytes(path, largest=LARGEST_LOG, most=LOOKED_AT)
    except DesignError:
        return is_log(path)
    text = data.decode("utf-8", "replace")
    if b'"rampsmith"' in data[:2_000] or (len(data) < LOOKED_AT and is_code(text, path.name)):
        return False
    return is_log(path) or _has_numbers(text, path.name, is_cut=len(data) == LOOKED_AT)


def _has_numbers(text: str, name: str, *, is_cut: bool) -> bool:
    """Return whether the beginning of a file is that of a log."""
    if is_cut:
        if text.lstrip().startswith(("{", "[")):
            return True
        # A last line that is cut would be told as damaged.
        text = text[: text.rfind("\n") + 1]
    try:
        read_log_text(text, name)
    except DesignError:
        return False
    return True

"""The design file: a schedule as text that can be kept, compared and read for ever.

``docs/design-file.md`` describes the format.
"""

import os
import stat
from pathlib import Path

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError, DesignFault, Faults
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.json_text import json_value
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.files.output import system_reason, write_whole
from rampsmith.designer.files.oversize import length_faults, oversize_faults
from rampsmith.designer.files.reading import schedule_of
from rampsmith.designer.files.storing import storable
from rampsmith.designer.files.writing import design_text, short_document

__all__ = [
    "LARGEST_FILE",
    "DesignError",
    "DesignFault",
    "decoded",
    "design_text",
    "length_faults",
    "oversize_faults",
    "read_bytes",
    "read_design",
    "read_text",
    "schedule_from_text",
    "schedule_in",
    "segments_in",
    "short_document",
    "storable",
    "write_design",
]

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes; a design with all that a file may hold, in the longest words, has 14 million."""

CLIPBOARD = "the clipboard"
"""The source of what is pasted, for its faults."""

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How a text in UTF-16 begins, which has zeros too."""


def schedule_from_text(text: str, *, source: str) -> Schedule:
    """Read a schedule from the text of a design file, without running anything of it.

    Raises:
        DesignError: if it is no design, with everything that is wrong with it.
    """
    faults = Faults()
    schedule = schedule_of(Node(json_value(text, source=source), "", faults))
    faults.raise_any(source)
    return schedule


def schedule_in(text: str, *, source: str) -> Schedule:
    """Read a schedule from the text of a design file, or of an exported file with one inside.

    Raises:
        DesignError: if it is neither, with everything that is wrong with it.
    """
    if text.lstrip().startswith("{"):
        return schedule_from_text(text, source=source)
    design = design_in(text)
    if design is None and source.lower().endswith(".py"):
        raise _refusal(source, "No design is inside this Python file.")
    return schedule_from_text(text if design is None else design, source=source)


def segments_in(text: str) -> Schedule:
    """Read segments from copied ones, a whole design or an exported file. Nothing of it is run.

    Raises:
        DesignError: if it is none of them, with everything that is wrong with it.
    """
    if len(text) > LARGEST_FILE:
        raise _refusal(
            CLIPBOARD, f"This text has {len(text):,} characters; {LARGEST_FILE:,} are the most."
        )
    plain = text.removeprefix("\ufeff")
    if not plain.lstrip().startswith("{") and design_in(plain) is None:
        raise _refusal(CLIPBOARD, "There are no segments on the clipboard.")
    schedule = schedule_in(plain, source=CLIPBOARD)
    if not schedule.segments:
        raise _refusal(CLIPBOARD, "The design on the clipboard has no segments.")
    return Schedule(segments=schedule.segments, repeats=schedule.repeats)


def read_design(path: str | Path) -> Schedule:
    """Read a schedule from a design file, or from an exported file with one inside.

    Raises:
        DesignError: if it cannot be read or is no design, with everything that is wrong with it.
    """
    return schedule_in(read_text(path), source=str(path))


def write_design(schedule: Schedule, path: str | Path) -> None:
    """Write a schedule to a design file, whole or not at all.

    Raises:
        OutputError: if the file cannot be written.
        DesignError: if the schedule is too large for one.
    """
    write_whole(path, design_text(schedule, source=str(path)))


def read_text(path: str | Path, *, largest: int = LARGEST_FILE) -> str:
    """Read a text file that somebody chose: never more than the limit, and nothing but a file.

    Raises:
        DesignError: if it is no file, too large, or no UTF-8.
    """
    return decoded(read_bytes(path, largest=largest), str(path))


def decoded(data: bytes, source: str) -> str:
    """Decode a text in UTF-8.

    Raises:
        DesignError: if it is none, with the place.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DesignError(source, (_decoding_fault(error),)) from None


def read_bytes(path: str | Path, *, largest: int, begin: int = 0, most: int | None = None) -> bytes:
    """Read a file that somebody chose: never more than the limit, and nothing but a file.

    Args:
        largest: bytes that there may be from where it is begun.
        begin: bytes before what is read.
        most: bytes that are read at the most, however many there are; None for all.

    Raises:
        DesignError: if it is no file, or too large.
    """
    source = str(path)
    try:
        return _bytes(path, largest, begin, most)
    except OSError as error:
        raise _refusal(source, _reason(error)) from error
    except ValueError as error:
        # A null character, or one that the file system cannot spell.
        raise _refusal(source, f"This is no file name: {error}.") from error


def _bytes(path: str | Path, largest: int, begin: int, most: int | None) -> bytes:
    _refuse_special(path, Path(path).stat())
    with open(path, "rb", opener=_open_at_once) as file:
        state = os.fstat(file.fileno())
        # Again: another file may have taken the name since.
        _refuse_special(path, state)
        file.seek(begin)
        # A file of the system that has nothing to say yet gives None.
        if most is not None:
            return file.read(most) or b""
        size = state.st_size - begin
        # A file that is growing says less about its size than what is read of it.
        data = b"" if size > largest else file.read(largest + 1) or b""
    if (size := max(size, len(data))) > largest:
        raise _refusal(str(path), f"This file has {size:,} bytes; {largest:,} are the most.")
    return data


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting, which a pipe that nobody writes into would make one do for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_special(path: str | Path, state: os.stat_result) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise _refusal(str(path), "This is a folder, not a design.")
    if not stat.S_ISREG(state.st_mode):
        raise _refusal(str(path), "This is a device, a pipe or a socket, not a file.")


def _refusal(source: str, sentence: str) -> DesignError:
    return DesignError(source, (DesignFault("", sentence),))


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "There is no such file."
        case PermissionError():
            return "This file may not be read."
        case _:
            return f"This cannot be read: {system_reason(error)}."


def _decoding_fault(error: UnicodeDecodeError) -> DesignFault:
    if error.reason == "unexpected end of data":
        return DesignFault("", "The file is cut short: it ends within a character.")
    if b"\0" in error.object and not error.object.startswith(UTF_16_MARKS):
        return DesignFault("", "This is no text. A design is a .ramp file, or the .py of a class.")
    return DesignFault(
        f"byte {error.start:,}",
        f"This is not UTF-8: {error.object[error.start]:#04x} does not belong here.",
    )

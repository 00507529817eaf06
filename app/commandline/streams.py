"""Read and write for the commands: designs, files and standard streams, a sentence for each fault."""

import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError, escaped
from rampsmith.designer.files.design_file import LARGEST_FILE, DesignFault, read_text
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.output import OutputError, system_reason, write_whole
from rampsmith.designer.files.places import real_path
from rampsmith.designer.values.names import free_name

if TYPE_CHECKING:
    from rampsmith.exporters.targets.all_targets import Target

STANDARD = "-"
"""The name that stands for standard input or output."""


class UsageError(Exception):
    """A command line that cannot be carried out, in one sentence."""


def loaded(path: str) -> Schedule:
    """Read a design from a file or standard input: a design file, an exported file, code.

    Raises:
        DesignError: if it is none, with everything that is wrong with it.
    """
    from rampsmith.designer.sources.all_sources import read_source

    return read_source(loaded_text(path), source_name(path)).schedule


def loaded_text(path: str) -> str:
    """Read the text of a design, or of an exported file.

    Raises:
        DesignError: if it cannot be read.
    """
    return as_text(standard_bytes(LARGEST_FILE)) if path == STANDARD else read_text(path)


def source_name(path: str) -> str:
    """Return where a design comes from."""
    return "standard input" if path == STANDARD else path


def written(
    path: str,
    content: str | bytes | Iterable[str],
    *,
    but_not: str = "",
    keeping: Callable[[Path], str | None] | None = None,
) -> bool:
    """Write to a file, whole or not at all, or to standard output; return whether it was a file.

    Args:
        path: where to write.
        content: what, whole or in parts that are made as they are written.
        but_not: the file that the content was made from, which is never overwritten with it.
        keeping: returns why a file that is there and not empty is kept; None where it is not.

    Raises:
        OutputError: if it cannot be written.
        UsageError: if it would replace what it was made from, or what is kept.
    """
    if path == STANDARD:
        for part in (content,) if isinstance(content, str | bytes) else content:
            say(part.decode() if isinstance(part, bytes) else part)
        return False
    if _is_same(path, but_not):
        raise UsageError(f"{path}: This is the design itself; the output needs another name.")
    file = Path(path)
    if keeping is not None and _size(file):
        try:
            reason = keeping(file)
        except OSError as error:
            raise OutputError(path, "what is there cannot be read") from error
        if reason is not None:
            raise UsageError(f"{path}: {reason}")
    write_whole(file, content)
    return True


def _is_same(path: str, other: str) -> bool:
    """Return whether an output is the file that something was read from."""
    return other not in ("", STANDARD) and real_path(Path(path)) == real_path(Path(other))


def say(text: str) -> None:
    """Write to standard output.

    Raises:
        OutputError: if there is none.
    """
    if sys.stdout is None:
        raise OutputError("standard output", "it is closed")
    sys.stdout.write(text)


def say_if_read(text: str) -> None:
    """Write to standard output; it is no fault if nobody reads it to its end."""
    try:
        say(text)
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_standard_output()


def _size(file: Path) -> int:
    """Return the size of a file; 0 where there is none.

    Raises:
        OutputError: if there can be none, as with a name that is too long.
    """
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError as error:
        raise OutputError(file, system_reason(error)) from error


def complain(sentence: str) -> None:
    """Write one sentence to standard error, where there is one: no name in it controls a terminal."""
    if sys.stderr is not None:
        sys.stderr.write(f"{escaped(sentence)}\n")


def prepare_streams() -> None:
    """Make every character writable: escape what a terminal cannot show; files get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def give_up_standard_output() -> None:
    """Discard output that is not written yet; else Python would complain about it at its end."""
    try:
        handle = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)


def standard_bytes(largest: int) -> bytes:
    """Read all that comes from standard input.

    Raises:
        DesignError: if it is closed, or brings more bytes than the most.
    """
    source = source_name(STANDARD)
    if sys.stdin is None:
        raise DesignError(source, (DesignFault("", "This is closed."),))
    data = sys.stdin.buffer.read(largest + 1)
    if len(data) > largest:
        sentence = f"This has more than {largest:,} bytes, which are the most."
        raise DesignError(source, (DesignFault("", sentence),))
    return data


def as_text(data: bytes) -> str:
    """Return what came from standard input as a text.

    Raises:
        DesignError: if it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = DesignFault(f"byte {error.start:,}", "This is not UTF-8.")
        raise DesignError(source_name(STANDARD), (fault,)) from None


def set_aside(path: str, content: str | bytes, *, but_not: str = "") -> str:
    """Copy an existing file that says anything else to ``NAME~``: it may be somebody's work.

    Where that is another copy already, it is numbered: ``NAME~2``. What the content was made from
    is no file to copy, because it will not be replaced.

    Returns:
        Where it is now, to be said with what was written; empty where nothing was set aside.

    Raises:
        OutputError: if it cannot be read or copied.
    """
    file = Path(path)
    if path == STANDARD or not _size(file) or _is_same(path, but_not):
        return ""
    try:
        before = file.read_bytes()
    except OSError as error:
        raise OutputError(path, "what is there cannot be read") from error
    if before == (content if isinstance(content, bytes) else content.encode()):
        return ""

    def is_another(copy: Path) -> bool:
        return os.path.lexists(copy) and not (copy.is_file() and copy.read_bytes() == before)

    try:
        beside = free_name(
            file.with_name(f"{file.name}~"),
            lambda number: file.with_name(f"{file.name}~{number}"),
            is_another,
        )
    except OSError as error:
        raise OutputError(path, "the copies beside it cannot be read") from error
    write_whole(beside, before)
    return f"; what was there is now {beside}"


def all_but_exported(path: Path, target: "Target", schedule: Schedule) -> str | None:
    """Return why a file is kept that was not exported, or was changed by hand since.

    Numbers that the schedule to be written has too are no reason.
    """
    if _opens_with(path, target.opening):
        return None
    try:
        text = read_text(path)
    except DesignError:
        text = ""
    if design_in(text) is None:
        return "This is no file that Rampsmith exported; --force writes over it."
    from rampsmith.exporters.targets.hand_edits import hand_edits

    # A second export is made only where something was changed.
    if hand_edits(text) and hand_edits(text, written=target.write(schedule)):
        return (
            "This was changed by hand since it was exported; rampsmith check shows"
            " the changes, --force writes over them."
        )
    return None


def _opens_with(path: Path, opening: str) -> bool:
    with path.open("rb") as file:
        return opening != "" and file.read(len(opening)) == opening.encode()

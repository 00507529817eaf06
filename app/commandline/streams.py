"""Read and write for the commands: designs, files and standard streams, a sentence for each fault."""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TextIO

from rampsmith.app.commandline.start import BAD_USAGE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError, escaped
from rampsmith.designer.files.design_file import LARGEST_FILE, DesignFault, read_text
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.output import OutputError, system_reason, write_whole
from rampsmith.designer.values.names import free_name

if TYPE_CHECKING:
    from rampsmith.exporters.targets.all_targets import Target

STANDARD = "-"
"""The name that stands for standard input or output."""

STANDARD_OUTPUT = "standard output"

_LOST = Event()
"""Set where standard error could not be written: there is no place to say so."""

THE_DESIGN = "the design itself"
"""What an input is that no output replaces."""


class UsageError(Exception):
    """A command line that cannot be carried out, in one sentence."""


class ReaderGoneError(Exception):
    """Nobody reads standard output any more: who did, such as head, has all that was wanted."""


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
    inputs: Mapping[str, str],
    keeping: Callable[[Path], str | None] | None = None,
) -> bool:
    """Write to a file, whole or not at all, or to standard output; return whether it was a file.

    Args:
        path: where to write.
        content: what, whole or in parts that are made as they are written.
        inputs: what the command reads, which is never replaced: what each path is, in words.
        keeping: returns why a file that is there and not empty is kept; None where it is not.

    Raises:
        OutputError: if it cannot be written.
        UsageError: if it would replace an input, or what is kept.
    """
    if path == STANDARD:
        for part in (content,) if isinstance(content, str | bytes) else content:
            say(part.decode() if isinstance(part, bytes) else part)
        return False
    require_no_input(path, inputs)
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


def require_no_input(path: str, inputs: Mapping[str, str]) -> None:
    """Refuse an output that is one of the inputs, also by another name or through the shell's ``<``.

    Raises:
        UsageError: if it is.
    """
    for each, what in inputs.items():
        if path != STANDARD and _is_same(path, each):
            raise UsageError(f"{path}: This is {what}; the output needs another name.")


def _is_same(path: str, other: str) -> bool:
    with suppress(OSError, ValueError, AttributeError):  # One of them is not there.
        read = os.fstat(sys.stdin.fileno()) if other == STANDARD else Path(other).stat()
        return stat.S_ISREG(read.st_mode) and os.path.samestat(read, Path(path).stat())
    return False


def say(text: str) -> None:
    """Write to standard output.

    Raises:
        OutputError: if there is none, or it cannot be written.
        ReaderGoneError: if nobody reads it any more.
    """
    if sys.stdout is None:
        raise OutputError(STANDARD_OUTPUT, "it is closed")
    with _faults_of_output():
        sys.stdout.write(text)


def say_if_read(text: str) -> None:
    """Write to standard output at once; it is no fault if nobody reads it to its end.

    Raises:
        OutputError: if there is none, or it cannot be written.
    """
    with suppress(ReaderGoneError):
        say(text)
        with _faults_of_output():
            sys.stdout.flush()


@contextmanager
def _faults_of_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        _give_up(sys.stdout)
        raise ReaderGoneError from error
    except OSError as error:
        _give_up(sys.stdout)
        raise OutputError(STANDARD_OUTPUT, system_reason(error)) from error


def finished(status: int) -> int:
    """Write what is still held back; return the status, which is not 0 where anything of it is lost.

    Python would do that at its end, and complain in its own way.
    """
    try:
        if sys.stdout is not None:
            say_if_read("")
    except OutputError as error:
        complain(str(error))
        status = status or BAD_USAGE
    if _LOST.is_set():
        _LOST.clear()
        status = status or BAD_USAGE
    return status


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
    """Write one sentence to standard error: no name in it controls a terminal."""
    show(f"{escaped(sentence)}\n")


def show(text: str) -> None:
    """Write to standard error at once, where there is one; ``finished`` knows whether that worked."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        _give_up(sys.stderr)
    except OSError:
        _give_up(sys.stderr)
        _LOST.set()


def prepare_streams() -> None:
    """Make every character writable: escape what a terminal cannot show; files get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _give_up(stream: TextIO) -> None:
    """Discard what is not written yet; else Python would complain about it at its end."""
    with suppress(AttributeError, OSError, ValueError):
        handle = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, handle)
        os.close(nowhere)


def standard_bytes(largest: int) -> bytes:
    """Read all that comes from standard input.

    Raises:
        DesignError: if it is closed, cannot be read, or brings more bytes than the most.
    """
    source = source_name(STANDARD)
    if sys.stdin is None:
        raise DesignError(source, (DesignFault("", "This is closed."),))
    try:
        data = sys.stdin.buffer.read(largest + 1)
    except OSError as error:
        sentence = f"This cannot be read: {system_reason(error)}."
        raise DesignError(source, (DesignFault("", sentence),)) from error
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


def set_aside(path: str, content: str | bytes, *, inputs: Mapping[str, str]) -> str:
    """Copy an existing file that says anything else to ``NAME~``: it may be somebody's work.

    Where that is another copy already, it is numbered: ``NAME~2``.

    Returns:
        Where it is now, to be said with what was written; empty where nothing was set aside.

    Raises:
        OutputError: if it cannot be read or copied.
        UsageError: if it is an input, which is not to be replaced.
    """
    require_no_input(path, inputs)
    file = Path(path)
    if path == STANDARD or not _size(file):
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

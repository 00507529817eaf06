"""What the commands read and write: designs and standard streams, with one sentence for a fault."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from rampsmith.designer.files.design_file import (
    LARGEST_FILE,
    DesignError,
    DesignFault,
    read_text,
    schedule_in,
)
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.schedule import Schedule

STANDARD = "-"
"""The name that stands for standard input or output."""


class UsageError(Exception):
    """A command line that cannot be carried out, in one sentence."""


def loaded(path: str) -> Schedule:
    """Read a design, or an exported file with its design inside, from a file or standard input.

    Raises:
        DesignError: if it is neither, with everything that is wrong with it.
    """
    return schedule_in(loaded_text(path), source=source_name(path))


def loaded_text(path: str) -> str:
    """Read the text of a design, or of an exported file.

    Raises:
        DesignError: if it cannot be read.
    """
    return _standard_input() if path == STANDARD else read_text(path)


def source_name(path: str) -> str:
    """Say where a design comes from."""
    return "standard input" if path == STANDARD else path


def written(
    path: str,
    content: str | bytes,
    *,
    but_not: str = "",
    keeping: Callable[[Path], str | None] | None = None,
) -> bool:
    """Write to a file, whole or not at all, or to standard output; tell whether it was a file.

    Args:
        path: where to write.
        content: what.
        but_not: the file that the content was made from, which is never overwritten with it.
        keeping: says why a file that is there and not empty is kept, in one sentence; None where
            it may be replaced.

    Raises:
        OutputError: if it cannot be written.
        UsageError: if it would replace what it was made from, or what is kept.
    """
    if path == STANDARD:
        say(content.decode() if isinstance(content, bytes) else content)
        return False
    if but_not not in ("", STANDARD) and os.path.realpath(path) == os.path.realpath(but_not):
        raise UsageError(f"{path}: This is the design itself; the output needs another name.")
    file = Path(path)
    if keeping is not None and file.is_file() and file.stat().st_size > 0:
        try:
            reason = keeping(file)
        except OSError as error:
            raise OutputError(path, "what is there cannot be read") from error
        if reason is not None:
            raise UsageError(f"{path}: {reason}")
    write_whole(file, content)
    return True


def say(text: str) -> None:
    """Write to standard output.

    Raises:
        OutputError: if there is none.
    """
    if sys.stdout is None:
        raise OutputError("standard output", "it is closed")
    sys.stdout.write(text)


def complain(sentence: str) -> None:
    """Write one sentence to standard error, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\n")


def prepare_streams() -> None:
    """Let every character be written: what a terminal cannot show is escaped, a file gets UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def flush() -> None:
    """Write what is still held back, so that a fault is met here and not after the end."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up_standard_output() -> None:
    """Send what is still held back to nowhere; else Python would complain about it at its end."""
    try:
        handle = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)


def _standard_input() -> str:
    source = source_name(STANDARD)
    if sys.stdin is None:
        raise DesignError(source, (DesignFault("", "This is closed."),))
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        sentence = f"This has more than {LARGEST_FILE:,} bytes, which are the most."
        raise DesignError(source, (DesignFault("", sentence),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = DesignFault(f"byte {error.start:,}", "This is not UTF-8.")
        raise DesignError(source, (fault,)) from None

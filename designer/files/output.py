"""Write a file whole or not at all: under another name first, then in its place."""

import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from rampsmith.designer.files.design_error import escaped


class OutputError(Exception):
    """An output that could not be written, with its path and the reason in one sentence."""

    def __init__(self, path: str | Path, reason: str) -> None:
        """Keep the path as it was given and the reason as a clause: ``the disk is full``."""
        super().__init__(path, reason)
        self.path = Path(path)
        self.reason = reason

    def __str__(self) -> str:
        """Write what could not be written, and why."""
        return escaped(f"{self.path}: This cannot be written: {self.reason}.")


def system_reason(error: OSError) -> str:
    """Return why the system refused something, as a clause: ``no such file or directory``."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def write_whole(path: str | Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file so that nobody ever sees half of it, also if the machine stops in between.

    A file that stood there keeps its permissions and, as far as that is allowed, its owner. A link
    goes on leading to the file that it leads to. What is no file, such as ``/dev/stdout``, is
    written into as it is.

    Text is written as UTF-8, its line ends as they are; what comes in parts is never held whole.

    Raises:
        OutputError: if that does not work; what stood there is untouched and nothing is left over.
    """
    with written_whole(path) as file:
        file.writelines(_in_bytes(content))


@contextmanager
def written_whole(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file that is written piece by piece, as ``write_whole`` does it.

    It takes its place when all goes well to the end; left in any other way, it is as if it had never been.

    Raises:
        OutputError: if that does not work.
    """
    place = Path(path)
    with _told_of(place):
        old = _old(place)
        if old is not None and not stat.S_ISREG(old.st_mode):
            with place.open("wb") as file:
                yield file
            return
        target = _target(place, old)
        part = _part(target)
        try:
            with part.open("xb") as file:
                yield file
                file.flush()
                # On the disk before its name is.
                os.fsync(file.fileno())
            _be_as(old, part)
            part.replace(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        _keep_name(target.parent)
        remove_parts(target.parent)


def _in_bytes(content: str | bytes | Iterable[str]) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return (content,)
    return (content.encode(),) if isinstance(content, str) else map(str.encode, content)


def require_place(path: str | Path) -> None:
    """Refuse a place in which no file can be written, before work that takes long is done for it.

    Raises:
        OutputError: if there could be none; nothing is left over.
    """
    with _told_of(Path(path)):
        old = _old(Path(path))
        if old is None or stat.S_ISREG(old.st_mode):
            part = _part(_target(Path(path), old))
            part.touch(exist_ok=False)
            part.unlink()


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Make errors of the system sentences about a path."""
    try:
        yield
    except OSError as error:
        raise OutputError(path, _reason(error, path)) from error
    except ValueError as error:
        # A path with a null character in it, or text with half a character in it.
        raise OutputError(path, str(error)) from error


def _old(path: Path) -> os.stat_result | None:
    """Look at what is there; None where nothing is."""
    try:
        old = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(old.st_mode):
        raise IsADirectoryError
    return old


def _target(path: Path, old: os.stat_result | None) -> Path:
    """Return the file that a path leads to."""
    target = Path(os.path.realpath(path))
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError
    return target


def _part(target: Path) -> Path:
    """Name the file that is to take the place of another."""
    # It does not grow with the target's, which may already be as long as a name can be.
    return target.with_name(f".{secrets.token_hex(8)}.part")


STALE = 3600
"""Seconds after which what a write has left in a folder cannot be under way any more."""


def remove_parts(folder: Path) -> None:
    """Remove what was left in a folder by writes that were killed."""
    limit = time.time() - STALE
    with suppress(OSError):
        for file in folder.glob(f".{'[0-9a-f]' * 16}.part"):
            with suppress(OSError):
                if file.stat().st_mtime < limit:
                    file.unlink()


def _be_as(old: os.stat_result | None, path: Path) -> None:
    """Give a file the permissions and, as far as that is allowed, the owner of another."""
    if old is not None:
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(path, old.st_uid, old.st_gid)
        path.chmod(stat.S_IMODE(old.st_mode))


def _keep_name(folder: Path) -> None:
    """Have the new name on the disk too; not every system lets a folder be opened for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError, path: Path) -> str:
    match error:
        case IsADirectoryError():
            return "it is a folder"
        case FileNotFoundError() if not path.parent.parts:
            return "the working folder has been deleted"
        case FileNotFoundError():
            return f"there is no folder {path.parent}"
        case NotADirectoryError():
            return f"{path.parent} is no folder"
        case PermissionError():
            return "it may not be changed"
        case _:
            return system_reason(error)

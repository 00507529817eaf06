"""A lock that the system holds for a process: it is free as soon as the process has ended.

What stands in the file means nothing, so that no content of it can keep work from being found.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProcessLock:
    """A lock file that is taken, until it is released or the process ends."""

    def __init__(self, path: Path, handle: int) -> None:
        """Hold an open file."""
        self._path = path
        self._handle = handle

    @classmethod
    def taken(cls, path: Path) -> "ProcessLock | None":
        """Take a lock; None where another process has it.

        On a file system that knows no locks it is taken: work that is offered twice is not lost.

        Raises:
            OSError: if the file cannot be opened or made.
        """
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _take(handle)
            except (BlockingIOError, PermissionError):
                os.close(handle)
                return None
            except OSError:
                pass
            if _is_open_at(path, handle):
                return cls(path, handle)
            # Another process has removed the file in between.
            os.close(handle)

    @property
    def stands(self) -> bool:
        """Whether its file is still where others look for it."""
        return _is_open_at(self._path, self._handle)

    def release(self, *, keeps_file: bool) -> None:
        """Let go of the lock, and remove its file unless that still stands for something."""
        if not keeps_file:
            with suppress(OSError):
                self._path.unlink()
        os.close(self._handle)


def _is_open_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False

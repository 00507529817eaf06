"""Paths as they are meant, also where the working folder has been deleted or nobody may look.

``Path.exists`` and its like raise where a folder may not be looked into or a name is too long, and
whatever is remembered, typed or dropped can be such a path. These return an answer for every path.
"""

import os
import stat
import time
from contextlib import suppress
from pathlib import Path


def absolute(path: Path) -> Path:
    """Return an absolute path; as it is where there is no folder that it could be in."""
    try:
        return path.absolute()
    except OSError:
        return path


def real_path(path: Path) -> str:
    """Return where a path leads through all links, for a comparison."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return str(path)


def working_folder() -> Path:
    """Return the working folder, or the person's own where that has been deleted."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def is_there(path: Path) -> bool:
    """Return whether a path leads to anything that can be seen."""
    return _state(path) is not None


def is_gone(path: Path) -> bool:
    """Return whether the system knows that nothing is there, rather than not letting anybody look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass
    return False


def is_file(path: Path) -> bool:
    """Return whether a path leads to a file that can be seen."""
    state = _state(path)
    return state is not None and stat.S_ISREG(state.st_mode)


def is_folder(path: Path) -> bool:
    """Return whether a path leads to a folder that can be seen."""
    state = _state(path)
    return state is not None and stat.S_ISDIR(state.st_mode)


def size_of(path: Path) -> int:
    """Return the bytes of what a path leads to; 0 where it cannot be seen."""
    state = _state(path)
    return 0 if state is None else state.st_size


def written_at(path: Path) -> float:
    """Return when a path was written last, in seconds; now where it cannot be seen."""
    state = _state(path)
    return time.time() if state is None else state.st_mtime


def named_in(folder: Path, pattern: str) -> list[Path]:
    """List what is in a folder by a pattern, in order; nothing where it cannot be looked into."""
    with suppress(OSError):
        return sorted(folder.glob(pattern))
    return []


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None

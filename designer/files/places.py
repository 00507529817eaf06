"""Paths as they are meant, also where the working folder has been deleted."""

import os
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
    except OSError:
        return str(path)


def working_folder() -> Path:
    """Return the working folder, or the person's own where that has been deleted."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()

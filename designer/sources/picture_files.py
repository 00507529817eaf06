"""Telling pictures, which are traced, from what is read as text."""

from pathlib import Path

from rampsmith.designer.files.places import is_file

ENDINGS = frozenset((".png", ".jpg", ".jpeg"))
"""The endings of pictures that can be traced."""


def is_picture_file(path: Path) -> bool:
    """Return whether a file is a picture to trace, as its name says; it must be there."""
    return path.suffix.lower() in ENDINGS and is_file(path)

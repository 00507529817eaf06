"""The program's own picture."""

from importlib.resources import files

from PySide6.QtGui import QIcon


def program_icon() -> QIcon:
    """Return the picture that the desktop shows for the program."""
    return QIcon(str(files("rampsmith.app.desktop") / "rampsmith.svg"))

"""Draws the window with a design into a PNG file: ``window_picture.py DESIGN PNG``, on no display."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt

from rampsmith.app.shell.empty_window import wait_for
from rampsmith.app.shell.launch import application
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import read_design

SIZE = (1440, 900)
PROOF_WAIT = 60_000
"""Milliseconds that a picture waits for the check in torch; without a verdict it is taken too."""


def save_picture(schedule: Schedule, path: str | Path, *, theme: str = "light") -> bool:
    """Draw the window after its check, on the platform that is set; return whether it was written."""
    app = application()
    with TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "picture.ini"), QSettings.Format.IniFormat)
        settings.setValue("theme", theme)
        window = Window(settings=settings)
        window.fill(schedule)
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*SIZE)
        window.show()
        app.processEvents()
        window.checking.begin()
        if window.checking.queries.is_asking:
            wait_for(window.checking.queries.answered, PROOF_WAIT)
        app.processEvents()
        written = window.grab().save(str(path), "PNG")
        window.checking.queries.close()
        window.windows.remove(window)
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return bool(written)


if __name__ == "__main__":
    design, png = sys.argv[1:]
    sys.exit(not save_picture(read_design(design), png))

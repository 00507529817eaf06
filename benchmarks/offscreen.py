"""Real windows for the benchmarks, on no screen, and a mouse that is over them."""

import os
import sys
from pathlib import Path

# Before Qt: nothing is opened on anybody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pyqtgraph
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.launch import application
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier

USUAL = ("This plugin does not support", "not accepted by receiving widget")
"""The warnings of Qt offscreen, and about presses that pyqtgraph only looks at."""


def prepare() -> None:
    """Make the application, and let pyqtgraph see every move of the mouse."""
    application()
    pyqtgraph.setConfigOption("mouseRateLimit", -1)
    qInstallMessageHandler(_only_what_matters)


def opened(schedule: Schedule, folder: Path) -> Window:
    """Open a window that keeps its settings in a folder."""
    settings = QSettings(str(folder / f"{schedule.title}.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    window = Window(settings=settings)
    window.fill(schedule)
    window.show()
    QApplication.processEvents()
    return window


def closed(window: Window) -> None:
    """Close a window without a question."""
    window.checking.queries.close()
    window.stepping.close()
    window.windows.remove(window)
    window.hide()
    window.deleteLater()


def move(viewport: QWidget, place: QPoint) -> None:
    """Move the mouse to a place with its left button down."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        LEFT,
        NO_KEYS,
    )
    QApplication.sendEvent(viewport, event)


def take_hold(viewport: QWidget, place: QPoint) -> None:
    """Press the button and move far enough for a drag to begin."""
    move(viewport, place)
    QTest.mousePress(viewport, LEFT, NO_KEYS, place)
    for aside in (20, -20, 0):
        move(viewport, place + QPoint(aside, 0))


def let_go(viewport: QWidget, place: QPoint) -> None:
    """Release the button."""
    QTest.mouseRelease(viewport, LEFT, NO_KEYS, place)


def _only_what_matters(_kind: QtMsgType, _context: object, message: str) -> None:
    if not any(words in message for words in USUAL):
        sys.stderr.write(f"{message}\n")

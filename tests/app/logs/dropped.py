"""Training logs that are written, dropped on the window and waited for."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import rates_of
from tests.app.driver import LEFT, NO_KEYS


def write_log(path: Path, *, scale: float = 1.0, every: int = 50, rows: int | None = None) -> Path:
    """Write the log of a run that follows the starter design, with a loss and an accuracy.

    The run ends after some rows, or at the design's end.
    """
    rates = rates_of(starter())
    lines = ["step,lr,loss,val_acc,wall_time"]
    for step in range(0, starter().total_steps, every)[:rows]:
        rate = scale * rates.at(step)[0]
        lines.append(f"{step},{rate!r},{3 - step / 10_000},{step / 20_000},{step * 2}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def drop(window: Window, *paths: Path) -> None:
    """Drop files onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, NO_KEYS))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, LEFT, NO_KEYS))


def wait_for_logs(window: Window, qtbot: QtBot, count: int) -> None:
    """Wait until so many logs are lined up with the design."""
    overlay = window.logs.overlay
    qtbot.waitUntil(
        lambda: (
            len(overlay.lined_up) == len(window.logs.open_logs.logs) == count
            and not overlay.jobs.is_busy
        ),
        timeout=10_000,
    )

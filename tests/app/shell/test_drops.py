"""Something dragged over the window is told what a drop does; what cannot be read is told too."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.shell.window import Window
from tests.app.driver import NO_KEYS, SHIFT
from tests.app.gestures import drop

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def dragged(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def test_the_window_says_what_a_drop_does_while_something_is_dragged(
    window: Window, tmp_path: Path
) -> None:
    data, place = dragged(tmp_path / "run.ramp"), QPoint(300, 300)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(window, QDragEnterEvent(place, copy, data, left, NO_KEYS))
    hint = window.files.hint
    assert hint.isVisible()
    assert hint.size() == window.size()
    assert hint.text().startswith("Open “run.ramp”")
    assert "designs (.ramp), exported classes, code (.py), configurations" in hint.text()
    QApplication.sendEvent(window, QDragMoveEvent(place, copy, data, left, SHIFT))
    assert hint.text().startswith("Pin “run.ramp”")
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not hint.isVisible()


def test_a_dropped_picture_that_is_damaged_is_told(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(PNG)
    before = window.store.document
    drop(window, path)
    qtbot.waitUntil(lambda: not window.backdrop.jobs.is_busy)
    assert not window.files.hint.isVisible()
    assert window.store.document == before
    told = window.message.text.text()
    assert "picture.png: This is no picture that can be read; PNG and JPEG can." in told
    assert "0x89" not in told

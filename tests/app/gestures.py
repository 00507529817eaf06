"""Gestures on the window: ways in pixels, choices by the keyboard, dropped files."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.choices import Choice
from tests.app.driver import Hand


def across(pixels: int) -> QPoint:
    """A way to the right."""
    return QPoint(pixels, 0)


def up(pixels: int) -> QPoint:
    """A way up."""
    return QPoint(0, -pixels)


def steps_of(window: Window, pixels: int) -> float:
    """How many steps some pixels are."""
    return pixels * window.plot.view_box.pixel_size()[0]


def rate_of(window: Window, pixels: int) -> float:
    """How much rate some pixels are, on a linear axis."""
    return pixels * window.plot.view_box.pixel_size()[1]


def pick(choice: Choice, words: str) -> None:
    """Choose an entry by the keyboard, as a person reads it."""
    assert choice.isVisible()
    texts = [choice.itemText(row) for row in range(choice.count())]
    choice.setFocus()
    way = texts.index(words) - choice.currentIndex()
    for _ in range(abs(way)):
        QTest.keyClick(choice, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)


def drop(window: Window, path: Path, target: QWidget | None = None) -> bool:
    """Drop a file; return whether the window welcomed it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where = window if target is None else target
    actions, place = Qt.DropAction.CopyAction, QPoint(20, 20)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, actions, data, buttons, keys)
    QApplication.sendEvent(where, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(place), actions, data, buttons, keys)
        QApplication.sendEvent(where, event)
    return enter.isAccepted()


def draw(window: Window, hand: Hand, *places: tuple[float, float]) -> None:
    """Draw a line through steps and rates with the pencil."""
    QTest.keyPress(window.plot, Qt.Key.Key_P)
    pixels = [hand.pixel(*place) for place in places]
    hand.press(pixels[0])
    for start, end in pairwise(pixels):
        for number in range(1, 9):
            hand.move(start + (end - start) * (number / 8))
    hand.release()
    QTest.keyRelease(window.plot, Qt.Key.Key_P)

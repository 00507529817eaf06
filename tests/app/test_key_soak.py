"""Hundreds of random keys wherever they go: nothing breaks, something is always selected."""

import random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar

from rampsmith.app.window import Window
from rampsmith.designer.evaluation.rates import Rates
from tests.app.driver import rest
from tests.app.test_drag import show, three_segments

KEYS = [
    "A",
    "A",
    "M",
    "Del",
    "R",
    "Ctrl+X",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+V",
    "Ctrl+D",
    "Ctrl+A",
    "Ctrl+Z",
    "Ctrl+Z",
    "Ctrl+Y",
    "Alt+Up",
    "Alt+Down",
    "Up",
    "Down",
    "Shift+Up",
    "Shift+Down",
    "Ctrl+Down",
    "Ctrl+Space",
    "Home",
    "End",
    "Left",
    "Right",
    "Shift+Right",
    "Alt+Left",
    "Ctrl+Right",
    "PgUp",
    "PgDown",
    "Alt+PgUp",
    "Ctrl+PgUp",
    "F2",
    "Tab",
    "Tab",
    "Shift+Tab",
    "Return",
    "Esc",
    "1",
    "2",
    "0",
    "k",
    "%",
    "e",
    "-",
    "*",
    "/",
    "Ctrl+1",
    "Ctrl+1",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+3",
    "Ctrl+4",
    "Ctrl+5",
    "L",
    "F",
    "T",
    "S",
    "Space",
]
MOST_SEGMENTS = 40
"""A window with more is slow to draw; no key adds so many at once."""


def press(window: Window, keys: str) -> None:
    """Press keys where they go; not those that would open a dialog or another program."""
    focused = QApplication.focusWidget()
    if focused is None or not window.isAncestorOf(focused):
        focused = window.segments
        focused.setFocus()
    harmless = focused in (window.segments, window.plot) or isinstance(focused, QTabBar)
    if keys in ("Space", "Return") and not harmless:
        keys = "Tab"
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(focused, combination.key(), combination.keyboardModifiers())


def check(window: Window) -> None:
    """What holds between any two keys."""
    store = window.store
    assert not store.is_previewing
    assert store.schedule is store.history.schedule
    count = len(store.curve.segments)
    assert all(0 <= index < count for index in store.selection)
    assert (store.segment_index in store.selection) is bool(count)
    rows = window.segments.selectionModel().selectedIndexes()
    assert sorted(index.row() for index in rows) == list(store.selection)
    assert store.curve.blocks == store.curve.repeats


def soaked(window: Window, presses: int) -> None:
    """Press random keys, then take everything back and do it again."""
    show(window, three_segments())
    window.segments.setFocus()
    chance = random.Random(4)  # noqa: S311 - the same keys every time.
    for number in range(presses):
        many = len(window.store.curve.segments) > MOST_SEGMENTS
        press(window, "Ctrl+Z" if many else chance.choice(KEYS))
        check(window)
        if number % 20 == 19:
            window.code.view.refresh()
            QApplication.processEvents()
            rest(window)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    documents = [moment.schedule for moment in window.store.history.moments]
    while window.store.history.undo_words is not None:
        window.store.undo()
    assert window.store.schedule == three_segments()
    for schedule in documents[1:]:
        window.store.redo()
        assert window.store.schedule == schedule
        assert Rates(schedule).timeline.boundaries
    assert len(documents) > 15, "the keys did something"


def test_no_key_breaks_the_window(window: Window) -> None:
    soaked(window, 200)


@pytest.mark.long
def test_many_keys_do_not_break_the_window(window: Window) -> None:
    soaked(window, 10_000)

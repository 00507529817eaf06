"""Thousands of drag moves in one process, with undo and redo in between: nothing breaks or grows."""

import os
import random
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.window import Window
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Schedule
from tests.app.driver import ALT, CONTROL, NO_KEYS, SHIFT, Hand, rest
from tests.app.test_drag import show, three_segments

MOVES_IN_A_DRAG = 20
WARM_UP = 1_000
MOST_GROWTH = 30 * 2**20
"""Bytes; a guess with room: what grows with every move would come to several times that."""


def resident() -> int:
    """How much memory this process has, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def taken_hold_of(window: Window, hand: Hand, chance: random.Random) -> QPoint:
    """Choose a handle, a line, the curve, a grip of the box, or any place at all."""
    plot = window.plot
    handle = chance.choice(plot.handles)
    start = hand.pixel(handle.step, handle.rate)
    match chance.randrange(6):
        case 0 | 1 if handle.boundary is not None:
            return start + QPoint(0, 40 if start.y() < 200 else -40)
        case 2:
            step = chance.randrange(1000)
            return hand.pixel(step, window.store.rates.at(step)[0])
        case 3:
            seen = plot.viewport().rect()
            return QPoint(chance.randrange(60, seen.width()), chance.randrange(30, seen.height()))
        case 4:
            return start + QPoint(chance.choice([-14, 14]), 0)
        case _:
            return start


def one_drag(window: Window, hand: Hand, chance: random.Random) -> None:
    """Take hold of something and move it about."""
    start = taken_hold_of(window, hand, chance)
    keys = chance.choice([NO_KEYS, NO_KEYS, NO_KEYS, CONTROL, SHIFT, ALT])
    hand.take(start, keys)
    for _ in range(MOVES_IN_A_DRAG - 2):
        way = QPoint(chance.randint(-120, 120), chance.randint(-120, 120))
        hand.move(start + way, keys)
        if chance.random() < 0.2:
            QApplication.processEvents()
    if chance.random() < 0.2:
        QTest.keyClick(window.plot, chance.choice([Qt.Key.Key_Escape, Qt.Key.Key_Space]))
    hand.release(keys)


def wander(window: Window, hand: Hand, chance: random.Random) -> None:
    """Undo, redo, select or change the axis as a person would between drags."""
    match chance.randrange(9):
        case 6:
            arrows = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down]
            QTest.keyClick(window.plot, chance.choice(arrows), chance.choice([NO_KEYS, SHIFT]))
        case 7 if len(window.store.schedule.segments) < 8:
            hand.double_click(hand.pixel(chance.randrange(1000), 5e-4))
        case 8 if len(window.store.schedule.segments) > 3:
            QTest.keyClick(window.plot, Qt.Key.Key_Delete)
        case 0 | 1:
            QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
        case 2:
            QTest.keyClick(window.plot, Qt.Key.Key_Y, CONTROL)
        case 3:
            QTest.keyClick(window.plot, Qt.Key.Key_L)
        case 4:
            hand.wheel(hand.viewport.rect().center(), chance.choice([-1, 1]))
            QTest.keyClick(window.plot, Qt.Key.Key_F)
        case _:
            hand.click(hand.pixel(700, 2e-4))


def soak(window: Window, hand: Hand, moves: int) -> list[Schedule]:
    """Drag on; return every document that was seen after a drag."""
    chance = random.Random(20)  # noqa: S311 - the same drags every time.
    seen: list[Schedule] = []
    before = None
    for number in range(moves // MOVES_IN_A_DRAG):
        if number * MOVES_IN_A_DRAG >= min(WARM_UP, moves // 3) and before is None:
            before = resident()
        one_drag(window, hand, chance)
        assert not window.store.is_previewing
        assert window.store.schedule is window.store.history.schedule
        seen.append(window.store.schedule)
        wander(window, hand, chance)
        if number % 20 == 19:
            # As often as a person would, so that the code and the plot are drawn too.
            window.code.view.refresh()
            window.plot.repaint()
            rest(window)
            # What a running event loop does by itself: delete what deleteLater() was called for.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if before is not None:
        assert resident() - before < MOST_GROWTH
    return seen


def check_history(window: Window) -> None:
    """Undo everything and redo it again: the same documents, the window agreeing with each."""
    history = window.store.history
    documents = [moment.schedule for moment in history.moments]
    while window.store.history.undo_words is not None:
        window.store.undo()
    assert window.store.schedule == three_segments()
    for schedule in documents[1:]:
        window.store.redo()
        assert window.store.schedule == schedule
        line = Rates(schedule).timeline
        assert list(line.boundaries) == sorted(line.boundaries)
        assert all(line.length(index) >= 1 for index in range(len(schedule.segments)))
    assert window.store.history.redo_words is None


def soaked(window: Window, moves: int) -> None:
    """Soak a window and look at what came of it."""
    show(window, three_segments(), snaps=True)
    seen = soak(window, Hand(window.plot), moves)
    assert len(set(map(id, seen))) > len(seen) // 3, "many drags changed something"
    check_history(window)


def test_six_thousand_drag_moves_break_nothing_and_memory_stays_flat(
    window: Window, qtbot: QtBot
) -> None:
    soaked(window, 6_000)


@pytest.mark.long
def test_thirty_thousand_drag_moves_break_nothing_and_memory_stays_flat(
    window: Window, qtbot: QtBot
) -> None:
    soaked(window, 30_000)

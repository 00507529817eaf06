"""The walk through the training loop: its keys, its buttons, its fields, and what they show."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.stepping.walking import SPEEDS, Walking
from rampsmith.app.window import STEPPING_TAB, Window
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.shapes import Linear
from rampsmith.designer.spans import Span
from rampsmith.designer.starter import starter
from rampsmith.designer.stepping.walk import Stop
from tests.app.driver import type_into

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
UNEVEN = replace(starter(), run=Run(samples=26, batch_size=4, accumulation=3, epochs=4))


def show(window: Window, schedule: Schedule) -> Walking:
    """Open a schedule with the tab in front, at the first batch."""
    window.store.open(schedule, None)
    window.tabs.setCurrentIndex(STEPPING_TAB)
    window.stepping.walking.go_to_start()
    window.plot.setFocus()
    QApplication.processEvents()
    return window.stepping.walking


def press(window: Window, *keys: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    for key in keys:
        QTest.keyClick(window, key, held or Qt.KeyboardModifier.NoModifier)


def test_the_keys_go_on_and_back_by_lines_batches_updates_and_epochs(window: Window) -> None:
    walking = show(window, UNEVEN)
    press(window, Qt.Key.Key_F8)
    assert walking.stop == Stop(1)
    press(window, Qt.Key.Key_F9)
    assert walking.stop == Stop(2, "optimizer")
    press(window, Qt.Key.Key_F7)
    assert walking.stop == Stop(2, "scheduler")
    press(window, Qt.Key.Key_F10)
    assert walking.stop == Stop(7)
    press(window, Qt.Key.Key_F10, held=SHIFT)
    assert walking.stop == Stop(0)
    press(window, Qt.Key.Key_F11)
    assert walking.step == 6
    press(window, Qt.Key.Key_F8, held=SHIFT)
    press(window, Qt.Key.Key_F5, held=SHIFT)
    assert walking.stop == Stop()


def test_a_key_of_the_walk_brings_its_tab_to_the_front(window: Window) -> None:
    show(window, UNEVEN)
    window.tabs.setCurrentIndex(0)
    press(window, Qt.Key.Key_F8)
    assert window.tabs.currentIndex() == STEPPING_TAB
    assert window.stepping.cursor.isVisible()
    window.tabs.setCurrentIndex(0)
    assert not window.stepping.cursor.isVisible()


def test_the_line_that_comes_next_is_marked(window: Window) -> None:
    walking = show(window, UNEVEN)
    loop = window.stepping.tab.loop
    marked = []
    for _ in range(6):
        marked.append(loop.marked)
        press(window, Qt.Key.Key_F7)
    assert marked == ["(loss / parts).backward()"] * 3 + [
        "optimizer.step()",
        "scheduler.step()",
        "(loss / parts).backward()",
    ]
    assert loop.extraSelections()
    assert walking.stop == Stop(4)


def test_the_rates_of_every_group_are_those_of_the_update_and_of_the_next_step(
    window: Window,
) -> None:
    track = Track(
        (Segment("M", Linear(), Span.of_the_rest(), Level.of_rate(0.8), Level.of_rate(0.9)),)
    )
    groups = (Group("body", 0.01), Group("head\n" * 9, 0.1))
    walking = show(window, replace(starter(), groups=groups, momentum=track))
    walking.go_to(1, 3)
    rates = window.store.document_rates
    lines = window.stepping.tab.rates.lines.text().splitlines()
    assert window.stepping.tab.rates.where.text() == "update 48 · t = 48"
    assert lines[1].split() == ["body", f"{rates.at(48)[0]:.6g}", f"{rates.at(49)[0]:.6g}"]
    assert lines[2].split()[-2:] == [f"{rates.at(48)[1]:.6g}", f"{rates.at(49)[1]:.6g}"]
    assert lines[3].split()[0] == "momentum"
    assert len(lines) == 4


def test_the_fields_go_to_an_epoch_and_a_batch(window: Window) -> None:
    walking = show(window, UNEVEN)
    controls = window.stepping.tab.controls
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert controls.epoch.hasFocus()
    type_into(controls.epoch, "2")
    assert walking.stop == Stop(14)
    type_into(controls.batch, "5")
    assert walking.stop == Stop(19)
    type_into(controls.epoch, "99")
    assert walking.stop == Stop(21)
    type_into(controls.batch, "-1")
    assert controls.batch.fault == "Epochs and batches are counted from 0, not -1."
    assert walking.stop == Stop(21)
    controls.batch.revert()


def test_the_buttons_do_what_the_keys_do(window: Window) -> None:
    walking = show(window, UNEVEN)
    for name, index in (("walk_epoch", 7), ("walk_batch", 8), ("walk_back_batch", 7)):
        QTest.mouseClick(window.stepping.tab.controls.buttons[name], LEFT)
        assert walking.stop.index == index


def test_playing_goes_on_at_its_speed_until_the_end(window: Window) -> None:
    walking = show(window, starter())
    button = window.stepping.tab.controls.buttons["walk_play"]
    walking.set_speed(100)
    press(window, Qt.Key.Key_F5)
    assert button.text().strip() == "Pause"
    walking._timer.stop()
    walking._timer.setInterval(1_000_000)
    walking._timer.start()
    walking.advance(0.5)
    assert walking.stop == Stop(50)
    press(window, Qt.Key.Key_F12)
    assert walking.speed == 300
    walking.advance(60)
    assert walking.walk is not None
    assert walking.stop == walking.walk.end
    assert button.text().strip() == "Play"
    QTest.mouseClick(button, LEFT)
    assert walking.stop == Stop()
    window.tabs.setCurrentIndex(0)
    assert not walking.is_playing


@pytest.mark.parametrize("speed", SPEEDS[:2])
def test_slow_playing_goes_line_by_line(window: Window, speed: int) -> None:
    walking = show(window, UNEVEN)
    walking.set_speed(speed)
    walking.advance(0.34 / speed)
    assert walking.stop == Stop(1)


def test_the_walk_stays_where_it_is_when_the_run_changes_and_is_not_undone(window: Window) -> None:
    walking = show(window, UNEVEN)
    walking.go_to(3, 6)
    window.store.edit(lambda s: replace(s, run=replace(s.run, epochs=2)), "Change run")
    assert walking.stop == Stop(13)
    window.store.undo()
    assert walking.stop == Stop(13)


def test_a_run_without_a_batch_says_so(window: Window) -> None:
    walking = show(window, replace(UNEVEN, run=replace(UNEVEN.run, accumulation=0)))
    assert walking.walk is None
    press(window, Qt.Key.Key_F8, Qt.Key.Key_F5)
    assert window.stepping.tab.rates.where.text() == "The run has no batch to step through."
    assert not window.stepping.tab.controls.buttons["walk_play"].isEnabled()
    assert window.stepping.tab.table.count.text() == "The run has no batch"


def test_going_to_a_place_that_is_not_seen_moves_the_view_there(window: Window) -> None:
    walking = show(window, starter())
    window.plot.view_box.setXRange(0, 100, padding=0)
    walking.go_to(15, 0)
    low, high = window.plot.view_box.viewRange()[0]
    assert low < 675 < high
    assert high - low == pytest.approx(100)

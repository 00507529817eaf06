"""The walk through the training loop: its keys, its buttons, its fields, and what they show."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.app.stepping.loop_view import value_lines
from rampsmith.app.stepping.walk_player import SPEEDS, Passage
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Segment, Track
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import rates_of, set_curves, values_at
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.training_loop.walk import Stop
from rampsmith.designer.values.numbers import digits_text
from rampsmith.designer.values.spans import Span
from tests.app.designs import UNEVEN
from tests.app.driver import closed, made_window, type_into, walk_through
from tests.designer.designs import OWN_CURVES

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(window: Window, *keys: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    for key in keys:
        QTest.keyClick(window, key, held or Qt.KeyboardModifier.NoModifier)


def test_the_keys_go_on_and_back_by_lines_batches_updates_and_epochs(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    press(window, Qt.Key.Key_F8)
    assert player.stop == Stop(1)
    press(window, Qt.Key.Key_F9)
    assert player.stop == Stop(2, "optimizer")
    press(window, Qt.Key.Key_F7)
    assert player.stop == Stop(2, "scheduler")
    press(window, Qt.Key.Key_F10)
    assert player.stop == Stop(7)
    press(window, Qt.Key.Key_F10, held=SHIFT)
    assert player.stop == Stop(0)
    press(window, Qt.Key.Key_F11)
    assert player.step == 6
    press(window, Qt.Key.Key_F8, held=SHIFT)
    press(window, Qt.Key.Key_F5, held=SHIFT)
    assert player.stop == Stop()


def test_a_key_of_the_walk_brings_its_tab_to_the_front(window: Window) -> None:
    walk_through(window, UNEVEN)
    window.tabs.setCurrentIndex(0)
    press(window, Qt.Key.Key_F8)
    assert window.tabs.currentWidget() is window.stepping.tab
    assert window.stepping.cursor.isVisible()
    window.tabs.setCurrentIndex(0)
    assert not window.stepping.cursor.isVisible()


@pytest.mark.usefixtures("qapp")
def test_the_cursor_of_a_new_window_is_painted_from_what_its_plot_shows(tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    assert window.stepping.cursor.state.rates.schedule == starter()
    assert window.stepping.cursor.state == window.plot.state
    closed(window)


def test_the_line_that_comes_next_is_marked(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    loop = window.stepping.tab.loop
    marked = []
    for _ in range(6):
        marked.append(loop.marked)
        press(window, Qt.Key.Key_F7)
    batch = "for number, batch in enumerate(loader, 1):"
    assert marked == [batch] * 3 + ["optimizer.step()", "scheduler.step()", batch]
    assert loop.extraSelections()
    assert player.stop == Stop(4)


def test_the_read_out_says_where_an_update_or_a_batch_is_short(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    said = []
    for _ in range(player.walk.loop.batches_of_epoch(0) if player.walk else 0):
        said.append(window.stepping.tab.rates.batch.text())
        press(window, Qt.Key.Key_F8)
    usual = [f"batch {number} of 3 for this update" for number in (1, 2, 3)]
    assert said == [*usual, *usual, "batch 1 of 1, not 3: a short update; 2 samples, not 4"]
    player.go_to(0, 6)
    assert window.stepping.tab.rates.batch.isVisible()
    run = Run(samples=100, batch_size=50, epochs=2)
    walk_through(window, replace(starter(), run=run))
    assert not window.stepping.tab.rates.batch.isVisible()


def test_opening_the_tab_leaves_the_plot_as_high_as_it_is(window: Window) -> None:
    window.tabs.setCurrentIndex(0)
    QApplication.processEvents()
    height = window.plot.height()
    press(window, Qt.Key.Key_F8)
    QApplication.processEvents()
    assert window.tabs.currentWidget() is window.stepping.tab
    assert window.plot.height() == height


def test_the_rates_of_every_group_are_those_of_the_update_and_of_the_next_step(
    window: Window,
) -> None:
    track = Track(
        MOMENTUM_CURVE,
        (Segment("M", Linear(), Span.of_the_rest(), Level.of_rate(0.8), Level.of_rate(0.9)),),
    )
    groups = (Group("body", 0.01), Group("head\n" * 9, 0.1))
    player = walk_through(window, replace(starter(), groups=groups, tracks=(track,)))
    player.go_to(1, 3)
    rates = rates_of(window.store.schedule)
    lines = window.stepping.tab.rates.lines.text().splitlines()
    assert window.stepping.tab.rates.where.text() == "update 48 · t = 48"
    assert lines[1].strip() == "rate"
    assert lines[2].split() == ["body", digits_text(rates.at(48)[0]), digits_text(rates.at(49)[0])]
    shown = [float(text) for text in lines[3].split()[-2:]]
    assert shown == pytest.approx([rates.at(48)[1], rates.at(49)[1]])
    assert lines[4].split()[0] == "momentum"
    assert len(lines) == 5


def test_the_values_of_each_kind_stand_under_its_name() -> None:
    curves = set_curves(OWN_CURVES)
    passage = Passage(values_at(curves, 0), values_at(curves, 1))
    lines = value_lines(passage, OWN_CURVES)
    assert [line.split()[0] for line in lines[1:]] == [
        *("rate", "body", "head", "adam"),
        *("momentum", "body", "head"),
        *("weight", "body", "head", "adam"),
        *("temperature", "head"),
    ]
    assert lines[8] == "weight decay"
    assert lines[9].split() == ["body", "0.05", "0.049375"]


def test_the_fields_go_to_an_epoch_and_a_batch(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    controls = window.stepping.tab.controls
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert controls.epoch.hasFocus()
    type_into(controls.epoch, "2")
    assert player.stop == Stop(14)
    type_into(controls.batch, "5")
    assert player.stop == Stop(19)
    type_into(controls.epoch, "99")
    assert player.stop == Stop(21)
    type_into(controls.batch, "-1")
    sentence = "Epochs, batches and updates are counted from 0, not -1."
    assert controls.batch.fault == sentence
    assert player.stop == Stop(21)
    controls.batch.revert()


@pytest.mark.parametrize("typed", ["500", "update 500", "500 updates"])
def test_a_field_goes_to_an_update(window: Window, typed: str) -> None:
    player = walk_through(window, replace(starter(), run=Run(epochs=20)))
    controls = window.stepping.tab.controls
    type_into(controls.update_number if typed == "500" else controls.batch, typed)
    assert player.stop == Stop(500)
    assert (controls.epoch.text(), controls.batch.text()) == ("1", "109")
    assert controls.update_number.text() == "500"


@pytest.mark.parametrize(
    ("field", "typed", "place", "said"),
    [
        ("batch", "3", (1, 3), None),
        (
            "batch",
            "8",
            (2, 1),
            "Counted from the beginning of epoch 1, batch 8 is batch 1 of epoch 2",
        ),
        (
            "batch",
            "99",
            (3, 6),
            "The run's last batch from the beginning of epoch 1 on is number 20",
        ),
        ("epoch", "99", (3, 0), "The run's last epoch is number 3"),
        ("update", "99", (3, 6), "The run's last update is number 11"),
        ("update", "4", (1, 3), None),
        ("epoch", "7 tokens", (1, 0), "The walk goes to an epoch, a batch or an update."),
        ("epoch", "2.5", (1, 0), "“2.5” is not a whole number."),
    ],
)
def test_a_number_past_the_end_is_counted_on_and_told(
    window: Window, field: str, typed: str, place: tuple[int, int], said: str | None
) -> None:
    player = walk_through(window, UNEVEN)
    player.go_to(1, 0)
    controls = window.stepping.tab.controls
    told: list[str] = []
    controls.told.connect(told.append)
    type_into(controls._fields[field], typed)
    assert player.place is not None
    assert (player.place.epoch, player.place.batch) == place
    assert told == ([] if said is None else [said])
    controls._fields[field].revert()


def test_the_buttons_do_what_the_keys_do(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    for name, index in (("walk_epoch", 7), ("walk_batch", 8), ("walk_back_batch", 7)):
        QTest.mouseClick(window.stepping.tab.controls.buttons[name], LEFT)
        assert player.stop.index == index


def test_playing_goes_on_at_its_speed_until_the_end(window: Window) -> None:
    player = walk_through(window, starter())
    button = window.stepping.tab.controls.buttons["walk_play"]
    player.set_speed(100)
    press(window, Qt.Key.Key_F5)
    assert button.text().strip() == "Pause"
    player._timer.stop()
    player._timer.setInterval(1_000_000)
    player._timer.start()
    player.advance(0.5)
    assert player.stop == Stop(50)
    press(window, Qt.Key.Key_F12)
    assert player.speed == 300
    player.advance(60)
    assert player.walk is not None
    assert player.stop == player.walk.end
    assert button.text().strip() == "Play"
    QTest.mouseClick(button, LEFT)
    assert player.stop == Stop()
    window.tabs.setCurrentIndex(0)
    assert not player.is_playing


@pytest.mark.parametrize("speed", SPEEDS[:2])
def test_slow_playing_goes_line_by_line(window: Window, speed: int) -> None:
    player = walk_through(window, UNEVEN)
    player.set_speed(speed)
    player.advance(0.34 / speed)
    assert player.stop == Stop(1)


def test_the_walk_stays_where_it_is_when_the_run_changes_and_is_not_undone(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    player.go_to(3, 6)
    window.store.edit(lambda s: replace(s, run=replace(s.run, epochs=2)), "Change run")
    assert player.stop == Stop(13)
    window.store.undo()
    assert player.stop == Stop(13)


def test_a_run_without_a_batch_says_so(window: Window) -> None:
    player = walk_through(window, replace(UNEVEN, run=replace(UNEVEN.run, accumulation=0)))
    assert player.walk is None
    press(window, Qt.Key.Key_F8, Qt.Key.Key_F5)
    assert window.stepping.tab.rates.where.text() == "The run has no batch to step through."
    assert not window.stepping.tab.controls.buttons["walk_play"].isEnabled()
    assert window.stepping.tab.table.count.text() == "The run has no batch"


def test_a_design_without_segments_says_so_and_shows_no_place_of_another(window: Window) -> None:
    player = walk_through(window, UNEVEN)
    player.go_to(2, 5)
    walk_through(window, replace(UNEVEN, segments=()))
    sentence = "There are no segments yet; add one to step through the run."
    assert window.stepping.tab.rates.where.text() == sentence
    for field in window.stepping.tab.controls._fields.values():
        assert (field.text(), field.isEnabled()) == ("", False)


def test_going_to_a_place_that_is_not_seen_moves_the_view_there(window: Window) -> None:
    player = walk_through(window, starter())
    window.plot.view_box.setXRange(0, 100, padding=0)
    player.go_to(15, 0)
    low, high = window.plot.view_box.viewRange()[0]
    assert low < 675 < high
    assert high - low == pytest.approx(100)


@pytest.mark.parametrize("size", [(1440, 862), (1024, 740)])
def test_the_line_of_the_walk_is_whole_and_the_scheduler_is_seen(
    window: Window, size: tuple[int, int]
) -> None:
    """With many groups the values below the loop are scrolled, and not the loop pressed together."""
    window.store.open(PRESETS["nanochat"].make(), None)
    window.resize(*size)
    window.tabs.setCurrentWidget(window.stepping.tab)
    window.stepping.tab.show_view(-1)
    QApplication.processEvents()
    loop = window.stepping.tab.loop
    numbers = {text.strip(): n for n, text in enumerate(loop.toPlainText().splitlines())}
    for _ in range(4):
        line = loop.document().findBlockByNumber(numbers[loop.marked])
        place = loop.blockBoundingGeometry(line).translated(loop.contentOffset())
        assert place.top() >= 0, loop.marked
        assert place.bottom() <= loop.viewport().height(), loop.marked
        step = loop.document().findBlockByNumber(numbers["scheduler.step()"])
        place = loop.blockBoundingGeometry(step).translated(loop.contentOffset())
        assert place.bottom() <= loop.viewport().height(), loop.marked
        window.commands["walk_line"].trigger()
        QApplication.processEvents()

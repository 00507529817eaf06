"""Momentum and multiplier: added, looked at, edited alone, undone; and the strip below the plot."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from rampsmith.app.window import Window
from rampsmith.designer.editing.tracks import TRACK_NAMES, TrackName, track_of, with_track
from rampsmith.designer.schedule import Level, Schedule, Segment, Track
from rampsmith.designer.shapes import Constant, Linear
from rampsmith.designer.spans import Span
from tests.app.driver import Hand, type_into, words_of_history
from tests.app.test_drag import across, show, three_segments, up

LEFT = Qt.MouseButton.LeftButton


def two_parts(name: TrackName) -> Schedule:
    """Give the three segments a second curve with a boundary at step 400."""
    level = Level.of_rate if name == "momentum" else Level
    track = Track(
        (
            Segment("Fall", Linear(), Span.of_steps(400), level(0.9), level(0.8)),
            Segment("Stay", Constant(), Span.of_the_rest()),
        )
    )
    return with_track(three_segments(), name, track)


def without_tracks(schedule: Schedule) -> Schedule:
    """What is left of a schedule without the curves beside its rates."""
    return replace(schedule, momentum=None, multiplier=None)


def looked_at(window: Window) -> str:
    """The curve that the plot and the list show."""
    return window.store.focus


def press(window: Window, name: str) -> None:
    """Press a button of the switch."""
    QTest.mouseClick(window.curve_switch.buttons[name], LEFT)  # type: ignore[index]
    # The strip below the plot takes some of its height.
    QApplication.processEvents()


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_a_curve_is_added_and_looked_at_by_one_press(window: Window, name: TrackName) -> None:
    show(window, three_segments())
    assert window.curve_switch.buttons[name].text().startswith("+ ")
    assert not window.strip.isVisible()
    press(window, name)
    assert window.store.focus == name
    assert track_of(window.store.schedule, name) is not None
    assert without_tracks(window.store.schedule) == three_segments()
    assert words_of_history(window) == [f"Add {name}"]
    assert window.segment_form.name.text() == "Hold"
    assert window.curve_switch.buttons[name].isChecked()
    assert not window.curve_switch.buttons[name].text().startswith("+")
    press(window, "rates")
    assert window.segment_form.name.text() == "Warmup"
    press(window, name)
    assert words_of_history(window) == [f"Add {name}"]


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_undo_of_adding_a_curve_leads_back_to_the_rates(window: Window, name: TrackName) -> None:
    show(window, three_segments())
    press(window, name)
    window.store.undo()
    assert window.store.focus == "rates"
    assert window.curve_switch.buttons["rates"].isChecked()
    assert not window.curve_switch.remove_button.isVisible()
    assert window.segment_form.name.text() == "Warmup"
    assert window.store.schedule == three_segments()


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_a_curve_can_be_taken_away(window: Window, name: TrackName) -> None:
    show(window, two_parts(name))
    press(window, name)
    QTest.mouseClick(window.curve_switch.remove_button, LEFT)
    assert window.store.schedule == three_segments()
    assert window.store.focus == "rates"
    window.store.undo()
    assert window.store.schedule == two_parts(name)


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_a_drag_changes_the_curve_and_nothing_else(
    window: Window, hand: Hand, name: TrackName
) -> None:
    show(window, two_parts(name))
    press(window, name)
    hand.drag(hand.pixel(400, 0.8), hand.pixel(400, 0.8) + across(50) - up(60))
    track = track_of(window.store.schedule, name)
    assert track is not None
    assert track.segments[0].span.amount > 400
    assert track.segments[0].end is not None
    assert track.segments[0].end.value < 0.8
    assert without_tracks(window.store.schedule) == three_segments()
    assert len(words_of_history(window)) == 1
    window.store.undo()
    assert window.store.schedule == two_parts(name)
    assert window.store.focus == name


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_fields_and_actions_change_the_curve_and_nothing_else(
    window: Window, name: TrackName
) -> None:
    show(window, two_parts(name))
    press(window, name)
    type_into(window.segment_form.name, "Down")
    type_into(window.segment_form.length, "250")
    type_into(window.segment_form.end, "0.7")
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    QTest.keyClick(window.plot, Qt.Key.Key_Delete)
    track = track_of(window.store.schedule, name)
    assert track is not None
    level = Level.of_rate if name == "momentum" else Level
    first = track.segments[0]
    assert (first.name, first.span, first.end) == ("Down", Span.of_steps(250), level(0.7))
    assert len(track.segments) == 2
    assert without_tracks(window.store.schedule) == three_segments()


@pytest.mark.parametrize(("name", "unit"), [("momentum", "rate"), ("multiplier", "factor")])
def test_levels_of_a_curve_have_only_the_unit_that_it_has(
    window: Window, name: TrackName, unit: str
) -> None:
    show(window, two_parts(name))
    press(window, name)
    form = window.segment_form
    assert form.start_unit.currentText() == ("value" if name == "momentum" else "factor")
    assert form.end_unit.count() == 1
    window.store.select_segment(1)
    form.start_unit.setFocus()
    QTest.keyClick(form.start_unit, Qt.Key.Key_Up)
    track = track_of(window.store.schedule, name)
    assert track is not None
    assert track.segments[1].start == Level(0.8, "rate" if unit == "rate" else "factor")
    assert not window.store.problems_of(1)
    press(window, "rates")
    assert [form.end_unit.itemText(row) for row in range(2)] == ["× base", "rate"]


def test_a_repeat_can_be_made_in_a_curve(window: Window) -> None:
    show(window, two_parts("momentum"))
    press(window, "momentum")
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    track = window.store.schedule.momentum
    assert track is not None
    assert [(repeat.first, repeat.last) for repeat in track.repeats] == [(0, 0)]
    assert window.store.schedule.repeats == ()


def test_run_and_groups_change_the_document_while_a_curve_is_looked_at(window: Window) -> None:
    show(window, two_parts("momentum"))
    press(window, "momentum")
    type_into(window.run_form.fields["batch_size"], "64")
    QTest.mouseClick(window.groups_form.add_button, LEFT)
    schedule = window.store.schedule
    assert schedule.run.batch_size == 64
    assert len(schedule.groups) == 2
    assert schedule.momentum == two_parts("momentum").momentum
    assert window.store.focus == "momentum"
    assert "hold 1e-4" in window.schedule_form.after.itemText(0)


def test_the_strip_shows_the_other_curves_and_a_click_goes_there(window: Window) -> None:
    both = replace(two_parts("momentum"), multiplier=two_parts("multiplier").multiplier)
    show(window, both)
    assert [name for name, _ in window.strip.rows()] == ["momentum", "multiplier"]
    assert window.strip.isVisible()
    row = window.strip.height() // 2
    QTest.mouseClick(window.strip, LEFT, pos=QPoint(60, row + row // 2))
    assert looked_at(window) == "multiplier"
    assert [name for name, _ in window.strip.rows()] == ["rates", "momentum"]
    QTest.mouseClick(window.strip, LEFT, pos=QPoint(60, row // 2))
    assert looked_at(window) == "rates"
    assert words_of_history(window) == []


def test_the_strip_draws_what_the_curve_does(window: Window) -> None:
    show(window, two_parts("momentum"))
    falling = window.strip.grab().toImage()
    flat = Track((Segment("Stay", Constant(), Span.of_the_rest(), Level.of_rate(0.9)),))
    show(window, with_track(three_segments(), "momentum", flat))
    assert window.strip.grab().toImage() != falling


def test_the_curves_of_the_rates_are_multiplied_on_the_plot(window: Window) -> None:
    show(window, two_parts("multiplier"))
    highest = max(max(line.heights) for line in window.plot._curves.lines)
    assert highest < 0.9e-3


@pytest.mark.parametrize("name", TRACK_NAMES)
def test_problems_of_a_curve_stand_at_its_segments_and_their_fixes_work(
    window: Window, name: TrackName
) -> None:
    wrong = Level(0.9) if name == "momentum" else Level.of_rate(0.9)
    track = Track((Segment("Stay", Constant(), Span.of_the_rest(), wrong),))
    show(window, with_track(three_segments(), name, track))
    assert not window.store.problems_of(0)
    press(window, name)
    (problem,) = window.store.problems_of(0)
    text = window.segments.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert problem.sentence in str(text)
    assert problem.fix is not None
    window.tabs.setCurrentIndex(1)
    button = next(b for b in buttons_of(window) if b.isVisible())
    QTest.mouseClick(button, LEFT)
    assert window.store.problems_of(0) == []
    assert without_tracks(window.store.schedule) == three_segments()


def buttons_of(window: Window) -> list[QPushButton]:
    """The buttons that mend a problem."""
    return window.problems.findChildren(QPushButton)

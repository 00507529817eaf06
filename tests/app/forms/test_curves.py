"""Curves other than the rates: added, edited alone, undone; their problems; the strip of them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import curve_keys, curve_of, with_curve
from rampsmith.designer.document.kinds import (
    KINDS,
    MOMENTUM,
    MOMENTUM_CURVE,
    MULTIPLIER,
    MULTIPLIER_CURVE,
    RATE,
    RATE_CURVE,
    CurveKey,
)
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import Hand, show, type_into, words_of_history
from tests.app.gestures import across, up

LEFT = Qt.MouseButton.LeftButton
OTHER_KEYS = tuple(CurveKey(kind) for kind in KINDS if kind is not RATE)


def of_one_segment(key: CurveKey, level: Level) -> Schedule:
    """Add a second curve, which stays at a level, to the three segments."""
    segment = Segment("Stay", Constant(), Span.of_the_rest(), level)
    return with_curve(three_segments(), key, Schedule(segments=(segment,)))


def two_parts(key: CurveKey) -> Schedule:
    """Add a second curve with a boundary at step 400 to the three segments."""
    unit = key.kind.unit
    segments = (
        Segment("Fall", Linear(), Span.of_steps(400), Level(0.9, unit), Level(0.8, unit)),
        Segment("Stay", Constant(), Span.of_the_rest()),
    )
    return with_curve(three_segments(), key, Schedule(segments=segments))


def without_tracks(schedule: Schedule) -> Schedule:
    """Return what is left of a schedule without the curves other than its rates."""
    return replace(schedule, tracks=())


def press(window: Window, key: CurveKey) -> None:
    """Click a curve in the list, or add it from the menu below."""
    keys = window.curves.keys()
    if key in keys:
        row = window.curves.rows.item(keys.index(key))
        place = window.curves.rows.visualItemRect(row).center()
        QTest.mouseClick(window.curves.rows.viewport(), LEFT, pos=place)
    else:
        window.curves.fill_adders()
        actions = window.curves.adders.actions()
        next(each for each in actions if each.text() == key.kind.title).trigger()
    # The strip below the plot takes some of its height.
    QApplication.processEvents()


@pytest.mark.parametrize("key", OTHER_KEYS, ids=str)
def test_a_curve_is_added_and_looked_at_by_one_press(window: Window, key: CurveKey) -> None:
    show(window, three_segments())
    assert window.curves.keys() == [RATE_CURVE]
    assert not window.lanes.isVisible()
    press(window, key)
    assert window.store.focus == key
    assert key in curve_keys(window.store.schedule)
    assert without_tracks(window.store.schedule) == three_segments()
    assert words_of_history(window) == [f"Add {key.kind.words}"]
    assert window.segment_form.name.text() == "Hold"
    assert window.curves.rows.currentRow() == 1
    assert window.curve_line.text() == f"of the {key.words}"
    press(window, RATE_CURVE)
    assert window.segment_form.name.text() == "Warmup"
    press(window, key)
    assert words_of_history(window) == [f"Add {key.kind.words}"]


@pytest.mark.parametrize("key", OTHER_KEYS, ids=str)
def test_undo_of_adding_a_curve_leads_back_to_the_rates(window: Window, key: CurveKey) -> None:
    show(window, three_segments())
    press(window, key)
    window.store.undo()
    assert window.store.focus == RATE_CURVE
    assert window.curves.rows.currentRow() == 0
    assert not window.curves.remove_button.isVisible()
    assert window.segment_form.name.text() == "Warmup"
    assert window.store.schedule == three_segments()


@pytest.mark.parametrize("key", OTHER_KEYS, ids=str)
def test_a_curve_can_be_taken_away(window: Window, key: CurveKey) -> None:
    show(window, two_parts(key))
    press(window, key)
    QTest.mouseClick(window.curves.remove_button, LEFT)
    assert window.store.schedule == three_segments()
    assert window.store.focus == RATE_CURVE
    window.store.undo()
    assert window.store.schedule == two_parts(key)


@pytest.mark.parametrize("key", OTHER_KEYS, ids=str)
def test_a_drag_changes_the_curve_and_nothing_else(
    window: Window, hand: Hand, key: CurveKey
) -> None:
    show(window, two_parts(key))
    press(window, key)
    # Where factors are of a base, the plot shows what they come to.
    handle = hand.pixel(400, 0.8 * (key.kind.usual_base or 1.0))
    hand.drag(handle, handle + across(50) - up(60))
    track = curve_of(window.store.schedule, key)
    assert track.segments[0].span.amount > 400
    assert track.segments[0].end is not None
    assert track.segments[0].end.value < 0.8
    assert without_tracks(window.store.schedule) == three_segments()
    assert len(words_of_history(window)) == 1
    window.store.undo()
    assert window.store.schedule == two_parts(key)
    assert window.store.focus == key


@pytest.mark.parametrize("key", OTHER_KEYS, ids=str)
def test_fields_and_actions_change_the_curve_and_nothing_else(
    window: Window, key: CurveKey
) -> None:
    show(window, two_parts(key))
    press(window, key)
    type_into(window.segment_form.name, "Down")
    type_into(window.segment_form.length, "250")
    type_into(window.segment_form.end, "0.7")
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    QTest.keyClick(window.plot, Qt.Key.Key_Delete)
    track = curve_of(window.store.schedule, key)
    first = track.segments[0]
    assert (first.name, first.span, first.end) == (
        "Down",
        Span.of_steps(250),
        Level(0.7, key.kind.unit),
    )
    assert len(track.segments) == 2
    assert without_tracks(window.store.schedule) == three_segments()


@pytest.mark.parametrize(
    ("key", "words"), [(MOMENTUM_CURVE, "value"), (MULTIPLIER_CURVE, "factor")], ids=str
)
def test_levels_of_a_curve_have_only_the_unit_that_it_has(
    window: Window, key: CurveKey, words: str
) -> None:
    show(window, two_parts(key))
    press(window, key)
    form = window.segment_form
    assert form.start_unit.currentText() == words
    assert form.end_unit.count() == 1
    window.store.select_segment(1)
    form.start_unit.setFocus()
    QTest.keyClick(form.start_unit, Qt.Key.Key_Up)
    track = curve_of(window.store.schedule, key)
    assert track.segments[1].start == Level(0.8, key.kind.unit)
    assert not window.store.problems_of(1)
    press(window, RATE_CURVE)
    assert [form.end_unit.itemText(row) for row in range(2)] == ["× base", "rate"]


def test_a_repeat_can_be_made_in_a_curve(window: Window) -> None:
    show(window, two_parts(MOMENTUM_CURVE))
    press(window, MOMENTUM_CURVE)
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    (track,) = window.store.schedule.tracks
    assert [(repeat.first, repeat.last) for repeat in track.repeats] == [(0, 0)]
    assert window.store.schedule.repeats == ()


def test_run_and_groups_change_the_document_while_a_curve_is_looked_at(window: Window) -> None:
    show(window, two_parts(MOMENTUM_CURVE))
    press(window, MOMENTUM_CURVE)
    type_into(window.run_form.fields["batch_size"], "64")
    QTest.mouseClick(window.groups_form.add_button, LEFT)
    schedule = window.store.schedule
    assert schedule.run.batch_size == 64
    assert len(schedule.groups) == 2
    assert schedule.tracks == two_parts(MOMENTUM_CURVE).tracks
    assert window.store.focus == MOMENTUM_CURVE
    assert "hold the end values" in window.schedule_form.after.itemText(0)


def test_the_strip_shows_the_other_curves_and_a_click_goes_there(window: Window) -> None:
    tracks = (*two_parts(MOMENTUM_CURVE).tracks, *two_parts(MULTIPLIER_CURVE).tracks)
    both = replace(three_segments(), tracks=tracks)
    show(window, both)
    assert [lane.title for lane in window.lanes.shown()] == [MOMENTUM.words, MULTIPLIER.words]
    assert window.lanes.isVisible()
    row = window.lanes.height() // 2
    QTest.mouseClick(window.lanes, LEFT, pos=QPoint(60, row + row // 2))
    assert window.store.focus == MULTIPLIER_CURVE
    assert [lane.title for lane in window.lanes.shown()] == [RATE.words, MOMENTUM.words]
    QTest.mouseClick(window.lanes, LEFT, pos=QPoint(60, row // 2))
    assert window.store.focus == RATE_CURVE
    assert words_of_history(window) == []


def test_the_strip_draws_what_the_curve_does(window: Window) -> None:
    show(window, two_parts(MOMENTUM_CURVE))
    falling = window.lanes.grab().toImage()
    show(window, of_one_segment(MOMENTUM_CURVE, Level.of_rate(0.9)))
    assert window.lanes.grab().toImage() != falling


def test_the_curves_of_the_rates_are_multiplied_on_the_plot(window: Window) -> None:
    show(window, two_parts(MULTIPLIER_CURVE))
    highest = max(max(line.heights) for line in window.plot._curves.lines)
    assert highest < 0.9e-3


@pytest.mark.parametrize("key", [k for k in OTHER_KEYS if len(k.kind.units) == 1], ids=str)
def test_problems_of_a_curve_stand_at_its_segments_and_their_fixes_work(
    window: Window, key: CurveKey
) -> None:
    wrong = Level(0.9) if key.kind.unit == "rate" else Level.of_rate(0.9)
    show(window, of_one_segment(key, wrong))
    assert not window.store.problems_of(0)
    press(window, key)
    (problem,) = window.store.problems_of(0)
    text = window.segments.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert problem.sentence in str(text)
    assert problem.fix is not None
    window.tabs.setCurrentIndex(1)
    QTest.mouseClick(window.problems.rows[0].fix_button, LEFT)
    assert window.store.problems_of(0) == []
    assert without_tracks(window.store.schedule) == three_segments()


def with_squeezed(schedule: Schedule, key: CurveKey) -> Schedule:
    """Add a second segment, which is never executed, to one of the curves and to no other."""
    curve = curve_of(schedule, key)
    squeezed = replace(curve.segments[1], name="Squeezed", span=Span.of_percent(0.01))
    segments = (curve.segments[0], squeezed, *curve.segments[1:])
    return with_curve(schedule, key, replace(curve, segments=segments))


def press_show(window: Window) -> None:
    """Press *Show* of the problem that is squeezed out."""
    window.tabs.setCurrentWidget(window.problems)
    row = next(r for r in window.problems.rows if "Squeezed" in r.show_button.accessibleName())
    QTest.mouseClick(row.show_button, LEFT)


def marked(window: Window) -> list[str]:
    """Return the labels of the problems that are marked on the plot."""
    return [mark.words for mark in window.plot.state.marks if "Squeezed" in mark.words]


@pytest.mark.parametrize("looked_at", [RATE_CURVE, MOMENTUM_CURVE], ids=str)
@pytest.mark.parametrize("about", [RATE_CURVE, MOMENTUM_CURVE], ids=str)
def test_show_selects_the_segment_of_the_curve_that_a_problem_is_about(
    window: Window, about: CurveKey, looked_at: CurveKey
) -> None:
    show(window, with_squeezed(two_parts(MOMENTUM_CURVE), about))
    press(window, looked_at)
    press_show(window)
    assert window.store.focus == about
    assert window.store.segment_index == 1
    assert window.segment_form.name.text() == "Squeezed"
    assert words_of_history(window) == []


@pytest.mark.parametrize("about", [RATE_CURVE, MOMENTUM_CURVE], ids=str)
def test_a_problem_is_marked_only_on_the_curve_that_it_is_about(
    window: Window, about: CurveKey
) -> None:
    show(window, with_squeezed(two_parts(MOMENTUM_CURVE), about))
    for key in (RATE_CURVE, MOMENTUM_CURVE, RATE_CURVE):
        press(window, key)
        found = [index for index in range(3) if window.store.problems_of(index)]
        assert (1 in found) == (key == about)
        assert len(marked(window)) == (key == about)


def test_a_lane_of_rates_says_whose_they_are_and_between_what_they_go(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, PRESETS["nanochat"].make())
    window.store.edit_curve_of(CurveKey(MOMENTUM, "muon"))
    QApplication.processEvents()
    lanes = window.lanes
    lane = next(each for each in lanes.shown() if each.title == "rate")
    said = [text for text, _, _ in lanes.texts(lane, lanes.fontMetrics())]
    assert said == ["rate", "“muon” 5e-4 … 0.02"]
    painted: list[object] = []
    monkeypatch.setattr(QPainter, "drawText", lambda _, *parts: painted.append(parts[-1]))
    lanes.resize(lanes.width() - 1, lanes.height())
    lanes.grab()
    assert {"0.0005", "0.02"} <= set(painted)


def test_what_goes_on_past_the_run_is_not_said_to_be_held(window: Window) -> None:
    plateau = Segment("P", Plateau(), Span.of_the_rest(), Level(1.0))
    show(window, replace(three_segments(), segments=(plateau,)))
    assert window.schedule_form.after.currentText() == "the last segment goes on"

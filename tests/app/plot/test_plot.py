"""The plot under the mouse and the keyboard, apart from drags: look, split, remove, zoom, read."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.base.theme import LIGHT
from rampsmith.app.plot.items.curve_drawing import curve_lines
from rampsmith.app.plot.items.plot_state import Ghost
from rampsmith.app.plot.view.scale import RateScale, scale_for
from rampsmith.app.plot.view.series import ViewRange
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Group, Level, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import squared
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import (
    CONTROL,
    LEFT,
    NO_KEYS,
    SHIFT,
    Hand,
    boundary,
    lengths,
    show,
    words_of_history,
)


def test_a_double_click_adds_a_boundary_and_keeps_the_curve(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    before = [window.store.rates.at(step) for step in range(1100)]
    hand.double_click(hand.pixel(700, window.store.rates.at(700)[0]))
    assert words_of_history(window) == ["Add boundary"]
    assert boundary(window, 3) == pytest.approx(700, abs=2)
    assert [window.store.rates.at(step) for step in range(1100)] == before


def test_a_double_click_away_from_the_curve_cuts_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.double_click(hand.pixel(350, 5e-4))
    assert words_of_history(window) == []
    assert "near the curve" in window.status.hint.text()


def test_near_the_curve_a_ghost_shows_where_it_would_be_cut(window: Window, hand: Hand) -> None:
    show(window, three_segments(), snaps=True)
    hand.move(hand.pixel(703, window.store.rates.at(703)[0]))
    # It has caught on a round step.
    assert _ghost(window) == (700, window.store.rates.at(700)[0])
    hand.double_click(hand.pixel(703, window.store.rates.at(703)[0]))
    assert boundary(window, 3) == 700
    hand.move(hand.pixel(350, 5e-4))
    assert _ghost(window) is None


def _ghost(window: Window) -> Ghost | None:
    return window.plot.state.hovered.ghost


def test_a_double_click_on_a_boundary_adds_none_beside_it(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.double_click(hand.pixel(200, 5e-4) + QPoint(2, 0))
    hand.double_click(hand.pixel(500, 1e-3) + QPoint(4, 0))
    assert words_of_history(window) == []


def test_a_double_click_after_the_end_does_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.double_click(hand.pixel(1030, 5e-4))
    assert window.store.schedule == three_segments()


@pytest.mark.parametrize("place", ["plot", "segments"])
def test_delete_removes_the_selected_segment(window: Window, place: str) -> None:
    show(window, three_segments())
    window.store.select_segment(1)
    part = getattr(window, place)
    part.setFocus()
    QTest.keyClick(part, Qt.Key.Key_Delete)
    assert [segment.name for segment in window.store.schedule.segments] == ["Warmup", "Decay"]
    assert words_of_history(window) == ["Remove segment"]


def test_a_click_selects_the_segment_below_it(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    for step, index in ((700, 2), (100, 0), (300, 1)):
        hand.click(hand.pixel(step, 3e-4))
        assert window.store.segment_index == index
        assert window.segments.currentIndex().row() == index
        assert window.segment_form.name.text() == three_segments().segments[index].name
    assert words_of_history(window) == []


def test_taking_hold_of_a_handle_selects_its_segment(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.take(hand.pixel(1000, 1e-4))
    assert window.store.segment_index == 2
    hand.release()


def test_the_wheel_zooms_time_and_with_shift_the_rate(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    (low, high), rates = window.plot.view_box.viewRange()
    place = hand.pixel(500, 5e-4)
    hand.wheel(place, 2)
    (near, far), same = window.plot.view_box.viewRange()
    assert far - near < high - low
    assert same == rates
    assert hand.pixel(500, 5e-4).x() == pytest.approx(place.x(), abs=2)
    hand.wheel(place, 2, SHIFT)
    bottom, top = window.plot.view_box.viewRange()[1]
    assert top - bottom < rates[1] - rates[0]


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_and_the_axes_only_move_the_view(
    window: Window, hand: Hand, button: Qt.MouseButton
) -> None:
    show(window, three_segments())
    before = window.plot.view_box.viewRange()
    start = hand.pixel(500, 1e-3)
    hand.move(start)
    QTest.mousePress(hand.viewport, button, NO_KEYS, start)
    for way in (10, 30, 60):
        hand.move(start + QPoint(way, -way), held=button)
    QTest.mouseRelease(hand.viewport, button, NO_KEYS, start + QPoint(60, -60))
    assert window.plot.view_box.viewRange() != before
    for place in (QPoint(20, 200), QPoint(400, hand.viewport.height() - 10)):
        hand.drag(place, place + QPoint(40, 40))
        hand.wheel(place, 2)
        hand.double_click(place)
    assert words_of_history(window) == []
    window.plot.grab()


def test_another_button_in_mid_drag_changes_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(50, 0))
    right = Qt.MouseButton.RightButton
    QTest.mousePress(hand.viewport, right, NO_KEYS, start + QPoint(50, 0))
    QTest.mouseRelease(hand.viewport, right, NO_KEYS, start + QPoint(50, 0))
    assert not window.plot_menu.isVisible()
    hand.move(start + QPoint(60, 0))
    hand.release()
    assert words_of_history(window) == ["Move boundary"]


def test_f_frames_all_after_zooming(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    framed = window.plot.view_box.viewRange()
    hand.wheel(hand.pixel(500, 5e-4), 5)
    QTest.keyClick(window.plot, Qt.Key.Key_F)
    assert window.plot.view_box.viewRange() == framed


def test_a_zoomed_view_stays_where_it_is_when_the_design_changes(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    hand.wheel(hand.pixel(500, 5e-4), 3)
    view = window.plot.view_box.viewRange()
    window.store.edit(lambda schedule: with_run(schedule, updates=3000), "Change run")
    assert window.plot.view_box.viewRange() == view


def test_the_read_out_says_step_epoch_tokens_and_rate(window: Window, hand: Hand) -> None:
    tokens = replace(three_segments().run, tokens_per_sample=1000)
    show(window, replace(three_segments(), run=tokens))
    hand.move(hand.pixel(300, 5e-4))
    text = window.plot.readout.text()
    assert window.plot.readout.isVisible()
    step = int(text.split()[1])
    assert step == pytest.approx(300, abs=1)
    assert f"epoch {step / 100:.1f}" in text
    assert f"{step * 0.032:.4g}M tokens" in text
    assert "rate <b>1e-3</b>" in text


def test_the_read_out_goes_along_where_a_drag_can_go_no_further(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.take(hand.pixel(200, 5e-4))
    hand.move(hand.pixel(750, 5e-4))
    stuck, place = window.store.schedule, window.plot.readout.pos()
    hand.move(hand.pixel(770, 5e-4))
    assert window.store.schedule is stuck
    assert window.plot.readout.x() > place.x()
    assert read_step(window) == boundary(window, 1)
    hand.release()
    hand.move(hand.pixel(770, 5e-4))
    assert read_step(window) == pytest.approx(770, abs=1)


def read_step(window: Window) -> int:
    """The step in the read-out."""
    return int(window.plot.readout.text().split()[1])


@pytest.mark.parametrize("rate", [1e-3, 5e-4])
def test_the_read_out_of_a_drag_tells_the_step_that_the_status_line_tells(
    window: Window, hand: Hand, rate: float
) -> None:
    show(window, three_segments(), snaps=True)
    hand.take(hand.pixel(200, rate))
    told = set()
    for step in range(205, 320, 7):
        hand.move(hand.pixel(step, rate))
        told.add(read_step(window))
        assert window.status.hint.text().startswith(f"Update {read_step(window)}")
        assert boundary(window, 1) == read_step(window)
    assert 300 in told, "it catches on the epoch"
    hand.release()


def test_the_read_out_of_several_handles_tells_the_one_that_is_held(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments(), snaps=True)
    QTest.mouseClick(window.plot.viewport(), LEFT, SHIFT, hand.pixel(500, 1e-3))
    QTest.mouseClick(window.plot.viewport(), LEFT, SHIFT, hand.pixel(200, 1e-3))
    hand.take(hand.pixel(200, 1e-3))
    hand.move(hand.pixel(296, 1e-3))
    assert read_step(window) == boundary(window, 1) == 300
    hand.release()


def test_what_a_drag_passes_over_is_not_offered(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.take(hand.pixel(200, 5e-4))
    shape = window.plot.viewport().cursor().shape()
    hand.move(hand.pixel(260, 1e-3))
    assert window.plot.viewport().cursor().shape() == shape
    assert window.plot.state.hovered.handle is None
    hand.release()


def test_the_read_out_names_every_group(window: Window, hand: Hand) -> None:
    groups = (Group("head & <b>", 1e-3), Group("body", 4e-4))
    show(window, replace(three_segments(), groups=groups))
    hand.move(hand.pixel(300, 2e-4))
    text = window.plot.readout.text()
    assert "rate of “head &amp; &lt;b&gt;” <b>1e-3</b>" in text
    assert "rate of “body” <b>4e-4</b>" in text


def test_the_read_out_stays_inside_the_plot(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    view = window.plot.viewport().rect()
    for place in (view.topRight(), view.bottomRight(), view.bottomLeft(), view.center()):
        hand.move(place + QPoint(-70 if place.x() > 200 else 70, 0))
        if window.plot.readout.isVisible():
            assert window.plot.rect().contains(window.plot.readout.geometry())


def test_the_cursor_says_what_can_be_taken_hold_of(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    for place, shape in (
        (hand.pixel(500, 1e-3), Qt.CursorShape.SizeAllCursor),
        (hand.pixel(200, 3e-4), Qt.CursorShape.SizeHorCursor),
        (hand.pixel(700, 2e-4), Qt.CursorShape.CrossCursor),
    ):
        hand.move(place)
        assert window.plot.viewport().cursor().shape() == shape


def test_the_keys_change_axis_unit_and_snapping(window: Window) -> None:
    show(window, three_segments(), snaps=True)
    QTest.keyClick(window.plot, Qt.Key.Key_L)
    assert window.plot.settings.logarithmic
    assert window.top_bar.log.isChecked()
    QTest.keyClick(window.plot, Qt.Key.Key_T)
    assert window.plot.settings.unit == "epochs"
    QTest.keyClick(window.plot, Qt.Key.Key_S)
    assert not window.plot.settings.snaps_time
    QTest.keyClick(window.plot, Qt.Key.Key_S, SHIFT)
    assert not window.plot.settings.snaps_level
    assert words_of_history(window) == []


def test_a_unit_that_the_run_no_longer_knows_gives_way_to_steps(window: Window) -> None:
    tokens = replace(three_segments().run, tokens_per_sample=1000)
    show(window, replace(three_segments(), run=tokens))
    QTest.mouseClick(window.top_bar.units["tokens"], Qt.MouseButton.LeftButton)
    assert window.plot.settings.unit == "tokens"
    window.store.edit(lambda schedule: with_run(schedule, tokens_per_sample=None), "Change run")
    assert window.top_bar.units["steps"].isChecked()
    assert not window.top_bar.units["tokens"].isChecked()
    assert window.plot.time_axis.unit == "steps"


def test_undo_in_mid_drag_neither_undoes_nor_loses_anything(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    window.store.edit(lambda schedule: with_run(schedule, updates=2000), "Change run")
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(50, 0))
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.is_previewing
    hand.move(start + QPoint(60, 0))
    hand.release()
    assert words_of_history(window) == ["Change run", "Move boundary"]


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_L, Qt.Key.Key_Delete])
def test_a_shortcut_in_mid_drag_waits_for_its_end(window: Window, hand: Hand, key: Qt.Key) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(50, 0))
    QTest.keyClick(window.plot, key)
    hand.move(start + QPoint(60, 0))
    hand.release()
    assert words_of_history(window) == ["Move boundary"]
    assert len(window.store.schedule.segments) == 3
    assert not window.plot.settings.logarithmic


def test_an_edit_from_elsewhere_in_mid_drag_ends_the_drag(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(50, 0))
    window.store.edit(lambda schedule: replace(schedule, title="From elsewhere"), "Rename design")
    hand.move(start + QPoint(60, 0))
    hand.release()
    assert words_of_history(window) == ["Rename design"]
    assert window.store.schedule.title == "From elsewhere"
    assert lengths(window.store.schedule) == [200, 300, 500]


def test_a_lost_release_ends_the_drag_with_the_next_move(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(50, 0))
    hand.release()
    hand.move(start + QPoint(150, 0))
    assert words_of_history(window) == ["Move boundary"]
    assert not window.store.is_previewing


def test_stairs_are_drawn_square() -> None:
    assert squared([0, 9, 10, 12], [1.0, 1.0, 0.5, 0.25]) == (
        [0, 9, 10, 10, 12, 12],
        [1.0, 1.0, 1.0, 0.5, 0.5, 0.25],
    )
    schedule = PRESETS["StepLR"].make_from_texts(["step_size=10", "gamma=0.5", "epochs=40"])
    lines = curve_lines(Rates(schedule), 0, ViewRange(0.0, 40.0, 800), RateScale(), LIGHT)
    for line in lines:
        points = zip(line.steps, line.heights, strict=True)
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_a_log_axis_shows_three_decades_on_the_way_to_0() -> None:
    assert scale_for([0.0, 1e-3], logarithmic=True).floor < 1e-6
    assert scale_for([1e-4, 1e-3], logarithmic=True).floor > 1e-6


def test_a_formula_that_uses_no_start_has_no_handle_there(window: Window) -> None:
    formula = Segment("F", Expression("1 / (1 + t)"), Span.of_the_rest(), Level(0.0))
    show(window, replace(starter(), segments=(formula,)))
    assert [handle.side for handle in window.plot.state.handles] == ["end"]
    used = replace(formula, shape=Expression("start / (1 + t)"))
    show(window, replace(starter(), segments=(used,)))
    assert [handle.side for handle in window.plot.state.handles] == ["start", "end"]

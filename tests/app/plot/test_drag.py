"""Real mouse drags on the plot: what they move, how they are taken back, what history says."""

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, boundary, lengths, show, words_of_history
from tests.app.gestures import across, rate_of, steps_of, up


def with_a_jump() -> Schedule:
    """Two levels with a jump from 1e-3 down to 4e-4 at step 500."""
    return Schedule(
        segments=(
            Segment("High", Constant(), Span.of_steps(500), Level(1.0)),
            Segment("Low", Linear(), Span.of_steps(500), Level(0.4), Level(0.1)),
        ),
        groups=(Group("all", 1e-3),),
        run=RUN,
    )


def with_a_pile() -> Schedule:
    """Two handles at one place: a jump that is too small to be seen."""
    high, low = with_a_jump().segments
    return replace(with_a_jump(), segments=(high, replace(low, start=Level(0.9999))))


@pytest.mark.parametrize("clicks", [1, 2])
def test_of_two_handles_at_one_place_each_click_takes_the_next(
    window: Window, hand: Hand, clicks: int
) -> None:
    show(window, with_a_pile())
    place = hand.pixel(500, 1e-3)
    taken: list[tuple[int, str]] = []
    for _ in range(clicks + 2):
        hand.click(place)
        taken += window.plot.canvas.picks.keys
    (key, other, *again) = taken
    assert {key[0], other[0]} == {0, 1}
    assert again == [key, other][:clicks]
    index, _ = again[-1]
    named = f"“{with_a_pile().segments[index].name}”"
    assert named in window.status.hint.text()
    assert "click again for the next" in window.status.hint.text()
    hand.click(place, Qt.MouseButton.RightButton)
    window.plot_menu.close()
    assert window.plot.canvas.picks.keys == {again[-1]}, "a menu takes no other"
    hand.drag(place, place + up(-60), SHIFT)
    then, now = with_a_pile().segments, window.store.document.segments
    assert [a.start != b.start for a, b in zip(then, now, strict=True)] == [index == 0, index == 1]


def test_dragging_a_line_takes_from_the_neighbour(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    moved = steps_of(window, 60)
    hand.drag(start, start + across(60))
    first, second, third = lengths(window.store.schedule)
    assert first == pytest.approx(200 + moved, abs=1)
    assert first + second == 500
    assert third == 500


def test_a_move_of_a_drag_is_shown_once_whether_it_changes_anything_or_not(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    painted = QSignalSpy(window.plot.canvas.state_changed)
    shown = QSignalSpy(window.store.changed)
    for goal, changes in ((60, 1), (70, 1), (70, 0)):
        before = painted.count(), shown.count()
        hand.move(start + across(goal))
        assert painted.count() - before[0] == 1
        assert shown.count() - before[1] == changes
    hand.release()


def test_with_control_a_drag_pushes_all_that_follows(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    moved = steps_of(window, 60)
    hand.drag(start, start + across(60), CONTROL)
    first, second, third = lengths(window.store.schedule)
    assert first == pytest.approx(200 + moved, abs=1)
    assert (second, third) == (300, 500)


def test_control_can_be_pressed_and_let_go_in_mid_drag(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(50), CONTROL)
    assert lengths(window.store.schedule)[1] == 300
    hand.move(start + across(50))
    assert lengths(window.store.schedule)[1] < 300
    hand.release()
    assert lengths(window.store.schedule)[2] == 500


def test_dragging_a_handle_moves_time_and_level(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(1000, 1e-4)
    sooner, higher = steps_of(window, 40), rate_of(window, 50) / 1e-3
    hand.drag(start, start - across(40) + up(50))
    end = window.store.schedule.segments[2].end
    assert end is not None
    assert end.value == pytest.approx(0.1 + higher, rel=0.02)
    assert lengths(window.store.schedule)[2] == pytest.approx(500 - sooner, abs=1)


def test_with_shift_a_drag_keeps_to_the_axis_of_the_longer_way(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(1000, 1e-4)
    hand.drag(start, start - across(60) + up(20), SHIFT)
    sideways = window.store.schedule
    assert sideways.segments[2].end == Level(0.1)
    assert lengths(sideways)[2] < 500
    show(window, three_segments())
    hand.drag(start, start - across(20) + up(60), SHIFT)
    upwards = window.store.schedule
    assert lengths(upwards)[2] == 500
    assert upwards.segments[2].end != Level(0.1)


def test_escape_takes_a_drag_back_and_later_moves_do_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(60))
    assert window.store.schedule != three_segments()
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    assert window.store.schedule == three_segments()
    assert window.status.hint.text() == "Taken back"
    view = window.plot.view_box.viewRange()
    hand.move(start + across(90))
    assert window.store.schedule == three_segments()
    hand.release()
    assert window.store.schedule == three_segments()
    assert window.plot.view_box.viewRange() == view
    assert words_of_history(window) == []


def test_a_drag_is_one_undo_with_words(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.drag(start, start + across(60), moves=20)
    place = hand.pixel(1000, 1e-4)
    hand.drag(place, place + up(40), moves=20)
    assert words_of_history(window) == ["Move boundary", "Move handle"]
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule.segments[2].end == Level(0.1)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule == three_segments()


def test_a_drag_back_to_where_it_began_is_no_edit(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(60))
    hand.move(start)
    hand.release()
    assert words_of_history(window) == []
    assert not window.store.is_previewing


def test_a_handle_wins_over_the_line_below_it(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    on_handle = hand.pixel(500, 1e-3)
    hand.drag(on_handle, on_handle - up(80), SHIFT)
    assert window.store.schedule.segments[0].end != Level(1.0), "the handle moves the level"
    show(window, three_segments())
    beside_it = on_handle - up(40)
    hand.drag(beside_it, beside_it - up(80), SHIFT)
    assert window.store.schedule == three_segments(), "the line has no level"


def test_an_inherited_level_moves_where_it_comes_from(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(500, 1e-3)
    lower = rate_of(window, 60)
    hand.drag(start, start - up(60), SHIFT)
    changed = window.store.schedule.segments
    assert changed[0].end is not None
    assert changed[0].end.value == pytest.approx(1 - lower / 1e-3, rel=0.02)
    assert changed[1:] == three_segments().segments[1:]


def test_at_a_jump_each_side_has_its_own_handle(window: Window, hand: Hand) -> None:
    show(window, with_a_jump())
    low = hand.pixel(500, 4e-4)
    way = rate_of(window, 30) / 1e-3
    hand.drag(low, low + up(30), SHIFT)
    after = window.store.schedule.segments
    assert after[0].start == Level(1.0)
    assert after[1].start is not None
    assert after[1].start.value == pytest.approx(0.4 + way, rel=0.02)
    show(window, with_a_jump())
    high = hand.pixel(500, 1e-3)
    hand.drag(high, high - up(30), SHIFT)
    before = window.store.schedule.segments
    assert before[0].start is not None
    assert before[0].start.value == pytest.approx(1 - way, rel=0.02)
    assert before[1].start == Level(0.4)


@pytest.mark.parametrize("shape", [InverseSqrt(Span.of_steps(50)), Staircase(Span.of_steps(100))])
def test_the_end_handle_of_a_shape_without_an_end_bends_it(
    window: Window, hand: Hand, shape: InverseSqrt | Staircase
) -> None:
    segment = Segment("Decay", shape, Span.of_steps(1000), Level(1.0))
    show(window, Schedule(segments=(segment,), run=RUN))
    rate = window.store.rates.level_at_end(0, 0)
    start = hand.pixel(1000, rate)
    wanted = rate + rate_of(window, 40)
    hand.drag(start, start + up(40), SHIFT)
    bent = window.store.schedule.segments[0]
    assert bent.shape != shape
    assert type(bent.shape) is type(shape)
    assert window.store.rates.level_at_end(0, 0) == pytest.approx(wanted, rel=0.03)


def test_levels_catch_on_round_rates_and_on_levels_in_use(window: Window, hand: Hand) -> None:
    show(window, three_segments(), snaps=True)
    start = hand.pixel(1000, 1e-4)
    hand.drag(start, hand.pixel(1000, 2e-4) + up(3), SHIFT)
    assert window.store.rates.level_at_end(2, 0) == 2e-4
    show(window, with_a_jump(), snaps=True)
    start = hand.pixel(1000, 1e-4)
    hand.drag(start, hand.pixel(1000, 4e-4) + up(3), SHIFT)
    assert window.store.rates.level_at_end(1, 0) == pytest.approx(4e-4, rel=1e-12)


def test_boundaries_catch_on_epochs(window: Window, hand: Hand) -> None:
    show(window, three_segments(), snaps=True)
    start = hand.pixel(200, 5e-4)
    hand.drag(start, hand.pixel(300, 5e-4) + across(4))
    assert boundary(window, 1) == 300


@pytest.mark.parametrize(
    ("button", "step_caught", "rate_caught"),
    [("snap_time", False, True), ("snap_level", True, False)],
)
def test_each_kind_of_snapping_is_switched_separately(
    window: Window, hand: Hand, button: str, step_caught: bool, rate_caught: bool
) -> None:
    show(window, three_segments(), snaps=True)
    start = hand.pixel(1000, 1e-4)
    QTest.mouseClick(getattr(window.top_bar, button), Qt.MouseButton.LeftButton)
    hand.drag(start, hand.pixel(900, 2e-4) + across(4) + up(4))
    assert (boundary(window, 3) == 900) is step_caught
    assert (window.store.rates.level_at_end(2, 0) == 2e-4) is rate_caught


def test_on_a_log_axis_a_level_dragged_to_the_floor_is_zero(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    QTest.mouseClick(window.top_bar.log, Qt.MouseButton.LeftButton)
    start = hand.pixel(1000, 1e-4)
    hand.drag(start, hand.pixel(1000, 0.0) - up(3), SHIFT)
    assert window.store.rates.level_at_end(2, 0) == 0
    show(window, three_segments())
    window.plot.change_settings(logarithmic=True)
    floor = hand.pixel(0, 0.0)
    hand.drag(floor, hand.pixel(0, 5e-4), SHIFT)
    assert window.store.rates.level_at_start(0, 0) == pytest.approx(5e-4, rel=0.02)


def test_on_a_log_axis_equal_ways_are_equal_factors(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    window.plot.change_settings(logarithmic=True)
    start = hand.pixel(1000, 1e-4)
    factor = 10 ** rate_of(window, 50)
    hand.drag(start, start + up(50), SHIFT)
    assert window.store.rates.level_at_end(2, 0) == pytest.approx(1e-4 * factor, rel=0.02)


def test_counting_from_one_drags_the_boundary_that_is_seen(window: Window, hand: Hand) -> None:
    show(window, replace(three_segments(), counts_from=1))
    assert boundary(window, 1) == 199
    start = hand.pixel(199, 5e-4)
    wanted = 200 + steps_of(window, 60)
    hand.drag(start, start + across(60))
    assert lengths(window.store.schedule)[0] == pytest.approx(wanted, abs=1)


def test_the_handles_are_on_the_chosen_group(window: Window, hand: Hand) -> None:
    groups = (Group("head", 1e-3), Group("body", 4e-4))
    show(window, replace(three_segments(), groups=groups))
    QTest.mouseClick(window.groups_form.swatches[1], Qt.MouseButton.LeftButton)
    start = hand.pixel(500, 4e-4)
    hand.drag(start, hand.pixel(500, 2e-4), SHIFT)
    rates = Rates(window.store.schedule)
    assert rates.level_at_end(1, 1) == pytest.approx(2e-4, rel=0.03)
    assert rates.level_at_end(1, 0) == pytest.approx(5e-4, rel=0.03)


def test_the_read_out_and_the_hint_follow_a_drag(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(60))
    step = round(boundary(window, 1))
    assert f"Update {step}" in window.status.hint.text()
    assert "takes from its neighbour" in window.status.hint.text()
    hand.move(start + across(60), CONTROL)
    assert "pushes what follows" in window.status.hint.text()
    hand.release()


def test_a_boundary_cannot_be_dragged_past_its_neighbours(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.drag(start, start + across(5000))
    first, second, third = lengths(window.store.schedule)
    assert (first + second, third) == (500, 500)
    assert second >= 1
    start = hand.pixel(boundary(window, 1), 5e-4)
    hand.drag(start, start - across(5000))
    assert lengths(window.store.schedule)[0] >= 1


def test_a_level_cannot_be_dragged_below_zero(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(1000, 1e-4)
    hand.drag(start, start - up(3000), SHIFT)
    rate = window.store.rates.level_at_end(2, 0)
    assert rate == 0
    assert math.copysign(1, rate) == 1

"""Whole segments dragged by their curve or their name, and what a boundary does to the rest."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import with_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE, CurveKey
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.app.designs import four_segments
from tests.app.driver import ALT, CONTROL, SHIFT, Hand, lengths, show, words_of_history
from tests.app.gestures import across, rate_of, steps_of, up


def test_a_segment_dragged_sideways_by_its_curve_keeps_its_length(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    start = hand.pixel(300, 1e-3)
    moved = steps_of(window, 40)
    hand.drag(start, start + across(40))
    first, second, third, last = lengths(window.store.schedule)
    assert first == pytest.approx(200 + moved, abs=1)
    assert (second, first + third, last) == (200, 500, 300)
    assert words_of_history(window) == ["Move segment"]
    assert [s.start for s in window.store.schedule.segments] == [Level(0.0), None, None, None]


def test_a_segment_dragged_up_moves_both_its_levels(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(550, 7e-4)
    higher = rate_of(window, 30)
    hand.drag(start, start + up(30))
    rates = window.store.rates
    assert rates.level_at_start(2, 0) == pytest.approx(1e-3 + higher, rel=0.02)
    assert rates.level_at_end(2, 0) == pytest.approx(4e-4 + higher, rel=0.02)
    assert lengths(window.store.schedule) == [200, 200, 300, 300]


def test_on_a_log_axis_both_levels_move_by_the_same_factor(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    window.plot.change_settings(logarithmic=True)
    start = hand.pixel(550, 7e-4)
    hand.drag(start, start - up(30))
    rates = window.store.rates
    ratio = rates.level_at_end(2, 0) / rates.level_at_start(2, 0)
    assert ratio == pytest.approx(0.4, rel=0.01)
    assert rates.level_at_end(2, 0) < 4e-4


def test_a_segment_dragged_by_its_name_moves_in_time_alone(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    top = window.plot.view_box.viewRange()[1][1]
    start = hand.pixel(300, top) + QPoint(0, 12)
    hand.drag(start, start + across(30) - up(60))
    assert lengths(window.store.schedule)[1] == 200
    assert lengths(window.store.schedule)[0] > 200
    assert window.store.rates.level_at_end(1, 0) == 1e-3


def test_the_first_segment_says_why_it_only_goes_up_and_down(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(100, 5e-4)
    hand.take(start)
    hand.move(start + across(60))
    assert "“Warmup” begins with the run" in window.status.hint.text()
    assert window.store.schedule == four_segments()
    hand.release()
    assert words_of_history(window) == []


def test_the_border_of_a_repeat_says_why_its_segment_stays(window: Window, hand: Hand) -> None:
    show(window, repeated(four_segments(), 2, 3, times=2))
    schedule = window.store.schedule
    window.plot.frame_all()
    start = hand.pixel(300, 1e-3)
    hand.take(start)
    hand.move(start + across(60))
    assert "repeats and keeps its place" in window.status.hint.text()
    assert window.store.schedule == schedule
    hand.release()


def test_within_a_repeat_a_segment_moves_in_every_cycle(window: Window, hand: Hand) -> None:
    show(window, repeated(four_segments(), 1, 3, times=2))
    window.plot.frame_all()
    start = hand.pixel(550, 7e-4)
    hand.drag(start, start + across(30))
    moved = lengths(window.store.schedule)
    assert moved[2] == 300
    assert moved[1] > 200
    assert sum(moved[1:]) == 800


def test_escape_takes_a_segment_back(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(300, 1e-3)
    hand.take(start)
    hand.move(start + across(40) - up(40))
    assert window.store.schedule != four_segments()
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.schedule == four_segments()
    assert words_of_history(window) == []


def test_with_alt_a_boundary_stretches_all_that_follows(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(200, 3e-4)
    hand.drag(start, hand.pixel(600, 3e-4), ALT)
    first, *rest = lengths(window.store.schedule)
    assert first == pytest.approx(600, abs=1)
    assert sum(rest) == 1000 - first
    # 200, 300 and 300 of 800 steps become as many parts of what is left.
    assert rest == pytest.approx([100, 150, 150], abs=1.5)
    assert words_of_history(window) == ["Move boundary"]


def test_the_status_line_names_the_mode_and_the_keys_that_change_it(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    start = hand.pixel(200, 3e-4)
    hand.take(start)
    for keys, mode, others in (
        (Qt.KeyboardModifier.NoModifier, "Roll", "Ctrl pushes"),
        (CONTROL, "Push", "Alt stretches"),
        (ALT, "Stretch", "Ctrl pushes"),
    ):
        hand.move(start + across(40), keys)
        text = window.status.hint.text()
        assert mode in text
        assert others in text
        assert "Update 2" in text
    hand.release()


def test_space_goes_on_to_the_next_mode_in_mid_drag(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(200, 3e-4)
    hand.take(start)
    hand.move(start + across(40))
    for mode in ("Push", "Stretch", "Roll"):
        QTest.keyClick(window.plot, Qt.Key.Key_Space)
        assert mode in window.status.hint.text()
    hand.release()
    assert words_of_history(window) == ["Move boundary"]


def test_a_key_changes_the_drag_while_the_mouse_stands_still(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(200, 3e-4)
    hand.take(start)
    hand.move(start + across(40))
    assert lengths(window.store.schedule)[1] < 200
    QTest.keyPress(window.plot, Qt.Key.Key_Control, CONTROL)
    assert lengths(window.store.schedule)[1] == 200
    QTest.keyRelease(window.plot, Qt.Key.Key_Control)
    assert lengths(window.store.schedule)[1] < 200
    hand.release()


def test_what_cannot_be_stretched_says_why(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(1000, 3e-4)
    hand.take(start, ALT)
    hand.move(start - across(40), ALT)
    assert "nothing follows" in window.status.hint.text()
    assert window.store.schedule == four_segments()
    hand.release(ALT)


def test_shift_keeps_a_segment_to_one_axis(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    start = hand.pixel(300, 1e-3)
    hand.drag(start, start + across(50) - up(20), SHIFT)
    assert window.store.rates.level_at_end(1, 0) == 1e-3
    assert lengths(window.store.schedule)[0] > 200


def test_a_boundary_that_cannot_move_says_why(window: Window, hand: Hand) -> None:
    filled = replace(four_segments().segments[3], span=Span.of_the_rest())
    schedule = replace(four_segments(), segments=(*four_segments().segments[:3], filled))
    show(window, schedule)
    start = hand.pixel(1000, 5e-4)
    hand.take(start)
    hand.move(start - across(50))
    assert "it stays, for “Cooldown” ends with the run" in window.status.hint.text()
    assert window.store.schedule == schedule
    hand.release()


@pytest.mark.parametrize("key", [MOMENTUM_CURVE, MULTIPLIER_CURVE], ids=str)
def test_the_curves_beside_the_rates_are_moved_picked_and_nudged_alike(
    window: Window, hand: Hand, key: CurveKey
) -> None:
    levels = [Level(value, key.kind.unit) for value in (0.5, 0.9, 0.2)]
    track = (
        Segment("Rise", Linear(), Span.of_steps(300), levels[0], levels[1]),
        Segment("Stay", Constant(), Span.of_steps(300)),
        Segment("Fall", Linear(), Span.of_the_rest(), None, levels[2]),
    )
    show(window, with_curve(four_segments(), key, Schedule(segments=track)))
    window.store.edit_curve_of(key)
    start = hand.pixel(450, 0.9)
    hand.drag(start, start + across(40))
    begin = window.store.rates.timeline.boundaries[1]
    assert begin == pytest.approx(300 + steps_of(window, 40), abs=1)
    hand.click(hand.pixel(begin, 0.9))
    QTest.keyClick(window.plot, Qt.Key.Key_Down)
    assert window.store.rates.level_at_end(0, 0) < 0.9
    hand.drag(hand.pixel(200, 0.3), hand.pixel(700, 0.95))
    assert len(window.plot.state.picked) == 2
    start = hand.pixel(begin, window.store.rates.level_at_end(0, 0))
    hand.drag(start, start - up(40))
    assert words_of_history(window) == ["Move segment", "Move handle", "Move 2 points"]
    assert window.store.schedule.segments == four_segments().segments

"""The plot by the keyboard: nudges, removal, modes, and the view."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from tests.app.designs import four_segments
from tests.app.driver import CONTROL, NO_KEYS, SHIFT, Hand, lengths, show, words_of_history

Key = Qt.Key


def hold(window: Window, key: Key, times: int) -> None:
    """Hold a key down until it has come so many times, and let go."""
    QTest.keyPress(window.plot, key)
    for _ in range(times - 1):
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, key, NO_KEYS, "", autorep=True)
            QApplication.sendEvent(window.plot, event)
    QTest.keyRelease(window.plot, key)


def test_arrow_keys_move_the_picked_handle_one_undo_for_a_press(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyClick(window.plot, Key.Key_Right)
    moved = lengths(window.store.schedule)
    assert 1 < moved[2] - 300 < 30
    assert moved[2] + moved[3] == 600
    QTest.keyClick(window.plot, Key.Key_Up)
    assert window.store.rates.level_at_end(2, 0) > 4e-4
    assert lengths(window.store.schedule) == moved
    assert words_of_history(window) == ["Move handle", "Move handle"]
    assert not window.store.is_previewing


def test_a_held_arrow_key_is_one_undo(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyClick(window.plot, Key.Key_Left)
    once = 300 - lengths(window.store.schedule)[2]
    hold(window, Key.Key_Left, 4)
    assert lengths(window.store.schedule)[2] == 300 - 5 * once
    assert words_of_history(window) == ["Move handle"] * 2


def test_with_shift_the_keys_go_by_one_step_and_with_control_further(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyClick(window.plot, Key.Key_Right, SHIFT)
    assert lengths(window.store.schedule)[2] == 301
    QTest.keyClick(window.plot, Key.Key_Left, SHIFT)
    QTest.keyClick(window.plot, Key.Key_Right)
    plain = lengths(window.store.schedule)[2] - 300
    QTest.keyClick(window.plot, Key.Key_Z, CONTROL)
    QTest.keyClick(window.plot, Key.Key_Right, CONTROL)
    assert lengths(window.store.schedule)[2] - 300 == 10 * plain


def test_several_picked_handles_are_nudged_together(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(400, 1e-3))
    hand.click(hand.pixel(700, 4e-4), keys=SHIFT)
    QTest.keyClick(window.plot, Key.Key_Right, SHIFT)
    assert lengths(window.store.schedule) == [200, 201, 300, 299]
    before = window.store.rates
    QTest.keyClick(window.plot, Key.Key_Down)
    rates = window.store.rates
    drops = [before.level_at_end(i, 0) - rates.level_at_end(i, 0) for i in (1, 2)]
    assert drops[0] == pytest.approx(drops[1])
    assert drops[0] > 0
    assert words_of_history(window) == ["Move 2 points"] * 2


def test_the_read_out_follows_a_nudge(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyPress(window.plot, Key.Key_Right, SHIFT)
    assert "update 701" in window.plot.readout.text()
    QTest.keyRelease(window.plot, Key.Key_Right, SHIFT)


def test_escape_takes_a_held_key_back_and_then_lets_go_of_the_handle(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyPress(window.plot, Key.Key_Right)
    assert window.store.is_previewing
    QTest.keyClick(window.plot, Key.Key_Escape)
    QTest.keyRelease(window.plot, Key.Key_Right)
    assert window.store.schedule == four_segments()
    assert words_of_history(window) == []
    QTest.keyClick(window.plot, Key.Key_Escape)
    assert window.plot.canvas.picks.keys == frozenset()


def test_a_held_key_does_not_undo_what_something_else_has_changed(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyPress(window.plot, Key.Key_Right)
    window.store.edit(lambda schedule: replace(schedule, title="Another"), "Rename design")
    QTest.keyPress(window.plot, Key.Key_Right)
    QTest.keyRelease(window.plot, Key.Key_Right)
    assert window.store.schedule.title == "Another"
    assert words_of_history(window) == ["Rename design", "Move handle"]


def test_a_nudge_ends_when_the_keyboard_goes_elsewhere(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyPress(window.plot, Key.Key_Right)
    window.segments.setFocus()
    assert not window.store.is_previewing
    assert words_of_history(window) == ["Move handle"]


def test_delete_removes_the_picked_boundary(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(700, 4e-4))
    QTest.keyClick(window.plot, Key.Key_Delete)
    assert lengths(window.store.schedule) == [200, 200, 600]
    assert [s.name for s in window.store.schedule.segments] == ["Warmup", "Hold", "Decay"]
    assert words_of_history(window) == ["Remove boundary"]


def test_delete_on_a_line_and_on_several_handles_removes_boundaries(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(400, 3e-4))
    QTest.keyClick(window.plot, Key.Key_Delete)
    assert lengths(window.store.schedule) == [200, 500, 300]
    show(window, four_segments())
    hand.click(hand.pixel(400, 1e-3))
    hand.click(hand.pixel(700, 4e-4), keys=SHIFT)
    QTest.keyClick(window.plot, Key.Key_Delete)
    assert lengths(window.store.schedule) == [200, 800]
    assert words_of_history(window) == ["Remove 2 boundaries"]


def test_the_end_of_a_schedule_says_why_it_stays(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(1000, 0))
    QTest.keyClick(window.plot, Key.Key_Delete)
    assert window.store.schedule == four_segments()
    assert "cannot be removed" in window.status.hint.text()


def test_a_double_click_picks_the_new_boundary_and_delete_takes_it_away(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    hand.double_click(hand.pixel(850, window.store.rates.at(850)[0]))
    assert len(window.store.schedule.segments) == 5
    QTest.keyClick(window.plot, Key.Key_Delete)
    assert lengths(window.store.schedule) == [200, 200, 300, 300]
    assert words_of_history(window) == ["Add boundary", "Remove boundary"]


def test_the_key_splits_where_the_mouse_is_and_else_in_the_middle(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    window.store.select_segment(0)
    hand.move(hand.pixel(850, 2e-4))
    QTest.keyClick(window.plot, Key.Key_M)
    # Not the selected segment, and not its middle.
    cut = lengths(window.store.schedule)
    assert cut[:3] == [200, 200, 300]
    assert cut[3:] == pytest.approx([150, 150], abs=3)
    QTest.keyClick(window.plot, Key.Key_Z, CONTROL)
    window.store.select_segment(0)
    QApplication.sendEvent(window.plot, QEvent(QEvent.Type.Leave))
    QTest.keyClick(window.plot, Key.Key_M)
    assert lengths(window.store.schedule) == [100, 100, 200, 300, 300]


def test_a_double_click_on_the_curve_splits_too(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.double_click(hand.pixel(300, 1e-3))
    assert len(window.store.schedule.segments) == 5


def test_with_nothing_picked_the_arrow_keys_go_along_the_view(window: Window) -> None:
    show(window, four_segments())
    (left, right), (bottom, top) = window.plot.view_box.viewRange()
    QTest.keyClick(window.plot, Key.Key_Right)
    QTest.keyClick(window.plot, Key.Key_Up)
    (moved, far), (low, high) = window.plot.view_box.viewRange()
    assert moved > left
    assert low > bottom
    assert far - moved == pytest.approx(right - left)
    assert high - low == pytest.approx(top - bottom)
    assert words_of_history(window) == []


def test_plus_and_minus_zoom_around_the_middle(window: Window) -> None:
    show(window, four_segments())
    left, right = window.plot.view_box.viewRange()[0]
    QTest.keyClick(window.plot, Key.Key_Plus)
    near, far = window.plot.view_box.viewRange()[0]
    assert far - near == pytest.approx((right - left) / 1.5)
    assert far + near == pytest.approx(right + left)
    QTest.keyClick(window.plot, Key.Key_Minus)
    assert window.plot.view_box.viewRange()[0] == pytest.approx([left, right])


def test_shift_f_frames_the_selection(window: Window) -> None:
    show(window, four_segments())
    window.store.select_segments((1, 2), 2)
    QTest.keyClick(window.plot, Key.Key_F, SHIFT)
    (left, right), (bottom, top) = window.plot.view_box.viewRange()
    assert 150 < left < 200
    assert 700 < right < 750
    assert 2e-4 < bottom < 4e-4
    assert 1e-3 < top < 1.3e-3


def test_space_and_a_drag_move_the_view(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    before = window.plot.view_box.viewRange()
    start = hand.pixel(300, 1e-3)
    QTest.keyPress(window.plot, Key.Key_Space)
    hand.move(start)
    assert window.plot.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.drag(start, start + QPoint(60, 40))
    QTest.keyRelease(window.plot, Key.Key_Space)
    after = window.plot.view_box.viewRange()
    assert after[0][0] < before[0][0]
    assert after[1][1] > before[1][1]
    assert words_of_history(window) == []
    assert picked_nothing(window)


def picked_nothing(window: Window) -> bool:
    """Return whether a drag has left the handles alone."""
    return window.plot.canvas.picks.keys == frozenset() and window.plot.state.band is None

"""Several handles or segments picked by band and by clicks, moved and scaled together."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from rampsmith.app.plot.gestures.scaling import BOX_MARGIN, Grip, box_around
from rampsmith.app.plot.items.overlay import OverlayItem
from rampsmith.app.shell.window import Window
from tests.app.designs import four_segments, three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, lengths, show, words_of_history
from tests.app.gestures import across, rate_of, steps_of, up


def picked(window: Window) -> list[tuple[int, str]]:
    """Which handles are picked."""
    return [handle.key for handle in window.plot.state.picked]


def has_band(window: Window) -> bool:
    """Return whether a band is drawn."""
    return window.plot.state.band is not None


def has_box(window: Window) -> bool:
    """Return whether a box is drawn."""
    return window.plot.state.box is not None


def selected(window: Window) -> list[int]:
    """Which segments are selected."""
    return list(window.store.selection)


def grip(window: Window, hand: Hand, place: Grip) -> QPoint:
    """The pixel of a grip of the box around what is picked."""
    plot = window.plot
    points = plot.state.points
    assert points is not None
    box = box_around(points, plot.state.scale)
    assert box is not None
    across_, up_ = plot.view_box.pixel_size()
    step, height = box.place(place, (BOX_MARGIN * across_, BOX_MARGIN * up_))
    return hand.pixel(step, plot.state.scale.rate(height))


def band(hand: Hand, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Draw a band around the handles at 400 and 700."""
    hand.drag(hand.pixel(350, 3e-4), hand.pixel(760, 1.1e-3), keys)


def test_a_band_on_the_background_picks_handles_and_selects_segments(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    view = window.plot.view_box.viewRange()
    band(hand)
    assert picked(window) == [(1, "end"), (2, "end")]
    assert selected(window) == [1, 2, 3]
    assert window.plot.view_box.viewRange() == view
    assert words_of_history(window) == []


def test_a_band_with_shift_adds(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(200, 1e-3))
    band(hand, SHIFT)
    assert picked(window) == [(0, "end"), (1, "end"), (2, "end")]


def test_a_band_is_taken_back_by_escape(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.press(hand.pixel(350, 3e-4))
    hand.move(hand.pixel(760, 1.1e-3))
    assert has_band(window)
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    assert not has_band(window)
    hand.release()
    assert picked(window) == []
    assert selected(window) == [0]


def test_shift_clicks_pick_one_handle_after_the_other(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(200, 1e-3))
    hand.click(hand.pixel(700, 4e-4), keys=SHIFT)
    assert picked(window) == [(0, "end"), (2, "end")]
    hand.click(hand.pixel(200, 1e-3), keys=SHIFT)
    assert picked(window) == [(2, "end")]


@pytest.mark.parametrize("keys", [SHIFT, CONTROL])
def test_a_click_with_a_key_selects_more_segments(
    window: Window, hand: Hand, keys: Qt.KeyboardModifier
) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(300, 2e-4))
    hand.click(hand.pixel(850, 6e-4), keys=keys)
    assert selected(window) == [1, 3]
    hand.click(hand.pixel(100, 8e-4))
    assert selected(window) == [0]


def test_picked_handles_move_together(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    band(hand)
    start = hand.pixel(700, 4e-4)
    later, lower = steps_of(window, 40), rate_of(window, 30)
    hand.drag(start, start + across(40) - up(30))
    first, second, third, last = lengths(window.store.schedule)
    assert second == pytest.approx(200 + later, abs=1)
    assert (first, third, second + last) == (200, 300, 500)
    rates = window.store.rates
    assert rates.level_at_end(1, 0) == pytest.approx(1e-3 - lower, rel=0.02)
    assert rates.level_at_end(2, 0) == pytest.approx(4e-4 - lower, rel=0.03)
    assert words_of_history(window) == ["Move 2 points"]
    assert picked(window) == [(1, "end"), (2, "end")]


def test_several_segments_move_together_by_the_curve_of_one(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.click(hand.pixel(300, 2e-4))
    hand.click(hand.pixel(550, 2e-4), keys=SHIFT)
    start = hand.pixel(550, 7e-4)
    hand.drag(start, start + across(40))
    first, second, third, last = lengths(window.store.schedule)
    assert first > 200
    assert (second, third, first + last) == (200, 300, 500)
    assert words_of_history(window) == ["Move 2 segments"]


def test_a_grip_of_the_box_scales_the_levels(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    band(hand)
    place = grip(window, hand, Grip(0, 1))
    hand.move(place)
    assert window.plot.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor
    lower = rate_of(window, 40)
    hand.drag(place, place - up(40))
    rates = window.store.rates
    assert rates.level_at_end(2, 0) == pytest.approx(4e-4)
    assert rates.level_at_end(1, 0) == pytest.approx(1e-3 - lower, rel=0.02)
    assert words_of_history(window) == ["Scale 2 points"]


def test_a_grip_of_the_box_scales_the_lengths(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    band(hand)
    place = grip(window, hand, Grip(1, 0))
    longer = steps_of(window, 50)
    hand.drag(place, place + across(50))
    first, second, third, last = lengths(window.store.schedule)
    assert (first, second) == (200, 200)
    assert third == pytest.approx(300 + longer, abs=1)
    assert third + last == 600


def test_a_corner_of_the_box_scales_both_and_escape_takes_it_back(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    band(hand)
    place = grip(window, hand, Grip(1, -1))
    hand.take(place)
    hand.move(place + across(30) - up(20))
    assert "lengths ×" in window.status.hint.text()
    assert "heights ×" in window.status.hint.text()
    assert window.store.schedule != four_segments()
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.schedule == four_segments()


def test_a_box_stands_around_segments_that_were_selected_in_the_list(window: Window) -> None:
    show(window, four_segments())
    assert not has_box(window)
    window.store.select_segments((1, 2), 1)
    assert has_box(window)
    window.plot.grab()
    window.store.select_segment(0)
    assert not has_box(window)


def test_picks_end_with_their_design_and_with_another_selection(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    band(hand)
    window.store.select_segment(0)
    assert picked(window) == []
    band(hand)
    show(window, three_segments())
    assert picked(window) == []


def test_right_and_left_with_both_keys_scale_the_lengths_about_the_left_edge(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    band(hand)
    QTest.keyClick(window.plot, Qt.Key.Key_Right, CONTROL | SHIFT)
    longer = lengths(window.store.schedule)
    assert longer[:2] == [200, 200]
    assert longer[2] > 300
    assert longer[2] + longer[3] == 600
    QTest.keyClick(window.plot, Qt.Key.Key_Left, CONTROL | SHIFT)
    assert lengths(window.store.schedule) == lengths(four_segments())
    assert words_of_history(window) == ["Scale 2 points"] * 2
    assert picked(window) == [(1, "end"), (2, "end")]


def test_up_and_down_with_both_keys_scale_the_levels_about_the_lower_edge(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments())
    band(hand)
    QTest.keyPress(window.plot, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert window.status.hint.text().startswith("Scale 2 points: heights × 0.")
    QTest.keyRelease(window.plot, Qt.Key.Key_Down, CONTROL | SHIFT)
    rates = window.store.rates
    assert rates.level_at_end(2, 0) == pytest.approx(4e-4)
    assert rates.level_at_end(1, 0) < 1e-3
    QTest.keyClick(window.plot, Qt.Key.Key_Up, CONTROL | SHIFT)
    assert window.store.rates.level_at_end(1, 0) == pytest.approx(1e-3, rel=1e-3)


def test_selected_segments_are_scaled_by_keys_and_escape_takes_it_back(window: Window) -> None:
    show(window, four_segments())
    window.store.select_segments((1, 2), 1)
    QTest.keyPress(window.plot, Qt.Key.Key_Up, CONTROL | SHIFT)
    assert window.store.is_previewing
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    QTest.keyRelease(window.plot, Qt.Key.Key_Up, CONTROL | SHIFT)
    assert window.store.schedule == four_segments()
    assert words_of_history(window) == []


def test_the_scaling_keys_say_what_they_need(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    view = window.plot.view_box.viewRange()
    QTest.keyClick(window.plot, Qt.Key.Key_Up, CONTROL | SHIFT)
    assert window.status.hint.text().startswith("Pick several handles")
    hand.click(hand.pixel(0, 1e-4))
    assert window.plot.view_box.viewRange() == view
    assert words_of_history(window) == []


def test_a_box_is_painted_where_it_is_cleared_again(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segments((0, 1, 2), 0)
    assert has_box(window)
    (marks,) = (item for item in window.plot.scene().items() if isinstance(item, OverlayItem))
    picture = QImage(window.plot.size(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setTransform(marks.sceneTransform())
    marks.paint(painter)
    painter.resetTransform()
    assert any(picture.constBits()), "something is painted"
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillRect(marks.sceneBoundingRect().toAlignedRect(), Qt.GlobalColor.transparent)
    painter.end()
    assert not any(picture.constBits())

"""The view by wheel, trackpad and middle button, the second axis, and what is always marked."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.plot.items.landmarks import last_rate
from rampsmith.app.plot.items.plot_state import LastRate
from rampsmith.app.shell.window import Window
from tests.app.designs import four_segments, three_segments
from tests.app.driver import CONTROL, NO_KEYS, Hand, show, words_of_history


def fingers(hand: Hand, way: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Move two fingers over a trackpad."""
    place = hand.viewport.rect().center()
    event = QWheelEvent(
        QPointF(place),
        QPointF(hand.viewport.mapToGlobal(place)),
        way,
        way * 2,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QApplication.sendEvent(hand.viewport, event)


def sideways(hand: Hand, notches: int) -> None:
    """Turn a wheel that goes sideways."""
    place = hand.viewport.rect().center()
    event = QWheelEvent(
        QPointF(place),
        QPointF(hand.viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(120 * notches, 0),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hand.viewport, event)


def test_with_control_the_wheel_goes_along_the_run(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    (left, right), rates = window.plot.view_box.viewRange()
    hand.wheel(hand.pixel(500, 5e-4), -1, CONTROL)
    (moved, far), same = window.plot.view_box.viewRange()
    assert moved > left
    assert far - moved == pytest.approx(right - left)
    assert same == rates


def test_a_wheel_that_turns_sideways_goes_along_the_run(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    left, right = window.plot.view_box.viewRange()[0]
    sideways(hand, -1)
    moved, far = window.plot.view_box.viewRange()[0]
    assert moved > left
    assert far - moved == pytest.approx(right - left)


def test_two_fingers_move_the_view_with_the_curve_under_them(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    before = hand.pixel(500, 5e-4)
    fingers(hand, QPoint(30, 20))
    assert hand.pixel(500, 5e-4).x() - before.x() == pytest.approx(30, abs=2)
    assert hand.pixel(500, 5e-4).y() - before.y() == pytest.approx(20, abs=2)
    assert words_of_history(window) == []


def test_two_fingers_with_control_zoom(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    left, right = window.plot.view_box.viewRange()[0]
    fingers(hand, QPoint(0, 60), CONTROL)
    near, far = window.plot.view_box.viewRange()[0]
    assert far - near < right - left


def test_fingers_that_part_zoom_around_them(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    left, right = window.plot.view_box.viewRange()[0]
    place = hand.pixel(700, 5e-4)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(place),
        QPointF(place),
        QPointF(hand.viewport.mapToGlobal(place)),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(hand.viewport, event)
    near, far = window.plot.view_box.viewRange()[0]
    assert far - near == pytest.approx((right - left) / 1.25)
    assert hand.pixel(700, 5e-4).x() == pytest.approx(place.x(), abs=2)


def test_the_middle_button_moves_the_view(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    middle = Qt.MouseButton.MiddleButton
    start = hand.pixel(500, 5e-4)
    before = window.plot.view_box.viewRange()
    hand.move(start)
    QTest.mousePress(hand.viewport, middle, NO_KEYS, start)
    for way in (10, 40, 60):
        hand.move(start + QPoint(way, way), held=middle)
    QTest.mouseRelease(hand.viewport, middle, NO_KEYS, start + QPoint(60, 60))
    after = window.plot.view_box.viewRange()
    assert after[0][0] < before[0][0]
    assert after[1][1] > before[1][1]


def test_the_second_axis_shows_epochs_or_updates_where_the_first_has_epochs(
    window: Window,
) -> None:
    show(window, three_segments())
    axis = window.plot.epoch_axis
    assert axis.isVisible()
    (_, ticks), *_ = axis.tickValues(0, 1000, 800)
    assert axis.tickStrings(ticks, 1, 1)[:2] == ["epoch 0", "epoch 2"]
    window.plot.change_settings(unit="epochs")
    (_, ticks), *_ = axis.tickValues(0, 1000, 800)
    assert axis.tickStrings(ticks, 1, 1)[:2] == ["update 0", "update 200"]


def test_each_unit_of_time_labels_the_first_axis(window: Window) -> None:
    run = replace(three_segments().run, tokens_per_sample=1000)
    show(window, replace(three_segments(), run=run))
    found = {}
    for unit in ("steps", "epochs", "percent", "samples", "tokens"):
        window.plot.change_settings(unit=unit)
        found[unit] = window.plot.time_axis.tickStrings([500.0], 1, 1)
    assert found == {
        "steps": ["500"],
        "epochs": ["5"],
        "percent": ["50 %"],
        "samples": ["16,000"],
        "tokens": ["16M"],
    }


def test_the_last_rate_that_the_run_executes_is_marked(window: Window) -> None:
    show(window, four_segments())
    last = window.plot.state.last
    assert last is not None
    assert last.step == 999
    assert last.rate == window.store.rates.at(999)[0]
    assert last.words == "last rate 1.333e-6"
    window.plot.grab()


def test_a_last_rate_that_rounding_has_left_of_0_is_told_as_that() -> None:
    assert LastRate(9, 1.389e-16, largest=1e-3).words == "last rate ≈ 0"
    assert LastRate(9, 4e-9, largest=1e-3).words == "last rate 4e-9"
    assert LastRate(9, 0.0, largest=1e-3).words == "last rate 0"


def test_a_run_without_an_update_has_no_last_rate(window: Window) -> None:
    empty = replace(three_segments(), run=replace(three_segments().run, updates=0))
    show(window, empty)
    assert last_rate(window.store.rates, 0) is None
    window.plot.grab()


def test_on_a_log_axis_the_floor_is_drawn_where_a_rate_of_0_lies(window: Window) -> None:
    show(window, four_segments())
    window.plot.change_settings(logarithmic=True)
    plain = window.plot.grab().toImage()
    window.plot.landmarks.hide()
    without = window.plot.grab().toImage()
    window.plot.landmarks.show()
    assert plain != without
    floor = window.plot.state.scale.height(0.0)
    assert window.plot.state.scale.height(0.0) == floor
    bottom = window.plot.view_box.viewRange()[1][0]
    assert bottom < floor


def test_the_read_out_without_pins_is_as_high_as_its_text(window: Window, hand: Hand) -> None:
    show(window, four_segments())
    hand.move(hand.pixel(300, 5e-4))
    readout = window.plot.readout
    assert readout.isVisible()
    assert readout.height() == readout.sizeHint().height()

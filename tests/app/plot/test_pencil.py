"""The pencil: with P held, a real mouse draws the curve, and the line becomes segments."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.polynomial import Polynomial
from tests.app.designs import three_segments
from tests.app.driver import Hand, show, words_of_history
from tests.app.gestures import draw

P = Qt.Key.Key_P


def test_a_line_takes_the_place_of_the_curve_and_nothing_else_moves(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    before = window.store.rates
    total = int(timeline(before.schedule).end)
    left, right = round(0.3 * total), round(0.6 * total)
    high = max(before.of_group(0, range(total)))
    draw(window, hand, (left, 0.2 * high), (0.45 * total, 0.8 * high), (right, 0.3 * high))
    after = window.store.rates
    assert words_of_history(window) == ["Draw the curve"]
    assert after.at(0.45 * total)[0] == pytest.approx(0.8 * high, rel=0.05)
    assert after.at(0.375 * total)[0] == pytest.approx(0.5 * high, rel=0.05)
    assert timeline(after.schedule).end == total
    still = [*range(left - 5), *range(right + 10, total)]
    assert after.of_group(0, still) == pytest.approx(before.of_group(0, still), rel=1e-9)


def test_a_tap_of_the_pencil_pins_as_it_did(window: Window) -> None:
    show(window, three_segments())
    window.plot.setFocus()
    QTest.keyClick(window.plot, P)
    assert len(window.comparing.pins.pins) == 1


def test_a_key_that_x_repeats_by_letting_go_is_held_and_not_tapped(window: Window) -> None:
    """Where the machine has much to do, Qt does not know such a release from a finger's."""
    show(window, three_segments())
    kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
    for kind, milliseconds in zip(
        kinds * 3, (1_000, 1_700, 1_700, 1_740, 1_741, 1_780), strict=True
    ):
        event = QKeyEvent(kind, P, Qt.KeyboardModifier.NoModifier, "p")
        event.setTimestamp(milliseconds)
        QApplication.sendEvent(window.plot, event)
    assert not window.comparing.pins.pins


def test_drawing_pins_nothing_and_can_be_taken_back(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    schedule = window.store.schedule
    QTest.keyPress(window.plot, P)
    hand.press(hand.pixel(100, 2e-4))
    hand.move(hand.pixel(100, 2e-4) + QPoint(80, -30))
    hand.move(hand.pixel(100, 2e-4) + QPoint(120, -30))
    assert window.store.curve.segments != schedule.segments
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    QTest.keyRelease(window.plot, P)
    assert window.store.schedule == schedule
    assert not window.comparing.pins.pins


def test_nothing_is_drawn_over_cycles(window: Window, hand: Hand) -> None:
    show(window, repeated(three_segments(), 0, 2))
    schedule = window.store.schedule
    draw(window, hand, (10, 2e-4), (60, 4e-4))
    assert window.store.schedule == schedule


def test_without_the_key_the_same_drag_is_a_band(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    schedule = window.store.schedule
    hand.drag(hand.pixel(100, 2e-4), hand.pixel(100, 2e-4) + QPoint(120, -30))
    assert window.store.schedule == schedule


@pytest.mark.parametrize(
    ("letter", "words"), [(P, "Draw the curve"), (Qt.Key.Key_B, "Bend segment")]
)
def test_a_held_letter_works_over_the_plot_wherever_the_keys_are(
    window: Window, letter: Qt.Key, words: str
) -> None:
    show(window, with_segment(three_segments(), 2, shape=Polynomial(2.0)))
    window.segments.setFocus()
    real, plot = window.windowHandle(), window.plot
    hand = Hand(plot)

    def below(place: QPoint) -> QPoint:
        return QPoint(plot.viewport().mapTo(window, place))

    first = hand.pixel(700, window.store.rates.at(700)[0])
    QTest.mouseMove(real, below(first))
    QTest.keyPress(real, letter)
    QTest.mousePress(real, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below(first))
    for across in range(10, 70, 10):
        QTest.mouseMove(real, below(first + QPoint(across, across // 2)))
    last = below(first + QPoint(60, 30))
    QTest.mouseRelease(real, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
    QTest.keyRelease(real, letter)
    assert words_of_history(window) == [words]
    assert not window.comparing.pins.pins


def test_a_letter_is_the_list_s_or_the_field_s_where_the_mouse_is_not_over_the_plot(
    window: Window,
) -> None:
    show(window, three_segments())
    real = window.windowHandle()
    window.segments.setFocus()
    QTest.mouseMove(real, window.segments.mapTo(window, QPoint(20, 20)))
    QTest.keyClick(real, P)
    assert len(window.comparing.pins.pins) == 1, "P is tapped"
    assert window.segments.hasFocus()
    QTest.mouseMove(real, window.plot.mapTo(window, window.plot.rect().center()))
    window.segment_form.name.setFocus()
    QTest.keyClick(real, P)
    assert window.segment_form.name.hasFocus()
    assert len(window.comparing.pins.pins) == 1, "P is typed"
    window.segment_form.name.revert()

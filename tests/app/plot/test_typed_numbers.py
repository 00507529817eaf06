"""Numbers typed during a drag: what is held goes there, and not to the mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import Hand, lengths, show, words_of_history
from tests.app.gestures import across, up

ENTER, BACKSPACE = Qt.Key.Key_Return, Qt.Key.Key_Backspace


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(("typed", "end"), [("8e-4", 0.8), ("0.00012", 0.12), ("1.5e-3", 1.5)])
def test_a_number_is_the_value_of_a_handle(
    window: Window, hand: Hand, typed: str, end: float, logarithmic: bool
) -> None:
    show(window, three_segments(), snaps=True)
    window.plot.change_settings(logarithmic=logarithmic)
    start = hand.pixel(200, 1e-3)
    hand.take(start)
    hand.move(start + QPoint(30, 30))
    QTest.keyClicks(window.plot, typed)
    QTest.keyClick(window.plot, ENTER)
    assert words_of_history(window) == ["Move handle"]
    level = window.store.document.segments[0].end
    assert level is not None
    assert level.value == pytest.approx(end, rel=1e-11)
    assert lengths(window.store.document) == [200, 300, 500], "it moves along one axis alone"
    hand.move(start + QPoint(60, 60))
    hand.release()
    assert words_of_history(window) == ["Move handle"], "the drag had ended"


def test_a_number_with_a_unit_is_the_place_of_a_handle(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 1e-3)
    hand.take(start)
    hand.move(start + across(40))
    QTest.keyClicks(window.plot, "25%")
    hand.release()
    assert lengths(window.store.document)[0] == 250
    assert window.store.document.segments[0].end == Level(1.0)


@pytest.mark.parametrize(
    ("way", "typed", "set_to"),
    [
        (QPoint(60, 4), "400", (400, 1.0)),
        (QPoint(60, 4), "5e-4 rate", (200, 0.5)),
        (QPoint(4, 40), "5e-4", (200, 0.5)),
        (QPoint(4, 40), "400 updates", (400, 1.0)),
    ],
)
def test_a_number_is_about_the_axis_along_which_the_handle_goes(
    window: Window, hand: Hand, way: QPoint, typed: str, set_to: tuple[float, float]
) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 1e-3)
    hand.take(start)
    hand.move(start + way)
    QTest.keyClicks(window.plot, typed)
    assert f"“{typed}” is " in window.status.hint.text()
    QTest.keyClick(window.plot, ENTER)
    hand.release()
    assert lengths(window.store.document)[0] == set_to[0]
    level = window.store.document.segments[0].end
    assert level is not None
    assert level.value == pytest.approx(set_to[1], rel=1e-11)


def test_a_number_is_the_step_of_a_line_and_of_a_segment_held_by_its_name(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(40))
    QTest.keyClicks(window.plot, "123")
    QTest.keyClick(window.plot, BACKSPACE)
    assert lengths(window.store.schedule)[0] == 12
    assert "“12” is where it is in the run" in window.status.hint.text()
    QTest.keyClicks(window.plot, "5")
    QTest.keyClick(window.plot, ENTER)
    hand.release()
    assert window.store.document.segments[0].span == Span.of_steps(125)


def test_without_its_last_digit_the_drag_follows_the_mouse_again(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + across(40))
    before = lengths(window.store.schedule)
    QTest.keyClicks(window.plot, "7")
    hand.move(start + across(80))
    assert lengths(window.store.schedule)[0] == 7
    QTest.keyClick(window.plot, BACKSPACE)
    assert lengths(window.store.schedule) == before
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.document == three_segments()


def test_what_is_no_number_is_told_and_moves_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 1e-3)
    hand.take(start)
    hand.move(start + up(20))
    QTest.keyClicks(window.plot, "3 parsecs")
    assert "“parsecs” is not a unit" in window.status.hint.text()
    QTest.keyClick(window.plot, ENTER)
    assert window.plot.is_dragging
    assert [each.text() for each in (window.segment_form.name,)] == ["Warmup"], (
        "no key went elsewhere"
    )
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.document == three_segments()


def test_letters_of_a_number_are_no_shortcuts(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(500, 5e-4)
    hand.take(start)
    hand.move(start + across(30))
    QTest.keyClicks(window.plot, "30%")
    QTest.keyClick(window.plot, BACKSPACE)
    QTest.keyClicks(window.plot, " PeRcEnt")
    hand.release()
    assert lengths(window.store.document) == [200, 100, 700]
    assert words_of_history(window) == ["Move boundary"], "A adds no segment, R repeats none"

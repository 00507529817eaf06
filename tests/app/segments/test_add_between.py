"""A plus between the cards adds a segment there; a double-click on a card renames."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, boundary, show, type_into, words_of_history

LEFT = Qt.MouseButton.LeftButton


def names(window: Window) -> list[str]:
    return [segment.name for segment in window.store.curve.segments]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_click_on_a_plus_adds_a_segment_there(window: Window, index: int) -> None:
    show(window, three_segments())
    cards = window.segments
    assert len(list(cards.plus.places())) == 3
    place = dict(cards.plus.places())[index].toPoint()
    QTest.mouseMove(cards.viewport(), place)
    QTest.mouseClick(cards.viewport(), LEFT, pos=place)
    new = [name for name in names(window) if name not in ("Warmup", "Hold", "Decay")]
    assert len(new) == 1
    assert names(window).index(new[0]) == index
    assert window.store.selection == (index,)
    assert words_of_history(window) == ["Add segment"]


def test_beside_the_plus_a_click_selects_the_card(window: Window) -> None:
    show(window, three_segments())
    cards = window.segments
    place = dict(cards.plus.places())[1].toPoint() + QPoint(40, 12)
    QTest.mouseClick(cards.viewport(), LEFT, pos=place)
    assert names(window) == ["Warmup", "Hold", "Decay"]
    assert window.store.selection == (1,)


def test_a_double_click_on_a_card_renames_its_segment(window: Window) -> None:
    show(window, three_segments())
    cards = window.segments
    place = cards.visualRect(cards.model().index(2, 0)).center()
    QTest.mouseClick(cards.viewport(), LEFT, pos=place)
    QTest.mouseDClick(cards.viewport(), LEFT, pos=place)
    assert window.segment_form.name.hasFocus()
    QTest.keyClicks(window.segment_form.name, "Anneal")
    QTest.keyClick(window.segment_form.name, Qt.Key.Key_Return)
    assert names(window) == ["Warmup", "Hold", "Anneal"]


def stairs(spans: tuple[Span, ...]) -> Schedule:
    """ResNet's stairs over 90 epochs, with a fall by ten at each milestone."""
    segments = tuple(
        Segment(f"Stair {i}", Constant(), span, Level(10.0**-i)) for i, span in enumerate(spans)
    )
    run = Run(samples=1_000, batch_size=10, epochs=90)
    return Schedule(segments=segments, stepping="epoch", run=run)


EPOCHS, PERCENT, REST = Span.of_epochs, Span.of_percent, Span.of_the_rest()


@pytest.mark.parametrize(
    "spans",
    [
        (EPOCHS(30), EPOCHS(30), REST),
        (PERCENT(33.3), EPOCHS(30), REST),
        (EPOCHS(30), Span(60, "epochs", until=True), EPOCHS(30)),
        (EPOCHS(3), EPOCHS(57), REST),
        (Span.of_steps(30), Span.of_steps(30), REST),
    ],
)
def test_a_plus_before_stairs_keeps_the_milestones(window: Window, spans: tuple[Span, ...]) -> None:
    show(window, stairs(spans))
    before = [boundary(window, i) for i in (1, 2)]
    place = dict(window.segments.plus.places())[0].toPoint()
    QTest.mouseClick(window.segments.viewport(), LEFT, pos=place)
    assert names(window)[0] == "Warmup"
    assert [boundary(window, i) for i in (2, 3)] == before
    assert boundary(window, 1) > 0
    doubts = [p.sentence for p in window.store.problems if p.severity == "warning"]
    assert doubts == []
    assert window.store.rates.at(0)[0] > 0
    type_into(window.segment_form.length, "2 epochs")
    assert [boundary(window, i) for i in (1, 2, 3)] == [2, *before]


def test_what_pushes_milestones_says_so(window: Window) -> None:
    show(window, stairs((EPOCHS(30), EPOCHS(30), REST)))
    window.segments.setCurrentIndex(window.segments.model().index(0, 0))
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_D, CONTROL)
    assert window.status.hint.toolTip() == "“Stair 1” begins 30 epochs later now, at epoch 60"
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(window.plot, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(window.plot, Qt.Key.Key_V, CONTROL)
    assert "“Stair 1” begins 30 epochs later now, at epoch 60" in window.status.hint.toolTip()
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    window.store.select_segment(0)
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    assert window.status.hint.toolTip() == "“Stair 1” begins 9 epochs later now, at epoch 39"
    assert boundary(window, 3) == 60

"""A plus between the cards adds a segment there; a double-click on a card renames."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from tests.app.designs import three_segments
from tests.app.driver import show, words_of_history

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

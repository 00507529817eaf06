"""Fields for numbers: Up and Down, the next number after Enter, and room for seven digits."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStyle, QStyleOptionFrame, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.values.numbers import parsed_number
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, LEFT, NO_KEYS, SHIFT, show, type_into, words_of_history

NO_BUTTON = Qt.MouseButton.NoButton
UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


def room(field: NumberField) -> int:
    """The pixels for the text of a field that nobody types into."""
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    element = QStyle.SubElement.SE_LineEditContents
    return field.style().subElementRect(element, option, field).width() - 4


@pytest.mark.parametrize(
    ("key", "held", "batch", "end"),
    [
        (UP, NO_KEYS, 33, 0.11),
        (DOWN, NO_KEYS, 31, 0.099),
        (UP, SHIFT, 33, 0.101),
        (UP, CONTROL, 40, 0.2),
        (DOWN, CONTROL, 30, 0.09),
    ],
)
def test_up_and_down_change_the_number(
    window: Window, key: Qt.Key, held: Qt.KeyboardModifier, batch: int, end: float
) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    for field in (window.run_form.fields["batch_size"], window.segment_form.end):
        field.setFocus()
        QTest.keyClick(field, key, held)
    assert window.store.document.run.batch_size == batch
    assert window.store.curve.segments[2].end == Level(end)
    assert words_of_history(window) == ["Change run", "Change level"]


def test_a_held_key_is_one_edit_and_esc_takes_it_back(window: Window) -> None:
    show(window, three_segments())
    field = window.segment_form.length
    field.setFocus()
    for _ in range(5):
        QTest.keyPress(field, UP)
    assert field.text() == "250"
    QTest.keyRelease(field, UP)
    assert window.store.curve.segments[0].span == Span.of_steps(250)
    assert words_of_history(window) == ["Change length"]
    QTest.keyPress(field, UP)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyRelease(field, UP)
    assert words_of_history(window) == ["Change length"]


def test_after_enter_the_next_digits_take_the_place_of_the_number(window: Window) -> None:
    show(window, three_segments())
    field = window.run_form.length
    type_into(field, "1200000")
    assert field.text() == "1,200,000"
    QTest.keyClicks(field, "500")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.store.document.run.updates == 500


@pytest.mark.parametrize("width", [0, 1440])
def test_seven_digits_and_every_rate_are_shown_whole(window: Window, width: int) -> None:
    run = replace(three_segments().run, updates=8_281_167)
    schedule = replace(three_segments(), run=run)
    schedule = with_segment(schedule, 1, span=Span.of_steps(1_281_167))
    show(window, with_segment(schedule, 1, start=Level(0.00081918273645)))
    window.resize(width or window.minimumSizeHint().width(), 860)
    window.store.select_segment(1)
    window.plot.setFocus()
    form = window.segment_form
    for field, least in (
        (form.length, "1281167"),
        (form.start, "8.192e-4"),
        (window.groups_form.rates[0], "1e-3"),
    ):
        assert field.isVisible()
        shown = field.text()
        if field.fontMetrics().horizontalAdvance(shown) > room(field):
            shown = field.fitted(shown, room(field))
        assert "…" not in shown
        assert not width or len(shown.replace(",", "")) >= len(least)
        assert parsed_number(shown) == pytest.approx(parsed_number(field.text()), rel=1e-3)
    window.resize(1440, 860)


def caption_of(field: NumberField) -> QWidget:
    """The words beside a field."""
    labels = field.window().findChildren(QLabel)
    return next(label for label in labels if label.buddy() is field)


def drag_caption(
    field: NumberField, ways: list[int], held: Qt.KeyboardModifier = NO_KEYS
) -> QWidget:
    """Take hold of a field's caption and move so many pixels from there, and no further."""
    caption = caption_of(field)
    start = caption.rect().center()
    QTest.mousePress(caption, LEFT, held, start)
    for way in ways:
        place = QPointF(start + QPoint(way, 0))
        event = QMouseEvent(QEvent.Type.MouseMove, place, place, NO_BUTTON, LEFT, held)
        QApplication.sendEvent(caption, event)
    return caption


@pytest.mark.parametrize(
    ("way", "held", "end"),
    [(15, NO_KEYS, 0.12), (-15, NO_KEYS, 0.098), (15, SHIFT, 0.102), (15, CONTROL, 0.3)],
)
def test_a_drag_of_a_caption_changes_its_number_at_once_as_one_edit(
    window: Window, way: int, held: Qt.KeyboardModifier, end: float
) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    form = window.segment_form
    caption = drag_caption(form.end, [way // 2, way], held)
    assert window.store.curve.segments[2].end == Level(end), "the plot shows it already"
    assert words_of_history(window) == []
    QTest.mouseRelease(caption, LEFT)
    assert window.store.document.segments[2].end == Level(end)
    assert words_of_history(window) == ["Change level"]
    assert form.end.hasFocus()


def test_a_dragged_caption_comes_back_on_esc_and_by_its_way(window: Window) -> None:
    show(window, three_segments())
    for ways, key in (([60], Qt.Key.Key_Escape), ([60, 0], None)):
        field = window.run_form.fields["batch_size"]
        caption = drag_caption(field, ways)
        if key is not None:
            assert window.store.schedule.run.batch_size == 42
            QTest.keyClick(field, key)
        QTest.mouseRelease(caption, LEFT)
        assert window.store.document == three_segments()
        assert window.store.schedule == three_segments()
        assert words_of_history(window) == []
        assert field.text() == "32"


def test_the_caption_of_a_field_that_takes_no_number_only_stands_there(window: Window) -> None:
    show(window, three_segments())
    caption = drag_caption(window.segment_form.begin, [60])
    QTest.mouseRelease(caption, LEFT)
    assert window.store.document == three_segments()


def test_a_double_click_selects_all_of_a_number(window: Window) -> None:
    show(window, three_segments())
    field = window.run_form.fields["samples"]
    assert field.text() == "3,200"
    QTest.mouseDClick(field, LEFT)
    QTest.keyClicks(field, "50k")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.store.document.run.samples == 50_000

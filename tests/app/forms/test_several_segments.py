"""Several selected cards in the form: both are edited, and what they differ in is called mixed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.values.spans import Span
from tests.app.designs import four_segments
from tests.app.driver import CONTROL, show, type_into, words_of_history
from tests.app.gestures import pick

LEFT = Qt.MouseButton.LeftButton
MIXED = "mixed"


def selected(window: Window, first: int, second: int, schedule: Schedule | None = None) -> Schedule:
    """Show a design, click a card, and another one with Ctrl."""
    design = four_segments() if schedule is None else schedule
    show(window, design)
    cards = window.segments
    for row, keys in ((first, Qt.KeyboardModifier.NoModifier), (second, CONTROL)):
        cards.scrollTo(cards.model().index(row, 0))
        place = cards.visualRect(cards.model().index(row, 0)).center()
        QTest.mouseClick(cards.viewport(), LEFT, keys, place)
    assert window.store.selection == tuple(sorted((first, second)))
    return design


def test_the_form_says_how_many_and_in_what_they_differ(window: Window) -> None:
    selected(window, 2, 3)
    form = window.segment_form
    assert form.heading.text() == "2 SEGMENTS"
    assert (form.name.text(), form.name.placeholderText()) == ("", MIXED)
    assert (form.end.text(), form.end.placeholderText()) == ("", MIXED)
    assert form.length.text() == "300"
    assert form.shape.currentText() == "Linear"
    assert form.end_unit.currentText() == "× base"
    assert not form.begin.isEnabled()
    window.store.select_segment(2)
    assert form.heading.text() == "SEGMENT"
    assert (form.name.text(), form.name.placeholderText()) == ("Decay", "")
    assert form.end.text() == "0.4"
    assert form.begin.isEnabled()


def test_shapes_that_differ_are_mixed_and_one_is_given_to_both(window: Window) -> None:
    before = selected(window, 1, 2)
    form = window.segment_form
    assert (form.shape.currentIndex(), form.shape.placeholderText()) == (-1, MIXED)
    assert not form.bends.formula.isVisible()
    pick(form.shape, "Cosine")
    assert [segment.shape for segment in window.store.schedule.segments[1:3]] == [Cosine()] * 2
    assert words_of_history(window)[-1] == "Change shape: 2 segments"
    while words_of_history(window):
        window.store.undo()
    assert window.store.schedule == before


@pytest.mark.parametrize("typed", ["250", "25%"])
def test_a_length_is_given_to_both_in_one_edit(window: Window, typed: str) -> None:
    before = selected(window, 2, 3)
    type_into(window.segment_form.length, typed)
    spans = {segment.span for segment in window.store.schedule.segments[2:]}
    assert spans == {Span.of_steps(250) if typed == "250" else Span.of_percent(25)}
    assert window.store.schedule.segments[:2] == before.segments[:2]
    assert words_of_history(window) == ["Change length: 2 segments"]
    assert window.store.selection == (2, 3)
    window.store.undo()
    assert window.store.schedule == before


def test_a_mixed_level_is_typed_for_both(window: Window) -> None:
    selected(window, 2, 3)
    end = window.segment_form.end
    type_into(end, "0.25")
    assert [segment.end for segment in window.store.schedule.segments[2:]] == [Level(0.25)] * 2
    assert (end.text(), end.placeholderText()) == ("0.25", "")


def test_a_mixed_level_stays_as_it_is_until_something_is_typed(window: Window) -> None:
    before = selected(window, 2, 3)
    end = window.segment_form.end
    end.setFocus()
    QTest.keyClick(end, Qt.Key.Key_Return)
    QTest.keyClick(end, Qt.Key.Key_Tab)
    assert window.store.schedule == before
    type_into(end, "much")
    assert end.fault
    QTest.keyClick(end, Qt.Key.Key_Escape)
    assert (end.text(), end.fault) == ("", "")
    assert window.store.schedule == before


def test_units_are_changed_for_both_and_the_boundaries_stay(window: Window) -> None:
    before = selected(window, 2, 3)
    line = window.store.rates.timeline
    pick(window.segment_form.length_unit, "epochs")
    assert {each.span.unit for each in window.store.schedule.segments[2:]} == {"epochs"}
    assert window.store.rates.timeline.ends == line.ends
    pick(window.segment_form.end_unit, "rate")
    assert {each.end and each.end.unit for each in window.store.schedule.segments[2:]} == {"rate"}
    assert window.store.rates.at(650) == pytest.approx([1e-3 * 0.5])
    assert len(words_of_history(window)) == 2
    assert before.segments[0] == window.store.schedule.segments[0]


def test_a_setting_of_one_shape_is_mixed_and_typed_for_both(window: Window) -> None:
    design = four_segments()
    for index, power in ((2, 2.0), (3, 3.0)):
        design = with_segment(design, index, shape=Polynomial(power))
    selected(window, 2, 3, design)
    field = window.segment_form.bends.fields["polynomial", "power"]
    assert field.isVisible()
    assert (field.text(), field.placeholderText()) == ("", MIXED)
    type_into(field, "1.5")
    shapes = [segment.shape for segment in window.store.schedule.segments[2:]]
    assert shapes == [Polynomial(1.5)] * 2


def test_settings_of_different_shapes_are_not_shown(window: Window) -> None:
    design = with_segment(four_segments(), 3, shape=Polynomial(2.0))
    selected(window, 2, 3, design)
    assert not window.segment_form.bends.fields["polynomial", "power"].isVisible()


def test_no_end_is_asked_for_where_one_of_them_has_none(window: Window) -> None:
    selected(window, 1, 2)
    assert not window.segment_form.end.isVisible()
    assert window.segment_form.start.isEnabled()


def test_both_start_where_the_one_before_ends_or_with_their_own_level(window: Window) -> None:
    own = with_segment(four_segments(), 3, start=Level(0.3))
    selected(window, 2, 3, own)
    form = window.segment_form
    assert (form.start.text(), form.start.placeholderText()) == ("", MIXED)
    assert form.start_unit.currentIndex() == -1
    type_into(form.start, "0.6")
    assert [each.start for each in window.store.schedule.segments[2:]] == [Level(0.6)] * 2
    pick(form.start_unit, "as before")
    assert [each.start for each in window.store.schedule.segments[2:]] == [None, None]
    assert replace(own, segments=()) == replace(window.store.schedule, segments=())


def test_the_ends_that_are_executed_are_switched_for_both(window: Window) -> None:
    design = with_segment(four_segments(), 3, last_at_end=True)
    selected(window, 2, 3, design)
    switch = window.segment_form.part.switches["last_at_end"]
    assert switch.text().endswith(f": {MIXED}")
    QTest.mouseClick(switch, LEFT, pos=switch.rect().center() - switch.rect().center() / 2)
    assert [each.last_at_end for each in window.store.schedule.segments[2:]] == [True, True]
    assert MIXED not in switch.text()
    assert switch.isChecked()

"""Below a length and a level stands what they come to, and what was likelier meant, to click."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.entry_note import EntryNote
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level
from rampsmith.designer.document.starter import starter
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import show, type_into, words_of_history
from tests.app.gestures import pick

LONG = Run(epochs=30, samples=1_281_167, batch_size=1024, tokens_per_sample=2048)
"""1,252 updates in an epoch, 37,560 in all."""


def said(note: EntryNote) -> tuple[str, str]:
    """What a line says and offers, as far as it is seen."""
    assert note.isHidden() == (not note.words.text() and not note.offer.text())
    return note.words.text(), note.offer.text()


def take(note: EntryNote) -> None:
    QTest.mouseClick(note.offer, Qt.MouseButton.LeftButton)


def test_a_rate_typed_as_a_factor_is_offered_as_the_rate(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    form = window.segment_form
    assert said(form.notes.lines["end"]) == ("= 1e-4", "")
    type_into(form.end, "8e-5")
    assert said(form.notes.lines["end"]) == ("= 8e-8", "the rate 8e-5?")
    take(form.notes.lines["end"])
    assert window.store.curve.segments[2].end == Level.of_rate(8e-5)
    assert said(form.notes.lines["end"]) == ("= 0.08 × base", "")
    assert words_of_history(window)[-1] == "Change level"


def test_a_factor_typed_as_a_rate_is_offered_as_the_factor(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    form = window.segment_form
    pick(form.end_unit, "rate")
    type_into(form.end, "0.5")
    assert said(form.notes.lines["end"]) == ("= 500 × base", "0.5 × base?")
    take(form.notes.lines["end"])
    assert window.store.curve.segments[2].end == Level(0.5)


def test_whoever_types_the_unit_is_asked_nothing(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    type_into(window.segment_form.end, "8e-5 x")
    assert said(window.segment_form.notes.lines["end"]) == ("= 8e-8", "")
    type_into(window.segment_form.length, "120 %")
    assert said(window.segment_form.notes.lines["span"]) == ("= 1,200 updates", "")


def test_steps_typed_as_percent_are_offered_as_steps(window: Window) -> None:
    show(window, replace(starter(), run=LONG))
    form = window.segment_form
    pick(form.length_unit, "% of run")
    type_into(form.length, "8000")
    words, offer = said(form.notes.lines["span"])
    assert words.startswith("= 3,004,800 updates, ")
    assert words.endswith("T tokens")
    assert offer == "8,000 updates?"
    take(form.notes.lines["span"])
    assert window.store.curve.segments[0].span == Span.of_steps(8000)
    words, offer = said(form.notes.lines["span"])
    assert words.startswith("= 6.39 epochs, ")
    assert offer == ""


def test_a_few_epochs_or_a_share_typed_as_steps_are_offered(window: Window) -> None:
    show(window, replace(starter(), run=LONG))
    form = window.segment_form
    pick(form.length_unit, "updates")
    type_into(form.length, "5")
    assert said(form.notes.lines["span"])[1] == "5 epochs?"
    type_into(form.length, "0.1")
    assert said(form.notes.lines["span"])[1] == "10 %?"


def test_the_offer_is_about_its_entry_alone(window: Window) -> None:
    show(window, three_segments())
    form, line = window.segment_form, window.segment_form.notes.lines["end"]
    window.store.select_segment(2)
    type_into(form.end, "8e-5")
    window.store.select_segment(0)
    assert said(line) == ("= 1e-3", "")
    window.store.select_segment(2)
    assert said(line)[1] == "the rate 8e-5?"
    type_into(form.end, "0.2")
    assert said(line) == ("= 2e-4", "")


def test_of_several_groups_it_is_that_with_the_handles(window: Window) -> None:
    groups = (Group("body", 1e-3), Group("head", 1e-2))
    show(window, replace(three_segments(), groups=groups))
    line = window.segment_form.notes.lines["end"]
    assert said(line)[0] == "= 1e-3 for “body”"
    window.store.select_group(1)
    assert said(line)[0] == "= 0.01 for “head”"


def test_what_the_field_says_is_not_said_again(window: Window) -> None:
    show(window, replace(three_segments(), stepping="epoch"))
    type_into(window.segment_form.length, "25 epochs")
    assert said(window.segment_form.notes.lines["span"])[0] == ""
    type_into(window.segment_form.length, "until 25 epochs")
    window.store.select_segment(1)
    type_into(window.segment_form.length, "until 40 epochs")
    assert said(window.segment_form.notes.lines["span"])[0] == "= 15 epochs"

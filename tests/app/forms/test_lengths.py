"""Lengths in fields: every unit, and until a place, typed, chosen and kept by a drag."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments
from tests.app.driver import Hand, lengths, show, type_into, words_of_history
from tests.app.gestures import across, pick


def counted() -> Schedule:
    """Three segments over 1,000 updates of 32 samples, of 2,048 tokens each."""
    return with_run(three_segments(), tokens_per_sample=2048)


def spans(window: Window) -> tuple[Span, ...]:
    return tuple(segment.span for segment in window.store.schedule.segments)


@pytest.mark.parametrize(
    ("typed", "span", "length"),
    [
        ("20M tokens", Span(20_000_000, "tokens"), 305),
        ("3.2K samples", Span(3200, "samples"), 100),
        ("50 batches", Span(50, "batches"), 50),
        ("until 30%", Span(30, "percent", until=True), 300),
        ("until epoch 4", Span(4, "epochs", until=True), 400),
        ("until 19.66080M tokens", Span(19_660_800, "tokens", until=True), 300),
    ],
)
def test_a_length_is_typed_in_any_unit_or_by_where_it_ends(
    window: Window, typed: str, span: Span, length: float
) -> None:
    show(window, counted())
    window.store.select_segment(0)
    form = window.segment_form
    type_into(form.length, typed)
    assert spans(window)[0] == span
    assert lengths(window.store.schedule)[0] == length
    assert (form.length_unit.currentText(), form.given_by.currentText()) == (
        {"percent": "% of run"}.get(span.unit, span.unit),
        "where it ends" if span.until else "how long it is",
    )
    assert words_of_history(window) == ["Change length"]


def test_units_are_chosen_and_the_boundaries_stay(window: Window) -> None:
    show(window, counted())
    window.store.select_segment(1)
    form = window.segment_form
    pick(form.length_unit, "tokens")
    assert form.length.text() == f"{300 * 32 * 2048:,}"
    pick(form.given_by, "where it ends")
    assert form.length.text() == "32,768,000"
    pick(form.length_unit, "epochs")
    assert form.length.text() == "5"
    # A number alone is in the unit that is shown, and stays a place.
    type_into(form.length, "6")
    assert spans(window)[1] == Span(6, "epochs", until=True)
    assert lengths(window.store.schedule) == [200, 400, 500]
    pick(form.length_unit, "the rest")
    assert not form.given_by.isVisible()


def test_a_unit_is_offered_where_the_run_can_count_it(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(0)
    form = window.segment_form
    assert form.length_unit.findText("tokens") == -1
    type_into(form.length, "20M tokens")
    assert form.length_unit.currentText() == "tokens"
    (problem,) = window.store.problems
    assert problem.sentence.endswith("First say in the run how many tokens a sample has.")
    type_into(window.run_form.tokens, "2048")
    assert lengths(window.store.schedule)[0] == 305


def test_a_drag_keeps_the_place_at_which_a_segment_ends(window: Window, hand: Hand) -> None:
    design = counted()
    warmup, hold, decay = design.segments
    held = replace(hold, span=Span(5, "epochs", until=True))
    show(window, replace(design, segments=(warmup, held, decay)))
    start = hand.pixel(200, 5e-4)
    hand.drag(start, start + across(60))
    assert timeline(window.store.schedule).ends[1] == 500
    assert spans(window)[1] == held.span
    assert lengths(window.store.schedule)[0] > 200
    start = hand.pixel(500, 5e-4)
    hand.drag(start, start + across(60))
    moved = spans(window)[1]
    assert (moved.unit, moved.until) == ("epochs", True)
    assert moved.amount > 5


@pytest.mark.parametrize("text", ["5 updates", "until 5 updates", "50% less 1 update", "1k update"])
def test_where_a_step_is_an_epoch_updates_are_no_length(window: Window, text: str) -> None:
    design = replace(
        three_segments(), stepping="epoch", run=replace(RUN, updates=None, epochs=1000)
    )
    show(window, design)
    window.store.select_segment(1)
    form = window.segment_form
    assert [form.length_unit.itemText(i) for i in range(form.length_unit.count())].count(
        "epochs"
    ) == 1
    assert form.length_unit.findText("updates") == form.length_unit.findText("steps") == -1
    assert form.begin_unit.text() == "epochs"
    for field in (form.length, form.begin):
        type_into(field, text)
        assert field.property("wrong"), field.accessibleName()
        assert "steps after every epoch" in (field.fault or "")
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.store.document == design
    type_into(form.length, "5 epochs")
    assert spans(window)[1] in (Span(5, "epochs"), Span(5, "steps"))

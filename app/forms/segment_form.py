"""The selected segment in numbers: name, shape, begin, length, levels, and shape settings."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.forms.part_form import PartRows
from rampsmith.app.forms.segment_entries import (
    parsed_length,
    parsed_level,
    parsed_place,
    span_units,
)
from rampsmith.app.forms.segment_notes import SegmentNotes
from rampsmith.app.forms.several import Several
from rampsmith.app.forms.shape_choice import ShapeChoice
from rampsmith.app.forms.shape_form import ShapeRows
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.app.widgets.words import heading
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.boundaries import moved_boundary
from rampsmith.designer.editing.edits import (
    reshaped,
    with_level_unit,
    with_own_start,
    with_segment,
    with_span_unit,
)
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.names import parsed_name
from rampsmith.designer.values.numbers import exact_text, rate_text
from rampsmith.designer.values.spans import Span, SpanUnit

INHERITED = "inherited"

_GIVEN_BY = [(False, "how long it is"), (True, "where it ends")]


class SegmentForm(QWidget):
    """Fields for everything about the selected segment."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Show the store's selected segment and follow it."""
        super().__init__()
        self._store = store
        self.name = Field("Segment name", lambda text: parsed_name(text, "A segment's name"))
        self.shape = ShapeChoice(appearance)
        self.begin = NumberField(
            "Begins at", lambda text: parsed_place(text, by_epoch=self._by_epoch()), counts=True
        )
        self.begin_unit = QLabel()
        self.length = NumberField("Length", self._parsed_length, counts=True)
        self.length_unit = Choice("Unit of the length", span_units(store.curve))
        self.given_by = Choice("Length is given by", _GIVEN_BY)
        self.start = NumberField(
            "Level at the start", lambda text: self._parsed_level("start", text)
        )
        self.start_unit = Choice("Unit of the start", [])
        self.end = NumberField("Level at the end", lambda text: self._parsed_level("end", text))
        self.end_unit = Choice("Unit of the end", [])
        self._own_fields = (self.name, self.begin, self.length, self.start, self.end)
        fields = {"span": self.length, "start": self.start, "end": self.end}
        self._parts: dict[Field | Choice, Callable[[Segment], object]] = {
            self.name: lambda segment: segment.name,
            self.shape: lambda segment: segment.shape.kind,
            self.length: lambda segment: segment.span,
            self.length_unit: lambda segment: segment.span.unit,
            self.given_by: lambda segment: segment.span.until,
            self.start: lambda segment: segment.start,
            self.start_unit: lambda segment: segment.start and segment.start.unit,
            self.end: lambda segment: segment.end,
            self.end_unit: lambda segment: segment.end and segment.end.unit,
        }
        self.notes = SegmentNotes(store, fields, self._change)
        self._several = Several(store)
        self._selection: tuple[int, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._form = Form(store.hold_edits)
        self._lay_out()
        self._connect()
        store.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        form = self._form
        form.add("Name", self.name)
        form.add("Shape", self.shape)
        form.add("Begins at", self.begin, self.begin_unit)
        form.add("Length", self.length, self.length_unit)
        form.add_below(self.notes.lines["span"])
        form.add("Given by", self.given_by)
        form.add("From", self.start, self.start_unit)
        form.add_below(self.notes.lines["start"])
        form.add("To", self.end, self.end_unit)
        form.add_below(self.notes.lines["end"])
        self.bends = ShapeRows(self._store, form, self.end_unit)
        self.part = PartRows(self._store, form)
        layout = spaced(QVBoxLayout(self), spacing=8, margins=(12, 14, 12, 12))
        self.heading = heading("Segment")
        layout.addWidget(self.heading)
        layout.addWidget(form)

    def _connect(self) -> None:
        self.name.committed.connect(lambda name: self._change("Change name", name=name))
        self.shape.chosen.connect(self._reshape)
        self.begin.committed.connect(self._begin_at)
        self.length.committed.connect(lambda span: self._change("Change length", span=span))
        self.length_unit.chosen.connect(self._respan)
        self.given_by.chosen.connect(self._set_until)
        self.start.committed.connect(lambda level: self._change("Change level", start=level))
        self.end.committed.connect(lambda level: self._change("Change level", end=level))
        self.start_unit.chosen.connect(lambda unit: self._set_unit("start", unit))
        self.end_unit.chosen.connect(lambda unit: self._set_unit("end", unit))
        for field in (*self._own_fields, *self.part.fields.values()):
            field.refused.connect(self._store.said)

    def all_fields(self) -> list[Field]:
        """Return every field that can be typed into."""
        bends = [*self.bends.fields.values(), *self.bends.of_formula.fields]
        return [*self._own_fields, *bends, *self.part.fields.values()]

    def take_keys(self) -> None:
        """Move the keyboard to the first field, whose text is selected."""
        self.name.setFocus()
        self.name.selectAll()

    def refresh(self) -> None:
        """Show the selected segment as it is now."""
        segment, index = self._store.segment, self._store.segment_index
        self.setVisible(segment is not None)
        if segment is None or index is None:
            return
        if self._store.selection != self._selection:
            self._selection = self._store.selection
            for field in self.all_fields():
                field.forget()
        self.name.show_text(segment.name)
        self.shape.show_value(segment.shape.kind)
        self.length_unit.set_options(span_units(self._store.curve, segment.span.unit))
        self.begin.setEnabled(index > 0)
        self.begin.show_number(self._store.rates.timeline.begins[index])
        self.begin_unit.setText(span_units(self._store.curve)[0][1])
        span, length = segment.span, self._store.rates.timeline.length(index)
        self.length_unit.show_value(span.unit)
        self.length.counts = span.unit != "percent"
        self.length.show_number(length if span.unit == "fill" else span.amount)
        if span.less:
            self.length.show_text(f"{exact_text(span.amount)} less {exact_text(span.less)}")
        self._form.show_row(self.given_by, span.unit != "fill")
        self.given_by.show_value(span.until)
        self._show_start(segment, index)
        self._form.show_row(self.end, segment.shape.has_end)
        self.end_unit.set_options(self._store.focus.kind.units)
        if segment.end is not None:
            self.end.show_number(segment.end.value)
            self.end_unit.show_value(segment.end.unit)
        else:
            self.end.show_text("")
        self.notes.refresh(segment)
        settings = self._settings()
        if not self._store.is_previewing or settings != self._shown:
            # A drag of a boundary changes none of these.
            self.bends.refresh(segment.shape)
            self.part.refresh(segment)
        self._shown = settings
        self._mark_mixed()

    def _settings(self) -> tuple[object, ...]:
        """Return all that the rows of the shape and its parts depend on."""
        curve = self._store.curve
        of_segments = tuple(
            replace(each, name="", span=Span(0, each.span.unit), start=None, end=None)
            for each in self._several.segments()
        )
        return (self._store.selection, self._store.focus, curve.run, curve.stepping, of_segments)

    def _show_start(self, segment: Segment, index: int) -> None:
        kind = self._store.focus.kind
        first = (kind.base or "1") if index == 0 else "as before"
        self.start_unit.set_options([*kind.units, (INHERITED, first)])
        self.start_unit.show_value(INHERITED if segment.start is None else segment.start.unit)
        if segment.start is not None:
            self.start.show_number(segment.start.value)
        elif self._store.curve.groups:
            rate = self._store.rates.level_at_start(index, self._store.group_index)
            self.start.show_text(rate_text(rate))
        else:
            self.start.show_text("")

    def _mark_mixed(self) -> None:
        """Say of several segments how many there are, and in what they differ."""
        count, several = self._several.count, self._several
        self.heading.setText("SEGMENT" if count == 1 else f"{count} SEGMENTS")
        if count == 1:
            return
        self.begin.setEnabled(False)
        self.begin.show_mixed()
        self.notes.say_nothing()
        for part, read in self._parts.items():
            if several.is_mixed(read):
                part.show_mixed()
        self._form.show_row(self.end, all(each.shape.has_end for each in several.segments()))

    def _change(self, words: str, **changes: Any) -> None:
        self._apply(words, lambda schedule, index: with_segment(schedule, index, **changes))

    def _apply(self, words: str, edit: Callable[[Schedule, int], Schedule]) -> None:
        self._several.edit(words, edit)

    def _reshape(self, kind: str) -> None:
        def edit(schedule: Schedule, index: int) -> Schedule:
            same = schedule.segments[index].shape.kind == kind
            return schedule if same else reshaped(schedule, index, SHAPES[kind]())

        self._apply("Change shape", edit)

    def _respan(self, unit: SpanUnit) -> None:
        def edit(schedule: Schedule, index: int) -> Schedule:
            until = schedule.segments[index].span.until and unit != "fill"
            return with_span_unit(schedule, index, unit, until=until)

        self._apply("Change unit of length", edit)

    def _set_until(self, until: bool) -> None:  # noqa: FBT001 - the value of a choice.
        def edit(schedule: Schedule, index: int) -> Schedule:
            unit = schedule.segments[index].span.unit
            if unit == "fill":
                return schedule
            return with_span_unit(schedule, index, unit, until=until)

        self._apply("Give where it ends" if until else "Give how long it is", edit)

    def _begin_at(self, place: Span) -> None:
        """Move the boundary before the segment."""
        step = span_in_steps(place, self._store.curve)
        self._apply("Move boundary", lambda s, i: moved_boundary(s, i, step) if i else s)
        begins = self._store.rates.timeline.begins[self._store.segment_index or 0]
        if begins != step:
            self._store.said.emit(
                f"It begins at {exact_text(begins)}: its neighbours keep at least one "
                f"{self._store.curve.step_word}."
            )

    def _set_unit(self, side: Side, unit: str) -> None:
        segment = self._store.segment
        if segment is None:
            return
        if unit == INHERITED:
            self._change("Start where the last one ended", start=None)
            return

        def edit(schedule: Schedule, index: int) -> Schedule:
            if side == "start" and schedule.segments[index].start is None:
                schedule = with_own_start(schedule, index)
            return with_level_unit(schedule, index, side, "rate" if unit == "rate" else "factor")

        self._apply("Change unit of level", edit)

    def _parsed_length(self, text: str) -> Span:
        segment = self._store.segment
        span = Span.of_steps(0) if segment is None else segment.span
        return parsed_length(text, span.unit, until=span.until, by_epoch=self._by_epoch())

    def _by_epoch(self) -> bool:
        return self._store.curve.stepping == "epoch"

    def _parsed_level(self, side: Side, text: str) -> Level:
        segment = self._store.segment
        level = None if segment is None else segment.start if side == "start" else segment.end
        return parsed_level(text, self._store.focus.kind.unit if level is None else level.unit)

"""The rows of a form for the part of a shape that a segment executes, and for its floor."""

from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.forms.segment_entries import length_units, parsed_floor, parsed_rest
from rampsmith.app.forms.several import Several
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.choices import Check, Choice
from rampsmith.app.widgets.fields import MIXED
from rampsmith.app.widgets.form import Form
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.schedule import Level, Segment
from rampsmith.designer.editing.edits import with_level_unit, with_segment
from rampsmith.designer.editing.span_fitting import span_of_steps
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.shapes.shape import LevelUnit
from rampsmith.designer.values.spans import Span, SpanUnit

ROWS = (
    ("before", "Begun earlier", "How long its shape has run before the segment begins"),
    ("after", "Cut short", "How long its shape would go on after the segment ends"),
)
SWITCHES = (
    (
        "first_at_start",
        "The first step is at the start",
        "Off: it is one step on already, as (t + 1) / W has it",
    ),
    (
        "last_at_end",
        "The last step arrives at the end",
        "Off: the end is where the next segment begins",
    ),
)
FLOOR: Literal["floor"] = "floor"
LINKS = {
    "+  Floor": ((FLOOR,), "Give it a value that it never falls below"),
    "+  Part of a longer shape": (("before", "after"), "Let its shape begin earlier or end later"),
}
"""The rows that are seldom used, folded behind what opens them."""

WITH_RUN = (
    "before",
    "Counts from the run's start",
    "Its shape began with the run, in a repeat with its cycle; so do the stairs of torch's StepLR",
)


class PartRows:
    """What segments leave of their shape at either end, the ends they execute, and their floor."""

    def __init__(self, store: Store, form: Form) -> None:
        """Add the rows to a form."""
        self._store = store
        self._several = Several(store)
        self._form = form
        self._selection: tuple[int, ...] = ()
        self._opened: set[str] = set()
        self.fields: dict[str, NumberField] = {}
        self.units: dict[str, Choice] = {}
        self.switches: dict[str, Check] = {}
        self._add_floor()
        for side, caption, meaning in ROWS:
            self._add(side, caption, meaning)
        self.with_run = self._add_switch(*WITH_RUN[1:])
        self.with_run.clicked.connect(self._count_from_run)
        self.links = {words: link_button(words, tip) for words, (_, tip) in LINKS.items()}
        for words, button in self.links.items():
            button.clicked.connect(lambda _=False, words=words: self._open(words))
            form.add_wide(button, Qt.AlignmentFlag.AlignLeft)
        for name, caption, meaning in SWITCHES:
            self._add_end(name, caption, meaning)

    def _add(self, side: str, caption: str, meaning: str) -> None:
        def parsed(text: str) -> Span | None:
            by_epoch = self._store.curve.stepping == "epoch"
            return parsed_rest(text, self._length_unit(side), by_epoch=by_epoch)

        field = NumberField(caption, parsed, counts=True)
        unit = Choice(f"Unit of “{caption}”", length_units(self._store.curve))
        field.committed.connect(lambda span: self._change("Change part of shape", side, span))
        unit.chosen.connect(lambda chosen: self._set_length_unit(side, chosen))
        self._add_row(side, caption, meaning, field, unit)

    def _add_floor(self) -> None:
        caption = "Never below"
        field = NumberField(caption, lambda text: parsed_floor(text, self._level_unit()))
        unit = Choice(f"Unit of “{caption}”", [])
        field.committed.connect(lambda level: self._change("Change floor", FLOOR, level))
        unit.chosen.connect(self._set_level_unit)
        meaning = "What its values never fall below: the larger of the curve and this"
        self._add_row(FLOOR, caption, meaning, field, unit)

    def _add_row(
        self, name: str, caption: str, meaning: str, field: NumberField, unit: Choice
    ) -> None:
        self.fields[name], self.units[name] = field, unit
        field.setToolTip(meaning)
        field.setPlaceholderText("not")
        self._form.add(caption, field, unit)

    def _add_end(self, name: str, caption: str, meaning: str) -> None:
        switch = self.switches[name] = self._add_switch(caption, meaning)
        switch.clicked.connect(lambda on: self._change("Change executed ends", name, on))

    def _add_switch(self, caption: str, meaning: str) -> Check:
        switch = Check(caption)
        switch.setToolTip(meaning)
        self._form.add_wide(switch)
        return switch

    def _count_from_run(self, on: bool) -> None:  # noqa: FBT001 - the value of a switch.
        before = Span.of_the_rest() if on else None
        self._change("Change where it counts from", "before", before)

    def refresh(self, segment: Segment) -> None:
        """Show the parts of its shape that a segment leaves out; a constant one has none to leave out."""
        moves = all(each.shape.moves for each in self._several.segments())
        if self._store.selection != self._selection:
            self._selection = self._store.selection
            self._opened.clear()
        for words, (names, _) in LINKS.items():
            possible = moves or names == (FLOOR,)
            given = any(getattr(segment, name) or self._is_mixed(name) for name in names)
            opened = given or not self._opened.isdisjoint(names)
            for row in self._rows(names):
                self._form.show_row(row, possible and opened)
            self._form.show_row(self.links[words], possible and not opened)
        for side, _, _ in ROWS:
            span: Span | None = getattr(segment, side)
            self.units[side].set_options(length_units(self._store.curve, self._length_unit(side)))
            self._show(side, None if span is None else span.amount, self._length_unit(side))
        self.units[FLOOR].set_options(self._store.focus.kind.units)
        floor = segment.floor
        self._show(FLOOR, None if floor is None else floor.value, self._level_unit())
        self._show_with_run(segment)
        if all(each.shape.stair for each in self._several.segments()):
            # Libraries differ in where stairs count from, so that it is never folded away.
            self._form.show_row(self.with_run, True)
        for name, caption, _ in SWITCHES:
            switch = self.switches[name]
            self._form.show_row(switch, moves)
            self._show_switch(switch, name, caption, getattr(segment, name))

    def _rows(self, names: tuple[str, ...]) -> list[QWidget]:
        """Return what stands in the rows of some numbers."""
        fields: list[QWidget] = [self.fields[name] for name in names]
        return [*fields, self.with_run] if WITH_RUN[0] in names else fields

    def _open(self, words: str) -> None:
        """Show the rows behind a link, and go to the first of them."""
        names, _ = LINKS[words]
        self._opened.update(names)
        for row in self._rows(names):
            self._form.show_row(row, True)
        self.fields[names[0]].setFocus()
        self._form.show_row(self.links[words], False)

    def _show_with_run(self, segment: Segment) -> None:
        """Show whether its shape began with the run; then there is no length to give."""
        name, caption, _ = WITH_RUN
        self._show_switch(self.with_run, name, caption, segment.began_with_the_run)
        self.fields[name].setEnabled(not segment.began_with_the_run)
        if segment.began_with_the_run and not self._is_mixed(name):
            self.fields[name].show_text("with the run")
            self.units[name].setEnabled(False)

    def _show_switch(self, switch: Check, name: str, caption: str, value: bool) -> None:  # noqa: FBT001 - shown.
        is_mixed = self._is_mixed(name)
        switch.setText(f"{caption}: {MIXED}" if is_mixed else caption)
        switch.setChecked(value and not is_mixed)

    def _show(self, name: str, number: float | None, unit: str) -> None:
        field, choice = self.fields[name], self.units[name]
        choice.setEnabled(number is not None)
        choice.show_value(unit)
        if self._is_mixed(name):
            field.show_mixed()
        elif number is None:
            field.show_text("")
        else:
            field.show_number(number)

    def _is_mixed(self, name: str) -> bool:
        return self._several.is_mixed(lambda segment: getattr(segment, name))

    def _length_unit(self, side: str) -> SpanUnit:
        """Return the unit of a length, or that of the segment itself where there is none."""
        segment = self._store.segment
        spans = () if segment is None else (getattr(segment, side), segment.span)
        return next((span.unit for span in spans if span and span.unit != "fill"), "steps")

    def _level_unit(self) -> LevelUnit:
        """Return the unit of the floor, or that of new levels where there is none."""
        segment = self._store.segment
        floor = None if segment is None else segment.floor
        return self._store.focus.kind.unit if floor is None else floor.unit

    def _change(self, words: str, name: str, value: Span | Level | bool | None) -> None:  # noqa: FBT001 - a field's value.
        changes: dict[str, Any] = {name: value}
        self._several.edit(words, lambda schedule, i: with_segment(schedule, i, **changes))

    def _set_length_unit(self, side: str, unit: SpanUnit) -> None:
        span = getattr(self._store.segment, side)
        if span is not None:
            steps = span_in_steps(span, self._store.curve)
            found = span_of_steps(steps, unit, self._store.curve)
            self._change("Change part of shape", side, found)

    def _set_level_unit(self, unit: LevelUnit) -> None:
        self._several.edit(
            "Change unit of level", lambda schedule, i: with_level_unit(schedule, i, FLOOR, unit)
        )

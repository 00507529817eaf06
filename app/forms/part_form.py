"""The rows of a form for the part of a shape that a segment executes."""

from typing import Any

from rampsmith.app.base.store import Store
from rampsmith.app.forms.segment_entries import length_units, parsed_rest
from rampsmith.app.forms.several import Several
from rampsmith.app.widgets.fields import MIXED, Check, Choice
from rampsmith.app.widgets.form import Form
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.schedule import Segment
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.span_fitting import span_of_steps
from rampsmith.designer.evaluation.timeline import span_in_steps
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


class PartRows:
    """What the segment leaves of its shape at either end, and which of its ends are executed."""

    def __init__(self, store: Store, form: Form) -> None:
        """Add the rows to a form."""
        self._store = store
        self._form = form
        self._several = Several(store)
        self.fields: dict[str, NumberField] = {}
        self.units: dict[str, Choice] = {}
        for side, caption, meaning in ROWS:
            self._add(side, caption, meaning)
        self.switches: dict[str, Check] = {}
        for name, caption, meaning in SWITCHES:
            self._add_switch(name, caption, meaning)

    def _add(self, side: str, caption: str, meaning: str) -> None:
        field = self.fields[side] = NumberField(
            caption, lambda text: parsed_rest(text, self._unit(side)), counts=True
        )
        unit = self.units[side] = Choice(f"Unit of “{caption}”", length_units(self._store.curve))
        field.setToolTip(meaning)
        field.setPlaceholderText("not")
        field.committed.connect(lambda span: self._set(side, span))
        unit.chosen.connect(lambda chosen: self._set_unit(side, chosen))
        self._form.add(caption, field, unit)

    def _add_switch(self, name: str, caption: str, meaning: str) -> None:
        switch = self.switches[name] = Check(caption)
        switch.setToolTip(meaning)
        switch.clicked.connect(lambda on: self._change("Change executed ends", name, on))
        self._form.add_wide(switch)

    def refresh(self, segment: Segment) -> None:
        """Show what a segment leaves; one that does not move, and several at once, leave nothing."""
        is_alone = len(self._store.selection) == 1
        for side, field in self.fields.items():
            self._form.show_row(field, segment.shape.moves and is_alone)
            span = self._span(segment, side)
            self.units[side].set_options(length_units(self._store.curve, self._unit(side)))
            self.units[side].setEnabled(span is not None)
            self.units[side].show_value(self._unit(side))
            if span is None:
                field.show_text("")
            else:
                field.show_number(span.amount)

        for name, switch in self.switches.items():
            self._form.show_row(switch, all(each.shape.moves for each in self._several.segments()))
            self._show_switch(switch, name, getattr(segment, name))

    def _show_switch(self, switch: Check, name: str, value: bool) -> None:  # noqa: FBT001 - shown.
        is_mixed = self._several.is_mixed(lambda each: getattr(each, name))
        caption = dict(each[:2] for each in SWITCHES)[name]
        switch.setText(f"{caption}: {MIXED}" if is_mixed else caption)
        switch.setChecked(value and not is_mixed)

    @staticmethod
    def _span(segment: Segment | None, side: str) -> Span | None:
        return None if segment is None else segment.before if side == "before" else segment.after

    def _unit(self, side: str) -> SpanUnit:
        """Return the unit of a length, or that of the segment itself where there is none."""
        segment = self._store.segment
        span = self._span(segment, side)
        if span is None and segment is not None and segment.span.unit != "fill":
            span = segment.span
        return "steps" if span is None else span.unit

    def _set(self, side: str, span: Span | None) -> None:
        self._change("Change part of shape", side, span)

    def _change(self, words: str, name: str, value: Any) -> None:
        changes: dict[str, Any] = {name: value}
        self._several.edit(words, lambda schedule, index: with_segment(schedule, index, **changes))

    def _set_unit(self, side: str, unit: SpanUnit) -> None:
        span = self._span(self._store.segment, side)
        if span is not None:
            steps = span_in_steps(span, self._store.curve)
            self._set(side, span_of_steps(steps, unit, self._store.curve))

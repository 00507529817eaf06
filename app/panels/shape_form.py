"""What bends the selected segment's shape, in rows of its form: power, formula, patience and so on."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QLabel

from rampsmith.app.panels.fields import Choice, Field, quiet
from rampsmith.app.panels.form import Form
from rampsmith.app.panels.segment_entries import (
    formula_words,
    parsed_own_length,
    parsed_text,
    span_units,
    typed_words,
)
from rampsmith.app.store import Store
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.numbers import exact_text, parsed_number, parsed_whole
from rampsmith.designer.shapes import Shape, Staircase
from rampsmith.designer.spans import Span, SpanUnit

CAPTIONS = {
    "text": "Formula",
    "power": "Power",
    "time_scale": "Time scale",
    "every": "Falls every",
    "mode": "Better is",
    "factor": "Falls by ×",
    "patience": "Patience",
    "threshold": "Threshold",
    "threshold_mode": "Threshold is",
    "cooldown": "Cooldown",
    "min_lr": "Lowest rate",
    "eps": "Smallest fall",
}
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "mode": [("min", "lower"), ("max", "higher")],
    "threshold_mode": [("rel", "a fraction of the best"), ("abs", "a difference")],
}
_SPANS = ("time_scale", "every")
_WHOLE = ("patience", "cooldown")


class ShapeRows:
    """The rows of a form for the settings of every shape; those of the selected one are shown."""

    def __init__(self, store: Store, form: Form) -> None:
        """Add the rows to a form."""
        self._store = store
        self._form = form
        self.fields: dict[str, Field] = {}
        self.units: dict[str, Choice] = {}
        self.choices = {name: Choice(CAPTIONS[name], options) for name, options in _CHOICES.items()}
        self.formula: QLabel = quiet()
        for name, caption in CAPTIONS.items():
            self._add(name, caption)
        form.add_wide(self.formula)
        self.fields["text"].textChanged.connect(self._judge)
        self.fields["text"].refused.connect(self._judge)

    def _add(self, name: str, caption: str) -> None:
        if name in self.choices:
            self._form.add(caption, self.choices[name])
            self.choices[name].chosen.connect(lambda value: self._set(name, value))
            return
        field = Field(caption, self._parser(name))
        field.committed.connect(lambda value: self._set(name, value))
        self.fields[name] = field
        if name not in _SPANS:
            self._form.add(caption, field)
            return
        unit = Choice(f"Unit of “{caption}”", span_units(self._store.curve)[:3])
        unit.chosen.connect(lambda chosen: self._set_unit(name, chosen))
        self.units[name] = unit
        self._form.add(caption, field, unit)

    def refresh(self, shape: Shape) -> None:
        """Show the settings of a shape, and of no other."""
        own = {field.name for field in fields(shape)}
        for name, field in self.fields.items():
            self._form.show_row(field, name in own)
            if name in own:
                self._show(name, getattr(shape, name))
        for name, choice in self.choices.items():
            self._form.show_row(choice, name in own)
            if name in own:
                choice.show_value(getattr(shape, name))
        self.formula.setText(formula_words(shape))
        self.formula.setToolTip(shape.__doc__ or "")

    def _judge(self) -> None:
        """Say what is wrong with the formula as it is typed, once."""
        field = self.fields["text"]
        self.formula.setText(typed_words(field.text(), is_told=bool(field.fault)))

    def _show(self, name: str, value: Any) -> None:
        if isinstance(value, Span):
            self.units[name].set_options(span_units(self._store.curve)[:3])
            self.units[name].show_value(value.unit)
            self.fields[name].show_text(exact_text(value.amount))
        elif isinstance(value, str):
            self.fields[name].show_text(value)
        else:
            self.fields[name].show_text(exact_text(value))

    def _set(self, name: str, value: Any) -> None:
        index, segment = self._store.segment_index, self._store.segment
        if index is not None and segment is not None:
            shape = replace(segment.shape, **{name: value})
            self._store.edit_curve(
                lambda schedule: with_segment(schedule, index, shape=shape), "Bend segment"
            )

    def _set_unit(self, name: str, unit: SpanUnit) -> None:
        segment = self._store.segment
        if segment is None:
            return
        old: Span = getattr(segment.shape, name)
        steps = {
            "steps": 1.0,
            "epochs": float(self._store.curve.steps_per_epoch),
            "percent": self._store.curve.total_steps / 100,
        }
        if steps[unit] > 0 and old.unit in steps:
            amount = float(f"{old.amount * steps[old.unit] / steps[unit]:.6g}")
            self._set(name, Span(int(amount) if amount == int(amount) else amount, unit))

    def _parser(self, name: str) -> Callable[[str], Any]:
        if name == "text":
            return parsed_text
        if name in _WHOLE:
            return parsed_whole
        if name not in _SPANS:
            return parsed_number

        def parse(text: str) -> Span:
            segment = self._store.segment
            default = Staircase().every if segment is None else getattr(segment.shape, name)
            return parsed_own_length(text, default.unit)

        return parse

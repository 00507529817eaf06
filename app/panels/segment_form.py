"""The selected segment in numbers: name, shape, length, levels, and what bends the shape."""

import html
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rampsmith.app.panels.fields import Choice, Field, heading, quiet
from rampsmith.app.panels.form import Form
from rampsmith.app.store import Store
from rampsmith.designer.editing.edits import (
    relevelled,
    reshaped,
    respanned,
    started_anew,
    with_segment,
)
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.expressions import FormulaError, parsed_formula
from rampsmith.designer.numbers import (
    EntryError,
    exact_text,
    parsed_number,
    parsed_span,
    parsed_whole,
)
from rampsmith.designer.numbers import rate_text as rate_words
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import SHAPES, Expression, LevelUnit, Shape, Staircase, has_end
from rampsmith.designer.spans import Span, SpanUnit

INHERITED = "inherited"

_FORMULA_HELP = html.escape("in t, n, p, start, end, base, previous, with sqrt, exp, cos, min, …")

_SETTING_CAPTIONS = {
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


class SegmentForm(QWidget):
    """Fields for everything about the selected segment."""

    def __init__(self, store: Store) -> None:
        """Show the store's selected segment and follow it."""
        super().__init__()
        self._store = store
        self.name = Field("Segment name", _parsed_name)
        self.shape = Choice("Shape", [(shape.kind, shape.title) for shape in SHAPES])
        self.length = Field("Length", self._parsed_length)
        self.length_unit = Choice("Unit of the length", _span_units(store.curve))
        self.start = Field("Level at the start", parsed_number)
        self.start_unit = Choice("Unit of the start", [])
        self.end = Field("Level at the end", parsed_number)
        self.end_unit = Choice("Unit of the end", [])
        self.settings: dict[str, Field] = {}
        self.choices = {
            name: Choice(_SETTING_CAPTIONS[name], options) for name, options in _CHOICES.items()
        }
        self.setting_units: dict[str, Choice] = {}
        self.formula = quiet()
        self._index = 0
        self._form = Form()
        self._lay_out()
        self._connect()
        store.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        form = self._form
        form.add("Name", self.name)
        form.add("Shape", self.shape)
        form.add("Length", self.length, self.length_unit)
        form.add("From", self.start, self.start_unit)
        form.add("To", self.end, self.end_unit)
        for name, caption in _SETTING_CAPTIONS.items():
            if name in self.choices:
                form.add(caption, self.choices[name])
                continue
            field = Field(caption, self._setting_parser(name))
            self.settings[name] = field
            if name in _SPANS:
                unit = Choice(f"Unit of “{caption}”", _span_units(self._store.curve)[:3])
                self.setting_units[name] = unit
                form.add(caption, field, unit)
            else:
                form.add(caption, field)
        form.add_wide(self.formula)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(heading("Segment"))
        layout.addWidget(form)

    def _connect(self) -> None:
        self.name.committed.connect(lambda name: self._change("Rename segment", name=name))
        self.shape.chosen.connect(self._reshape)
        self.length.committed.connect(lambda span: self._change("Change length", span=span))
        self.length_unit.chosen.connect(self._respan)
        self.start.committed.connect(lambda value: self._set_level("start", value))
        self.end.committed.connect(lambda value: self._set_level("end", value))
        self.start_unit.chosen.connect(lambda unit: self._set_unit("start", unit))
        self.end_unit.chosen.connect(lambda unit: self._set_unit("end", unit))
        for name, field in self.settings.items():
            field.committed.connect(lambda value, name=name: self._set_setting(name, value))
        for name, choice in self.choices.items():
            choice.chosen.connect(lambda value, name=name: self._set_setting(name, value))
        self.settings["text"].textChanged.connect(self._check_formula)
        for name, choice in self.setting_units.items():
            choice.chosen.connect(lambda unit, name=name: self._set_setting_unit(name, unit))
        for field in self.all_fields():
            field.refused.connect(self._store.said)

    def all_fields(self) -> list[Field]:
        """Every field that can be typed into."""
        return [self.name, self.length, self.start, self.end, *self.settings.values()]

    def refresh(self) -> None:
        """Show the selected segment as it is now."""
        segment, index = self._store.segment, self._store.segment_index
        self.setVisible(segment is not None)
        if segment is None or index is None:
            return
        if index != self._index:
            self._index = index
            for field in self.all_fields():
                field.forget()
        self.name.show_text(segment.name)
        self.shape.show_value(segment.shape.kind)
        self.length_unit.set_options(_span_units(self._store.curve))
        self._show_span(self.length, self.length_unit, segment.span)
        self._show_start(segment, index)
        self._form.show_row(self.end, has_end(segment.shape))
        self.end_unit.set_options(self._level_units())
        if segment.end is not None:
            self.end.show_text(exact_text(segment.end.value))
            self.end_unit.show_value(segment.end.unit)
        else:
            self.end.show_text("")
        own = {field.name for field in fields(segment.shape)}
        for name, field in self.settings.items():
            self._form.show_row(field, name in own)
            if name in own:
                self._show_setting(name, getattr(segment.shape, name))
        for name, choice in self.choices.items():
            self._form.show_row(choice, name in own)
            if name in own:
                choice.show_value(getattr(segment.shape, name))
        self.formula.setText(_formula_words(segment.shape))
        self.formula.setToolTip(segment.shape.__doc__ or "")

    def _show_span(self, field: Field, unit: Choice, span: Span) -> None:
        field.setEnabled(span.unit != "fill")
        unit.show_value(span.unit)
        if span.unit == "fill":
            index = self._store.segment_index or 0
            length = self._store.rates.timeline.length(index)
            field.show_text(exact_text(length))
        else:
            field.show_text(exact_text(span.amount))

    def _show_start(self, segment: Segment, index: int) -> None:
        at_first = "base rate" if self._store.focus == "rates" else "1"
        first = at_first if index == 0 else "as before"
        self.start_unit.set_options([*self._level_units(), (INHERITED, first)])
        self.start.setEnabled(segment.start is not None)
        if segment.start is not None:
            self.start.show_text(exact_text(segment.start.value))
            self.start_unit.show_value(segment.start.unit)
        else:
            self.start.show_text(self._inherited(index))
            self.start_unit.show_value(INHERITED)

    def _level_units(self) -> list[tuple[str, str]]:
        """Offer the units of levels that the curve has; those beside the rates have one each."""
        match self._store.focus:
            case "momentum":
                return [("rate", "value")]
            case "multiplier":
                return [("factor", "factor")]
            case _:
                return [("factor", "× base"), ("rate", "rate")]

    def _inherited(self, index: int) -> str:
        if not self._store.curve.groups:
            return ""
        return rate_words(self._store.rates.level_at_start(index, self._store.group_index))

    def _show_setting(self, name: str, value: Any) -> None:
        if isinstance(value, Span):
            self.setting_units[name].set_options(_span_units(self._store.curve)[:3])
            self.setting_units[name].show_value(value.unit)
            self.settings[name].show_text(exact_text(value.amount))
        elif isinstance(value, str):
            self.settings[name].show_text(value)
        else:
            self.settings[name].show_text(exact_text(value))

    def _check_formula(self, text: str) -> None:
        """Say while a formula is typed what is wrong with it, and where."""
        try:
            parsed_formula(text)
        except FormulaError as error:
            self.formula.setText(f"{marked_text(text, error)}<br>{html.escape(str(error))}")
        else:
            self.formula.setText(_FORMULA_HELP)

    def _change(self, words: str, **changes: Any) -> None:
        index = self._store.segment_index
        if index is not None:
            self._store.edit_curve(lambda schedule: with_segment(schedule, index, **changes), words)

    def _apply(self, words: str, edit: Callable[[Schedule, int], Schedule]) -> None:
        index = self._store.segment_index
        if index is not None:
            self._store.edit_curve(lambda schedule: edit(schedule, index), words)

    def _reshape(self, kind: str) -> None:
        shape: type[Shape] = next(each for each in SHAPES if each.kind == kind)
        segment = self._store.segment
        if segment is not None and segment.shape.kind != kind:
            self._apply("Change shape", lambda s, i: reshaped(s, i, shape()))

    def _respan(self, unit: SpanUnit) -> None:
        self._apply("Change unit of length", lambda s, i: respanned(s, i, unit))

    def _set_level(self, side: Side, value: float) -> None:
        segment = self._store.segment
        if segment is None:
            return
        level = segment.start if side == "start" else segment.end
        unit: LevelUnit = "rate" if self._store.focus == "momentum" else "factor"
        unit = level.unit if level is not None else unit
        self._change("Change level", **{side: Level(value, unit)})

    def _set_unit(self, side: Side, unit: str) -> None:
        segment = self._store.segment
        if segment is None:
            return
        if unit == INHERITED:
            self._change("Start where the last one ended", start=None)
            return

        def edit(schedule: Schedule, index: int) -> Schedule:
            if side == "start" and schedule.segments[index].start is None:
                schedule = started_anew(schedule, index)
            return relevelled(schedule, index, side, "rate" if unit == "rate" else "factor")

        self._apply("Change unit of level", edit)

    def _set_setting(self, name: str, value: Any) -> None:
        segment = self._store.segment
        if segment is not None:
            shape = replace(segment.shape, **{name: value})
            self._change("Bend segment", shape=shape)

    def _set_setting_unit(self, name: str, unit: SpanUnit) -> None:
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
            self._set_setting(name, Span(int(amount) if amount == int(amount) else amount, unit))

    def _parsed_length(self, text: str) -> Span:
        segment = self._store.segment
        unit: SpanUnit = segment.span.unit if segment is not None else "steps"
        return _positive(parsed_span(text, unit))

    def _setting_parser(self, name: str) -> Callable[[str], Any]:
        if name == "text":
            return _parsed_text
        if name in _WHOLE:
            return parsed_whole
        if name not in _SPANS:
            return parsed_number

        def parse(text: str) -> Span:
            segment = self._store.segment
            default = Staircase().every if segment is None else getattr(segment.shape, name)
            span = _positive(parsed_span(text, default.unit))
            if span.unit == "fill":
                raise EntryError("This length cannot fill the rest.")
            return span

        return parse


def _formula_words(shape: Shape) -> str:
    """Say a shape's formula; of a typed one, what is wrong with it or what it may use."""
    if not isinstance(shape, Expression):
        return shape.formula
    try:
        parsed_formula(shape.text)
    except FormulaError as error:
        return f"{marked_text(shape.text, error)}<br>{html.escape(str(error))}"
    return _FORMULA_HELP


def marked_text(text: str, error: FormulaError) -> str:
    """Mark the wrong part of a formula, as rich text."""
    before, wrong, after = text[: error.begin], text[error.begin : error.end], text[error.end :]
    shown = [html.escape(part) for part in (before, wrong or "…", after)]
    return f"{shown[0]}<b><u>{shown[1]}</u></b>{shown[2]}"


def _parsed_text(text: str) -> str:
    try:
        parsed_formula(text)
    except FormulaError as error:
        raise EntryError(f"{error} (at character {error.begin + 1})") from None
    return text.strip()


def _parsed_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise EntryError("A segment needs a name; the exported parameters bear it.")
    if not name.isprintable():
        raise EntryError("The name has a character that cannot be shown.")
    return name


def _positive(span: Span) -> Span:
    if span.unit != "fill" and span.amount <= 0:
        raise EntryError(f"A length must be above 0, not {exact_text(span.amount)}.")
    return span


def _span_units(schedule: Schedule) -> list[tuple[SpanUnit, str]]:
    if schedule.stepping == "epoch":
        return [("steps", "steps"), ("epochs", "epochs"), ("percent", "% of run"), ("fill", "fill")]
    return [("steps", "updates"), ("epochs", "epochs"), ("percent", "% of run"), ("fill", "fill")]

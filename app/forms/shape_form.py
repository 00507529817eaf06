"""The rows of the form for the settings of a shape: power, patience and so on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.forms.formula_form import FormulaRows
from rampsmith.app.forms.segment_entries import (
    ADD,
    fault_of,
    formula_words,
    length_units,
    mended,
    parsed_own_length,
    parsed_text,
    typed_words,
)
from rampsmith.app.forms.several import Several
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, put_in_order
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.span_steps import can_count, counted_at, exact_steps
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Setting, Shape, settings_of
from rampsmith.designer.values.numbers import exact_text, parsed_number, parsed_whole, whole
from rampsmith.designer.values.spans import Span, SpanUnit


class ShapeRows:
    """The rows of a form for the settings of the selected shape, each made when it is first shown."""

    def __init__(self, store: Store, form: Form, above: QWidget) -> None:
        """Keep a place for each row in a form, below another widget of it."""
        self._store = store
        self._form = form
        self._above = above
        self._several = Several(store)
        self.fields: dict[tuple[str, str], Field] = {}
        self.units: dict[tuple[str, str], Choice] = {}
        self.choices: dict[tuple[str, str], Choice] = {}
        self.formula: QLabel = quiet()
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self._places = {
            (shape.kind, name): form.keep_place()
            for shape in SHAPES.values()
            for name in settings_of(shape)
        }
        self._made: set[str] = set()
        form.add_wide(self.formula)
        self._make(Expression)
        self._typed = self.fields[Expression.kind, "text"]
        self.of_formula = FormulaRows(store, form, self._typed)
        self.formula.linkActivated.connect(self._mend)
        self._typed.textChanged.connect(self._judge)
        self._typed.refused.connect(self._judge)

    def _make(self, shape: type[Shape]) -> None:
        """Make the rows of a shape, unless they are there."""
        if shape.kind in self._made:
            return
        self._made.add(shape.kind)
        rows = [
            self._add((shape.kind, name), words, getattr(shape(), name))
            for name, words in settings_of(shape).items()
        ]
        put_in_order([self._above, *(widget for row in rows for widget in row)])

    def _add(self, key: tuple[str, str], words: Setting, default: Any) -> list[QWidget]:
        """Add the row of a shape's setting; return what Tab goes through in it."""
        _, name = key
        place = self._places[key]
        if words.choices:
            choice = self.choices[key] = Choice(words.caption, list(words.choices))
            self._form.add(words.caption, choice, place=place)
            choice.chosen.connect(lambda value: self._set(name, value))
            return [choice]
        field = self.fields[key] = self._field(name, words, default)
        field.committed.connect(lambda value: self._set(name, value))
        field.refused.connect(self._store.said)
        if not isinstance(default, Span):
            self._form.add(words.caption, field, place=place)
            return [field]
        unit = Choice(f"Unit of “{words.caption}”", length_units(self._store.curve))
        unit.chosen.connect(lambda chosen: self._set_unit(name, chosen))
        self.units[key] = unit
        self._form.add(words.caption, field, unit, place=place)
        return [field, unit]

    def _field(self, name: str, words: Setting, default: Any) -> Field:
        parse = self._parser(name, default)
        if isinstance(default, str):
            return Field(words.caption, parse)
        return NumberField(words.caption, parse, counts=isinstance(default, int | Span))

    def refresh(self, shape: Shape) -> None:
        """Show the settings of a shape, and of no other; of several selected ones, if all have it."""
        is_one = not self._several.is_mixed(lambda segment: segment.shape.kind)
        if is_one:
            self._make(type(shape))
        for key, field in self.fields.items():
            kind, name = key
            self._form.show_row(field, is_one and kind == shape.kind)
            if is_one and kind == shape.kind:
                self._show(key, getattr(shape, name))
        for (kind, name), choice in self.choices.items():
            self._form.show_row(choice, is_one and kind == shape.kind)
            if is_one and kind == shape.kind:
                choice.show_value(getattr(shape, name))
                if self._is_mixed(name):
                    choice.show_mixed()
        sets = self._store.focus.kind
        self.formula.setText(formula_words(shape, sets) if is_one else "")
        self._form.show_row(self.formula, is_one)
        self.of_formula.refresh(shape, is_one=is_one, has_base=sets.usual_base is not None)
        self.formula.setToolTip(shape.__doc__ or "" if is_one else "")

    def _is_mixed(self, name: str) -> bool:
        """Whether the selected segments, all of one shape, differ in a setting."""
        return self._several.is_mixed(lambda segment: getattr(segment.shape, name))

    def _judge(self) -> None:
        """Show the fault of the formula while it is typed, once."""
        kind, is_told = self._store.focus.kind, bool(self._typed.fault)
        text, own = self._typed.text(), self._own_names()
        self.formula.setText(typed_words(text, kind, own=own, is_told=is_told))

    def _own_names(self) -> frozenset[str]:
        """Return the names of the constants of the selected formula."""
        shape = None if self._store.segment is None else self._store.segment.shape
        return shape.own_names if isinstance(shape, Expression) else frozenset()

    def _mend(self, link: str) -> None:
        """Mend what was typed: write what was meant, or add the constant that is missing."""
        text, own = self._typed.text(), self._own_names()
        fault = fault_of(text, own)
        if link == ADD and fault is not None:
            self._typed.forget()
            self.of_formula.add(fault.name, text.strip())
        elif fault is not None:
            self._typed.setFocus()
            self._typed.selectAll()
            self._typed.insert(mended(text, own))
            self._typed.commit()

    def _show(self, key: tuple[str, str], value: Any) -> None:
        if isinstance(value, Span):
            self.units[key].set_options(length_units(self._store.curve, value.unit))
            self.units[key].show_value(value.unit)
            value = value.amount
        self.fields[key].show_text(value if isinstance(value, str) else exact_text(value))
        if self._is_mixed(key[1]):
            self.fields[key].show_mixed()

    def _set(self, name: str, value: Any) -> None:
        def edit(schedule: Schedule, index: int) -> Schedule:
            shape = replace(schedule.segments[index].shape, **{name: value})
            return with_segment(schedule, index, shape=shape)

        self._several.edit("Change bend", edit)

    def _set_unit(self, name: str, unit: SpanUnit) -> None:
        segment = self._store.segment
        if segment is None:
            return
        old: Span = getattr(segment.shape, name)
        steps = exact_steps(old, self._store.curve)
        if steps > 0 and can_count(self._store.curve, unit):
            amount = float(counted_at(self._store.curve, unit, steps))
            self._set(name, Span(whole(float(f"{amount:.6g}")), unit))

    def _parser(self, name: str, default: Any) -> Callable[[str], Any]:
        match default:
            case str():
                return lambda text: parsed_text(text, self._own_names())
            case int():
                return parsed_whole
            case Span():
                return lambda text: parsed_own_length(
                    text,
                    self._unit(name, default),
                    by_epoch=self._store.curve.stepping == "epoch",
                )
            case _:
                return parsed_number

    def _unit(self, name: str, default: Span) -> SpanUnit:
        """Return the unit in which a setting of the selected segment is given."""
        segment = self._store.segment
        span: Span = default if segment is None else getattr(segment.shape, name, default)
        return span.unit

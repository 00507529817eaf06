"""The rows of the form for what a formula has besides its text: its constants, and what it gives."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.forms.segment_entries import parsed_own_name, parsed_range, range_text
from rampsmith.app.forms.several import Several
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.form import Form, put_in_order, spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.formulas import added_constant, changed_constant, removed_constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.limits import MOST_CONSTANTS
from rampsmith.designer.values.numbers import parsed_number

_GIVES = [(False, "a factor of the base"), (True, "the value itself")]
_LINES = 2
"""Lines of the grid that a constant takes: its fields, and what is wrong with them."""


class FormulaRows:
    """The rows of a form for the constants of a formula and for what its value is."""

    def __init__(self, store: Store, form: Form, above: QWidget) -> None:
        """Add the rows to a form, below the field of the formula."""
        self._store = store
        self._above = above
        self._form = form
        self._several = Several(store)
        self.names: list[Field] = []
        self.values: list[NumberField] = []
        self.ranges: list[Field] = []
        self.removers: list[QWidget] = []
        self.gives = Choice("The formula gives", _GIVES)
        self.gives.chosen.connect(self._set_absolute)
        self.add_button = link_button(
            "+  Add constant", "Add a number that the formula calls by a name"
        )
        self.add_button.clicked.connect(self._add_free)
        self._list = QWidget()
        self._grid = spaced(QGridLayout(), spacing=6)
        self._grid.setColumnStretch(1, 1)
        layout = spaced(QVBoxLayout(self._list), spacing=6)
        layout.addLayout(self._grid)
        layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._captions = [QLabel(words) for words in ("Constant", "Value", "Slider from … to")]
        for column, label in enumerate(self._captions):
            label.setObjectName("quiet")
            self._grid.addWidget(label, 0, column)
        form.add_wide(self._list)
        form.add("Gives", self.gives)

    @property
    def fields(self) -> list[Field]:
        """Every field that can be typed into."""
        return [*self.names, *self.values, *self.ranges]

    def refresh(self, shape: Shape, *, is_one: bool, has_base: bool) -> None:
        """Show what a formula has; nothing for another shape, or for several segments."""
        shown = is_one and isinstance(shape, Expression) and self._several.count == 1
        self._form.show_row(self._list, shown)
        is_formula = is_one and isinstance(shape, Expression)
        self._form.show_row(self.gives, is_formula and has_base)
        if not isinstance(shape, Expression):
            return
        self.gives.show_value(shape.absolute)
        constants = shape.constants if shown else ()
        while len(self.names) < len(constants):
            self._add_row()
        for row in range(len(self.names)):
            for each in self._row(row):
                each.setVisible(row < len(constants))
        for row, constant in enumerate(constants):
            self.names[row].show_text(constant.name)
            self.values[row].setAccessibleName(f"Value of {constant.name}")
            self.values[row].show_number(constant.value)
            self.ranges[row].setAccessibleName(f"Range of the slider of {constant.name}")
            self.ranges[row].show_text(range_text(constant))
            self.removers[row].setAccessibleName(f"Remove {constant.name}")
        for label in self._captions:
            label.setVisible(bool(constants))
        self.add_button.setVisible(len(constants) < MOST_CONSTANTS)

    def add(self, name: str = "", text: str | None = None) -> None:
        """Add a constant, with a formula that has just been typed; the keys go to its value."""
        segment, index = self._store.segment, self._store.segment_index
        if segment is None or index is None:
            return
        changed = added_constant(segment.shape, name, text)
        self._edit("Add constant", lambda _: changed)
        last = len(self.names) - 1
        if last >= 0:
            self.values[last].show()
            self.values[last].setFocus()
            self.values[last].selectAll()

    def _add_free(self) -> None:
        """Add a constant of a name that is free."""
        self.add()

    def _row(self, row: int) -> tuple[QWidget, ...]:
        return self.names[row], self.values[row], self.ranges[row], self.removers[row]

    def _add_row(self) -> None:
        row = len(self.names)
        name = Field("Name of the constant", self._name_parser(row))
        value = NumberField("Value of the constant", parsed_number)
        slider = Field("Range of the slider", parsed_range)
        slider.setPlaceholderText("none")
        slider.setToolTip("The ends of its slider on the plot, as 0 … 2")
        remover = link_button("×", "Remove this constant")
        name.committed.connect(lambda text: self._change(row, "Rename constant", name=text))
        value.committed.connect(lambda number: self._change(row, "Change constant", value=number))
        slider.committed.connect(
            lambda ends: self._change(row, "Change range", low=ends[0], high=ends[1])
        )
        remover.clicked.connect(lambda: self._edit("Remove constant", _removes(row)))
        line = 1 + _LINES * row
        name.setFixedWidth(scaled(72))
        slider.setFixedWidth(94)
        for column, widget in enumerate((name, value, slider, remover)):
            self._grid.addWidget(widget, line, column)
        self._grid.addWidget(FaultLine(name, value, slider), line + 1, 0, 1, 3)
        for field in (name, value, slider):
            field.refused.connect(self._store.said)
        self.names.append(name)
        self.values.append(value)
        self.ranges.append(slider)
        self.removers.append(remover)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let Tab go through the rows, which came later than what stands below them."""
        rows = zip(self.names, self.values, self.ranges, strict=True)
        in_turn: list[QWidget] = [each for row in rows for each in row]
        put_in_order([self._above, *in_turn, self.add_button, *self.removers, self.gives])

    def _name_parser(self, row: int) -> Callable[[str], str]:
        return lambda text: parsed_own_name(text, self._others(row))

    def _others(self, row: int) -> frozenset[str]:
        """Return the names of the other constants of the selected formula."""
        segment = self._store.segment
        if segment is None or not isinstance(segment.shape, Expression):
            return frozenset()
        constants = enumerate(segment.shape.constants)
        return frozenset(each.name for index, each in constants if index != row)

    def _change(self, row: int, words: str, **changes: Any) -> None:
        self._edit(words, partial(changed_constant, row=row, **changes))

    def _edit(self, words: str, change: Callable[[Shape], Shape]) -> None:
        self._several.edit(
            words,
            lambda schedule, index: with_segment(
                schedule, index, shape=change(schedule.segments[index].shape)
            ),
        )

    def _set_absolute(self, absolute: bool) -> None:  # noqa: FBT001 - the value of a choice.
        def edit(schedule: Schedule, index: int) -> Schedule:
            shape = schedule.segments[index].shape
            if isinstance(shape, Expression):
                shape = replace(shape, absolute=absolute)
            return with_segment(schedule, index, shape=shape)

        self._several.edit("Change what the formula gives", edit)


def _removes(row: int) -> Callable[[Shape], Shape]:
    return lambda shape: removed_constant(shape, row)

"""A form: captions on the left, fields on the right, all aligned."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.app.widgets.caption import Caption
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.number_field import NumberField

LayoutT = TypeVar("LayoutT", bound=QLayout)

FILLING = Qt.AlignmentFlag(0)

CAPTION_WIDTH = 88
"""Pixels for a caption; the fields of all forms begin at one place as long as none needs more."""

UNIT_WIDTH = 92
"""Pixels for the list of units beside a field: its longest words that are usual."""

ROW = 2
"""Lines of the grid that a row takes: its field, and what is wrong with it."""


class Form(QWidget):
    """Rows of a caption and one or two fields; a row can be hidden as a whole."""

    def __init__(self, hold: Callable[[bool], object] | None = None) -> None:
        """Make an empty form; where a drag can be held as one edit, captions change their numbers."""
        super().__init__()
        self._hold = hold
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, scaled(CAPTION_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[QWidget, tuple[QWidget, ...]] = {}
        self._is_shown: dict[QWidget, bool] = {}
        self._next = 0

    def keep_place(self) -> int:
        """Return the place of a row that is added later."""
        self._next += ROW
        return self._next - ROW

    def add(
        self, caption: str, field: QWidget, unit: QWidget | None = None, *, place: int | None = None
    ) -> None:
        """Add a row, where its place was kept or else at the end; the caption's buddy is the field."""
        row = self.keep_place() if place is None else place
        label = self._caption(caption, field)
        label.setObjectName("quiet")
        label.setBuddy(field)
        self._grid.addWidget(label, row, 0)
        if unit is None:
            self._grid.addWidget(field, row, 1, 1, 2)
            self._rows[field] = (label, field)
        else:
            unit.setFixedWidth(scaled(UNIT_WIDTH))
            self._grid.addWidget(field, row, 1)
            self._grid.addWidget(unit, row, 2)
            self._rows[field] = (label, field, unit)
        if isinstance(field, Field):
            self._grid.addWidget(FaultLine(field), row + 1, 1, 1, 2)

    def _caption(self, text: str, field: QWidget) -> QLabel:
        if self._hold is not None and isinstance(field, NumberField):
            return Caption(text, field, self._hold)
        return QLabel(text)

    def add_below(self, widget: QWidget) -> None:
        """Add a line about the field that was added last, below it."""
        self._grid.addWidget(widget, self.keep_place(), 1, 1, 2)

    def add_wide(self, widget: QWidget, align: Qt.AlignmentFlag = FILLING) -> None:
        """Add a row without a caption, as wide as the form or aligned in it."""
        self._grid.addWidget(widget, self.keep_place(), 0, 1, 3, align)
        self._rows[widget] = (widget,)

    def show_row(self, field: QWidget, shown: bool) -> None:  # noqa: FBT001 - as Qt's setVisible.
        """Show or hide the row of a field; what was typed into a hidden one is dropped."""
        if self._is_shown.get(field) == shown != field.isHidden():
            return  # In a drag, all rows stay as they are.
        self._is_shown[field] = shown
        for widget in self._rows[field]:
            widget.setVisible(shown)
        if isinstance(field, Field) and not shown:
            field.forget()


def spaced(
    layout: LayoutT, *, spacing: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> LayoutT:
    """Set the spacing and the margins of a layout, in pixels, and return it."""
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def side_by_side(*widgets: QWidget) -> QWidget:
    """Put widgets into one row."""
    row = QWidget()
    layout = spaced(QHBoxLayout(row), spacing=6)
    for widget in widgets:
        layout.addWidget(widget)
    return row


def put_in_order(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each widget to the next; the first one stays where it is in the window's order.

    What removes something belongs at the end, so that nobody lands on it between two fields.
    """
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)

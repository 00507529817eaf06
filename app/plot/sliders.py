"""Sliders on the plot for the constants of the selected formula that have a range."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSlider, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.formulas import changed_constant
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.numbers import exact_text

TICKS = 200
"""Places of a slider between its ends."""

WIDTH = 150
MARGIN = 10
MOST = 6
"""Sliders that the plot has room for; the form has the fields of all."""


class ConstantSlider(QSlider):
    """A slider from the least of a constant to its most, by mouse or keys; Esc takes a drag back."""

    let_go = Signal()
    """The mouse or the key that moved it was released."""

    taken_back = Signal()
    """What was dragged is to be as before."""

    def __init__(self) -> None:
        """Make a slider that shows nothing yet."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, TICKS)
        self.setPageStep(TICKS // 10)
        self.setFixedWidth(WIDTH)
        self.constant = FormulaConstant("", 0.0, 0.0, 1.0)
        self.is_held = False
        self._is_ignoring = False

    def show_constant(self, constant: FormulaConstant) -> None:
        """Show a constant; one beyond its range is at the nearer end."""
        self.constant = constant
        low, high = constant.low or 0.0, constant.high or 0.0
        share = (constant.value - low) / (high - low)
        with QSignalBlocker(self):
            self.setValue(round(TICKS * min(1.0, max(0.0, share))))
        self.setAccessibleName(f"Constant {constant.name}")
        self.setAccessibleDescription(exact_text(constant.value))

    def number(self) -> float:
        """Return the number at which it stands, without digits that nobody sees."""
        low, high = self.constant.low or 0.0, self.constant.high or 0.0
        return float(f"{low + (high - low) * self.value() / TICKS:.6g}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of it."""
        self.is_held = True
        self._is_ignoring = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse, unless the drag was taken back."""
        if not self._is_ignoring:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        super().mouseReleaseEvent(event)
        self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move it by keys; Esc takes a drag back."""
        if event.key() == Qt.Key.Key_Escape and self.is_held:
            self._is_ignoring = True
            self.taken_back.emit()
            self._let_go()
            event.accept()
            return
        self.is_held = True
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key did."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat() and not self.isSliderDown():
            self._let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what is held: its release will go elsewhere."""
        super().focusOutEvent(event)
        self._let_go()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the plot, which zooms."""
        event.ignore()

    def _let_go(self) -> None:
        self.is_held = False
        self.let_go.emit()


class ConstantSliders(QFrame):
    """A small panel in a corner of the plot, with a slider for each constant that has a range."""

    def __init__(self, store: Store, plot: QWidget) -> None:
        """Follow the store's selection."""
        super().__init__(plot)
        self._store = store
        self.setObjectName("sliders")
        self.sliders: list[ConstantSlider] = []
        self._names: list[QLabel] = []
        self._numbers: list[QLabel] = []
        self._grid = spaced(QGridLayout(self), spacing=6, margins=(8, 4, 8, 4))
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the constants of the selected formula as they are now."""
        constants = self._constants()
        self.setVisible(bool(constants))
        while len(self.sliders) < len(constants):
            self._add_row()
        for row, slider in enumerate(self.sliders):
            for widget in (slider, self._names[row], self._numbers[row]):
                widget.setVisible(row < len(constants))
        for row, (_, constant) in enumerate(constants):
            self.sliders[row].show_constant(constant)
            self._names[row].setText(constant.name)
            self._numbers[row].setText(exact_text(constant.value))
        if constants:
            self.adjustSize()

    def place(self, right: float, top: float) -> None:
        """Stand in the upper right corner of what the plot shows."""
        self.move(round(right) - self.width() - MARGIN, round(top) + MARGIN)

    def _constants(self) -> list[tuple[int, FormulaConstant]]:
        """Return the selected formula's constants that have a range, with their places in its list."""
        segment = self._store.segment
        if segment is None or not isinstance(segment.shape, Expression):
            return []
        if len(self._store.selection) > 1:
            return []
        found = [each for each in enumerate(segment.shape.constants) if each[1].has_range]
        return found[:MOST]

    def _add_row(self) -> None:
        row = len(self.sliders)
        name, slider, number = QLabel(), ConstantSlider(), QLabel()
        number.setMinimumWidth(56)
        slider.valueChanged.connect(lambda _: self._slide(row))
        slider.let_go.connect(lambda: self._store.commit("Change constant"))
        slider.taken_back.connect(self._store.cancel)
        for column, widget in enumerate((name, slider, number)):
            self._grid.addWidget(widget, row, column)
        self._names.append(name)
        self.sliders.append(slider)
        self._numbers.append(number)

    def _slide(self, row: int) -> None:
        """Show the curve with another value, which is an edit once it is let go."""
        constants = self._constants()
        if row >= len(constants):
            return
        place, _ = constants[row]
        slider = self.sliders[row]
        index = self._store.segment_index or 0
        change = partial(_with_value, index=index, place=place, value=slider.number())
        if slider.is_held:
            self._store.preview_curve(change)
        else:
            self._store.edit_curve(change, "Change constant")


def _with_value(schedule: Schedule, *, index: int, place: int, value: float) -> Schedule:
    shape = changed_constant(schedule.segments[index].shape, place, value=value)
    return with_segment(schedule, index, shape=shape)

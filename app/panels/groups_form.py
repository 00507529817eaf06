"""The parameter groups: their names and base rates, and which one the handles are on."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import FaultLine, Field, heading, quiet
from rampsmith.app.panels.pager import Pager
from rampsmith.app.plot.drawing import group_pen_colour
from rampsmith.app.plot.drawn_groups import drawn_groups
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.editing.edits import added_group, removed_group, with_group
from rampsmith.designer.numbers import EntryError, exact_text, parsed_number

PAGE = 20
"""Groups that have a row at once; a thousand rows of fields would take seconds to make."""


class Swatch(QToolButton):
    """A piece of a group's line; pressing it puts the handles on that group's curve."""

    def __init__(self, theme: Theme) -> None:
        """Draw the first group's line until another is shown."""
        super().__init__()
        self.theme = theme
        self._index = 0
        self.setCheckable(True)
        self.setFixedSize(34, 26)
        self.setToolTip("Put the handles on this group's curve")

    def show_group(self, index: int, *, chosen: bool) -> None:
        """Draw the line of the group with this index."""
        self.setChecked(chosen)
        if index != self._index:
            self._index = index
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, thick where it is the chosen one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 3.5 if self.isChecked() else 1.5
        painter.setPen(QPen(group_pen_colour(self.theme, self._index), width))
        middle = self.height() // 2
        painter.drawLine(4, middle, self.width() - 6, middle)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class GroupsForm(QWidget):
    """A row for each parameter group."""

    def __init__(self, store: Store, theme: Theme) -> None:
        """Show the store's groups and follow them."""
        super().__init__()
        self._store = store
        self._theme = theme
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        self._first = 0
        self.swatches: list[Swatch] = []
        self.names: list[Field] = []
        self.rates: list[Field] = []
        self.removers: list[QPushButton] = []
        self._faults: list[FaultLine] = []
        self.add_button = QPushButton("+  Add group")
        self.add_button.setToolTip("Add a parameter group with a base rate of its own")
        self.add_button.setObjectName("link")
        self.add_button.clicked.connect(self._add)
        self.pager = Pager("groups", self.turn)
        note = quiet("Base rates as the optimizer is built with them; factors scale them.")
        self.drawn = quiet()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(heading("Groups"))
        layout.addLayout(self._grid)
        layout.addWidget(self.pager)
        layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(note)
        layout.addWidget(self.drawn)
        layout.addStretch(1)
        store.changed.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the swatches."""
        self._theme = theme
        for swatch in self.swatches:
            swatch.theme = theme
            swatch.update()

    def refresh(self) -> None:
        """Show the groups as they are now."""
        groups = self._store.schedule.groups
        self._first = min(self._first, (max(0, len(groups) - 1) // PAGE) * PAGE)
        seen = groups[self._first : self._first + PAGE]
        if len(self.names) != len(seen):
            while len(self.names) < len(seen):
                self._add_row()
            while len(self.names) > len(seen):
                self._remove_row()
            self._order_tabs()
        for row, group in enumerate(seen):
            index = self._first + row
            self.swatches[row].show_group(index, chosen=index == self._store.group_index)
            self.swatches[row].setAccessibleName(f"Handles on {group.name}")
            self.names[row].setAccessibleName(f"Name of group {index + 1}")
            self.names[row].show_text(group.name)
            self.rates[row].setAccessibleName(f"Base rate of group {index + 1}")
            self.rates[row].show_text(exact_text(group.base_lr))
            self.removers[row].setVisible(len(groups) > 1)
            self.removers[row].setAccessibleName(f"Remove {group.name}")
        self.pager.show_page(self._first, len(seen), len(groups))
        drawn = len(drawn_groups(self._store.schedule, self._store.group_index))
        self.drawn.setText(f"The plot draws {drawn} of them, spread over their base rates.")
        self.drawn.setVisible(drawn < len(groups))

    def turn(self, by: int) -> None:
        """Show the page so many pages on; what is typed and wrong stays behind."""
        for field in (*self.names, *self.rates):
            field.forget()
        self._first = max(0, self._first + by * PAGE)
        self.refresh()

    def _add(self) -> None:
        """Add a group and show it."""
        self._store.edit(added_group, "Add group")
        self.turn(len(self._store.schedule.groups))

    def _add_row(self) -> None:
        row = len(self.names)
        swatch = Swatch(self._theme)
        name = Field("Name of group", _parsed_name)
        rate = Field("Base rate of group", _parsed_rate)
        remover = QPushButton("×")
        remover.setObjectName("link")
        remover.setToolTip("Remove this group")
        swatch.clicked.connect(lambda: self._choose(row))
        name.committed.connect(lambda value: self._change(row, "Rename group", name=value))
        rate.committed.connect(lambda value: self._change(row, "Change base rate", base_lr=value))
        remover.clicked.connect(lambda: self._remove(row))
        fault = FaultLine(name, rate)
        for column, widget in enumerate((swatch, name, rate, remover)):
            self._grid.addWidget(widget, 2 * row, column)
        self._grid.addWidget(fault, 2 * row + 1, 1, 1, 3)
        for field in (name, rate):
            field.refused.connect(self._store.said)
        self.swatches.append(swatch)
        self.names.append(name)
        self.rates.append(rate)
        self.removers.append(remover)
        self._faults.append(fault)

    def _order_tabs(self) -> None:
        """Let Tab go row by row; rows that came later would follow what stands below them."""
        rows = zip(self.swatches, self.names, self.rates, self.removers, strict=True)
        in_turn = [widget for row in rows for widget in row]
        for first, second in pairwise([*in_turn, *self.pager.buttons, self.add_button]):
            QWidget.setTabOrder(first, second)

    def showEvent(self, event: QShowEvent) -> None:
        """Order the rows once they are in the window, which orders them in its own way."""
        super().showEvent(event)
        self._order_tabs()

    def _remove_row(self) -> None:
        lists = (self.swatches, self.names, self.rates, self.removers, self._faults)
        for widget in [each.pop() for each in lists]:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _choose(self, row: int) -> None:
        self._store.select_group(self._first + row)
        self.refresh()

    def _change(self, row: int, words: str, **changes: object) -> None:
        index = self._first + row
        self._store.edit(lambda schedule: with_group(schedule, index, **changes), words)

    def _remove(self, row: int) -> None:
        index = self._first + row
        self._store.edit(lambda schedule: removed_group(schedule, index), "Remove group")


def _parsed_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise EntryError("A group needs a name.")
    return name


def _parsed_rate(text: str) -> float:
    value = parsed_number(text)
    if value < 0:
        raise EntryError(f"A base rate must not be negative, as {exact_text(value)} is.")
    return value

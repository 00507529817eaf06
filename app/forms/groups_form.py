"""The parameter groups: what they are built with, their curves, and the one that has the handles."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.forms.group_curves import GroupCurves
from rampsmith.app.forms.segment_entries import parsed_level
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.view.series import drawn_groups
from rampsmith.app.widgets.buttons import LineButton, link_button
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.form import UNIT_WIDTH, put_in_order, spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.app.widgets.pager import Pager
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.document.curves import based_kinds
from rampsmith.designer.document.kinds import CurveKind
from rampsmith.designer.document.schedule import Group
from rampsmith.designer.editing.edits import added_group, removed_group, with_base, with_group
from rampsmith.designer.values.names import parsed_name
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number

LINES = 3
"""Lines of the grid for a group: its name and rate, its curves and another base, and a fault."""

BASE_RATE = "The rate that the optimizer is built with; factors scale it"

PAGE = 20
"""Groups that have a row at once; a thousand rows of fields would take seconds to make."""


class GroupBases:
    """The field of a group's weight decay; hidden where no curve is of such a kind."""

    def __init__(self, store: Store, index: Callable[[], int]) -> None:
        """Edit the group that has an index at the time."""
        self._store = store
        self._index = index
        self._kind: CurveKind | None = None
        self.field = NumberField("Weight decay of group", self._parsed)
        self.field.committed.connect(self._change)

    def refresh(self, group: Group) -> None:
        """Show what a group is built with."""
        self._kind = next(iter(based_kinds(self._store.schedule)), None)
        self.field.setVisible(self._kind is not None)
        if self._kind is not None:
            self.field.setAccessibleName(f"{self._kind.title} of {group.name}")
            self.field.setToolTip(f"The {self._kind.words} that the optimizer is built with")
            self.field.show_number(group.base(self._kind))

    def _change(self, value: float) -> None:
        kind, index = self._kind, self._index()
        if kind is not None:
            words = f"Change {kind.words}"
            self._store.edit(lambda schedule: with_base(schedule, index, kind, value), words)

    def _parsed(self, text: str) -> float:
        value = parsed_number(text)
        if value < 0:
            words = "number" if self._kind is None else self._kind.words
            raise EntryError(f"The {words} must not be negative, as {exact_text(value)} is.")
        return value


class GroupsForm(QWidget):
    """A row for each parameter group."""

    added = Signal(QWidget)
    """A group was added; its name may need scrolling to."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Show the store's groups and follow them."""
        super().__init__()
        self._store = store
        self._appearance = appearance
        self._grid = spaced(QGridLayout(), spacing=6)
        self._grid.setColumnStretch(2, 1)
        self._first = 0
        self._chosen = 0
        self._based: tuple[CurveKind, ...] = ()
        self.heads = quiet("base rate", wraps=False)
        self._grid.addWidget(quiet("name"), 0, 2, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.heads, 0, 4)
        self.swatches: list[LineButton] = []
        self.names: list[Field] = []
        self.rates: list[NumberField] = []
        self.removers: list[QPushButton] = []
        self.curves: list[GroupCurves] = []
        self.bases: list[GroupBases] = []
        self._faults: list[FaultLine] = []
        self.add_button = link_button(
            "+  Add group", "Add a parameter group with a base rate of its own"
        )
        self.add_button.clicked.connect(self.add)
        self.pager = Pager("groups", self.turn)
        self.heads.setToolTip(BASE_RATE)
        self.drawn = quiet()
        layout = spaced(QVBoxLayout(self), spacing=8, margins=(12, 14, 12, 12))
        head = QHBoxLayout()
        head.addWidget(heading("Groups"), 1)
        head.addWidget(self.add_button)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self.pager)
        layout.addWidget(self.drawn)
        for signal in (
            store.document_changed,
            store.unchanged,
            store.selection_changed,
            appearance.changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the groups as they are now."""
        groups = self._store.schedule.groups
        chosen_group = self._store.chosen_group
        if chosen_group != self._chosen:
            # Wherever it was chosen, it is seen.
            self._chosen = chosen_group
            self._first = chosen_group // PAGE * PAGE
        self._first = min(self._first, (max(0, len(groups) - 1) // PAGE) * PAGE)
        seen = groups[self._first : self._first + PAGE]
        if len(self.names) != len(seen):
            while len(self.names) < len(seen):
                self._add_row()
            while len(self.names) > len(seen):
                self._remove_row()
            self._place_curves()
            self._order_tabs()
        self._name_columns()
        for row, group in enumerate(seen):
            index = self._first + row
            chosen = index == chosen_group
            colour = group_pen_colour(self._appearance.theme, index)
            self.swatches[row].show_line(QPen(colour, 3.5 if chosen else 1.5), checked=chosen)
            # One alone has no curve to choose, and is drawn in the colours of its segments.
            self.swatches[row].setVisible(len(groups) > 1)
            self.swatches[row].setAccessibleName(f"Handles on {group.name}")
            self.names[row].setAccessibleName(f"Name of group {index + 1}")
            self.names[row].show_text(group.name)
            self.names[row].setToolTip(tooltip(group.name))
            self.rates[row].setAccessibleName(f"Base rate of group {index + 1}")
            self.rates[row].show_number(group.base_lr)
            self.curves[row].refresh(group.name)
            self.bases[row].refresh(group)
            self.removers[row].setVisible(len(groups) > 1)
            self.removers[row].setAccessibleName(f"Remove {group.name}")
        self.pager.show_page(self._first, len(seen), len(groups))
        drawn = len(drawn_groups(self._store.schedule, chosen_group))
        self.drawn.setText(f"The plot draws {drawn} of them, spread over their base rates.")
        self.drawn.setVisible(drawn < len(groups))

    def _name_columns(self) -> None:
        """Say what the fields are of."""
        kinds = based_kinds(self._store.schedule)
        if kinds != self._based:
            self._based = kinds
            self.heads.setText("\n".join(("base rate", *(kind.words for kind in kinds))))
            self._place_curves()

    def _place_curves(self) -> None:
        """Give the words about the curves the room of the fields too, where there are none."""
        for row, curves in enumerate(self.curves):
            self._grid.addWidget(curves.button, 2 + LINES * row, 2, 1, 2 if self._based else 3)

    def turn(self, by: int) -> None:
        """Show the page so many pages on, and drop what is typed and wrong."""
        for field in (*self.names, *self.rates, *(base.field for base in self.bases)):
            field.forget()
        self._first = max(0, self._first + by * PAGE)
        self.refresh()

    def add(self) -> None:
        """Add a group, show it, and give the keys to its name."""
        before = len(self._store.document.groups)
        self._store.edit(added_group, "Add group")
        if len(self._store.document.groups) == before:
            return
        self.turn(before + 1)
        name = self.names[-1]
        # The layout would show it a moment later, and what is hidden takes no keys.
        name.show()
        name.setFocus()
        name.selectAll()
        self.added.emit(name)

    def _add_row(self) -> None:
        row = len(self.names)
        swatch = LineButton()
        swatch.setToolTip("Put the handles on this group's curve")
        name = Field("Name of group", lambda text: parsed_name(text, "A group's name"))
        rate = NumberField("Base rate of group", _parsed_rate)
        rate.setToolTip(BASE_RATE)
        remover = link_button("×", "Remove this group")
        swatch.clicked.connect(lambda: self._choose(row))
        name.committed.connect(lambda value: self._change(row, "Rename group", name=value))
        rate.committed.connect(lambda value: self._change(row, "Change base rate", base_lr=value))
        remover.clicked.connect(lambda: self._remove(row))
        curves = GroupCurves(self._store)
        bases = GroupBases(self._store, lambda: self._first + row)
        fault = FaultLine(name, rate, bases.field)
        line = 1 + LINES * row
        # Between a name and its rate it would read as “times”.
        self._grid.addWidget(remover, line, 0)
        self._grid.addWidget(swatch, line, 1)
        self._grid.addWidget(name, line, 2, 1, 2)
        self._grid.addWidget(rate, line, 4)
        self._grid.addWidget(bases.field, line + 1, 4)
        for number in (rate, bases.field):
            # As wide as the units in the forms above, and at their place.
            number.setFixedWidth(scaled(UNIT_WIDTH))
        self._grid.addWidget(fault, line + 2, 2, 1, 3)
        for field in (name, rate, bases.field):
            field.refused.connect(self._store.said)
        self.curves.append(curves)
        self.bases.append(bases)
        self.swatches.append(swatch)
        self.names.append(name)
        self.rates.append(rate)
        self.removers.append(remover)
        self._faults.append(fault)

    def _order_tabs(self) -> None:
        """Let Tab go row by row; rows that came later would follow what stands below them."""
        bases = [base.field for base in self.bases]
        curves = [each.button for each in self.curves]
        columns = (self.swatches, self.names, self.rates, curves, bases)
        in_turn: list[QWidget] = [each for row in zip(*columns, strict=True) for each in row]
        put_in_order([self.add_button, *in_turn, *self.pager.buttons, *self.removers])

    def showEvent(self, event: QShowEvent) -> None:
        """Order the rows once they are in the window, which orders them in its own way."""
        super().showEvent(event)
        self._order_tabs()

    def _remove_row(self) -> None:
        lists = (self.swatches, self.names, self.rates, self.removers, self._faults)
        base, curves = self.bases.pop(), self.curves.pop()
        widgets: list[QWidget] = [each.pop() for each in lists]
        for widget in (*widgets, base.field, curves.button):
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


def _parsed_rate(text: str) -> float:
    level = parsed_level(text, "rate")
    if level.unit != "rate":
        raise EntryError("A base rate is a rate, not a factor of one.")
    value = level.value
    if value < 0:
        raise EntryError(f"A base rate must not be negative, as {exact_text(value)} is.")
    return value

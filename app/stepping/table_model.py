"""The rows of a run that can be seen, as a model for Qt: never more than fit, of however many."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPixmap

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.stepping.notation import writers
from rampsmith.designer.document.curves import groups_set, is_one_for_all
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import set_curves
from rampsmith.designer.training_loop.rows import By, Row, Rows
from rampsmith.designer.values.numbers import count_text

Role = Qt.ItemDataRole
AnyIndex = QModelIndex | QPersistentModelIndex

SAMPLE = (10, 3)
"""Pixels of the sample of a group's line before the head of its column."""

COUNTS = ("epoch", "batch", "update", "t")
"""The heads of the columns before the values."""

_NO_INDEX = QModelIndex()


class TableModel(QAbstractTableModel):
    """A window onto the rows of a run.

    Qt's views keep something for each row, and count rows in 31 bits; this model has as many rows
    as are seen, whichever they are.
    """

    def __init__(self, appearance: Appearance) -> None:
        """Make an empty model."""
        super().__init__()
        self._appearance = appearance
        self.rows: Rows | None = None
        self.first = 0
        self.chosen = range(0)
        self.here: int | None = None
        self.height = 0
        """How many rows can be seen at once."""
        self._heads: tuple[str, ...] = ()
        self._groups: tuple[int | None, ...] = ()
        """The group that each column is about; None where it is about all or none."""
        self._shown: list[Row] = []
        self._texts: list[tuple[str, ...]] = []

    @property
    def total(self) -> int:
        """How many rows the run has."""
        return 0 if self.rows is None else self.rows.count

    @property
    def last_first(self) -> int:
        """The first row seen when the last one is."""
        return max(0, self.total - self.height)

    def show_run(self, schedule: Schedule, by: By) -> None:
        """Show another run, or rows of another kind."""
        self.beginResetModel()
        rows = Rows(schedule, by)
        self.rows = rows if schedule.segments and rows.count else None
        self._heads, self._groups = heads(schedule), groups_of_heads(schedule)
        self.first = max(0, min(self.first, self.last_first))
        self._read()
        self.endResetModel()

    def fit(self, height: int) -> None:
        """Hold so many rows."""
        if height != self.height:
            self.beginResetModel()
            self.height = height
            self.first = max(0, min(self.first, self.last_first))
            self._read()
            self.endResetModel()

    def scroll_to(self, first: int) -> None:
        """Show another row first."""
        self.first = max(0, min(first, self.last_first))
        self._read()
        self.refresh()

    def refresh(self) -> None:
        """Have everything painted again."""
        if self._shown:
            corner = self.index(len(self._shown) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def row_at(self, line: int) -> Row | None:
        """Return the row that is seen on a line."""
        return self._shown[line] if 0 <= line < len(self._shown) else None

    def _read(self) -> None:
        stop = min(self.first + self.height, self.total)
        rows = self.rows
        self._shown = [] if rows is None else rows.read(self.first, stop)
        self._texts = [] if rows is None else [texts(rows.schedule, row) for row in self._shown]

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """Count the rows that are seen."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Name a column."""
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return self._heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Role.DecorationRole:
            return self._sample(section)
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def group_of(self, column: int) -> int | None:
        """Return which group a column is about; None where it is no single one of several."""
        return self._groups[column]

    def _sample(self, section: int) -> QPixmap | None:
        """Return a sample of the line of the group that a column is about, where there are several."""
        group = self._groups[section]
        if group is None:
            return None
        sample = QPixmap(*SAMPLE)
        sample.fill(group_pen_colour(self._appearance.theme, group))
        return sample

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """Return a cell's text, and how it looks."""
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return self._texts[index.row()][index.column()]
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Role.BackgroundRole:
                return self._background(self.first + index.row())
            case _:
                return None

    def _background(self, row: int) -> QColor | None:
        if row == self.here:
            colour = QColor(self._appearance.theme.accent)
            colour.setAlpha(60)
            return colour
        return QColor(self._appearance.theme.selected) if row in self.chosen else None


def heads(schedule: Schedule) -> tuple[str, ...]:
    """Name the columns of a schedule's table: of each value, now and after."""
    found = [*COUNTS]
    for key in set_curves(schedule):
        words, names = key.kind.words, _group_names(schedule, key.kind)
        found += [f"{words}{name}" for name in names]
        if key == RATE_CURVE:
            found += [f"get_last_lr(){name or ' after'}" for name in names]
        else:
            found += [f"{words}{name} after" for name in names]
    return tuple(found)


def groups_of_heads(schedule: Schedule) -> tuple[int | None, ...]:
    """Return which group each column of a schedule's table is about; None where it is no single one."""
    found: list[int | None] = [None] * len(COUNTS)
    for key in set_curves(schedule):
        alone = _group_names(schedule, key.kind) == [""]
        found += 2 * ([None] if alone else list(groups_set(schedule, key.kind)))
    return tuple(found)


def _group_names(schedule: Schedule, kind: CurveKind) -> list[str]:
    """Return what the heads of a kind's columns end with."""
    if len(schedule.groups) == 1 or is_one_for_all(schedule, kind):
        return [""]
    return [f" {schedule.groups[index].name}" for index in groups_set(schedule, kind)]


def texts(schedule: Schedule, row: Row) -> tuple[str, ...]:
    """Write the cells of a row of a schedule's table."""
    write = writers(schedule)
    counts = (row.epoch, row.batch, row.update, row.t)
    found = ["–" if count is None else count_text(count) for count in counts]
    for key, values in row.values.items():
        found += map(write[key], (*values, *row.after[key]))
    return tuple(found)

"""The rows of a run that can be seen, as a model for Qt: never more than fit, of however many."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import count_text, digits_text
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.rows import By, Row, Rows

Role = Qt.ItemDataRole
AnyIndex = QModelIndex | QPersistentModelIndex

COUNTS = ("epoch", "batch", "update", "t")
"""The heads of the columns before the rates."""

_NO_INDEX = QModelIndex()


class TableModel(QAbstractTableModel):
    """A window onto the rows of a run.

    Qt's views keep something for each row, and count rows in 31 bits; this model has as many rows
    as are seen, whichever they are.
    """

    def __init__(self, theme: Theme) -> None:
        """Begin without rows."""
        super().__init__()
        self.theme = theme
        self.rows: Rows | None = None
        self.first = 0
        self.chosen = range(0)
        self.here: int | None = None
        self._height = 0
        self._heads: tuple[str, ...] = ()
        self._shown: list[Row] = []

    @property
    def total(self) -> int:
        """How many rows the run has."""
        return 0 if self.rows is None else self.rows.count

    @property
    def height(self) -> int:
        """How many rows can be seen at once."""
        return self._height

    @property
    def last_first(self) -> int:
        """The first row seen when the last one is."""
        return max(0, self.total - self._height)

    def show_run(self, schedule: Schedule, by: By) -> None:
        """Show another run, or rows of another kind."""
        self.beginResetModel()
        rows = Rows(schedule, by)
        self.rows = rows if schedule.segments and rows.count else None
        self._heads = heads(schedule)
        self.first = max(0, min(self.first, self.last_first))
        self._read()
        self.endResetModel()

    def fit(self, height: int) -> None:
        """Hold so many rows."""
        if height != self._height:
            self.beginResetModel()
            self._height = height
            self.first = max(0, min(self.first, self.last_first))
            self._read()
            self.endResetModel()

    def scroll_to(self, first: int) -> None:
        """Begin with another row."""
        self.first = max(0, min(first, self.last_first))
        self._read()
        self.refresh()

    def refresh(self) -> None:
        """Have everything painted anew."""
        if self._shown:
            corner = self.index(len(self._shown) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def row_at(self, line: int) -> Row | None:
        """Return the row that is seen on a line."""
        return self._shown[line] if 0 <= line < len(self._shown) else None

    def _read(self) -> None:
        stop = min(self.first + self._height, self.total)
        self._shown = [] if self.rows is None else self.rows.read(self.first, stop)

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
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """Give a cell's text, and how it looks."""
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return text_of(self._shown[index.row()], index.column())
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Role.BackgroundRole:
                return self._background(self.first + index.row())
            case _:
                return None

    def _background(self, row: int) -> QColor | None:
        if row == self.here:
            colour = QColor(self.theme.accent)
            colour.setAlpha(60)
            return colour
        return QColor(self.theme.selected) if row in self.chosen else None


def heads(schedule: Schedule) -> tuple[str, ...]:
    """Name the columns of a schedule's table."""
    several = len(schedule.groups) > 1
    found = [*COUNTS]
    found += [f"rate {group.name}" if several else "rate" for group in schedule.groups]
    found += [
        f"get_last_lr() {group.name}" if several else "get_last_lr() after"
        for group in schedule.groups
    ]
    return (*found, "momentum", "momentum after") if schedule.momentum is not None else (*found,)


def text_of(row: Row, column: int) -> str:
    """Write a cell of a row."""
    if column < len(COUNTS):
        count = (row.epoch, row.batch, row.update, row.t)[column]
        return "–" if count is None else count_text(count)
    return digits_text(_values(row)[column - len(COUNTS)])


def texts(row: Row) -> tuple[str, ...]:
    """Write the cells of a row."""
    return tuple(text_of(row, column) for column in range(len(COUNTS) + len(_values(row))))


def _values(row: Row) -> tuple[float, ...]:
    momenta = (row.momentum, row.momentum_after)
    return (*row.rates, *row.after, *(value for value in momenta if value is not None))

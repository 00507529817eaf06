"""The segments as rows for Qt's list: their words, and where they are dropped."""

from itertools import repeat

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from rampsmith.app.base.store import Store
from rampsmith.app.segments.actions import move_segments
from rampsmith.designer.words.phrases import levels_words, segment_summary, spoken_segment

Index = QModelIndex | QPersistentModelIndex

ROWS_TYPE = "application/x-rampsmith-segment-rows"

ROW_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemNeverHasChildren
    | Qt.ItemFlag.ItemIsDragEnabled
)
"""Those of every row; a list asks for them several times in each frame of a drag."""


class SegmentModel(QAbstractListModel):
    """Reads the segments from the store, and keeps only what shows that a row has changed."""

    def __init__(self, store: Store, parent: QObject) -> None:
        """Follow the store."""
        super().__init__(parent)
        self._store = store
        self._announced = self._shown()
        store.changed.connect(self._follow)

    def _follow(self) -> None:
        before, self._announced = self._announced, self._shown()
        if len(before) != len(self._announced):
            self.beginResetModel()
            self.endResetModel()
            return
        # A drag changes two of many rows, and a row is painted for every announcement.
        for row, (old, new) in enumerate(zip(before, self._announced, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _shown(self) -> list[tuple[object, ...]]:
        """Return, for each row, all that its card is made from."""
        store = self._store
        curve, rates = store.curve, store.rates
        line = rates.timeline
        common = (curve.run, curve.stepping, curve.groups, store.group_index)
        own = rates.curves[0].segments if rates.curves else ()
        values = [(each.start_value, each.end_value) for each in own] or repeat(None)
        problems = store.problems_by_segment
        rows = zip(curve.segments, line.begins, line.lengths, values, strict=False)
        return [
            (*about, curve.repeat_of(row), problems.get(row), common)
            for row, about in enumerate(rows)
        ]

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the segments."""
        return 0 if parent is not None and parent.isValid() else len(self._announced)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a segment's words; screen readers read them in one sentence."""
        schedule = self._store.curve
        if not index.isValid() or index.row() >= len(schedule.segments):
            return None
        segment = schedule.segments[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return segment.name
        found = [p.sentence for p in self._store.problems_of(index.row())]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [segment.name, segment_summary(segment, schedule), levels_words(segment)]
            return ", ".join(part for part in [*parts, *found] if part)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            spoken = spoken_segment(
                self._store.rates, index.row(), self._store.group_index, self._store.focus.kind
            )
            return " ".join([spoken, *found])
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = segment.name, segment_summary(segment, schedule), levels_words(segment)
            return "\n".join(line for line in (*lines, *found) if line)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow segments to be dragged, and dropped between each other."""
        return ROW_FLAGS if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Move, never copy."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Name what is dragged."""
        return [ROWS_TYPE]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:  # type: ignore[override]
        """Carry the rows that are dragged."""
        data = QMimeData()
        rows = " ".join(str(index.row()) for index in indexes)
        data.setData(ROWS_TYPE, QByteArray(rows.encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Move the dragged segments; the view need not remove anything, so this answers False."""
        rows = self.rowCount()
        words = bytes(data.data(ROWS_TYPE).data()).split()
        dragged = tuple(sorted({int(word) for word in words if word.isdigit()}))
        if dragged and dragged[-1] < rows:
            target = row if row >= 0 else rows
            above = sum(source < target for source in dragged)
            move_segments(self._store, dragged, target - above)
        return False

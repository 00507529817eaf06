"""The segments as a list of cards: select, reorder by dragging or Alt+arrows, add and remove."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from rampsmith.app.panels.segment_card import CARD_HEIGHT, GAP, SegmentCard
from rampsmith.app.segment_actions import move_segments
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.words import levels_words, segment_summary

Index = QModelIndex | QPersistentModelIndex

ROWS_TYPE = "application/x-rampsmith-segment-rows"


class SegmentModel(QAbstractListModel):
    """Reads the segments from the store; keeps of them only what tells that a row has changed."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
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
        """Give, for each row, all that its card is made from."""
        store = self._store
        curve, rates = store.curve, store.rates
        line = rates.timeline
        common = (curve.run, curve.stepping, curve.groups, store.group_index, id(store.problems))
        pieces = rates.curves[0].pieces if rates.curves else (None,) * len(curve.segments)
        return [
            (
                segment,
                curve.repeat_of(row),
                line.begins[row],
                line.length(row),
                None if piece is None else (piece.start_value, piece.end_value),
                common,
            )
            for row, (segment, piece) in enumerate(zip(curve.segments, pieces, strict=True))
        ]

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the segments."""
        return 0 if parent is not None and parent.isValid() else len(self._announced)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a segment's words; screen readers read them in one sentence."""
        schedule = self._store.curve
        if not index.isValid() or index.row() >= len(schedule.segments):
            return None
        segment = schedule.segments[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return segment.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            problems = [p.sentence for p in self._store.problems_of(index.row())]
            parts = [segment.name, segment_summary(segment, schedule), levels_words(segment)]
            return ", ".join(part for part in [*parts, *problems] if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            found = [p.sentence for p in self._store.problems_of(index.row())]
            return "\n".join(found) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let segments be dragged, and dropped between each other."""
        flags = super().flags(index)
        if index.isValid():
            return flags | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled

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


class SegmentList(QListView):
    """The list of cards."""

    def __init__(self, store: Store, theme: Theme) -> None:
        """Show the store's segments and follow them."""
        super().__init__()
        self._store = store
        self._is_following = False
        self.setObjectName("cards")
        self.setAccessibleName("Segments")
        self.setModel(SegmentModel(store, self))
        self.card = SegmentCard(store, theme, self)
        self.setItemDelegate(self.card)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.menu = QMenu(self)
        self.selectionModel().selectionChanged.connect(self._select)
        self.selectionModel().currentChanged.connect(self._select)
        store.changed.connect(self._follow)
        self._follow()

    def dataChanged(
        self, top_left: Index, bottom_right: Index, roles: Sequence[int] | None = None
    ) -> None:
        """Paint the cards that have changed; a list would lay all of them out anew, and paint them."""
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles or [])

    def set_theme(self, theme: Theme) -> None:
        """Recolour the cards."""
        self.card.theme = theme
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a segment."""
        self.menu.popup(event.globalPos())

    def _selected_rows(self) -> tuple[int, ...]:
        return tuple(sorted(index.row() for index in self.selectionModel().selectedIndexes()))

    def _select(self) -> None:
        """Tell the store what has been selected here; something always is."""
        if self._is_following:
            return
        rows, current = self._selected_rows(), self.currentIndex().row()
        if not rows:
            self._follow()
        elif current in rows:
            self._store.select_segments(rows, current)
        elif rows != self._store.selection:
            nearest = min(rows, key=lambda row: abs(row - current))
            self._store.select_segments(rows, nearest)

    def _fit(self) -> None:
        """Be no higher than the cards, so that what comes below stays beside them."""
        self.setMaximumHeight(self.model().rowCount() * (CARD_HEIGHT + 2 * GAP) + GAP)

    def _follow(self) -> None:
        self._fit()
        wanted, rows = self._store.selection, self._selected_rows()
        current = self._store.segment_index
        # With Ctrl the arrows move the current row alone; it may rest where nothing is selected.
        rests = self.currentIndex().row()
        if current is None or (wanted == rows and (rests == current or rests not in rows)):
            return
        self._is_following = True
        # The view's own method, so that Shift goes on from here.
        self.setCurrentIndex(self.model().index(current, 0))
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(self._rows(wanted), select)
        self._is_following = False
        self.scrollTo(self.currentIndex())

    def _rows(self, rows: tuple[int, ...]) -> QItemSelection:
        """Give rows as Qt selects them, neighbours at once."""
        found = QItemSelection()
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            numbers = [row for _, row in run]
            found.select(self.model().index(numbers[0], 0), self.model().index(numbers[-1], 0))
        return found

"""The segments as a list of cards: select, reorder, move their ends and levels, all by keys too."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from rampsmith.app.panels.segment_card import CARD_HEIGHT, GAP, SegmentCard
from rampsmith.app.panels.segment_keys import HELP, SegmentKeys
from rampsmith.app.panels.segment_model import Index, SegmentModel
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SegmentList(QListView):
    """The list of cards."""

    edit_wanted = Signal()
    """The current segment's numbers are to be typed."""

    def __init__(self, store: Store, theme: Theme) -> None:
        """Show the store's segments and follow them."""
        super().__init__()
        self._store = store
        self._is_following = False
        self.setObjectName("cards")
        self.setAccessibleName("Segments")
        self.setAccessibleDescription(HELP)
        self.keys = SegmentKeys(store)
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

    def event(self, event: QEvent) -> bool:
        """End what a held key does before another key does something else."""
        held = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if event.type() == QEvent.Type.ShortcutOverride and not held:
            self.keys.finish()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current segment's ends and levels, or go to its numbers."""
        if event.key() in EDIT_KEYS and self._store.segment is not None:
            self.edit_wanted.emit()
        elif not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key did."""
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what a held key did; its release will be somebody else's."""
        self.keys.finish()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """End what a held key did before another segment is selected."""
        self.keys.finish()
        super().mousePressEvent(event)

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

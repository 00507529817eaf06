"""The segments as a list of cards: select, reorder, move their ends and levels, all by keys too."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragMoveEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Change, Store
from rampsmith.app.plot.view.snapping import round_number
from rampsmith.app.segments.add_between import AddBetween
from rampsmith.app.segments.segment_card import CARD_HEIGHT, GAP, SegmentCard
from rampsmith.app.segments.segment_model import Index, SegmentModel
from rampsmith.designer.editing.boundaries import nudged_begin, nudged_end, nudged_level
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.values.numbers import count_text, rate_text

HELP = (
    "Left and Right move where the segment ends, Page Up and Down the level there; with Alt where "
    "it begins and the level there. Shift moves less, Ctrl more. F2 goes to the numbers."
)

_WAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_RISES: dict[int, int] = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}

NUDGE = 0.01
"""How much of the run, and of the highest level, one press moves by, about."""

HIGHEST = 16_777_215
"""Pixels that a widget can be high at most, which no list of cards comes to that anybody makes."""

DRAG_MARGIN = 40
"""Pixels above and below the mouse that are kept in view while cards are dragged."""

COARSER = 10
"""How many times further it goes with Ctrl, and less far with Shift."""


class SegmentKeys:
    """Moves by keys; a key that is held is one edit when it is let go."""

    def __init__(self, store: Store) -> None:
        """Edit the store's current segment."""
        self._store = store
        self._held: int | None = None
        self._words = ""

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it asked for anything."""
        key, index = event.key(), self._store.segment_index
        if index is None or (key not in _WAYS and key not in _RISES):
            return False
        if self._held is None and self._store.is_previewing:
            return False
        if self._held != key:
            self.finish()
            self._held = key
        side: Side = "start" if event.modifiers() & Qt.KeyboardModifier.AltModifier else "end"
        reach = _reach(event.modifiers())
        if key in _WAYS:
            self._words = "Move boundary"
            self._store.preview_curve(self._moved(index, side, _WAYS[key] * reach))
            self._say(index, side, self._place_words(index, side))
        else:
            self._words = "Move level"
            self._store.preview_curve(self._raised(index, side, _RISES[key] * reach))
            if self._store.curve.groups:
                self._say(index, side, self._level_words(index, side))
        return True

    def release(self, event: QKeyEvent) -> bool:
        """End what a held key did; return whether it did anything."""
        if self._held is None or event.key() != self._held:
            return False
        if not event.isAutoRepeat():
            self.finish()
        return True

    def finish(self) -> None:
        """Make the held key's way one edit; also when another key or the mouse comes first."""
        if self._held is not None:
            self._held = None
            self._store.commit(self._words)

    def _moved(self, index: int, side: Side, times: float) -> Change:
        line = self._store.rates.timeline
        whole = round_number(NUDGE * max(line.end, line.run_steps, 1), whole=True)
        steps = max(1, round(abs(times) * whole)) * (1 if times > 0 else -1)
        move = nudged_begin if side == "start" else nudged_end
        return lambda schedule: move(schedule, index, steps)

    def _raised(self, index: int, side: Side, times: float) -> Change:
        store, group = self._store, self._store.group_index
        rates = store.rates
        levels = [
            at(segment, group)
            for segment in range(len(store.curve.segments) if store.curve.groups else 0)
            for at in (rates.level_at_start, rates.level_at_end)
        ]
        finite = [level for level in levels if 0 < level < float("inf")]
        by = times * round_number(NUDGE * max(finite, default=1e-3), whole=False)
        return partial(nudged_level, index=index, side=side, by=by, group=group)

    def _say(self, index: int, side: Side, words: str) -> None:
        name, verb = self._store.curve.segments[index].name, "begins" if side == "start" else "ends"
        self._store.said.emit(f"“{name}” {verb} at {words}")

    def _place_words(self, index: int, side: Side) -> str:
        line = self._store.rates.timeline
        steps = line.begins if side == "start" else line.ends
        return f"{self._store.curve.step_word} {count_text(steps[index])}"

    def _level_words(self, index: int, side: Side) -> str:
        rates = self._store.rates
        at = rates.level_at_start if side == "start" else rates.level_at_end
        what = self._store.focus.kind.words
        return f"{what} {rate_text(at(index, self._store.group_index))}"


def _reach(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 1 / COARSER
    return COARSER if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SegmentList(QListView):
    """The list of cards, as high as all of them: the panel around it scrolls, and it never does."""

    edit_wanted = Signal()
    """The current segment's numbers are to be typed."""

    add_wanted = Signal(int)
    """A segment is to be added before the one at an index."""

    view_wanted = Signal(QRect)
    """A part of the list is to be scrolled to."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Show the store's segments and follow them."""
        super().__init__()
        self._store = store
        self._is_following = False
        self.setObjectName("cards")
        self.setAccessibleName("Segments")
        self.setAccessibleDescription(HELP)
        self.keys = SegmentKeys(store)
        self.setModel(SegmentModel(store, self))
        self.card = SegmentCard(store, appearance, self)
        self.setItemDelegate(self.card)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.menu = QMenu(self)
        self.plus = AddBetween(self)
        self.plus.wanted.connect(self.add_wanted)
        self.selectionModel().selectionChanged.connect(self._select)
        self.selectionModel().currentChanged.connect(self._select)
        store.changed.connect(self._follow)
        appearance.changed.connect(self.viewport().update)
        self._follow()

    def dataChanged(
        self, top_left: Index, bottom_right: Index, roles: Sequence[int] | None = None
    ) -> None:
        """Paint the cards that have changed; a list would lay out and paint all of them."""
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles or [])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the segment whose card is double-clicked."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.edit_wanted.emit()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Ask for a card to be seen; the list itself shows all of them."""
        self.view_wanted.emit(self.visualRect(index))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Ask for what is next to the mouse to be seen, as far as a card may be dragged."""
        super().dragMoveEvent(event)
        place = event.position().toPoint()
        margin = QPoint(0, DRAG_MARGIN)
        self.view_wanted.emit(QRect(place - margin, place + margin))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the card that the keys are about, where they came by a key."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.scrollTo(self.currentIndex())

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
        """Pass on to the store what has been selected here; something always is."""
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
        """Be as high as the cards."""
        height = self.model().rowCount() * (scaled(CARD_HEIGHT) + 2 * GAP) + GAP
        self.setFixedHeight(min(height, HIGHEST))

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
        """Return rows as Qt selects them, neighbours at once."""
        found = QItemSelection()
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            numbers = [row for _, row in run]
            found.select(self.model().index(numbers[0], 0), self.model().index(numbers[-1], 0))
        return found

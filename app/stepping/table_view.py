"""The table of a run: rows by batch, update or epoch, of which only those that are seen exist."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QScrollBar,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.stepping.table_model import SAMPLE, TableModel, heads, texts
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.rows import By
from rampsmith.designer.values.numbers import counted

MOST_COPIED = 100_000
"""Rows that go onto the clipboard at the most; more are saved as a file."""

_FAR = 10**40
"""More rows than any run has."""

_ROW_HEIGHT = 22
_NOTCHES = 1_000_000
"""Positions of the scroll bar, which counts in 31 bits; there may be more rows than that."""


class _SeenCell(QStyledItemDelegate):
    """Paints the visible part of a cell; a number that is cut ends in an ellipsis."""

    @painted_safely
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell."""
        option.rect = _seen(option.rect, option.widget)
        super().paint(painter, option, index)


class _SeenHead(QHeaderView):
    """Paints the heads as the cells are painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    @painted_safely
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint a head."""
        super().paintSection(painter, _seen(rect, self), logicalIndex)


def _seen(place: QRect, view: QWidget) -> QRect:
    """Return the part of a place that lies between the left and right edges of a view's cells."""
    wide = view.viewport().width() if isinstance(view, QAbstractItemView) else view.width()
    return place.intersected(QRect(0, place.top(), wide, place.height()))


class _Cells(QTableView):
    """The rows that are seen."""

    pressed_row = Signal(int, bool)
    keyed = Signal(object, bool)
    copied = Signal()

    def __init__(self, model: TableModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Table of the run")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(scaled(_ROW_HEIGHT))
        self.verticalHeader().setMinimumSectionSize(scaled(_ROW_HEIGHT))
        self.setItemDelegate(_SeenCell(self))
        head = _SeenHead(self)
        self.setHorizontalHeader(head)
        head.setHighlightSections(False)
        # Qt would only move the pixels, and with them cells that were cut at the edge.
        for viewport in (self.viewport(), head.viewport()):
            self.horizontalScrollBar().valueChanged.connect(viewport.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row that is pressed, or up to it with Shift."""
        line = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and line >= 0:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.pressed_row.emit(line, extends)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose up to the row that the mouse is drawn to."""
        line = self.rowAt(round(event.position().y()))
        if event.buttons() & Qt.MouseButton.LeftButton and line >= 0:
            self.pressed_row.emit(line, True)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C from the window's shortcuts."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the rows of the whole run; Ctrl+C copies."""
        page = max(1, self.viewport().height() // scaled(_ROW_HEIGHT) - 1)
        moves = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -_FAR,
            Qt.Key.Key_End: _FAR,
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in moves:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.keyed.emit(moves[Qt.Key(event.key())], extends)
        else:
            super().keyPressEvent(event)


class RowsTable(QWidget):
    """The table with a scroll bar of its own, and with rows that are chosen."""

    row_chosen = Signal(object)
    """A row was chosen: a ``Row``."""

    told = Signal(str)
    """There is something to say in the status line."""

    def __init__(self, appearance: Appearance) -> None:
        """Make an empty table."""
        super().__init__()
        self.model = TableModel(appearance)
        self.cells = _Cells(self.model)
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._anchor = self._current = 0
        self._shown: tuple[Schedule, By] | None = None
        layout = spaced(QHBoxLayout(self))
        layout.addWidget(self.cells, 1)
        layout.addWidget(self.bar)
        self.setFocusProxy(self.cells)
        self.cells.pressed_row.connect(
            lambda line, extends: self._choose(self.model.first + line, extends=extends)
        )
        self.cells.keyed.connect(
            lambda by, extends: self._choose(self._current + by, extends=extends)
        )
        self.cells.copied.connect(self.copy)
        self.cells.viewport().installEventFilter(self)
        appearance.changed.connect(self.model.refresh)
        self.bar.valueChanged.connect(self._follow_bar)

    def show_run(self, schedule: Schedule, by: By) -> None:
        """Show the rows of a run."""
        if (schedule, by) == self._shown:
            return
        is_other = self._shown is None or self._shown[1] != by
        columns = self.model.columnCount()
        self._shown = (schedule, by)
        if is_other:
            self._anchor = self._current = 0
            self.model.chosen = range(0)
        self.model.show_run(schedule, by)
        if self.model.columnCount() != columns:
            self._widen(schedule)
        self._set_bar()

    def follow(self, index: int) -> None:
        """Mark the row that a batch of the run belongs to, and scroll to it."""
        rows = self.model.rows
        if rows is None:
            return
        row = rows.row_of(index)
        if row != self.model.here:
            self.model.here = row
            self._reveal(row)
            self.model.refresh()

    def copy(self) -> None:
        """Put the rows that are chosen onto the clipboard, as a spreadsheet takes them."""
        rows, chosen = self.model.rows, self.model.chosen
        if rows is None or not chosen:
            return
        if len(chosen) > MOST_COPIED:
            self.told.emit(f"{MOST_COPIED:,} rows can be copied at the most; save them as a file")
            return
        lines = ["\t".join(heads(rows.schedule))]
        lines += [
            "\t".join(texts(rows.schedule, row)) for row in rows.each(chosen.start, chosen.stop)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        self.told.emit(f"{counted(len(chosen), 'row')} copied")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold as many rows as fit, and scroll by whole rows."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        if isinstance(event, QWheelEvent) and event.angleDelta().y():
            self._scroll(self.model.first - round(event.angleDelta().y() / 40))
            return True
        return super().eventFilter(watched, event)

    def _choose(self, row: int, *, extends: bool) -> None:
        row = max(0, min(row, self.model.total - 1))
        self._current = row
        if not extends:
            self._anchor = row
        low, high = sorted((self._anchor, row))
        self.model.chosen = range(low, high + 1)
        self._reveal(row)
        self.model.refresh()
        chosen = self.model.row_at(row - self.model.first)
        if chosen is not None and not extends:
            self.row_chosen.emit(chosen)

    def _reveal(self, row: int) -> None:
        height = self.model.height
        if row < self.model.first:
            self._scroll(row)
        elif row >= self.model.first + height:
            self._scroll(row - height + 1)

    def _scroll(self, first: int) -> None:
        self.model.scroll_to(first)
        self._set_bar()

    def _fit(self) -> None:
        self.model.fit(max(1, self.cells.viewport().height() // scaled(_ROW_HEIGHT)))
        if self.model.here is not None and not self.model.chosen:
            self._reveal(self.model.here)
        self._set_bar()

    def _set_bar(self) -> None:
        """Show on the bar where the rows are, in parts where there are more than the bar can count."""
        last = self.model.last_first
        places = min(last, _NOTCHES)
        with QSignalBlocker(self.bar):
            self.bar.setRange(0, places)
            self.bar.setPageStep(max(1, places * self.model.height // max(1, self.model.total)))
            self.bar.setValue(self.model.first * places // last if last else 0)
        self.bar.setVisible(last > 0)

    def _follow_bar(self, value: int) -> None:
        last = self.model.last_first
        places = min(last, _NOTCHES)
        self.model.scroll_to(value * last // places if places else 0)

    def _widen(self, schedule: Schedule) -> None:
        metrics = self.cells.fontMetrics()
        for column, head in enumerate(heads(schedule)):
            widest = "9,999" if column < 4 else "9.999999e-99"
            sample = 0 if self.model.group_of(column) is None else SAMPLE[0] + 8
            words = max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(head) + sample)
            self.cells.setColumnWidth(column, words + 18)

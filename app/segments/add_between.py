"""A plus between two cards, and before the first: a click adds a segment there."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QWidget

from rampsmith.app.base.painting import painted_safely

RADIUS = 8.0
LEAST_CARD = 20
"""Pixels that every card is higher than."""

REACH = 10.0
"""Pixels from the middle of the plus within which it is meant."""


class AddBetween(QWidget):
    """Lies over the list of cards, and lets through whatever is not about its plus."""

    wanted = Signal(int)
    """A segment is wanted before the card at an index."""

    def __init__(self, cards: QListView) -> None:
        """Follow the mouse over the cards."""
        super().__init__(cards.viewport())
        self._cards = cards
        self._index: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        cards.viewport().installEventFilter(self)

    def places(self) -> Iterator[tuple[int, QPointF]]:
        """Yield the middle of each plus in view, on the upper edge of a card, with its index."""
        across, height = self.width() // 2, self.height()
        looked = (self._cards.indexAt(QPoint(across, y)) for y in range(0, height, LEAST_CARD))
        first = next((index.row() for index in looked if index.isValid()), 0)
        model = self._cards.model()
        for row in range(first, model.rowCount()):
            rect = self._cards.visualRect(model.index(row, 0))
            if rect.top() > height:
                return
            # The first would be cut by the edge of the list.
            yield row, QPointF(rect.center().x(), rect.top() + (0 if row else RADIUS))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the plus that is near the mouse, and take the click on it."""
        match event.type():
            case QEvent.Type.Resize:
                self.resize(self._cards.viewport().size())
            case QEvent.Type.Leave:
                self._show(None)
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                held = event.buttons() != Qt.MouseButton.NoButton
                self._show(None if held else self._at(event.position()))
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                index = self._at(event.position())
                if index is not None and event.button() == Qt.MouseButton.LeftButton:
                    self._show(None)
                    self.wanted.emit(index)
                    return True
        return False

    def _at(self, place: QPointF) -> int | None:
        for index, middle in self.places():
            apart = place - middle
            if abs(apart.x()) <= REACH and abs(apart.y()) <= REACH:
                return index
        return None

    def _show(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            tip = "" if index is None else "Add a segment here"
            self._cards.viewport().setToolTip(tip)
            self.raise_()
            self.update()

    def paintEvent(self, event: QEvent) -> None:
        """Paint every plus quietly, and the one under the mouse strongly."""
        self._paint(QPainter(self))

    @painted_safely
    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        for index, middle in self.places():
            is_meant = index == self._index
            quiet, accent = palette.placeholderText().color(), palette.highlight().color()
            painter.setPen(QPen(accent if is_meant else palette.mid().color(), 1))
            painter.setBrush(QColor(accent if is_meant else palette.base().color()))
            painter.drawEllipse(middle, RADIUS - 1, RADIUS - 1)
            sign = palette.highlightedText().color() if is_meant else quiet
            painter.setPen(QPen(sign, 1.4))
            for way in (QPointF(3.5, 0), QPointF(0, 3.5)):
                painter.drawLine(middle - way, middle + way)

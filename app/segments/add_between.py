"""A plus between two cards, and before the first: a click adds a segment there."""

import math
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QListView, QWidget

from rampsmith.app.base.painting import painted_safely, transparent_picture
from rampsmith.app.base.tooltip import tooltip

RADIUS = 8.0
LEAST_CARD = 20
"""Pixels that every card is higher than."""

MOST_HIGH = 1e6
"""More pixels than any list is high."""

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

    def places(self, top: float = 0, bottom: float = MOST_HIGH) -> Iterator[tuple[int, QPointF]]:
        """Yield the middle of each plus between two heights in view, with the index of its card.

        It is on the upper edge of the card.
        """
        across, height = self.width() // 2, min(self.height(), math.ceil(bottom + RADIUS))
        begin = max(0, math.floor(top - 2 * RADIUS))
        looked = (self._cards.indexAt(QPoint(across, y)) for y in range(begin, height, LEAST_CARD))
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
        for index, middle in self.places(place.y() - REACH, place.y() + REACH):
            apart = place - middle
            if abs(apart.x()) <= REACH and abs(apart.y()) <= REACH:
                return index
        return None

    def _show(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            tip = "" if index is None else "Add a segment here"
            self._cards.viewport().setToolTip(tooltip(tip))
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every plus quietly, and the one under the mouse strongly."""
        self._paint(QPainter(self), event.rect())

    @painted_safely
    def _paint(self, painter: QPainter, seen: QRect) -> None:
        palette, ratio = self.palette(), self.devicePixelRatioF()
        accent, sign = palette.highlight(), palette.highlightedText()
        rim, ground, quiet = palette.mid(), palette.base(), palette.placeholderText()
        for index, middle in self.places(seen.top(), seen.bottom()):
            brushes = (accent, accent, sign) if index == self._index else (rim, ground, quiet)
            picture = _plus(*(brush.color().rgba() for brush in brushes), ratio)
            painter.drawPixmap(middle - QPointF(RADIUS, RADIUS), picture)


@lru_cache(maxsize=8)
def _plus(rim: int, ground: int, sign: int, pixel_ratio: float) -> QPixmap:
    """Draw a plus once."""
    size, middle = 2 * RADIUS, QPointF(RADIUS, RADIUS)
    picture = transparent_picture(size, size, pixel_ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rim), 1))
    painter.setBrush(QColor.fromRgba(ground))
    painter.drawEllipse(middle, RADIUS - 1, RADIUS - 1)
    painter.setPen(QPen(QColor.fromRgba(sign), 1.4))
    for way in (QPointF(3.5, 0), QPointF(0, 3.5)):
        painter.drawLine(middle - way, middle + way)
    painter.end()
    return picture

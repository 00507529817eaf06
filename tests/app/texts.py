"""Everything that a window says: the words of its widgets, and what its parts paint themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QListView,
    QTableView,
    QWidget,
)

from rampsmith.app.plot.view.axes import ThemedAxis


@dataclass(frozen=True)
class Painted:
    """A text that a widget paints, where that begins and ends in the widget, and its room there."""

    widget: QWidget
    text: str
    left: float
    right: float
    room: QRectF | None

    @property
    def fits(self) -> bool:
        """Whether all of it is inside of what it is given, and of the widget."""
        inside = self.left >= -1 and self.right <= self.widget.width() + 1
        room = self.room
        return inside and (room is None or self.right - self.left <= room.width() + 1)


def painted_texts(window: QWidget) -> list[Painted]:
    """Paint a window, and return each text that its own painters draw."""
    found: list[Painted] = []
    real = QPainter.drawText

    def draw(painter: QPainter, *parts: Any) -> Any:
        words = next(part for part in parts if isinstance(part, str))
        place = parts[0]
        widget = painter.device()
        if isinstance(widget, QWidget) and words.strip():
            room = QRectF(place) if isinstance(place, QRect | QRectF) else None
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            flags = next((part for part in parts if isinstance(part, Qt.AlignmentFlag)), None)
            left = painter.transform().map(QPointF(_begin(place, width, flags), 0)).x()
            found.append(Painted(widget, words, left, left + width, room))
        return real(painter, *parts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QPainter, "drawText", draw)
        window.grab()
    return found


def _begin(place: Any, width: float, flags: Qt.AlignmentFlag | None) -> float:
    """Return where a text begins that is drawn at a point or in a rectangle."""
    match place:
        case QPoint() | QPointF():
            return QPointF(place).x()
        case QRect() | QRectF() if flags is not None and flags & Qt.AlignmentFlag.AlignRight:
            return QRectF(place).right() - width
        case QRect() | QRectF() if flags is not None and flags & Qt.AlignmentFlag.AlignHCenter:
            return QRectF(place).center().x() - width / 2
        case QRect() | QRectF():
            return QRectF(place).left()
        case _:
            return float(place)


def shown_texts(window: QWidget) -> Iterator[str]:
    """Return every text that a person can read in a window, but for code."""
    QApplication.processEvents()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield from _texts_of(widget)
    yield from (each.text for each in painted_texts(window))


def _texts_of(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() | QAbstractButton() | QLineEdit():
            yield widget.text()
        case QComboBox():
            yield from (widget.itemText(index) for index in range(widget.count()))
        case QTableView() | QListView():
            model = widget.model()
            columns = range(1 if isinstance(widget, QListView) else model.columnCount())
            for row in range(min(50, model.rowCount())):
                yield from (str(model.index(row, column).data() or "") for column in columns)
        case QGraphicsView():
            for item in widget.scene().items():
                if isinstance(item, ThemedAxis):
                    yield from _labels(item)


def _labels(axis: ThemedAxis) -> Iterator[str]:
    low, high = axis.range
    for spacing, values in axis.tickValues(low, high, max(1.0, axis.size().height())):
        yield from axis.tickStrings(values, 1.0, spacing)

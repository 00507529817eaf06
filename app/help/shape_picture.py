"""The curve of one segment, large enough to see how it bends, with the rates at its ends."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from rampsmith.app.painting import painted_safely
from rampsmith.app.panels.segment_card import thumbnail
from rampsmith.app.theme import Theme
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import rate_text

POINTS = 240
SIZE = QSize(230, 168)
ROOM = 26
"""Pixels above and below the curve, for the words."""


class ShapePicture(QWidget):
    """Paints a segment's curve."""

    def __init__(self, theme: Theme) -> None:
        """Begin without a curve."""
        super().__init__()
        self._theme = theme
        self._values: list[float] = []
        self._family = "flat"
        self._ends = ("", "")
        self.setFixedSize(SIZE)
        self.setAccessibleName("Picture of the shape")

    def set_theme(self, theme: Theme) -> None:
        """Recolour the curve."""
        self._theme = theme
        self.update()

    def show_segment(self, rates: Rates, index: int, group: int) -> None:
        """Show a segment's curve, with the rates of a group at its ends."""
        self._values = thumbnail(rates, index, POINTS)
        self._family = rates.schedule.segments[index].shape.family
        self._ends = ("", "")
        if self._values:
            first, last = rates.level_at_start(index, group), rates.level_at_end(index, group)
            self._ends = (rate_text(first), rate_text(last))
        self.setAccessibleDescription(" to ".join(self._ends))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the curve and the words at its ends."""
        self._paint(QPainter(self))

    @painted_safely
    def _paint(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(frame, 6, 6)
        inside = frame.adjusted(14, ROOM, -14, -ROOM)
        if not self._values:
            painter.setPen(QColor(theme.quiet))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "It has no curve here.")
            return
        points = self._points(inside)
        colour = theme.family(self._family)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(QColor(theme.text), 1.4))
        painter.setBrush(QColor(theme.field))
        for place in (points[0], points[-1]):
            painter.drawEllipse(place, 3.5, 3.5)
        self._paint_ends(painter, frame, points)

    def _points(self, inside: QRectF) -> list[QPointF]:
        low, high = min(self._values), max(self._values)
        span, last = high - low, len(self._values) - 1
        return [
            QPointF(
                inside.left() + inside.width() * number / last,
                inside.bottom() - inside.height() * ((value - low) / span if span else 0.5),
            )
            for number, value in enumerate(self._values)
        ]

    def _paint_ends(self, painter: QPainter, frame: QRectF, points: list[QPointF]) -> None:
        """Say the rates, each above its end where that is the higher one, or else below."""
        painter.setPen(QColor(self._theme.quiet))
        first, last = points[0].y(), points[-1].y()
        flag = Qt.AlignmentFlag
        for text, y, other, side in (
            (self._ends[0], first, last, flag.AlignLeft),
            (self._ends[1], last, first, flag.AlignRight),
        ):
            top = y - ROOM + 4 if y <= other else y + 5
            row = QRectF(frame.left() + 10, top, frame.width() - 20, 18)
            painter.drawText(row, side | flag.AlignVCenter, text)

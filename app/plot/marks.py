"""What lies over the curves: handles, the cursor, and problems at their places."""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from rampsmith.app.painting import painted_safely
from rampsmith.app.plot.gestures.handles import Handle
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.view_item import ViewItem
from rampsmith.app.theme import Theme

HANDLE_RADIUS = 5.5
HANDLE_MIDDLE = HANDLE_RADIUS + 2
"""Where the middle of a handle lies in its picture, which has two pixels around it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem's place on the plot, with a few words."""

    step: float
    words: str
    severe: bool


@lru_cache(maxsize=8)
def _ring(rim: str, ground: str, pixel_ratio: float) -> QPixmap:
    """Draw a handle once."""
    size = 2 * HANDLE_MIDDLE
    picture = QPixmap(math.ceil(size * pixel_ratio), math.ceil(size * pixel_ratio))
    picture.setDevicePixelRatio(pixel_ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(rim), 2))
    painter.setBrush(QBrush(QColor(ground)))
    painter.drawEllipse(QPointF(size / 2, size / 2), HANDLE_RADIUS, HANDLE_RADIUS)
    painter.end()
    return picture


@dataclass(slots=True)
class Pointer:
    """Where the mouse is on the plot: the step, and the rates of the groups there."""

    step: float
    points: list[tuple[float, QColor]] = field(default_factory=list)


class MarksItem(ViewItem):
    """Draws what lies over the curves: handles, the cursor, snaps and problems."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing marked."""
        super().__init__(theme)
        self.handles: tuple[Handle, ...] = ()
        self.scale = RateScale()
        self.hovered: Handle | None = None
        self.hovered_boundary: float | None = None
        self.selected_segment: int | None = None
        self.pointer: Pointer | None = None
        self.marks: tuple[Mark, ...] = ()

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered_boundary is not None:
            x = to_pixels.map(QPointF(self.hovered_boundary, 0)).x()
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
        if self.pointer is not None:
            self._paint_pointer(painter, self.pointer, to_pixels, seen)
        for row, mark in enumerate(self.marks):
            place = QPointF(to_pixels.map(QPointF(mark.step, 0)).x(), seen.bottom() - 26 - 20 * row)
            self._paint_mark(painter, mark, place, seen)
        painter.setClipRect(seen.adjusted(-HANDLE_RADIUS - 2, -2, HANDLE_RADIUS + 2, 8))
        self._paint_handles(painter, to_pixels, seen)

    def _paint_handles(self, painter: QPainter, to_pixels: Any, seen: QRectF) -> None:
        """Draw the handles, and over them the one under the mouse and the selected ones' dots."""
        room = seen.adjusted(-HANDLE_RADIUS, -HANDLE_RADIUS, HANDLE_RADIUS, HANDLE_RADIUS)
        left, right, top, bottom = room.left(), room.right(), room.top(), room.bottom()
        # The view turns nothing, so that numbers do, which are faster than Qt's points.
        across, begin, up, ground = (
            to_pixels.m11(),
            to_pixels.dx(),
            to_pixels.m22(),
            to_pixels.dy(),
        )
        drawn: set[tuple[int, int]] = set()
        hot: QPointF | None = None
        dots: list[QPointF] = []
        # One by one they would take as long as all curves together where there are many.
        ring = _ring(self.theme.text, self.theme.ground, painter.device().devicePixelRatioF())
        for handle in self.handles:
            x = across * handle.step + begin
            y = up * self.scale.height(handle.rate) + ground
            # This also leaves out what is not a number.
            if not (left <= x <= right and top <= y <= bottom):
                continue
            if handle == self.hovered:
                hot = QPointF(x, y)
            elif (pixel := (round(x), round(y))) not in drawn:
                drawn.add(pixel)
                painter.drawPixmap(QPointF(x - HANDLE_MIDDLE, y - HANDLE_MIDDLE), ring)
            if handle.segment == self.selected_segment:
                dots.append(QPointF(x, y))
        if hot is not None:
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.setBrush(QBrush(QColor(self.theme.selected)))
            painter.drawEllipse(hot, HANDLE_RADIUS + 1.5, HANDLE_RADIUS + 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.theme.accent)))
        for dot in dots:
            painter.drawEllipse(dot, 2.5, 2.5)

    def _paint_pointer(
        self, painter: QPainter, pointer: Pointer, to_pixels: Any, seen: QRectF
    ) -> None:
        x = to_pixels.map(QPointF(pointer.step, 0)).x()
        painter.setPen(QPen(QColor(self.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
        painter.setPen(QPen(QColor(self.theme.ground), 1.5))
        for height, colour in pointer.points:
            if math.isfinite(height):
                painter.setBrush(QBrush(colour))
                painter.drawEllipse(to_pixels.map(QPointF(pointer.step, height)), 4, 4)

    def _paint_mark(self, painter: QPainter, mark: Mark, place: QPointF, seen: QRectF) -> None:
        colour = QColor(self.theme.error if mark.severe else self.theme.warning)
        x = min(max(place.x(), seen.left() + 12), seen.right() - 12)
        y = place.y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        triangle = [QPointF(x, y - 6), QPointF(x - 6, y + 5), QPointF(x + 6, y + 5)]
        painter.drawPolygon(QPolygonF(triangle))
        font = painter.font()
        font.setBold(False)
        font.setPointSizeF(8.5)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(mark.words) + 4
        left = x + 11 if x + 11 + width <= seen.right() else x - 11 - width
        ground = QColor(self.theme.ground)
        ground.setAlpha(190)
        painter.fillRect(QRectF(left - 2, y - 9, width + 2, 17), ground)
        painter.setPen(colour)
        painter.drawText(QRectF(left, y - 9, width, 17), Qt.AlignmentFlag.AlignVCenter, mark.words)

"""The marks over the curves: handles, the cursor, and problems at their places."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap, QTransform

from rampsmith.app.base.painting import transparent_picture
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.labels import POINTS, PlacedMark, placed_labels
from rampsmith.app.plot.items.plot_state import Pointer
from rampsmith.app.plot.items.view_item import ViewItem

HANDLE_RADIUS = 5.5
HANDLE_MIDDLE = HANDLE_RADIUS + 2
"""The middle of a handle in its picture, which has two pixels around it."""


@lru_cache(maxsize=8)
def _ring(rim: str, ground: str, pixel_ratio: float) -> QPixmap:
    """Draw a handle once."""
    size = 2 * HANDLE_MIDDLE
    picture = transparent_picture(size, size, pixel_ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(rim), 2))
    painter.setBrush(QBrush(QColor(ground)))
    painter.drawEllipse(QPointF(size / 2, size / 2), HANDLE_RADIUS, HANDLE_RADIUS)
    painter.end()
    return picture


class MarksItem(ViewItem):
    """Draws handles, the cursor and problems."""

    reach = HANDLE_RADIUS + 3

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the line under the mouse, the cursor, the problems, and over them the handles."""
        state, theme = self.state, self.state.theme
        if state.hovered.line is not None:
            x = to_pixels.map(QPointF(state.hovered.line, 0)).x()
            painter.setPen(QPen(QColor(theme.accent), 2))
            self.rule(painter, x, seen)
        if state.pointer is not None:
            self._paint_pointer(painter, state.pointer, to_pixels, seen)
        font = painter.font()
        font.setPointSizeF(POINTS)
        painter.setFont(font)
        if state.marks:
            metrics = QFontMetricsF(painter.font())
            for placed in placed_labels(state, to_pixels, seen, metrics).marks:
                self._paint_mark(painter, placed)
        painter.setClipRect(seen.adjusted(-HANDLE_RADIUS - 2, -2, HANDLE_RADIUS + 2, 8))
        self._paint_handles(painter, to_pixels, seen)

    def _paint_handles(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Draw the handles, and over them the one under the mouse and the selected ones' dots."""
        state, theme = self.state, self.state.theme
        room = seen.adjusted(-HANDLE_RADIUS, -HANDLE_RADIUS, HANDLE_RADIUS, HANDLE_RADIUS)
        left, right, top, bottom = room.left(), room.right(), room.top(), room.bottom()
        # The view is never rotated, so plain numbers do; they are faster than Qt's points.
        across, begin = to_pixels.m11(), to_pixels.dx()
        up, ground = to_pixels.m22(), to_pixels.dy()
        drawn: set[tuple[int, int]] = set()
        hot: QPointF | None = None
        dots: list[QPointF] = []
        # One by one they would take as long as all curves together where there are many.
        ring = _ring(theme.text, theme.ground, painter.device().devicePixelRatioF())
        for handle in state.handles:
            x = across * handle.step + begin
            y = up * state.scale.height(handle.rate) + ground
            # This also leaves out what is not a number.
            if not (left <= x <= right and top <= y <= bottom):
                continue
            if handle == state.hovered.handle:
                hot = QPointF(x, y)
            elif (pixel := (round(x), round(y))) not in drawn:
                drawn.add(pixel)
                painter.drawPixmap(QPointF(x - HANDLE_MIDDLE, y - HANDLE_MIDDLE), ring)
            if handle.segment == state.segment:
                dots.append(QPointF(x, y))
        if hot is not None:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(QBrush(QColor(theme.selected)))
            painter.drawEllipse(hot, HANDLE_RADIUS + 1.5, HANDLE_RADIUS + 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(theme.accent)))
        for dot in dots:
            painter.drawEllipse(dot, 2.5, 2.5)

    def _paint_pointer(
        self, painter: QPainter, pointer: Pointer, to_pixels: QTransform, seen: QRectF
    ) -> None:
        x = to_pixels.map(QPointF(pointer.step, 0)).x()
        painter.setPen(QPen(QColor(self.state.theme.accent), 1, Qt.PenStyle.DashLine))
        self.rule(painter, x, seen)
        painter.setPen(QPen(QColor(self.state.theme.ground), 1.5))
        for group, height in pointer.heights:
            if math.isfinite(height):
                painter.setBrush(
                    QBrush(group_pen_colour(self.state.theme, self.state.place(group)))
                )
                painter.drawEllipse(to_pixels.map(QPointF(pointer.step, height)), 4, 4)

    def _paint_mark(self, painter: QPainter, placed: PlacedMark) -> None:
        theme = self.state.theme
        colour = QColor(theme.error if placed.mark.severe else theme.warning)
        x, y = placed.tip.x(), placed.tip.y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        painter.drawPolygon([QPointF(x, y - 6), QPointF(x - 6, y + 5), QPointF(x + 6, y + 5)])
        if placed.words is not None:
            painter.setPen(colour)
            painter.drawText(placed.words, Qt.AlignmentFlag.AlignCenter, placed.mark.words)

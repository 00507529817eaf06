"""The marks of gestures over the curve: bends, picked handles, the box, the band, and guides."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.plot.gestures.banding import Band
from rampsmith.app.plot.gestures.gesture import Guide
from rampsmith.app.plot.gestures.scaling import BOX_MARGIN, Box
from rampsmith.app.plot.items.marks import HANDLE_RADIUS
from rampsmith.app.plot.items.plot_state import Ghost
from rampsmith.app.plot.items.view_item import ViewItem

BEND_RADIUS = 4.5
GRIP_SIDE = 7.0


class OverlayItem(ViewItem):
    """Draws the marks of gestures."""

    reach = HANDLE_RADIUS + 5

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint all of them, the guides last."""
        state = self.state
        if state.has_focus:
            painter.setPen(QPen(QColor(state.theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(seen.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setClipRect(seen.adjusted(-HANDLE_RADIUS - 4, -2, HANDLE_RADIUS + 4, 8))
        self._paint_bends(painter, to_pixels)
        self._paint_picks(painter, to_pixels)
        if state.hovered.ghost is not None:
            self._paint_ghost(painter, state.hovered.ghost, to_pixels)
        if state.box is not None:
            self._paint_box(painter, state.box, to_pixels)
        if state.band is not None:
            self._paint_band(painter, state.band, to_pixels)
        for guide in state.guides:
            self._paint_guide(painter, guide, to_pixels, seen)

    def _paint_bends(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw a small diamond on each curve that can be bent."""
        hovered = self.state.hovered.bend
        for bend in self.state.bends:
            if not math.isfinite(bend.rate):
                continue
            hot = hovered is not None and bend.same_as(hovered)
            colour = QColor(self.state.theme.accent if hot else self.state.theme.text)
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(QBrush(QColor(self.state.theme.ground)))
            place = self.pixel(to_pixels, bend.step, bend.rate)
            if bend.anchor is not None:
                painter.drawLine(self.pixel(to_pixels, *bend.anchor), place)
            reach = BEND_RADIUS + (1.5 if hot else 0)
            corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
            painter.drawPolygon([place + QPointF(x, y) for x, y in corners])

    def _paint_picks(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Ring the picked handles."""
        painter.setPen(QPen(QColor(self.state.theme.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for handle in self.state.picked:
            if math.isfinite(handle.rate):
                place = self.pixel(to_pixels, handle.step, handle.rate)
                painter.drawEllipse(place, HANDLE_RADIUS + 3, HANDLE_RADIUS + 3)

    def _paint_ghost(self, painter: QPainter, ghost: Ghost, to_pixels: QTransform) -> None:
        """Draw the handle that a double-click would add, dotted."""
        if math.isfinite(ghost.rate):
            painter.setPen(QPen(QColor(self.state.theme.accent), 1.5, Qt.PenStyle.DotLine))
            painter.setBrush(QBrush(QColor(self.state.theme.ground)))
            place = self.pixel(to_pixels, ghost.step, ghost.rate)
            painter.drawEllipse(place, HANDLE_RADIUS, HANDLE_RADIUS)

    def _paint_box(self, painter: QPainter, box: Box, to_pixels: QTransform) -> None:
        """Draw the box around several points, with its grips."""
        corners = QRectF(
            to_pixels.map(QPointF(box.left, box.top)),
            to_pixels.map(QPointF(box.right, box.bottom)),
        ).adjusted(-BOX_MARGIN, -BOX_MARGIN, BOX_MARGIN, BOX_MARGIN)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.state.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawRect(corners)
        painter.setPen(QPen(QColor(self.state.theme.accent), 1.5))
        painter.setBrush(QBrush(QColor(self.state.theme.ground)))
        for grip in box.grips():
            x = corners.center().x() + grip.across * corners.width() / 2
            y = corners.center().y() - grip.up * corners.height() / 2
            half = GRIP_SIDE / 2
            painter.drawRect(QRectF(x - half, y - half, GRIP_SIDE, GRIP_SIDE))

    def _paint_band(self, painter: QPainter, band: Band, to_pixels: QTransform) -> None:
        place = QRectF(
            to_pixels.map(QPointF(*band.begin)), to_pixels.map(QPointF(*band.end))
        ).normalized()
        fill = QColor(self.state.theme.accent)
        fill.setAlpha(30)
        painter.setPen(QPen(QColor(self.state.theme.accent), 1))
        painter.setBrush(QBrush(fill))
        painter.drawRect(place)

    def _paint_guide(
        self, painter: QPainter, guide: Guide, to_pixels: QTransform, seen: QRectF
    ) -> None:
        """Draw a line through what a drag has caught on, with its words at the edge."""
        painter.setPen(QPen(QColor(self.state.theme.accent), 1))
        metrics = QFontMetricsF(painter.font())
        size = QRectF(0, 0, metrics.horizontalAdvance(guide.words) + 10, metrics.height() + 2)
        if guide.axis == "time":
            x = round(to_pixels.map(QPointF(guide.place, 0)).x()) + 0.5
            self.rule(painter, x, seen)
            size.moveTo(min(x + 4, seen.right() - size.width()), seen.bottom() - size.height() - 4)
        else:
            y = round(self.pixel(to_pixels, 0, guide.place).y()) + 0.5
            painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
            size.moveTo(seen.right() - size.width() - 4, max(seen.top(), y - size.height() - 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.state.theme.accent)))
        painter.drawRoundedRect(size, 3, 3)
        painter.setPen(QColor(self.state.theme.ground))
        painter.drawText(size, Qt.AlignmentFlag.AlignCenter, guide.words)

"""What gestures show over the curve: bends' handles, picks, the box, the band, and guides."""

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.painting import painted_safely
from rampsmith.app.plot.gestures.banding import Band
from rampsmith.app.plot.gestures.gesture import Guide
from rampsmith.app.plot.gestures.handles import Bend, Handle
from rampsmith.app.plot.gestures.scaling import BOX_MARGIN, Box
from rampsmith.app.plot.marks import HANDLE_RADIUS
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.view_item import ViewItem
from rampsmith.app.theme import Theme

BEND_RADIUS = 4.5
GRIP_SIDE = 7.0


class OverlayItem(ViewItem):
    """Draws what belongs to gestures, in pixels."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing to show."""
        super().__init__(theme)
        self.scale = RateScale()
        self.bends: tuple[Bend, ...] = ()
        self.hovered_bend: Bend | None = None
        self.picked: tuple[Handle, ...] = ()
        self.box: Box | None = None
        self.band: Band | None = None
        self.guides: tuple[Guide, ...] = ()

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels, the guides last."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen.adjusted(-HANDLE_RADIUS - 4, -2, HANDLE_RADIUS + 4, 8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bends(painter, to_pixels)
        self._paint_picks(painter, to_pixels)
        if self.box is not None:
            self._paint_box(painter, self.box, to_pixels)
        if self.band is not None:
            self._paint_band(painter, self.band, to_pixels)
        for guide in self.guides:
            self._paint_guide(painter, guide, to_pixels, seen)

    def _pixel(self, to_pixels: QTransform, step: float, rate: float) -> QPointF:
        return to_pixels.map(QPointF(step, self.scale.height(rate)))

    def _paint_bends(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw a small diamond on each curve that can be bent."""
        for bend in self.bends:
            if not math.isfinite(bend.rate):
                continue
            hot = self.hovered_bend is not None and bend.segment == self.hovered_bend.segment
            colour = QColor(self.theme.accent if hot else self.theme.text)
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(QBrush(QColor(self.theme.ground)))
            place = self._pixel(to_pixels, bend.step, bend.rate)
            reach = BEND_RADIUS + (1.5 if hot else 0)
            painter.drawPolygon(
                [
                    place + QPointF(0, -reach),
                    place + QPointF(reach, 0),
                    place + QPointF(0, reach),
                    place + QPointF(-reach, 0),
                ]
            )

    def _paint_picks(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Ring the picked handles."""
        painter.setPen(QPen(QColor(self.theme.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for handle in self.picked:
            if math.isfinite(handle.rate):
                place = self._pixel(to_pixels, handle.step, handle.rate)
                painter.drawEllipse(place, HANDLE_RADIUS + 3, HANDLE_RADIUS + 3)

    def _paint_box(self, painter: QPainter, box: Box, to_pixels: QTransform) -> None:
        """Draw the box around several points, with its grips."""
        corners = QRectF(
            to_pixels.map(QPointF(box.left, box.top)),
            to_pixels.map(QPointF(box.right, box.bottom)),
        ).adjusted(-BOX_MARGIN, -BOX_MARGIN, BOX_MARGIN, BOX_MARGIN)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawRect(corners)
        painter.setPen(QPen(QColor(self.theme.accent), 1.5))
        painter.setBrush(QBrush(QColor(self.theme.ground)))
        for grip in box.grips():
            x = corners.center().x() + grip.across * corners.width() / 2
            y = corners.center().y() - grip.up * corners.height() / 2
            half = GRIP_SIDE / 2
            painter.drawRect(QRectF(x - half, y - half, GRIP_SIDE, GRIP_SIDE))

    def _paint_band(self, painter: QPainter, band: Band, to_pixels: QTransform) -> None:
        place = QRectF(
            to_pixels.map(QPointF(*band.begin)), to_pixels.map(QPointF(*band.end))
        ).normalized()
        fill = QColor(self.theme.accent)
        fill.setAlpha(30)
        painter.setPen(QPen(QColor(self.theme.accent), 1))
        painter.setBrush(QBrush(fill))
        painter.drawRect(place)

    def _paint_guide(
        self, painter: QPainter, guide: Guide, to_pixels: QTransform, seen: QRectF
    ) -> None:
        """Draw a line through what a drag has caught on, with its words at the edge."""
        painter.setPen(QPen(QColor(self.theme.accent), 1))
        metrics = QFontMetricsF(painter.font())
        size = QRectF(0, 0, metrics.horizontalAdvance(guide.words) + 10, metrics.height() + 2)
        if guide.axis == "time":
            x = round(to_pixels.map(QPointF(guide.place, 0)).x()) + 0.5
            painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
            size.moveTo(min(x + 4, seen.right() - size.width()), seen.bottom() - size.height() - 4)
        else:
            y = round(self._pixel(to_pixels, 0, guide.place).y()) + 0.5
            painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
            size.moveTo(seen.right() - size.width() - 4, max(seen.top(), y - size.height() - 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.theme.accent)))
        painter.drawRoundedRect(size, 3, 3)
        painter.setPen(QColor(self.theme.ground))
        painter.drawText(size, Qt.AlignmentFlag.AlignCenter, guide.words)

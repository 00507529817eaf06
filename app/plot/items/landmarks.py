"""Fixed marks on the plot: the last rate that the run executes, and the floor that stands for 0."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.plot.items.marks import HANDLE_RADIUS
from rampsmith.app.plot.items.plot_state import LastRate
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.values.numbers import rate_text

LABEL_REACH = 80.0
"""Pixels before the last update that its words take."""


def last_rate(
    rates: Rates, group: int, step_pixel: float, what: str = RATE.words
) -> LastRate | None:
    """Find a group's value in the run's last update, and name it; None in a run without one."""
    last = rates.timeline.run_steps - 1
    if last < 0 or not rates.schedule.segments or not rates.schedule.groups:
        return None
    before = max(0, last - math.ceil(LABEL_REACH * step_pixel))
    earlier, rate = rates.of_group(group, [before, last])
    return LastRate(last, rate, earlier > rate, what) if math.isfinite(rate) else None


def floor_words(scale: RateScale) -> str:
    """Say what the line at the foot of a log axis stands for."""
    return f"0, and values below {rate_text(scale.floor)}, are drawn here"


class LandmarksItem(ViewItem):
    """Draws the marks, quietly and below the handles."""

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the floor of a log axis, and the last rate."""
        font = painter.font()
        font.setPointSizeF(8.5)
        painter.setFont(font)
        if self.state.scale.logarithmic:
            self._paint_floor(painter, to_pixels, seen)
        if self.state.last is not None:
            self._paint_last(painter, self.state.last, to_pixels, seen)

    def _paint_floor(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        y = round(to_pixels.map(QPointF(0, self.state.scale.height(0.0))).y()) - 0.5
        if not seen.top() <= y <= seen.bottom():
            return
        painter.setPen(QPen(QColor(self.state.theme.quiet), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
        words = floor_words(self.state.scale)
        metrics = QFontMetricsF(painter.font())
        place = QPointF(seen.center().x() - metrics.horizontalAdvance(words) / 2, y - 4)
        painter.drawText(place, words)

    def _paint_last(
        self, painter: QPainter, last: LastRate, to_pixels: QTransform, seen: QRectF
    ) -> None:
        """Draw a dot on the curve, and the words to its left, clear of the handle at the end."""
        place = self.pixel(to_pixels, last.step, last.rate)
        if not seen.contains(place):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.state.theme.text)))
        painter.drawEllipse(place, 3, 3)
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(last.words) + 8
        label = QRectF(0, 0, width, metrics.height())
        gap = HANDLE_RADIUS + 4
        label.moveBottomRight(place + QPointF(-gap, -gap))
        has_room_below = place.y() + gap + label.height() < seen.bottom()
        if (last.falls and has_room_below) or label.top() < seen.top():
            label.moveTop(place.y() + gap)
        elif last.falls:
            label.moveRight(seen.right() - 3)
        ground = QColor(self.state.theme.ground)
        ground.setAlpha(190)
        painter.setBrush(ground)
        painter.drawRect(label)
        painter.setPen(QColor(self.state.theme.quiet))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, last.words)

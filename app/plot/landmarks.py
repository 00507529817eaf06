"""Fixed marks on the plot: the last rate that the run executes, and the floor that stands for 0."""

import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.painting import painted_safely
from rampsmith.app.plot.marks import HANDLE_RADIUS
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.view_item import ViewItem
from rampsmith.app.theme import Theme
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import rate_text

LABEL_REACH = 80.0
"""Pixels before the last update that its words take."""


@dataclass(frozen=True, slots=True)
class LastRate:
    """The rate of the last update of the run.

    Attributes:
        step: its step t, one before the run's end.
        rate: the rate that it uses.
        falls: whether the curve comes down to it, so that below it is room for words.
    """

    step: int
    rate: float
    falls: bool

    @property
    def words(self) -> str:
        """Say which rate it is."""
        return f"last rate {rate_text(self.rate)}"


def last_rate(rates: Rates, group: int, step_pixel: float) -> LastRate | None:
    """Find what the last update of the run is made with; None in a run without one.

    Args:
        rates: the rates.
        group: the group whose rate it is.
        step_pixel: how many steps a pixel is wide.
    """
    last = rates.timeline.run_steps - 1
    if last < 0 or not rates.schedule.segments or not rates.schedule.groups:
        return None
    before = max(0, last - math.ceil(LABEL_REACH * step_pixel))
    earlier, rate = rates.of_group(group, [before, last])
    return LastRate(last, rate, earlier > rate) if math.isfinite(rate) else None


class LandmarksItem(ViewItem):
    """Draws the marks, quietly and below the handles."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing to mark."""
        super().__init__(theme)
        self.scale = RateScale()
        self.last: LastRate | None = None

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPointSizeF(8.5)
        painter.setFont(font)
        if self.scale.logarithmic:
            self._paint_floor(painter, to_pixels, seen)
        if self.last is not None:
            self._paint_last(painter, self.last, to_pixels, seen)

    def _paint_floor(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        y = round(to_pixels.map(QPointF(0, self.scale.height(0.0))).y()) - 0.5
        if not seen.top() <= y <= seen.bottom():
            return
        painter.setPen(QPen(QColor(self.theme.quiet), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
        words = f"0, and rates below {rate_text(self.scale.floor)}, are drawn here"
        metrics = QFontMetricsF(painter.font())
        place = QPointF(seen.center().x() - metrics.horizontalAdvance(words) / 2, y - 4)
        painter.drawText(place, words)

    def _paint_last(
        self, painter: QPainter, last: LastRate, to_pixels: QTransform, seen: QRectF
    ) -> None:
        """Draw a dot on the curve, and the words to its left, clear of the handle at the end."""
        place = to_pixels.map(QPointF(last.step, self.scale.height(last.rate)))
        if not seen.contains(place):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.theme.text)))
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
        ground = QColor(self.theme.ground)
        ground.setAlpha(190)
        painter.setBrush(ground)
        painter.drawRect(label)
        painter.setPen(QColor(self.theme.quiet))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, last.words)

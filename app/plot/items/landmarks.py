"""Fixed marks on the plot: the curve's name, the last rate of the run, and the floor that is 0."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.labels import (
    LEGEND_ROW,
    POINTS,
    SAMPLE,
    LegendLine,
    floor_place,
    floor_words,
    placed_labels,
)
from rampsmith.app.plot.items.plot_state import LastRate
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.rates import Rates

TITLE_POINTS = 9.5
"""The size of the curve's name."""


def last_rate(rates: Rates, group: int, what: str = RATE.words) -> LastRate | None:
    """Find a group's value in the run's last update, and name it; None in a run without one."""
    last = rates.timeline.run_steps - 1
    if last < 0 or not rates.schedule.segments or not rates.schedule.groups:
        return None
    rate = rates.of_group(group, [last])[0]
    segments = range(len(rates.schedule.segments))
    largest = max(abs(rates.level_at_start(segment, group)) for segment in segments)
    return LastRate(last, rate, what, largest) if math.isfinite(rate) else None


class LandmarksItem(ViewItem):
    """Draws the marks, quietly and below the handles."""

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the floor of a log axis, the last rate, and the name of the curve."""
        font = painter.font()
        font.setPointSizeF(POINTS)
        painter.setFont(font)
        if self.state.scale.logarithmic:
            self._paint_floor(painter, to_pixels, seen)
        labels = placed_labels(self.state, to_pixels, seen, QFontMetricsF(font))
        if self.state.last is not None:
            self._paint_last(painter, self.state.last, labels.last, to_pixels, seen)
        if labels.legend is not None:
            self._paint_legend(painter, labels.legend, labels.names)
        if labels.title is not None:
            font.setPointSizeF(TITLE_POINTS)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(self.state.theme.text))
            painter.drawText(labels.title, Qt.AlignmentFlag.AlignCenter, self.state.title)

    def _paint_legend(self, painter: QPainter, place: QRectF, names: list[LegendLine]) -> None:
        """Write the names of the groups, each after a piece of its curve."""
        theme = self.state.theme
        for number, (words, group, chosen) in enumerate(names):
            row = QRectF(
                place.left(), place.top() + 2 + LEGEND_ROW * number, place.width(), LEGEND_ROW
            )
            if group is not None:
                painter.setPen(QPen(group_pen_colour(theme, group), 2.0 if chosen else 1.0))
                y = row.center().y()
                painter.drawLine(QPointF(row.left() + 2, y), QPointF(row.left() + SAMPLE - 6, y))
            painter.setPen(QColor(theme.text if chosen else theme.quiet))
            painter.drawText(
                row.adjusted(SAMPLE, 0, 0, 0),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                words,
            )

    def _paint_floor(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        y = round(to_pixels.map(QPointF(0, self.state.scale.height(0.0))).y()) - 0.5
        if not seen.top() <= y <= seen.bottom():
            return
        painter.setPen(QPen(QColor(self.state.theme.quiet), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
        metrics = QFontMetricsF(painter.font())
        place = floor_place(self.state.scale, to_pixels, seen, metrics)
        if place is not None:
            words = floor_words(self.state.scale)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_last(
        self,
        painter: QPainter,
        last: LastRate,
        label: QRectF | None,
        to_pixels: QTransform,
        seen: QRectF,
    ) -> None:
        """Draw a dot on the curve, and the words beside it where there is room for them."""
        place = self.pixel(to_pixels, last.step, last.rate)
        if not seen.contains(place):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.state.theme.text)))
        painter.drawEllipse(place, 3, 3)
        if label is not None:
            painter.setPen(QColor(self.state.theme.quiet))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, last.words)

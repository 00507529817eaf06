"""A dot on the curve for each step, where they are far enough apart to be told from each other."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QTransform

from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.view_item import ViewItem

LEAST_APART = 9.0
"""Pixels between two steps; closer dots would run into a line."""

RADIUS = 2.2


class StepDotsItem(ViewItem):
    """Draws what each step of the run executes, for the group that has the handles."""

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the dots of the steps that are seen."""
        schedule, rates = self.state.rates.schedule, self.state.rates
        if to_pixels.m11() < LEAST_APART or not (schedule.segments and schedule.groups):
            return
        view = to_pixels.inverted()[0].mapRect(seen)
        last = min(math.floor(view.right()), max(rates.timeline.run_steps - 1, 0))
        steps = range(max(0, math.ceil(view.left())), last + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            QBrush(group_pen_colour(self.state.theme, self.state.place(self.state.group)))
        )
        for step, rate in zip(steps, rates.of_group(self.state.group, steps), strict=True):
            if math.isfinite(rate):
                place = to_pixels.map(QPointF(step, self.state.scale.height(rate)))
                painter.drawEllipse(place, RADIUS, RADIUS)

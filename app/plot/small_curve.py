"""Small pictures of a curve, without axes or handles."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps


def last_step(rates: Rates) -> float:
    """Return the step at which the picture of a schedule ends: that of its run."""
    line = rates.timeline
    return max(1.0, line.run_steps if line.run_steps > 0 else min(line.end, math.inf))


def sampled(rates: Rates, low: float, high: float, pixels: int) -> list[tuple[int, float]]:
    """Give the first group's finite rates between two steps, as many as the pixels can show."""
    if not rates.schedule.groups:
        return []
    steps = sample_steps(rates, low, high, max(1, pixels))
    values = rates.of_group(0, steps) if steps else []
    pairs = zip(steps, values, strict=True)
    return [(step, value) for step, value in pairs if math.isfinite(value)]


def polyline(
    points: Sequence[tuple[int, float]], low: float, high: float, place: QRectF
) -> QPolygonF:
    """Put rates between two steps into a rectangle, the lowest at its bottom; a flat one midway."""
    if not points or not high > low:
        return QPolygonF()
    values = [value for _, value in points]
    bottom, span = min(values), max(values) - min(values)

    def height(value: float) -> float:
        share = (value - bottom) / span if span > 0 and math.isfinite(span) else 0.5
        return place.bottom() - share * place.height()

    return QPolygonF(
        [
            QPointF(place.left() + (step - low) / (high - low) * place.width(), height(value))
            for step, value in points
        ]
    )

"""Values over the steps that can be drawn: of rates, of points, of a segment, or of a pin."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.drawn_metric import drawn_points
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import as_executed, is_held, sample_steps
from rampsmith.designer.evaluation.segment_curve import SegmentCurve

PIXELS_FOR_TOP = 400
"""The width of the view, in pixels, in whose samples the highest value of a curve is looked for."""

MOST_DRAWN = 24
"""Curves; a guess. More lie so close to each other that the eye sees them as an area."""

Points = tuple[Sequence[float], Sequence[float]]
"""Steps in rising order, and the values there."""


class ViewRange(NamedTuple):
    """The steps at the edges of a view, and how many pixels lie between."""

    low: float
    high: float
    pixels: int


class Series(Protocol):
    """Values over the steps of the design."""

    def __hash__(self) -> int:
        """Be found again among what was drawn last."""

    def points(self, view: ViewRange) -> Points:
        """Return what a view shows, at no more steps than its pixels can show."""

    def at(self, step: float) -> float:
        """Return the value at a step of the design; NaN where there is none."""


class ComparedSeries(Series, Protocol):
    """A series that is drawn below the design's curve and read out with it."""

    @property
    def name(self) -> str:
        """Its name in the read-out."""

    @property
    def highest(self) -> float:
        """The highest of all its values."""


@dataclass(frozen=True)
class RatesSeries:
    """The values of one group of a schedule."""

    rates: Rates
    group: int = 0

    def points(self, view: ViewRange) -> Points:
        """Return what a view shows, as it is executed; of a schedule without groups, nothing."""
        steps = sample_steps(self.rates, *view) if self.rates.schedule.groups else []
        if not steps:
            return (), ()
        values = self.rates.of_group(self.group, steps)
        return as_executed(self.rates.schedule, steps, values)

    @cached_property
    def highest(self) -> float:
        """The highest value of the whole run."""
        _, values = self.points(whole_run(self.rates, PIXELS_FOR_TOP))
        return max((value for value in values if math.isfinite(value)), default=0.0)

    def at(self, step: float) -> float:
        """Return the value at a step."""
        return self.rates.of_group(self.group, [step])[0]


@dataclass(frozen=True, slots=True)
class PointSeries:
    """Values that are known at some steps, in rising order."""

    name: str
    steps: Sequence[float]
    values: Sequence[float]

    def points(self, view: ViewRange) -> Points:
        """Return what a view shows, and one point to either side; of many, the extremes."""
        begin = max(0, bisect_left(self.steps, view.low) - 1)
        end = bisect_right(self.steps, view.high) + 1
        found = drawn_points(self.values[begin:end], view.pixels)
        return [self.steps[begin + index] for index, _ in found], [value for _, value in found]


@dataclass(frozen=True, slots=True)
class SegmentSeries:
    """The curve of one segment, from its begin to its end, for the first group."""

    rates: Rates
    segment: int

    def _segment_curve(self) -> SegmentCurve | None:
        return self.rates.curves[0].segments[self.segment] if self.rates.curves else None

    def whole(self, pixels: int) -> ViewRange:
        """Return the view that shows all of it."""
        curve = self._segment_curve()
        return ViewRange(0.0, 0.0, pixels) if curve is None else ViewRange(*curve[:2], pixels)

    def points(self, view: ViewRange) -> Points:
        """Return as many values as there are pixels or stairs, or two ends; none if one is unknown."""
        segment_curve = self._segment_curve()
        if segment_curve is None or not view.high > view.low:
            return (), ()
        schedule = self.rates.schedule
        count = view.pixels - 1
        if is_held(schedule, self.segment):
            count = min(count, math.ceil(view.high - view.low))
        elif schedule.segments[self.segment].is_straight and not schedule.repeat_of(self.segment):
            count = 1
        stride = (view.high - view.low) / count
        steps = [view.low + stride * number for number in range(count)]
        try:
            values = [*map(segment_curve.value, steps), segment_curve.end_value]
        except (ArithmeticError, ValueError, TypeError):
            return (), ()
        if not all(map(math.isfinite, values)):
            return (), ()
        return as_executed(schedule, [*steps, view.high], values, self.segment)


def drawn_groups(schedule: Schedule, chosen: int = 0) -> tuple[int, ...]:
    """Return the groups to draw, in order: of many, those spread evenly over their base rates.

    The chosen one, the lowest, the lowest above 0 and the highest are always among them, so that
    all curves lie between those that are drawn; groups of one base rate have the same curve.
    """
    groups = schedule.groups
    if len(groups) <= MOST_DRAWN:
        return tuple(range(len(groups)))
    by_rate = {group.base_lr: index for index, group in reversed(list(enumerate(groups)))}
    rates = sorted(by_rate)
    last = len(rates) - 1
    places = {round(last * number / (MOST_DRAWN - 1)) for number in range(MOST_DRAWN)}
    places.add(min(1, last))
    return tuple(sorted({by_rate[rates[place]] for place in places} | {chosen}))


def whole_run(rates: Rates, pixels: int) -> ViewRange:
    """Return the view of a whole run; without one, of the segments."""
    line = rates.timeline
    last = max(1.0, line.run_steps if line.run_steps > 0 else min(line.end, math.inf))
    return ViewRange(0.0, last, pixels)


def polyline(
    points: Points, view: ViewRange, place: QRectF, ends: tuple[float, float] | None = None
) -> QPolygonF:
    """Put values into a rectangle, a flat curve midway.

    Args:
        ends: the values at its bottom and top; by default the lowest and the highest.
    """
    steps, values = (np.asarray(each, dtype=np.float64) for each in points)
    known = np.isfinite(values)
    if not known.any() or not view.high > view.low:
        return QPolygonF()
    steps, values = steps[known], values[known]
    bottom, top = (float(values.min()), float(values.max())) if ends is None else ends
    span = top - bottom
    across, left = place.width() / (view.high - view.low), place.left()
    up, ground = 0.0, place.center().y()
    # What differs in the last bits alone is flat.
    if math.isfinite(span) and not math.isclose(bottom, top, rel_tol=1e-9):
        up, ground = place.height() / span, place.bottom()
    # What is near the largest number that there is may lie anywhere.
    with np.errstate(over="ignore", invalid="ignore"):
        x, y = left + (steps - view.low) * across, ground - (values - bottom) * up
    found: QPolygonF = arrayToQPolygonF(x, y)
    return found

"""What lies under the mouse: handles and lines, the curve and the names, in any cycle."""

from dataclasses import dataclass

from rampsmith.app.plot.cycles import hit_in_cycle, pace_at
from rampsmith.app.plot.gestures.handles import CURVE_REACH, Bend, Handle, Hit, hit
from rampsmith.app.plot.scale import RateScale
from rampsmith.designer.evaluation.rates import Rates

SIDEWAYS = 3
"""Pixels to either side of the mouse over which a steep curve is looked for."""


@dataclass(frozen=True, slots=True)
class Aim:
    """All that can be aimed at.

    Attributes:
        rates: the rates that are shown.
        group: the group whose curve has the handles.
        handles: its handles.
        bends: its bends' handles.
        scale: the rate axis.
        pixel: how much of each axis one pixel is.
        names: the height above which the segments' names stand.
    """

    rates: Rates
    group: int
    handles: tuple[Handle, ...]
    bends: tuple[Bend, ...]
    scale: RateScale
    pixel: tuple[float, float]
    names: float

    def hit(self, step: float, height: float) -> Hit:
        """Find what lies under the mouse; in a later cycle, the boundaries' lines alone."""
        across, up = self.pixel
        place, pace = pace_at(self.rates, step)
        if place != step:
            return hit_in_cycle(self.rates, place, across * pace)

        def distance(at: float, rate: float) -> tuple[float, float]:
            return abs(at - step) / across, abs(self.scale.height(rate) - height) / up

        found = hit(self.handles, self.bends, distance)
        if found != Hit():
            return found
        index = self.segment_at(step)
        grasped = index is not None and (height >= self.names or self.is_on_curve(step, height))
        return Hit(segment=index if grasped else None)

    def is_on_curve(self, step: float, height: float) -> bool:
        """Tell whether the curve passes by the mouse, on a flat stretch or on a steep one."""
        if not self.rates.schedule.groups:
            return False
        across, up = self.pixel
        places = {max(0, round(step + side * across)) for side in range(-SIDEWAYS, SIDEWAYS + 1)}
        heights = self.scale.heights(self.rates.of_group(self.group, sorted(places)))
        reach = CURVE_REACH * up
        return min(heights) - reach <= height <= max(heights) + reach

    def segment_at(self, step: float) -> int | None:
        """Find the segment that a step belongs to, in any cycle."""
        line = self.rates.timeline
        position = pace_at(self.rates, step)[0] + self.rates.schedule.counts_from
        places = enumerate(zip(line.begins, line.ends, strict=True))
        return next((i for i, (begin, end) in places if begin <= position < end), None)

    def is_later_cycle(self, step: float) -> bool:
        """Tell whether a step lies in a cycle behind the first, which only follows that."""
        return pace_at(self.rates, step)[0] != step

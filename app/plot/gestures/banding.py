"""The rubber band: which handles and which segments it encloses."""

from collections.abc import Iterable
from dataclasses import dataclass

from rampsmith.app.plot.gestures.handles import Handle
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps

SAMPLES = 64
"""Points of a segment's curve that are looked at; a band that passes between two is a sliver."""


@dataclass(frozen=True, slots=True)
class Band:
    """A rectangle between two places that the mouse was at, in steps and heights."""

    begin: tuple[float, float]
    end: tuple[float, float]

    @property
    def steps(self) -> tuple[float, float]:
        """The first and the last step within."""
        return min(self.begin[0], self.end[0]), max(self.begin[0], self.end[0])

    @property
    def heights(self) -> tuple[float, float]:
        """The lowest and the highest height within."""
        return min(self.begin[1], self.end[1]), max(self.begin[1], self.end[1])

    def holds(self, step: float, height: float) -> bool:
        """Return whether a place lies within."""
        (left, right), (bottom, top) = self.steps, self.heights
        return left <= step <= right and bottom <= height <= top


def handles_within(band: Band, handles: Iterable[Handle], scale: RateScale) -> tuple[Handle, ...]:
    """Return the handles that a band encloses."""
    return tuple(each for each in handles if band.holds(each.step, scale.height(each.rate)))


def segments_within(band: Band, rates: Rates, group: int, scale: RateScale) -> tuple[int, ...]:
    """Return the segments whose curve a band touches, in the first cycle of a repeat."""
    offset = rates.schedule.counts_from
    line = rates.timeline
    low, high = band.steps
    found: list[int] = []
    for index, (begin, end) in enumerate(zip(line.begins, line.ends, strict=True)):
        left, right = max(low, begin - offset, 0), min(high, end - offset)
        if right <= left:
            continue
        steps = [
            step for step in sample_steps(rates, left, right, SAMPLES) if left <= step <= right
        ]
        heights = scale.heights(rates.of_group(group, steps))
        if heights and min(heights) <= band.heights[1] and max(heights) >= band.heights[0]:
            found.append(index)
    return tuple(found)

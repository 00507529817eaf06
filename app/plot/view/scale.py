"""The rate axis: where a rate lies on the plot, linear or logarithmic, and back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

DECADES_BELOW = 6
"""The most decades below the highest rate that a log axis shows; the floor lies there."""

DECADES_TO_ZERO = 3
"""The fewest decades that it shows where a rate falls to 0."""

DEEPEST = -300
"""The decade below which no log axis reaches: soon after it floats are 0."""


@dataclass(frozen=True, slots=True)
class RateScale:
    """The map from rates to heights; on a log axis, a rate of 0 is drawn at the floor."""

    logarithmic: bool = False
    floor: float = 1e-12

    def height(self, rate: float) -> float:
        """Return the height of a rate; on a log axis nothing lies below the floor."""
        if not self.logarithmic:
            return rate
        return math.log10(rate) if rate > self.floor else math.log10(self.floor)

    def heights(self, rates: Iterable[float]) -> list[float]:
        """Return the heights of many rates."""
        return [self.height(rate) for rate in rates] if self.logarithmic else list(rates)

    def rate(self, height: float) -> float:
        """Return the rate at a height; the floor itself means 0."""
        if not self.logarithmic:
            return height
        if height <= math.log10(self.floor) * (1 - 1e-12):
            return 0.0
        return float(10.0 ** min(height, 300.0))


def scale_for(rates: Iterable[float], *, logarithmic: bool) -> RateScale:
    """Make the axis for a schedule's rates; the floor lies a decade below the lowest above 0."""
    known = list(rates)
    above = [rate for rate in known if 0 < rate < math.inf]
    if not logarithmic or not above:
        return RateScale(logarithmic, 1e-12)
    lowest, highest = min(above), max(above)
    decade = math.floor(math.log10(lowest) - 1e-9)
    if 0.0 in known:
        decade = min(decade, math.floor(math.log10(highest)) - DECADES_TO_ZERO)
    deepest = math.ceil(math.log10(highest)) - DECADES_BELOW
    return RateScale(logarithmic=True, floor=0.5 * 10.0 ** max(decade, deepest, DEEPEST))

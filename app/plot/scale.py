"""The rate axis: where a rate lies on the plot, linear or logarithmic, and back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

DECADES_BELOW = 6
"""How far below the highest rate a log axis reaches at the most; there the floor lies."""

DECADES_TO_ZERO = 3
"""How far it reaches at the least where a rate comes down to 0, all the way through small ones."""

DEEPEST = -300
"""The decade below which no log axis reaches: soon after it floats are 0."""


@dataclass(frozen=True, slots=True)
class RateScale:
    """The one place that knows how rates become heights.

    Attributes:
        logarithmic: whether heights are decades.
        floor: the rate at which a rate of 0 is drawn on a log axis.
    """

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
    return RateScale(logarithmic=True, floor=10.0 ** (max(decade, deepest, DEEPEST) - 0.3))

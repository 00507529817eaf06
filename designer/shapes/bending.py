"""The arithmetic of bending: where a segment is dragged to, and the setting rounded as a person would."""

import math
from collections.abc import Callable

from rampsmith.designer.shapes.shape import Numbers
from rampsmith.designer.values.numbers import whole

LEAST_POWER, MOST_POWER = 0.01, 100.0
"""Powers beyond which a curve looks like a corner."""

LEAST_TAKEN, MOST_TAKEN = 1e-9, 0.999
"""Shares between which a factor can be dragged: nothing and all would leave nothing to drag."""

HALVINGS = 60
"""Halvings after which a setting is found to the last digit that is shown."""


def place(numbers: Numbers, n: float) -> float:
    """Return how far along a segment a step lies, a little inside its ends."""
    return min(max(n / numbers.length, 1e-3), 1 - 1e-3)


def share_left(numbers: Numbers, value: float) -> float | None:
    """Return the share of the way to the end that a value leaves; None where there is no way."""
    _, start, end, _ = numbers
    if start == end:
        return None
    return min(max((value - end) / (start - end), 1e-300), 1 - 1e-12)


def rounded(setting: float, least: float, most: float) -> float:
    """Return a setting within its limits, with three digits."""
    return whole(float(f"{min(max(setting, least), most):.3g}"))


def rounded_power(power: float) -> float:
    """Return a power with which a curve can still be seen to bend, with three digits."""
    return rounded(power, LEAST_POWER, MOST_POWER)


def rounded_factor(logarithm: float) -> float:
    """Return a factor below 1 by its logarithm, with three digits of what it takes away."""
    taken = rounded(-math.expm1(logarithm), LEAST_TAKEN, MOST_TAKEN)
    return float(f"{1 - taken:.12g}")


def searched(rising: Callable[[float], float], wanted: float, least: float, most: float) -> float:
    """Search for the number above 0 at which a rising function has a value, by halving its logarithm."""
    low, high = math.log(least), math.log(most)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if rising(math.exp(middle)) < wanted:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)

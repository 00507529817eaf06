"""Numbers as a person would have typed them: the shortest with which a shape still says the points."""

import math
from collections.abc import Iterable

from rampsmith.designer.fitting.families import Family, Points, Unknowns
from rampsmith.designer.fitting.least_squares import CLOSE, LIKELY

MOST_DIGITS = 17
"""Digits with which any number can be written exactly."""


def digits(value: float) -> int:
    """Count the digits that a number takes, without the zeros around them: 1 for 0.001."""
    mantissa = f"{abs(value):.16e}" if float(f"{value:.15g}") != value else f"{abs(value):.14e}"
    return max(1, len(mantissa.partition("e")[0].replace(".", "").strip("0")))


def rounder(value: float) -> Iterable[float]:
    """Yield a number with ever more digits, 0 first."""
    yield 0.0
    last = 0.0
    for count in range(1, MOST_DIGITS + 1):
        rounded = float(f"{value:.{count}g}")
        if rounded != last:
            last = rounded
            yield rounded


def rounded_unknowns(
    family: Family, points: Points, unknowns: Unknowns, names: tuple[str, ...]
) -> tuple[Unknowns, int] | None:
    """Round numbers one after the other, each as far as those not yet rounded can make up for it.

    Those that are not round yet may miss a little more than what is allowed.

    Returns:
        All numbers, and how many digits the rounded ones take; None where they do not say all
        points.
    """
    for most in (CLOSE, (CLOSE + LIKELY) / 2, LIKELY):
        found = _shortened(family, points, unknowns, names, most)
        if found is not None:
            return found
    return None


def _shortened(
    family: Family, points: Points, unknowns: Unknowns, names: tuple[str, ...], most: float
) -> tuple[Unknowns, int] | None:
    known, worst = family.fitted(points, unknowns, names)
    if not worst <= most:
        return None
    taken = 0
    for index, name in enumerate(names):
        rest = names[index + 1 :]
        for rounded in rounder(known[name]):
            tried = {**known, name: rounded}
            if not math.isfinite(rounded) or not family.is_sound(tried):
                continue
            found, worst = family.fitted(points, tried, rest)
            if worst <= (most if rest else CLOSE):
                known = found
                taken += digits(rounded)
                break
        else:
            taken += MOST_DIGITS
    return (known, taken) if worst <= CLOSE else None

"""Snapping: the round values that a dragged boundary or level catches on."""

import math
from collections.abc import Iterable

DIGITS_OF_A_STEP = (1.0, 2.0, 2.5, 5.0)


def nearest_within(value: float, candidates: Iterable[float], reach: float) -> float | None:
    """Find the candidate nearest to a value, if one lies within reach."""
    best = min(candidates, key=lambda candidate: abs(candidate - value), default=None)
    return best if best is not None and abs(best - value) <= reach else None


def round_steps(around: float, pixel: float, per_epoch: int) -> list[float]:
    """Give the steps near a place worth catching on: whole epochs, or round numbers of steps.

    Args:
        around: the place, in steps.
        pixel: how many steps one pixel stands for; what lies closer than 12 is too dense.
        per_epoch: steps in one epoch.
    """
    if per_epoch > 1 and per_epoch >= 12 * pixel:
        unit = float(per_epoch)
    else:
        unit = round_number(12 * pixel, whole=True)
        if per_epoch > 1 and unit > per_epoch:
            unit = max(1.0, round(unit / per_epoch)) * per_epoch
    return [math.floor(around / unit) * unit, math.ceil(around / unit) * unit]


def round_rates(around: float) -> list[float]:
    """Give the 1-2-5 values of the decade around a rate, and 0."""
    if around <= 0:
        return [0.0]
    decade = math.floor(math.log10(around))
    return [
        0.0,
        *(float(f"{digit}e{place}") for place in (decade, decade + 1) for digit in (1, 2, 5)),
    ]


def shortened_rate(rate: float, pixel: float) -> float:
    """Drop the digits of a dragged rate that are finer than a pixel."""
    if rate <= 0 or pixel <= 0:
        return max(0.0, rate)
    digits = max(1, math.ceil(math.log10(rate / pixel)) + 1) if rate > pixel else 1
    return float(f"{rate:.{min(digits, 12)}g}")


def round_number(least: float, *, whole: bool) -> float:
    """Find the smallest 1-2-2.5-5 number that is no less than another, and whole if need be."""
    if whole and least <= 1:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(least))
    for digit in (*DIGITS_OF_A_STEP, 10.0):
        number = digit * decade
        if number >= least * (1 - 1e-12) and not (whole and number != int(number)):
            return number
    return 10 * decade

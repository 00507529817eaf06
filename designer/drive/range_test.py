"""The range test: a design that goes through all rates, what its losses say, and a base rate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.logs.log import Floats
from rampsmith.designer.logs.smoothing import moving_mean
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.values.spans import Span

LOWEST, HIGHEST = 1e-6, 10.0
"""The rates between which the test goes: further than any of the optimizers can use."""

UPDATES = 600
"""Of a test, where no number is asked for: some ninety for a decade."""

USUAL_BASE = 1e-3
"""What counts as the base rate of a group that has none, where ratios of base rates are kept."""

SMOOTHED_OVER = 1 / 25
"""The share of the updates over which the losses are smoothed; a guess."""

PART_OF_TURN = 0.1
"""The part of the rate at which the loss turns that is a base rate to begin with."""

REACH = 0.4
"""Decades to both sides of a rate over which the fall at it is measured: less is mostly noise."""

EXPLODED = 1e6
"""A loss so many times the first one means nothing but that it explodes."""

LEAST_FALL = 0.02
"""The part of the first loss by which it has to fall, for a test to say anything; a guess."""


@dataclass(frozen=True, slots=True)
class RangeFound:
    """The rates that the losses of a range test point to.

    Attributes:
        steepest: the rate at which the loss falls most steeply over the logarithm of the rate.
        turn: the rate at which it is lowest, and rises from there on.
    """

    steepest: float
    turn: float

    @property
    def base(self) -> float:
        """The base rate to begin with, of two digits."""
        return two_digits(PART_OF_TURN * self.turn)


def range_design(schedule: Schedule, updates: int) -> Schedule:
    """Return the design that goes from the lowest to the highest rate, for the groups of another.

    The first group goes through the range. The rates of the others keep their ratio to it, that of the
    base rates.
    """
    groups = tuple(
        replace(group, base_lr=group.base_lr or USUAL_BASE, bases=()) for group in schedule.groups
    ) or (Group("all", USUAL_BASE),)
    base = groups[0].base_lr
    segment = Segment(
        "Range",
        Exponential(),
        Span.of_the_rest(),
        Level(LOWEST / base),
        Level(HIGHEST / base),
    )
    run = Run(samples=None, epochs=None, updates=updates)
    title = f"Range test of {schedule.title}"
    return Schedule(title=title, segments=(segment,), groups=groups, run=run)


def range_found(rates: Sequence[float], losses: Sequence[float]) -> RangeFound | None:
    """Find where the loss falls most steeply and where it turns; None where it never falls."""
    if len(losses) < 10:
        return None
    over = max(3, round(len(losses) * SMOOTHED_OVER))
    smooth = smoothed(np.array(losses), over)
    turn = int(np.argmin(smooth))
    if not smooth[turn] < smooth[0] - LEAST_FALL * abs(smooth[0]):
        return None
    places = np.log10(np.array(rates))
    falls = np.interp(places + REACH, places, smooth) - np.interp(places - REACH, places, smooth)
    return RangeFound(rates[int(np.argmin(falls[: turn + 1]))], rates[turn])


def two_digits(rate: float) -> float:
    """Return a rate with two digits."""
    return float(f"{rate:.1e}") if math.isfinite(rate) else rate


def smoothed(losses: Floats, over: int) -> Floats:
    """Return the mean of so many losses around each; near an end, of fewer.

    Losses that explode are cut off first: in a running sum they would hide all that follow.
    """
    most = EXPLODED * max(1.0, abs(float(losses[0])))
    return moving_mean(np.clip(losses, -most, most), over)

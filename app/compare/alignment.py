"""Which step of a pinned schedule belongs to a step of the design: by what the time axis counts."""

import math

from rampsmith.app.plot.axes import TimeUnit, units_per_step
from rampsmith.designer.schedule import Schedule

DIGITS = 6
"""Digits of a fraction of a step; what a float adds behind them is not meant."""


def pace(design: Schedule, pinned: Schedule, unit: TimeUnit) -> float:
    """How many steps of a pinned schedule pass in one step of the design.

    Both are lined up by the unit of the time axis: by epochs, percent, samples or tokens, or by
    updates of the optimizer, which are steps unless one of the two steps by epoch. A schedule that does
    not know the unit is lined up by updates.
    """
    if unit != "steps":
        ours, theirs = units_per_step(design, unit), units_per_step(pinned, unit)
        if ours and theirs:
            return ours / theirs
    if design.stepping == pinned.stepping:
        return 1.0
    return updates_per_step(design) / updates_per_step(pinned)


def knows(schedule: Schedule, unit: TimeUnit) -> bool:
    """Tell whether a schedule can be lined up by a unit."""
    return bool(units_per_step(schedule, unit))


def updates_per_step(schedule: Schedule) -> float:
    """How many updates of the optimizer one step lasts."""
    return max(1, schedule.run.updates_per_epoch) if schedule.stepping == "epoch" else 1


def pinned_step(step: float, steps_per_step: float) -> int:
    """Return the step that a pinned schedule is at: one holds until the next."""
    return math.floor(round(step * steps_per_step, DIGITS))

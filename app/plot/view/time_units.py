"""The units in which a time axis counts, and how much of them a run has at a step."""

from fractions import Fraction
from typing import Literal, TypeAlias

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import can_count, counted_at

TimeUnit: TypeAlias = Literal["steps", "epochs", "percent", "samples", "tokens"]

TIME_UNITS: tuple[TimeUnit, ...] = ("steps", "epochs", "percent", "samples", "tokens")


def units_per_step(schedule: Schedule, unit: TimeUnit) -> float | None:
    """Return how much of a unit one step is, on average; None where the run does not say."""
    if unit == "steps":
        return 1.0
    per_epoch = schedule.exact_steps_per_epoch
    if schedule.total_steps < 1 or 0 < per_epoch < 1 or not can_count(schedule, unit):
        return None
    steps = schedule.total_steps if schedule.run.stages or not per_epoch else per_epoch
    return float(counted_at(schedule, unit, steps) / Fraction(steps))


def time_units(schedule: Schedule) -> tuple[TimeUnit, ...]:
    """Return the units that a run can count, each once: where it steps by epoch, steps are epochs."""
    known = [unit for unit in TIME_UNITS if units_per_step(schedule, unit) is not None]
    return tuple(unit for unit in known if shown_unit(schedule, unit) == unit)


def shown_unit(schedule: Schedule, unit: TimeUnit) -> TimeUnit:
    """Return the unit that is shown for one: where the schedule steps by epoch, its steps are epochs."""
    by_epoch = schedule.stepping == "epoch" and units_per_step(schedule, "epochs") is not None
    return "epochs" if unit == "steps" and by_epoch else unit


def is_even(schedule: Schedule, unit: TimeUnit) -> bool:
    """Return whether every step is as much of a unit, but for what an epoch leaves over."""
    return unit in ("steps", "percent") or not schedule.run.stages


def amount_at(schedule: Schedule, unit: TimeUnit, step: float) -> float:
    """Return how much of a unit a run has at a step: on average, but for its end."""
    per_step = units_per_step(schedule, unit) or 1.0
    if unit == "steps" or (is_even(schedule, unit) and step != schedule.total_steps):
        return step * per_step
    return float(counted_at(schedule, unit, Fraction(step))) if step > 0 else 0.0

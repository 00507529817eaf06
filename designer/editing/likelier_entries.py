"""What was likelier meant by an entry that is far off: the same number in another unit.

All bounds are guesses. An offer is only offered: nothing is changed unasked.
"""

from collections.abc import Sequence
from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span

LEAST_FACTOR = 1e-3
"""The part of its base below which a level is hardly ever meant."""

MOST_FACTOR = 10.0
"""The multiple of its base above which a level is hardly ever meant."""

SURELY_FACTOR = 1e-5
"""The part of its base below which a level is surely no factor; libraries end at as much as that."""

LEAST_RATE = 5e-4
"""The part of its base below which a number is hardly meant as a rate either."""

SURELY_RATE = 1e3
"""The multiple of its base above which a level is surely no rate."""

SHORTEST_PART = 0.01
"""The part of an epoch below which a length in steps may be one in epochs."""


def likelier_level(level: Level, base: float) -> Level | None:
    """Return the level that a number was likelier meant to be, for a group of a base; None where it is usual."""
    if not base > 0:
        return None
    as_factor, as_rate = level.value, level.value / base
    if level.unit == "factor" and 0 < as_factor < LEAST_FACTOR <= as_rate <= 1:
        return Level.of_rate(level.value)
    if level.unit == "rate" and as_rate > MOST_FACTOR and LEAST_FACTOR <= as_factor <= 1:
        return Level(level.value)
    return None


def meant_level(level: Level, bases: Sequence[float]) -> Level | None:
    """Return the level that a number was surely meant to be, for groups of these bases, or None."""
    number = level.value
    if level.unit == "rate":
        is_other = LEAST_FACTOR <= number <= 1 and all(number > SURELY_RATE * b > 0 for b in bases)
        return Level(number) if is_other else None
    is_other = all(0 < LEAST_RATE * base <= number <= base for base in bases)
    return Level.of_rate(number) if number < SURELY_FACTOR and is_other else None


def likelier_span(span: Span, schedule: Schedule) -> Span | None:
    """Return the span that a number was likelier meant to be; None where it is usual."""
    run, per_epoch, amount = schedule.total_steps, schedule.steps_per_epoch, span.amount
    if span.unit == "steps":
        if 0 < amount < 1:
            return replace(span, amount=whole(round(100 * amount, 9)), unit="percent")
        is_short = amount < SHORTEST_PART * per_epoch and amount * per_epoch <= run
        return replace(span, unit="epochs") if is_short else None
    if span.unit == "fill" or span.until or span_in_steps(span, schedule) <= run:
        return None
    return replace(span, unit="steps") if 1 <= amount <= run else None

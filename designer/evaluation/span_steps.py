"""Lengths and places in any unit as steps, and steps in any unit."""

import math
from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction

from rampsmith.designer.document.clock import Clock, Exact
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.spans import Span, SpanUnit, as_typed, exact_amount


def can_count(schedule: Schedule, unit: SpanUnit) -> bool:
    """Return whether a schedule's run has a unit of lengths at all."""
    run = schedule.run
    match unit:
        case "steps" | "fill":
            return unit == "steps"
        case "percent":
            return schedule.total_steps > 0
        case "epochs":
            return schedule.exact_steps_per_epoch > 0
        case _:
            each = {"tokens": run.tokens_of_one, "samples": run.samples_of_one}.get(unit, 1)
            return run.clock is not None and bool(each)


def steps_of_one(schedule: Schedule, unit: SpanUnit) -> Exact | None:
    """Return how many steps one of a unit is, where that is the same all along the run."""
    match unit:
        case "steps":
            return 1
        case "percent":
            return Fraction(schedule.total_steps, 100)
        case "epochs" if schedule.stepping == "epoch" or not schedule.run.stages:
            return schedule.exact_steps_per_epoch
        case _:
            return None


def step_at(schedule: Schedule, unit: SpanUnit, amount: Exact) -> Exact:
    """Return the step at which so much of a unit has passed since the beginning of the run."""
    if not can_count(schedule, unit):
        return 0
    one = steps_of_one(schedule, unit)
    if one is not None:
        return amount * one
    count = _counter(schedule, unit)
    below = bisect_right(range(MOST_STEPS), amount, key=count) - 1
    begin, end = count(below), count(below + 1)
    part = Fraction(amount - begin) / Fraction(end - begin) if end > begin else 0
    return below + min(part, 1) if part else below


def counted_at(schedule: Schedule, unit: SpanUnit, step: Exact) -> Exact:
    """Return how much of a unit has passed since the beginning of the run at a step."""
    if not can_count(schedule, unit):
        return 0
    one = steps_of_one(schedule, unit)
    if one is not None:
        return Fraction(step) / one
    count = _counter(schedule, unit)
    below = math.floor(step)
    begin = count(below)
    return begin if step == below else begin + (step - below) * (count(below + 1) - begin)


def end_of(schedule: Schedule, begin: Exact, span: Span) -> Exact:
    """Return the step at which a span ends that begins at a step, before rounding."""
    amount = exact_amount(span)
    if amount is None:
        return begin
    if span.until:
        return max(begin, _within_limits(step_at(schedule, span.unit, amount)))
    one = steps_of_one(schedule, span.unit)
    if one is not None:
        return begin + max(0, _within_limits(amount * one) - _less(span))
    if not can_count(schedule, span.unit):
        return begin
    end = step_at(schedule, span.unit, counted_at(schedule, span.unit, begin) + amount)
    return max(begin, _within_limits(end) - _less(span))


def _less(span: Span) -> Exact:
    return as_typed(span.less) if math.isfinite(span.less) else 0


def begin_of(schedule: Schedule, end: Exact, span: Span) -> Exact:
    """Return the step at which a span begins that ends at a step, before rounding.

    One that says only where it ends has no length then.
    """
    amount = exact_amount(span)
    if amount is None or span.until or not can_count(schedule, span.unit):
        return end
    one = steps_of_one(schedule, span.unit)
    if one is not None:
        return end - max(0, _within_limits(amount * one) - _less(span))
    before = counted_at(schedule, span.unit, max(0, end)) - amount
    begin = step_at(schedule, span.unit, before) if before > 0 else 0
    return min(end, begin + _less(span)) if span.less else begin


def exact_steps(span: Span, schedule: Schedule) -> Exact:
    """Convert a length to steps, before rounding; nothing at all for one that is no length."""
    return end_of(schedule, 0, span)


def _within_limits(steps: Exact) -> Exact:
    return min(steps, MOST_STEPS)


def _counter(schedule: Schedule, unit: SpanUnit) -> Callable[[int], Exact]:
    """Return what counts a unit until a whole step."""
    run, clock = schedule.run, schedule.run.clock
    if clock is None:
        raise ValueError("This run has no batches.")
    begun = _first_batch(clock, schedule)
    match unit:
        case "batches":
            return begun
        case "epochs":
            return clock.epochs_by
        case "tokens":
            each: Exact = run.tokens_of_one or 0
        case _:
            each = run.samples_of_one or 0
    return lambda step: clock.seen_before(begun(step)) * each


def _first_batch(clock: Clock, schedule: Schedule) -> Callable[[int], int]:
    """Return what counts the batches before a step."""
    return clock.first_batch_of_epoch if schedule.stepping == "epoch" else clock.batches_before

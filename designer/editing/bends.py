"""Shapes bent by their settings: to arrive at a rate, or to carry on where another one is."""

import math
from dataclasses import replace

from rampsmith.designer.editing.fitting import nearest, shortened, whole
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import LONGEST, exact_steps, span_in_steps, timeline
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import InverseSqrt, Shape, Staircase
from rampsmith.designer.spans import Span


def bent_to(schedule: Schedule, index: int, rate: float, group: int) -> Shape | None:
    """Bend a segment's shape so that it arrives at a rate; None where nothing can be bent."""
    shape = schedule.segments[index].shape
    if not isinstance(shape, InverseSqrt | Staircase):
        return None
    start = Rates(schedule).level_at_start(index, group)
    length = timeline(schedule).length(index)
    if not (start > 0 and math.isfinite(start) and rate > 0 and length > 0):
        return shape
    if isinstance(shape, InverseSqrt):
        return _bent_inverse_sqrt(shape, rate / start, length, schedule)
    return _bent_staircase(shape, rate / start, length, schedule)


def _bent_inverse_sqrt(
    shape: InverseSqrt, ratio: float, length: float, schedule: Schedule
) -> InverseSqrt:
    """Give the time scale, in its own unit, with which a length brings the rate to a ratio of it."""
    square = ratio * ratio
    if square >= 1:
        return shape
    steps = min(max(1, nearest(length * square / (1 - square))), LONGEST)
    unit = shape.time_scale.unit
    one = exact_steps(Span(1, unit), schedule)
    if unit == "steps" or one <= 0:
        return InverseSqrt(Span.of_steps(steps))
    return InverseSqrt(Span(whole(shortened(float(steps / one))), unit))


def _bent_staircase(shape: Staircase, ratio: float, length: float, schedule: Schedule) -> Staircase:
    """Give the factor, short if that is good enough, whose stairs lead to a ratio of the rate."""
    every = span_in_steps(shape.every, schedule)
    stairs = length // every if every > 0 else 0
    if not 1 <= stairs < LONGEST:
        return shape
    exact = ratio ** (1 / stairs)
    for digits in range(3, 15):
        factor = float(f"{exact:.{digits}g}")
        if abs(stairs * math.log(factor / exact)) < 1e-3:
            return replace(shape, factor=factor)
    return replace(shape, factor=exact)


def carried_on(shape: Shape, steps: float, schedule: Schedule) -> Shape:
    """Give the shape that goes on where another one is after so many steps, where there is one."""
    if not isinstance(shape, InverseSqrt):
        return shape
    return InverseSqrt(Span.of_steps(span_in_steps(shape.time_scale, schedule) + steps))

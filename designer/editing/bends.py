"""Shapes bent by their settings: to arrive at a rate, or to carry on where another one is."""

import math
from bisect import bisect_right
from dataclasses import replace

from rampsmith.designer.editing.fitting import nearest, shortened, whole
from rampsmith.designer.evaluation.falls import falls
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.evaluation.timeline import LONGEST, exact_steps, span_in_steps, timeline
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import InverseSqrt, Plateau, Polynomial, Shape, Staircase
from rampsmith.designer.spans import Span

Bendable = Polynomial | InverseSqrt | Staircase | Plateau

LEAST_POWER, MOST_POWER = 0.01, 100.0
"""Powers beyond which a polynomial cannot be told from a corner."""

STEEPEST, GENTLEST = 0.001, 0.999
"""Factors between which dragging keeps a plateau; 0 and 1 would leave nothing to drag."""


def bend_fault(schedule: Schedule, index: int, rates: Rates | None = None) -> str | None:
    """Say in a sentence why a segment cannot be bent; None where it can.

    Args:
        schedule: the schedule.
        index: the segment.
        rates: its rates, where they are known already.
    """
    segment = schedule.segments[index]
    shape = segment.shape
    if not isinstance(shape, Bendable):
        return f"“{segment.name}” is {shape.title}, which has no setting to bend"
    if timeline(schedule).length(index) <= 1:
        return f"“{segment.name}” is too short to bend"
    if isinstance(shape, Polynomial):
        rates = rates or rates_of(schedule)
        groups = range(len(schedule.groups))
        ends = ((rates.level_at_start(index, g), rates.level_at_end(index, g)) for g in groups)
        if all(start == end for start, end in ends):
            return f"“{segment.name}” ends at the rate where it starts, so no power bends it"
    if bend_place(schedule, index, rates) is None:
        return f"“{segment.name}” does not fall within its length, so nothing bends it"
    return None


def bend_place(schedule: Schedule, index: int, rates: Rates | None = None) -> float | None:
    """Give the position on a segment at which its setting is best dragged; None without one.

    Args:
        schedule: the schedule.
        index: the segment.
        rates: its rates, where they are known already.
    """
    shape = schedule.segments[index].shape
    if not isinstance(shape, Bendable):
        return None
    line = timeline(schedule)
    begin, length = line.begins[index], line.length(index)
    if not 1 < length < LONGEST:
        return None
    if isinstance(shape, Staircase):
        every = span_in_steps(shape.every, schedule)
        stairs = math.ceil(length / every) - 1 if every * LONGEST > length else 0
        # In the middle of a stair: at its edge the curve is two rates high.
        return begin + every * ((stairs + 1) // 2 + 0.5) if 1 <= stairs < LONGEST else None
    if isinstance(shape, Plateau):
        fallen = [fall.step for fall in falls(schedule, 0, rates) if fall.after != fall.before]
        return fallen[0] + schedule.counts_from if fallen else None
    return begin + length / 2


def bent_through(
    schedule: Schedule, index: int, position: float, rate: float, *, group: int = 0
) -> Schedule:
    """Bend a segment by its setting so that its curve passes through a rate at a position.

    Args:
        schedule: the schedule.
        index: the segment.
        position: a place on the curve, in steps from the schedule's beginning.
        rate: the rate that it is to have there, for the group.
        group: the parameter group.
    """
    if bend_fault(schedule, index) is not None or not math.isfinite(position + rate):
        return schedule
    rates = rates_of(schedule)
    start = rates.level_at_start(index, group)
    line = timeline(schedule)
    n = position - line.begins[index]
    match schedule.segments[index].shape:
        case Polynomial() as shape:
            end = rates.level_at_end(index, group)
            bent: Shape = _bent_polynomial(shape, n / line.length(index), (start, end, rate))
        case InverseSqrt() | Staircase() as shape if not (start > 0 and rate > 0):
            bent = shape
        case InverseSqrt() as shape:
            bent = _bent_inverse_sqrt(shape, rate / start, max(1.0, n), schedule)
        case Staircase() as shape:
            reach = max(n, span_in_steps(shape.every, schedule))
            bent = _bent_staircase(shape, rate / start, reach, schedule)
        case Plateau() as shape:
            steps = [fall.step for fall in falls(schedule, group)]
            count = bisect_right(steps, position - schedule.counts_from)
            bent = _bent_plateau(shape, rate / start if start > 0 else 0.0, count)
        case shape:
            bent = shape
    segments = schedule.segments
    segment = replace(segments[index], shape=bent)
    return replace(schedule, segments=(*segments[:index], segment, *segments[index + 1 :]))


def _bent_polynomial(
    shape: Polynomial, p: float, ends_and_rate: tuple[float, float, float]
) -> Polynomial:
    """Give the power with which (1 − p)^power is what lies between the ends and the rate."""
    start, end, rate = ends_and_rate
    p = min(max(p, 1e-3), 1 - 1e-3)
    if start == end:
        return shape
    weight = min(max((rate - end) / (start - end), 1e-300), 1 - 1e-12)
    power = math.log(weight) / math.log1p(-p)
    return Polynomial(whole(float(f"{min(max(power, LEAST_POWER), MOST_POWER):.3g}")))


def _bent_plateau(shape: Plateau, ratio: float, count: int) -> Plateau:
    """Give the factor that leads to a ratio of the rate in so many falls."""
    if count < 1 or ratio <= 0:
        return shape
    factor = min(max(ratio ** (1 / count), STEEPEST), GENTLEST)
    return replace(shape, factor=float(f"{factor:.3g}"))


def bent_to(schedule: Schedule, index: int, rate: float, group: int) -> Shape | None:
    """Bend a segment's shape so that it arrives at a rate; None where nothing can be bent."""
    shape = schedule.segments[index].shape
    if not isinstance(shape, InverseSqrt | Staircase):
        return None
    start = rates_of(schedule).level_at_start(index, group)
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

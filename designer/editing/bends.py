"""Shapes bent by their settings: to arrive at a rate, or to carry on where another one is."""

import math
from bisect import bisect_right
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.span_fitting import nearest, without_noise
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.plateau_falls import falls
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.evaluation.segment_curve import WholePlace, shape_settings, whole_place
from rampsmith.designer.evaluation.span_steps import can_count, counted_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.bending import rounded, searched
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.shape import Numbers, Shape
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span


def bend_fault(schedule: Schedule, index: int, rates: Rates | None = None) -> str | None:
    """Explain in a sentence why a segment cannot be bent; None where it can."""
    segment = schedule.segments[index]
    shape = segment.shape
    if not shape.bend:
        return f"“{segment.name}” is {shape.title}, which has no setting to bend"
    if timeline(schedule).length(index) <= 1:
        return f"“{segment.name}” is too short to bend"
    if shape.has_end:
        rates = rates or rates_of(schedule)
        groups = range(len(schedule.groups))
        ends = (rates.whole_ends(index, group) for group in groups)
        if all(start == end for start, end in ends):
            setting = shape.bend.replace("_", " ")
            return f"“{segment.name}” ends at the level where it starts, so no {setting} bends it"
    if bend_place(schedule, index, rates) is None:
        return f"“{segment.name}” does not fall within its length, so nothing bends it"
    return None


def bend_place(schedule: Schedule, index: int, rates: Rates | None = None) -> float | None:
    """Return the position on a segment at which its setting is best dragged; None without one."""
    shape = schedule.segments[index].shape
    if not shape.bend:
        return None
    line = timeline(schedule)
    if not 1 < line.length(index) < MOST_STEPS:
        return None
    if isinstance(shape, Plateau):
        fallen = [fall.step for fall in falls(schedule, 0, rates) if fall.after != fall.before]
        return fallen[0] + schedule.counts_from if fallen else None
    begin, end = line.begins[index], line.ends[index]
    whole = _whole(schedule, index)
    length = whole.end - whole.begin
    numbers = Numbers(length, math.nan, math.nan, shape_settings(shape, schedule))
    place = shape.bend_place(numbers)
    if place is None or begin < whole.begin + place < end:
        return None if place is None else whole.begin + place
    return (begin + end) / 2


def bent_through(
    schedule: Schedule, index: int, position: float, rate: float, *, group: int = 0
) -> Schedule:
    """Bend a segment by its setting so that it has a rate for a group at a position."""
    if bend_fault(schedule, index) is not None or not math.isfinite(position + rate):
        return schedule
    n = position - _whole(schedule, index).begin
    if isinstance(schedule.segments[index].shape, Plateau):
        steps = [fall.step for fall in falls(schedule, group)]
        n = bisect_right(steps, position - schedule.counts_from)
    segments = schedule.segments
    segment = replace(segments[index], shape=_bent(schedule, index, n, rate, group=group))
    return replace(schedule, segments=(*segments[:index], segment, *segments[index + 1 :]))


def control_points(
    schedule: Schedule, index: int, group: int, rates: Rates | None = None
) -> list[tuple[float, float]]:
    """Return the places of a shape that has some, as positions and rates, between its two ends."""
    shape, place = schedule.segments[index].shape, _whole(schedule, index)
    start, end = (rates or rates_of(schedule)).whole_ends(index, group)
    shares = [(getattr(shape, x), getattr(shape, y)) for x, y in shape.controls]
    return [
        (place.begin + x * (place.end - place.begin), start + y * (end - start))
        for x, y in ((0.0, 0.0), *shares, (1.0, 1.0))
    ]


def pulled_to(
    schedule: Schedule, index: int, control: int, position: float, rate: float, *, group: int = 0
) -> Schedule:
    """Move a place of a shape to a position and a rate, or as near as the shape's box lets it."""
    (begin, start), *_, (end, goal) = control_points(schedule, index, group)
    if not math.isfinite(position + rate + start + goal) or end <= begin or start == goal:
        return schedule
    shares = (position - begin) / (end - begin), (rate - start) / (goal - start)
    names = schedule.segments[index].shape.controls[control]
    changes: dict[str, Any] = {
        name: rounded(share, 0.0, 1.0) for name, share in zip(names, shares, strict=True)
    }
    segments = schedule.segments
    segment = replace(segments[index], shape=replace(segments[index].shape, **changes))
    return replace(schedule, segments=(*segments[:index], segment, *segments[index + 1 :]))


def bent_to(schedule: Schedule, index: int, rate: float, group: int) -> Shape | None:
    """Bend a segment's shape so that it arrives at a rate; None where nothing can be bent."""
    shape = schedule.segments[index].shape
    if not shape.bend or shape.has_end or isinstance(shape, Plateau):
        return None
    if timeline(schedule).length(index) <= 0:
        return shape
    n = timeline(schedule).ends[index] - _whole(schedule, index).begin
    return _bent(schedule, index, n, rate, group=group)


def level_of_whole(schedule: Schedule, index: int, side: Side, rate: float, group: int) -> float:
    """Return the rate of a whole shape's level with which a part of it has a rate at its own end."""
    segment = schedule.segments[index]
    cut = segment.before if side == "start" else segment.after
    if cut is None or not segment.is_part:
        return rate

    def reached(level: float) -> float:
        changes: dict[str, Any] = {side: Level.of_rate(level)}
        segments = list(schedule.segments)
        segments[index] = replace(segment, **changes)
        rates = rates_of(replace(schedule, segments=tuple(segments)))
        at = rates.level_at_start if side == "start" else rates.level_at_end
        return at(index, group)

    if rate > 0 and segment.shape.divides_ends:
        return searched(reached, rate, rate * 1e-9, rate * 1e9)
    # The curves of all other shapes are straight in their levels.
    low, high = reached(0.0), reached(rate or 1.0)
    found = (rate - low) / (high - low) * (rate or 1.0) if high > low else rate
    return max(0.0, without_noise(found)) if math.isfinite(found) else rate


def _bent(schedule: Schedule, index: int, n: float, rate: float, *, group: int) -> Shape:
    """Return a segment's shape with the setting that has a rate after n steps, where one does."""
    shape = schedule.segments[index].shape
    rates = rates_of(schedule)
    start, end = rates.whole_ends(index, group)
    whole = _whole(schedule, index)
    numbers = Numbers(whole.end - whole.begin, start, end, shape_settings(shape, schedule))
    value = shape.bent(numbers, n=n, value=rate) if math.isfinite(start) else None
    if value is None:
        return shape
    old = getattr(shape, shape.bend)
    new = _span(value, old, schedule) if isinstance(old, Span) else value
    changes: dict[str, Any] = {shape.bend: new}
    return replace(shape, **changes)


def _whole(schedule: Schedule, index: int) -> WholePlace:
    """Find where the whole shape lies of which a segment is a part, or is all."""
    line = timeline(schedule)
    return whole_place(schedule.segments[index], schedule, line.begins[index], line.ends[index])


def _span(value: float, old: Span, schedule: Schedule) -> Span:
    """Return a length in steps in the unit of the one that it replaces."""
    steps = min(max(1, nearest(value)), MOST_STEPS)
    if old.unit == "steps" or not can_count(schedule, old.unit):
        return Span.of_steps(steps)
    return Span(whole(without_noise(float(counted_at(schedule, old.unit, steps)))), old.unit)

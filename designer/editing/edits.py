"""Edits: functions from a schedule to a new one. None of them raises on a wrong schedule."""

import math
from dataclasses import replace
from typing import Any

from rampsmith.designer.editing.bends import bent_to, carried_on
from rampsmith.designer.editing.blocks import with_inserted, with_removed
from rampsmith.designer.editing.fitting import (
    fitted_in_units,
    fitted_lengths,
    nearest,
    shortened,
    whole,
)
from rampsmith.designer.editing.naming import free_name
from rampsmith.designer.evaluation.levels import Side, level_at, level_within, unscaled
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Group, Level, Schedule, Segment, Stepping
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Exponential,
    InverseSqrt,
    LevelUnit,
    Linear,
    Shape,
    Staircase,
    has_end,
)
from rampsmith.designer.spans import Span, SpanUnit


def with_segment(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one segment."""
    segment = replace(schedule.segments[index], **changes)
    segments = (*schedule.segments[:index], segment, *schedule.segments[index + 1 :])
    return replace(schedule, segments=segments)


def with_group(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one parameter group."""
    group = replace(schedule.groups[index], **changes)
    return replace(
        schedule, groups=(*schedule.groups[:index], group, *schedule.groups[index + 1 :])
    )


def with_run(schedule: Schedule, **changes: Any) -> Schedule:
    """Change fields of the run; every span keeps its own unit."""
    return replace(schedule, run=replace(schedule.run, **changes))


def added_group(schedule: Schedule) -> Schedule:
    """Add a parameter group like the last one."""
    names = {group.name for group in schedule.groups}
    base = schedule.groups[-1].base_lr if schedule.groups else 1e-3
    group = Group(free_name("group", names), base)
    return replace(schedule, groups=(*schedule.groups, group))


def removed_group(schedule: Schedule, index: int) -> Schedule:
    """Remove a parameter group."""
    return replace(schedule, groups=schedule.groups[:index] + schedule.groups[index + 1 :])


def added_segment(schedule: Schedule, index: int) -> Schedule:
    """Put a new segment at an index: a warmup first, a decay last, a plateau in between."""
    filled = any(segment.span.unit == "fill" for segment in schedule.segments)
    span = Span.of_percent(10) if filled or not schedule.segments else Span.of_the_rest()
    if not schedule.segments:
        segment = Segment("Warmup", Linear(), span, Level(0.0), Level(1.0))
    elif index == len(schedule.segments) and _arrives_above_zero(schedule):
        segment = Segment("Decay", Cosine(), span, None, Level(0.0))
    else:
        segment = Segment("Hold", Constant(), span)
    return inserted_segments(schedule, index, (segment,))


def inserted_segments(
    schedule: Schedule, index: int, segments: tuple[Segment, ...], *, beside: int | None = None
) -> Schedule:
    """Put segments at an index, under names that are still free; a second fill becomes 10 %.

    Args:
        schedule: the schedule.
        index: where they come to stand.
        segments: the segments.
        beside: the segment whose repeat they belong to; without one they belong to a repeat only
            where they stand between two of its segments.
    """
    names = {segment.name for segment in schedule.segments}
    filled = any(segment.span.unit == "fill" for segment in schedule.segments)
    new: list[Segment] = []
    for segment in segments:
        name = free_name(segment.name, names)
        names.add(name)
        span = segment.span
        if span.unit == "fill" and filled:
            span = Span.of_percent(10)
        filled = filled or span.unit == "fill"
        new.append(replace(segment, name=name, span=span))
    return replace(
        schedule,
        segments=(*schedule.segments[:index], *new, *schedule.segments[index:]),
        repeats=with_inserted(schedule.repeats, index, len(new), beside=beside),
    )


def removed_segment(schedule: Schedule, index: int) -> Schedule:
    """Remove a segment; the next one starts where the one before it ended."""
    segments = schedule.segments[:index] + schedule.segments[index + 1 :]
    return replace(schedule, segments=segments, repeats=with_removed(schedule.repeats, index))


def split_segment(schedule: Schedule, index: int, step: float) -> Schedule:
    """Cut a segment in two at a whole step, with the rate there as the new level between them."""
    line = timeline(schedule)
    begin, end = line.begins[index], line.ends[index]
    if not (math.isfinite(step) and begin < nearest(step) < end):
        return schedule
    step = nearest(step)
    segment = schedule.segments[index]
    first = segment
    if has_end(segment.shape):
        first = replace(segment, end=level_within(schedule, index, step) or segment.end)
    second = replace(
        segment,
        name=free_name(segment.name, {other.name for other in schedule.segments}),
        start=None,
        shape=carried_on(segment.shape, step - begin, schedule),
    )
    halves = (replace(first, span=Span.of_steps(step - begin)), second)
    cut = replace(
        schedule,
        segments=(*schedule.segments[:index], *halves, *schedule.segments[index + 1 :]),
        repeats=with_inserted(schedule.repeats, index + 1, beside=index),
    )
    boundaries = (*line.boundaries[: index + 1], step, *line.boundaries[index + 1 :])
    unit = segment.span.unit
    # Only one segment can fill the rest: the later half; the earlier one is said in steps.
    units: dict[int, SpanUnit] = (
        {index: "steps"} if unit == "fill" else {index: unit, index + 1: unit}
    )
    if schedule.blocks:
        lengths = (*line.lengths[:index], step - begin, end - step, *line.lengths[index + 1 :])
        return _fitted_among_repeats(cut, lengths, units)
    return fitted_in_units(cut, boundaries, units)


def reshaped(schedule: Schedule, index: int, shape: Shape) -> Schedule:
    """Give a segment another shape, with ends that the shape can have."""
    segment = schedule.segments[index]
    end = segment.end
    if has_end(shape) and end is None:
        last = index == len(schedule.segments) - 1
        end = Level(0.0) if last else level_at(schedule, index, "end")
    changed = with_segment(schedule, index, shape=shape, end=end)
    if not isinstance(shape, Exponential):
        return changed
    start = level_at(changed, index, "start")
    if start.value == 0 and end is not None:
        start = replace(end, value=end.value / 1000 or 1e-3)
        changed = with_segment(changed, index, start=start)
    if end is not None and end.value == 0:
        changed = with_segment(changed, index, end=replace(start, value=start.value / 1000))
    return changed


def respanned(schedule: Schedule, index: int, unit: SpanUnit) -> Schedule:
    """Say a segment's length in another unit; the boundaries stay where they are.

    Only one segment can fill the rest: one that did so before takes over this one's unit.
    """
    old = schedule.segments[index].span.unit
    if unit == old:
        return schedule
    units: dict[int, SpanUnit] = {
        other: old
        for other, segment in enumerate(schedule.segments)
        if segment.span.unit == unit == "fill"
    }
    # A length that rounds to no step is given one; a length of 0 could not be executed at all.
    long_enough = tuple(
        replace(segment, span=Span.of_steps(1))
        if other in {index, *units} and timeline(schedule).length(other) <= 0
        else segment
        for other, segment in enumerate(schedule.segments)
    )
    line = timeline(replace(schedule, segments=long_enough))
    plain = schedule
    for other in (*units, index):
        length = Span.of_steps(line.length(other))
        plain = with_segment(plain, other, span=length)
    if unit == "fill":
        plain = with_segment(plain, index, span=Span.of_the_rest())
        line = timeline(plain)
    else:
        units = {index: unit}
    if schedule.blocks:
        return _fitted_among_repeats(plain, line.lengths, units)
    return fitted_in_units(plain, line.boundaries, units)


def _fitted_among_repeats(
    schedule: Schedule, lengths: tuple[float, ...], units: dict[int, SpanUnit]
) -> Schedule:
    """Say the lengths of some segments in other units."""
    unsaid = schedule
    for index, unit in units.items():
        unsaid = with_segment(unsaid, index, span=Span(0, unit))
    return fitted_lengths(unsaid, {index: lengths[index] for index in units})


def relevelled(schedule: Schedule, index: int, side: Side, unit: LevelUnit) -> Schedule:
    """Say a level as a factor or as an absolute rate, by the first group's base rate."""
    segment = schedule.segments[index]
    level = segment.start if side == "start" else segment.end
    base = schedule.groups[0].base_lr if schedule.groups else 0.0
    if level is None or level.unit == unit or base == 0:
        return schedule
    value = level.value * base if unit == "rate" else level.value / base
    return with_segment(schedule, index, **{side: Level(shortened(value), unit)})


def started_anew(schedule: Schedule, index: int) -> Schedule:
    """Give a segment a start level of its own, at first where it starts anyway."""
    return with_segment(schedule, index, start=level_at(schedule, index, "start"))


def restepped(schedule: Schedule, stepping: Stepping) -> Schedule:
    """Call ``scheduler.step()`` at another place; spans given in steps become epochs."""
    per_epoch = schedule.steps_per_epoch
    if stepping == schedule.stepping or per_epoch < 1:
        return replace(schedule, stepping=stepping)

    def in_epochs(span: Span) -> Span:
        if span.unit != "steps" or not math.isfinite(span.amount):
            return span
        return Span.of_epochs(whole(shortened(span.amount / per_epoch)))

    segments = tuple(
        replace(segment, span=in_epochs(segment.span), shape=_with_spans(segment.shape, in_epochs))
        for segment in schedule.segments
    )
    return replace(schedule, stepping=stepping, segments=segments)


def moved_level(
    schedule: Schedule, index: int, side: Side, rate: float, *, group: int = 0
) -> Schedule:
    """Move the rate at one end of a segment to a value, in the unit in which the level is given.

    A level that is inherited moves where it comes from; a shape that ends where it arrives is bent
    until it arrives there.

    Args:
        schedule: the schedule.
        index: the segment.
        side: which end of it.
        rate: the wanted rate for the group.
        group: the parameter group by whose base rate a factor is reckoned.
    """
    if not math.isfinite(rate) or group >= len(schedule.groups):
        return schedule
    rate = max(0.0, rate)
    if side == "end" and not has_end(schedule.segments[index].shape):
        bent = bent_to(schedule, index, rate, group)
        if bent is not None:
            return with_segment(schedule, index, shape=bent)
        side = "start"
    if side == "start" and schedule.segments[index].start is None and index > 0:
        before = schedule.repeat_of(index - 1)
        if before is not None and index not in before and before.times is not None:
            # What follows a repeat starts where the last cycle arrived.
            rate = unscaled(schedule, (index - 1, "end"), before.times - 1, rate, group=group)
        return moved_level(schedule, index - 1, "end", rate, group=group)
    segment = schedule.segments[index]
    old = segment.start if side == "start" else segment.end
    unit = old.unit if old is not None else "factor"
    base = schedule.groups[group].base_lr
    if unit == "factor" and base == 0:
        return schedule
    value = shortened(rate / base) if unit == "factor" else rate
    return with_segment(schedule, index, **{side: Level(value, unit)})


def _with_spans(shape: Shape, convert: Any) -> Shape:
    match shape:
        case InverseSqrt(time_scale=span):
            return InverseSqrt(convert(span))
        case Staircase(every=span):
            return replace(shape, every=convert(span))
        case _:
            return shape


def _arrives_above_zero(schedule: Schedule) -> bool:
    return level_at(schedule, len(schedule.segments) - 1, "end").value > 0

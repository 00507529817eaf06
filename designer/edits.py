"""Edits: functions from a schedule to a new one. None of them raises on a wrong schedule."""

import math
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from rampsmith.designer.rates import Rates
from rampsmith.designer.schedule import Group, Level, LevelUnit, Schedule, Segment, Stepping
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Exponential,
    InverseSqrt,
    Linear,
    Shape,
    Staircase,
    has_end,
)
from rampsmith.designer.spans import Span, SpanUnit
from rampsmith.designer.timeline import span_in_steps, timeline

Side: TypeAlias = Literal["start", "end"]


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
    group = Group(_new_name("group", names), base)
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


def inserted_segments(schedule: Schedule, index: int, segments: tuple[Segment, ...]) -> Schedule:
    """Put segments at an index, under names that are still free; a second fill becomes 10 %."""
    names = {segment.name for segment in schedule.segments}
    filled = any(segment.span.unit == "fill" for segment in schedule.segments)
    new: list[Segment] = []
    for segment in segments:
        name = _new_name(segment.name, names)
        names.add(name)
        span = segment.span
        if span.unit == "fill" and filled:
            span = Span.of_percent(10)
        filled = filled or span.unit == "fill"
        new.append(replace(segment, name=name, span=span))
    return replace(
        schedule, segments=(*schedule.segments[:index], *new, *schedule.segments[index:])
    )


def removed_segment(schedule: Schedule, index: int) -> Schedule:
    """Remove a segment; the next one starts where the one before it ended."""
    return replace(schedule, segments=schedule.segments[:index] + schedule.segments[index + 1 :])


def duplicated_segment(schedule: Schedule, index: int) -> Schedule:
    """Put a copy of a segment behind it, of the same length and starting at the same level."""
    segment = schedule.segments[index]
    if segment.span.unit == "fill":
        half = max(1, math.floor(timeline(schedule).length(index) / 2))
        segment = replace(segment, span=Span.of_steps(half))
    if segment.start is None and has_end(segment.shape):
        segment = replace(segment, start=_level_at(schedule, index, "start"))
    return inserted_segments(schedule, index + 1, (segment,))


def moved_segment(schedule: Schedule, index: int, to: int) -> Schedule:
    """Move a segment to another place in the order."""
    segments = list(schedule.segments)
    segments.insert(to, segments.pop(index))
    return replace(schedule, segments=tuple(segments))


def split_segment(schedule: Schedule, index: int, step: float) -> Schedule:
    """Cut a segment in two at a step, with the rate there as the new level between them."""
    line = timeline(schedule)
    begin, end = line.boundaries[index], line.boundaries[index + 1]
    if not begin < step < end:
        return schedule
    segment = schedule.segments[index]
    rates = Rates(schedule)
    if rates.relative:
        level = Level(rates.curves[0].pieces[index].value(step))
    else:
        level = Level.of_rate(rates.curves[0].pieces[index].value(step))
    first = replace(segment, end=level) if has_end(segment.shape) else segment
    names = {other.name for other in schedule.segments}
    second = replace(segment, name=_new_name(segment.name, names), start=None)
    halves = (
        replace(first, span=Span.of_steps(step - begin)),
        second if segment.span.unit == "fill" else replace(second, span=Span.of_steps(end - step)),
    )
    cut = replace(
        schedule,
        segments=(*schedule.segments[:index], *halves, *schedule.segments[index + 1 :]),
    )
    boundaries = (*line.boundaries[: index + 1], step, *line.boundaries[index + 1 :])
    units = (segment.span.unit, segment.span.unit)
    return _in_units(cut, boundaries, {index: units[0], index + 1: units[1]})


def reshaped(schedule: Schedule, index: int, shape: Shape) -> Schedule:
    """Give a segment another shape, with an end level that the shape can go to."""
    segment = schedule.segments[index]
    end = segment.end
    if has_end(shape) and end is None:
        last = index == len(schedule.segments) - 1
        end = Level(0.0) if last else _level_at(schedule, index, "end")
    if isinstance(shape, Exponential) and end is not None and end.value == 0:
        end = replace(end, value=_level_at(schedule, index, "start").value / 1000 or 1e-3)
    return with_segment(schedule, index, shape=shape, end=end)


def respanned(schedule: Schedule, index: int, unit: SpanUnit) -> Schedule:
    """Say a segment's length in another unit; the boundaries stay where they are."""
    line = timeline(schedule)
    if unit == "fill":
        return with_segment(schedule, index, span=Span.of_the_rest())
    length = line.length(index)
    plain = with_segment(schedule, index, span=Span.of_steps(max(1, length)))
    return _in_units(plain, line.boundaries, {index: unit})


def relevelled(schedule: Schedule, index: int, side: Side, unit: LevelUnit) -> Schedule:
    """Say a level as a factor or as an absolute rate, by the first group's base rate."""
    segment = schedule.segments[index]
    level = segment.start if side == "start" else segment.end
    base = schedule.groups[0].base_lr if schedule.groups else 0.0
    if level is None or level.unit == unit or base == 0:
        return schedule
    value = level.value * base if unit == "rate" else level.value / base
    return with_segment(schedule, index, **{side: Level(_shortened(value), unit)})


def started_anew(schedule: Schedule, index: int) -> Schedule:
    """Give a segment a start level of its own, at first where it starts anyway."""
    return with_segment(schedule, index, start=_level_at(schedule, index, "start"))


def restepped(schedule: Schedule, stepping: Stepping) -> Schedule:
    """Call ``scheduler.step()`` at another place; spans given in steps become epochs."""
    per_epoch = schedule.steps_per_epoch
    if stepping == schedule.stepping or per_epoch < 1:
        return replace(schedule, stepping=stepping)

    def in_epochs(span: Span) -> Span:
        if span.unit != "steps" or not math.isfinite(span.amount):
            return span
        return Span.of_epochs(_whole(_shortened(span.amount / per_epoch)))

    segments = tuple(
        replace(segment, span=in_epochs(segment.span), shape=_with_spans(segment.shape, in_epochs))
        for segment in schedule.segments
    )
    return replace(schedule, stepping=stepping, segments=segments)


def moved_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move the boundary before a segment; what one neighbour gains the other loses.

    Args:
        schedule: the schedule.
        boundary: 1 for the end of the first segment, up to the number of segments.
        step: the wanted position; kept a step away from the boundaries beside it.
    """
    line = timeline(schedule)
    last = len(schedule.segments)
    low = line.boundaries[boundary - 1] + 1
    high = line.boundaries[boundary + 1] - 1 if boundary < last else math.inf
    if boundary == last and schedule.segments[-1].span.unit == "fill":
        return schedule
    place = min(max(math.floor(step + 0.5), low), high)
    if place < low:
        return schedule
    wanted = (*line.boundaries[:boundary], place, *line.boundaries[boundary + 1 :])
    return _with_boundaries(schedule, wanted)


def pushed_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move a boundary together with all that follow, up to the segment that fills the rest."""
    line = timeline(schedule)
    fills = [i for i, segment in enumerate(schedule.segments) if segment.span.unit == "fill"]
    fill = fills[0] if fills else len(schedule.segments)
    if fill < boundary:
        return moved_boundary(schedule, boundary, step)
    low = line.boundaries[boundary - 1] + 1
    place = max(math.floor(step + 0.5), low)
    shift = place - line.boundaries[boundary]
    if fills:
        shift = min(shift, max(0, line.length(fill) - 1))
    wanted = tuple(
        position + shift if boundary <= index <= fill else position
        for index, position in enumerate(line.boundaries)
    )
    return _with_boundaries(schedule, wanted)


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
    rate = max(0.0, rate)
    if side == "end" and not has_end(schedule.segments[index].shape):
        bent = _bent_to(schedule, index, rate, group)
        if bent is not None:
            return bent
        side = "start"
    if side == "start" and schedule.segments[index].start is None and index > 0:
        return moved_level(schedule, index - 1, "end", rate, group=group)
    segment = schedule.segments[index]
    old = segment.start if side == "start" else segment.end
    unit = old.unit if old is not None else "factor"
    base = schedule.groups[group].base_lr
    if unit == "factor" and base == 0:
        return schedule
    value = _shortened(rate / base) if unit == "factor" else rate
    return with_segment(schedule, index, **{side: Level(value, unit)})


def _bent_to(schedule: Schedule, index: int, rate: float, group: int) -> Schedule | None:
    """Change a shape's setting so that it arrives at a rate; None where it has none to change."""
    segment = schedule.segments[index]
    if isinstance(segment.shape, Constant):
        return None
    start = Rates(schedule).level_at_start(index, group)
    length = timeline(schedule).length(index)
    if not 0 < rate < start or length <= 0:
        return schedule
    if isinstance(segment.shape, InverseSqrt):
        square = (rate / start) ** 2
        steps = max(1, round(length * square / (1 - square)))
        return with_segment(schedule, index, shape=InverseSqrt(Span.of_steps(steps)))
    if isinstance(segment.shape, Staircase):
        stairs = length // max(1, span_in_steps(segment.shape.every, schedule))
        if stairs < 1:
            return schedule
        factor = float(f"{(rate / start) ** (1 / stairs):.3g}")
        return with_segment(schedule, index, shape=replace(segment.shape, factor=factor))
    return None


def _with_boundaries(schedule: Schedule, wanted: tuple[float, ...]) -> Schedule:
    """Change the spans, each in its own unit, so that the boundaries come to lie as wanted."""
    line = timeline(schedule)
    changed: dict[int, SpanUnit] = {
        index: segment.span.unit
        for index, segment in enumerate(schedule.segments)
        if segment.span.unit != "fill" and wanted[index + 1] - wanted[index] != line.length(index)
    }
    return _in_units(schedule, wanted, changed)


def _in_units(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, SpanUnit]
) -> Schedule:
    """Give segments the lengths between the wanted boundaries, with as few digits as that takes."""
    scale: dict[SpanUnit, float] = {
        "steps": 1.0,
        "epochs": schedule.steps_per_epoch,
        "percent": schedule.total_steps / 100,
    }
    if all(scale.get(unit, 1.0) > 0 for unit in units.values()):
        for digits in range(15):
            segments = list(schedule.segments)
            for index, unit in units.items():
                length = wanted[index + 1] - wanted[index]
                amount = length if unit == "steps" else round(length / scale.get(unit, 1.0), digits)
                if unit != "fill":
                    segments[index] = replace(segments[index], span=Span(_whole(amount), unit))
            found = replace(schedule, segments=tuple(segments))
            if timeline(found).boundaries == wanted:
                return found
    in_steps: dict[int, SpanUnit] = dict.fromkeys(units, "steps")
    if units == in_steps:
        return schedule
    return _in_units(schedule, wanted, in_steps)


def _with_spans(shape: Shape, convert: Any) -> Shape:
    match shape:
        case InverseSqrt(time_scale=span):
            return InverseSqrt(convert(span))
        case Staircase(every=span):
            return replace(shape, every=convert(span))
        case _:
            return shape


def _level_at(schedule: Schedule, index: int, side: Side) -> Level:
    """Give the level that a segment has at one end, set or inherited."""
    rates = Rates(schedule)
    piece = rates.curves[0].pieces[index]
    value = piece.start_value if side == "start" else piece.end_value
    if not math.isfinite(value):
        return Level(1.0)
    return Level(value) if rates.relative else Level.of_rate(value)


def _arrives_above_zero(schedule: Schedule) -> bool:
    return _level_at(schedule, len(schedule.segments) - 1, "end").value > 0


def _new_name(name: str, taken: set[str]) -> str:
    """Find a free name: ``Hold``, ``Hold 2``, ``Hold 3``."""
    if name not in taken:
        return name
    stem, _, number = name.rpartition(" ")
    stem, first = (stem, int(number) + 1) if stem and number.isdecimal() else (name, 2)
    while f"{stem} {first}" in taken:
        first += 1
    return f"{stem} {first}"


def _shortened(value: float) -> float:
    """Drop the digits that only come from dividing floats."""
    return float(f"{value:.12g}")


def _whole(amount: float) -> float:
    return int(amount) if amount == int(amount) else amount

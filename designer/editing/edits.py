"""Edits: functions from a schedule to a new one. None of them raises on a wrong schedule."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Stepping
from rampsmith.designer.editing.bends import bent_to, level_of_whole
from rampsmith.designer.editing.milestones import with_room
from rampsmith.designer.editing.span_fitting import (
    fitted_in_units,
    fitted_lengths_in_units,
    without_noise,
)
from rampsmith.designer.evaluation.levels import GivenLevel, Side, level_at, rate_in_first_cycle
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import LevelUnit, Shape
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span, SpanUnit


def with_segment(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one segment."""
    segment = replace(schedule.segments[index], **changes)
    segments = (*schedule.segments[:index], segment, *schedule.segments[index + 1 :])
    return replace(schedule, segments=segments)


def with_group(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one parameter group; its curves go along with a name that is its own."""
    before = schedule.groups[index]
    group = replace(before, **changes)
    others = (*schedule.groups[:index], *schedule.groups[index + 1 :])
    tracks = schedule.tracks
    if {before.name, group.name}.isdisjoint(other.name for other in others):
        tracks = tuple(
            replace(track, key=replace(track.key, group=group.name))
            if track.key.group == before.name
            else track
            for track in tracks
        )
    groups = (*schedule.groups[:index], group, *schedule.groups[index + 1 :])
    return replace(schedule, groups=groups, tracks=tracks)


def with_base(schedule: Schedule, index: int, kind: CurveKind, value: float) -> Schedule:
    """Change what one parameter group is built with of a kind."""
    if kind == RATE:
        return with_group(schedule, index, base_lr=value)
    bases = {**dict(schedule.groups[index].bases), kind.name: value}
    return with_group(schedule, index, bases=tuple(bases.items()))


def with_base_rate(schedule: Schedule, rate: float) -> Schedule:
    """Give the first parameter group a base rate, and all others theirs in proportion."""
    first = schedule.groups[0].base_lr
    groups = [
        replace(group, base_lr=without_noise(group.base_lr / first * rate) if first else rate)
        for group in schedule.groups
    ]
    return replace(schedule, groups=(replace(groups[0], base_lr=rate), *groups[1:]))


def with_run(schedule: Schedule, **changes: Any) -> Schedule:
    """Change fields of the run; every span keeps its own unit."""
    return replace(schedule, run=replace(schedule.run, **changes))


def added_group(schedule: Schedule) -> Schedule:
    """Add a parameter group like the last one."""
    names = {group.name for group in schedule.groups}
    base = schedule.groups[-1].base_lr if schedule.groups else 1e-3
    group = Group(counted_name("group", names), base)
    return replace(schedule, groups=(*schedule.groups, group))


def removed_group(schedule: Schedule, index: int) -> Schedule:
    """Remove a parameter group, and the curves that were for it alone."""
    groups = schedule.groups[:index] + schedule.groups[index + 1 :]
    name = schedule.groups[index].name
    is_last = all(group.name != name for group in groups)
    tracks = tuple(t for t in schedule.tracks if not (is_last and t.key.group == name))
    return replace(schedule, groups=groups, tracks=tracks)


def added_segment(schedule: Schedule, index: int) -> Schedule:
    """Put a new segment at an index: a warmup first, a decay last, a plateau in between.

    A warmup before others rises to where they begin; before those that begin at 0 it is a plateau.
    Milestones after it stay where they are.
    """
    filled = bool(schedule.filling)
    span = Span.of_percent(10) if filled or not schedule.segments else Span.of_the_rest()
    schedule, span = with_room(schedule, index, span)
    if not schedule.segments:
        segment = _warmup(schedule, span, Level(1.0))
    elif index == 0 and _begins_with(schedule).value > 0:
        segment = _warmup(schedule, span, _begins_with(schedule))
    elif index == len(schedule.segments) and _arrives_above_zero(schedule):
        segment = Segment("Decay", Cosine(), span, None, Level(0.0))
    else:
        segment = Segment("Hold", Constant(), span)
    return inserted_segments(schedule, index, (segment,))


def _warmup(schedule: Schedule, span: Span, goal: Level) -> Segment:
    """Make a rise from 0; one that would wait there for a whole epoch begins one epoch on."""
    waits = schedule.stepping == "epoch"
    zero = replace(goal, value=0.0)
    return Segment(
        "Warmup", Linear(), span, zero, goal, first_at_start=not waits, last_at_end=waits
    )


def _begins_with(schedule: Schedule) -> Level:
    return schedule.segments[0].start or Level(1.0)


def inserted_segments(
    schedule: Schedule, index: int, segments: tuple[Segment, ...], *, beside: int | None = None
) -> Schedule:
    """Put segments at an index, under names that are still free; a second fill becomes 10 %.

    They belong to the repeat of the segment ``beside``; without one, to a repeat only where they
    stand between two of its segments.
    """
    names = {segment.name for segment in schedule.segments}
    filled = bool(schedule.filling)
    new: list[Segment] = []
    for segment in segments:
        name = counted_name(segment.name, names)
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


def reshaped(schedule: Schedule, index: int, shape: Shape) -> Schedule:
    """Change a segment's shape, with ends that the new one can have."""
    segment = schedule.segments[index]
    end = segment.end
    if shape.has_end and end is None:
        last = index == len(schedule.segments) - 1
        end = Level(0.0) if last else level_at(schedule, index, "end")
    changed = with_segment(schedule, index, shape=shape, end=end)
    if not shape.divides_ends:
        return changed
    start = level_at(changed, index, "start")
    if start.value == 0 and end is not None:
        start = replace(end, value=end.value / 1000 or 1e-3)
        changed = with_segment(changed, index, start=start)
    if end is not None and end.value == 0:
        changed = with_segment(changed, index, end=replace(start, value=start.value / 1000))
    return changed


def with_span_unit(
    schedule: Schedule, index: int, unit: SpanUnit, *, until: bool = False
) -> Schedule:
    """Give a segment's length in another unit, or by where it ends; the boundaries stay.

    Only one segment can fill the rest: one that did so before takes over this one's unit.
    """
    old, new = schedule.segments[index].span, Span(0, unit, until)
    if (unit, until) == (old.unit, old.until):
        return schedule
    units = {
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
        units = {index: new}
    if schedule.blocks:
        return fitted_lengths_in_units(plain, line.lengths, units)
    return fitted_in_units(plain, line.boundaries, units)


def with_level_unit(schedule: Schedule, index: int, side: GivenLevel, unit: LevelUnit) -> Schedule:
    """Write a level as a factor or as an absolute rate, by the first group's base rate."""
    level: Level | None = getattr(schedule.segments[index], side)
    base = schedule.groups[0].base_lr if schedule.groups else 0.0
    if level is None or level.unit == unit or base == 0:
        return schedule
    value = level.value * base if unit == "rate" else level.value / base
    return with_segment(schedule, index, **{side: Level(without_noise(value), unit)})


def with_own_start(schedule: Schedule, index: int) -> Schedule:
    """Set a start level of a segment's own, at first where it starts anyway."""
    return with_segment(schedule, index, start=level_at(schedule, index, "start"))


def with_stepping(schedule: Schedule, stepping: Stepping) -> Schedule:
    """Call ``scheduler.step()`` at another place; spans given in steps become epochs."""
    per_epoch = schedule.steps_per_epoch
    if stepping == schedule.stepping or per_epoch < 1:
        return replace(schedule, stepping=stepping)

    def in_epochs(span: Span) -> Span:
        if span.unit != "steps" or not math.isfinite(span.amount):
            return span
        return Span(whole(without_noise(span.amount / per_epoch)), "epochs", span.until)

    def counted(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(each.with_spans(in_epochs) for each in segments)

    tracks = tuple(replace(track, segments=counted(track.segments)) for track in schedule.tracks)
    return replace(schedule, stepping=stepping, segments=counted(schedule.segments), tracks=tracks)


def moved_level(
    schedule: Schedule, index: int, side: Side, rate: float, *, group: int = 0
) -> Schedule:
    """Move a group's rate at one end of a segment, in the unit in which the level is given.

    A level that is inherited moves where it comes from; a shape that ends where it arrives is bent
    until it arrives there.
    """
    if not math.isfinite(rate) or group >= len(schedule.groups):
        return schedule
    rate = max(0.0, rate)
    if side == "end" and not schedule.segments[index].shape.has_end:
        bent = bent_to(schedule, index, rate, group)
        if bent is not None:
            return with_segment(schedule, index, shape=bent)
        side = "start"
    rate = level_of_whole(schedule, index, side, rate, group)
    if side == "start" and schedule.segments[index].start is None and index > 0:
        before = schedule.repeat_of(index - 1)
        if before is not None and index not in before and before.times is not None:
            # What follows a repeat starts where the last cycle arrived.
            rate = rate_in_first_cycle(
                schedule, index - 1, "end", rate, cycle=before.times - 1, group=group
            )
        return moved_level(schedule, index - 1, "end", rate, group=group)
    segment = schedule.segments[index]
    old = segment.start if side == "start" else segment.end
    unit = old.unit if old is not None else "factor"
    base = schedule.groups[group].base_lr
    if unit == "factor" and base == 0:
        return schedule
    value = without_noise(rate / base) if unit == "factor" else rate
    return with_segment(schedule, index, **{side: Level(value, unit)})


def _arrives_above_zero(schedule: Schedule) -> bool:
    return Curve(schedule, 1.0).segments[-1].end_value > 0


Repeats = tuple[Repeat, ...]


def with_inserted(
    repeats: Repeats, index: int, count: int = 1, *, beside: int | None = None
) -> Repeats:
    """Make room for new segments at an index; see ``inserted_segments``."""

    def changed(repeat: Repeat) -> Repeat:
        first, last = repeat.first, repeat.last
        joins = first < index <= last or (beside is not None and beside in repeat)
        if joins:
            return replace(repeat, last=last + count)
        return _shifted(repeat, count) if first >= index else repeat

    return tuple(changed(repeat) for repeat in repeats)


def with_removed(repeats: Repeats, index: int) -> Repeats:
    """Close the gap that a removed segment leaves; a block without segments is gone."""
    return tuple(_without(repeats, index))


def _without(repeats: Repeats, index: int) -> Iterator[Repeat]:
    for repeat in repeats:
        if index < repeat.first:
            yield _shifted(repeat, -1)
        elif index > repeat.last:
            yield repeat
        elif repeat.first < repeat.last:
            last = repeat.last - 1
            # The only segment that is left cannot be the warmup that keeps its length.
            keeps = repeat.keeps_first and repeat.first < last and index != repeat.first
            yield replace(repeat, last=last, keeps_first=keeps)


def _shifted(repeat: Repeat, by: int) -> Repeat:
    return replace(repeat, first=repeat.first + by, last=repeat.last + by)

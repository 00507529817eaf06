"""Edits that move, make and remove one boundary, or move a level; among repeats too."""

import math
from collections.abc import Iterable
from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Repeat, Schedule
from rampsmith.designer.editing.edits import moved_level, with_removed, with_segment
from rampsmith.designer.editing.span_fitting import (
    fitted_in_units,
    fitted_lengths,
    fitted_lengths_in_units,
    nearest,
    with_boundaries,
)
from rampsmith.designer.editing.splitting import rejoined, with_whole_kept
from rampsmith.designer.evaluation.levels import Side, level_at, level_within
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import RepeatSpan, timeline
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span


def moved_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move the boundary before a segment; what one neighbour gains the other loses.

    It keeps a step away from the boundaries beside it. Within a repeat it is the boundary in the
    first cycle that moves, and with it that in all others; the end of a repeat makes every cycle
    longer or shorter and moves what follows. Between two parts of one shape no value changes.
    """
    if not math.isfinite(step):
        return schedule
    if schedule.blocks:
        moved = _moved_among_repeats(schedule, boundary, step, pushes=False)
    else:
        moved = _moved_alone(schedule, boundary, step)
    return with_whole_kept(moved, schedule, boundary)


def _moved_alone(schedule: Schedule, boundary: int, step: float) -> Schedule:
    line = timeline(schedule)
    low = math.floor(line.boundaries[boundary - 1]) + 1
    place = max(nearest(step), low)
    if boundary < len(schedule.segments):
        place = min(place, math.ceil(line.boundaries[boundary + 1]) - 1)
    if place < low:
        return schedule
    wanted = (*line.boundaries[:boundary], place, *line.boundaries[boundary + 1 :])
    return with_boundaries(schedule, wanted)


def pushed_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move a boundary together with all that follow, up to the segment that fills the rest."""
    if not math.isfinite(step):
        return schedule
    line = timeline(schedule)
    fill = next(iter(schedule.filling), len(schedule.segments))
    if fill < boundary:
        return moved_boundary(schedule, boundary, step)
    if schedule.blocks:
        return _moved_among_repeats(schedule, boundary, step, pushes=True)
    low = math.floor(line.boundaries[boundary - 1]) + 1
    place = max(nearest(step), low)
    shift = place - line.boundaries[boundary]
    if schedule.filling:
        shift = min(shift, max(0, line.length(fill) - 1))
    wanted = tuple(
        position + shift if boundary <= index <= fill else position
        for index, position in enumerate(line.boundaries)
    )
    return with_boundaries(schedule, wanted)


def moved_cycle_end(
    schedule: Schedule, repeat: int, step: float, *, cycle: int | None = None
) -> Schedule:
    """Make all cycles of a repeat longer or shorter, so that one of them ends at a step.

    The last segment of the block takes the change. The cycles stay a whole number of steps long, as
    near to the step as that allows; those that fill the rest stay as they are. Without a cycle,
    counted from 0, it is the last one, or the first where they have no end.
    """
    block, span = schedule.blocks[repeat], timeline(schedule).repeats[repeat]
    number = (block.times or 1) - 1 if cycle is None else cycle
    share = _share(block, span, number)
    if not (math.isfinite(step) and share > 0) or any(i in block for i in schedule.filling):
        return schedule
    length = nearest((step - span.begin) / share)
    others = span.inner[-2]
    return fitted_lengths(schedule, {block.last: max(length, math.floor(others) + 1) - others})


def nudged_end(schedule: Schedule, index: int, steps: float) -> Schedule:
    """Move a segment's end by some steps; what it gains the next one loses.

    The end of a repeat's last segment is that of its first cycle, and all cycles follow.
    """
    step = timeline(schedule).ends[index] + steps
    repeat = schedule.repeat_of(index)
    if repeat is not None and repeat.last == index:
        return moved_cycle_end(schedule, schedule.blocks.index(repeat), step, cycle=0)
    return moved_boundary(schedule, index + 1, step)


def nudged_begin(schedule: Schedule, index: int, steps: float) -> Schedule:
    """Move a segment's begin by some steps; the first one begins at 0 and stays there."""
    if index == 0:
        return schedule
    return moved_boundary(schedule, index, timeline(schedule).begins[index] + steps)


def nudged_level(
    schedule: Schedule, index: int, side: Side, by: float, *, group: int = 0
) -> Schedule:
    """Move the rate at one end of a segment by some rate of a group; never below 0."""
    if group >= len(schedule.groups):
        return schedule
    rates = rates_of(schedule)
    at = rates.level_at_start if side == "start" else rates.level_at_end
    return moved_level(schedule, index, side, at(index, group) + by, group=group)


def _share(block: Repeat, span: RepeatSpan, number: int) -> float:
    """Return the length of all cycles up to one of them, as a factor of the first one's."""
    if block.times is not None and number == block.times - 1 and span.cycle > 0:
        return (span.end - span.begin) / span.cycle
    if block.lengths:
        return sum(block.lengths[: number + 1]) / block.lengths[0]
    if block.stretch == 1:
        return number + 1
    try:
        return float((block.stretch ** (number + 1) - 1) / (block.stretch - 1))
    except OverflowError:
        return 0.0


def _moved_among_repeats(
    schedule: Schedule, boundary: int, step: float, *, pushes: bool
) -> Schedule:
    """Move a boundary by changing lengths; what fills the rest follows by itself."""
    before = schedule.repeat_of(boundary - 1)
    after = schedule.repeat_of(boundary) if boundary < len(schedule.segments) else None
    if before is not None and before == after:
        return _shared_out(schedule, boundary, step, takes=not pushes)
    if before is not None and not any(i in before for i in schedule.filling):
        if before.times is None:
            return schedule
        return moved_cycle_end(schedule, schedule.blocks.index(before), step)
    if before is not None:
        # All cycles together fill the rest, so what follows them has to give way.
        return _begun_at(schedule, boundary, step) if after is None else schedule
    if after is not None and schedule.segments[boundary - 1].span.unit == "fill":
        return schedule
    return _shared_out(schedule, boundary, step, takes=after is None and not pushes)


def _shared_out(schedule: Schedule, boundary: int, step: float, *, takes: bool) -> Schedule:
    """Change the length before a boundary, at the cost of the next segment if it takes."""
    line = timeline(schedule)
    begin = line.begins[boundary - 1]
    place = max(nearest(step), math.floor(begin) + 1)
    lengths: dict[int, float] = {}
    if takes and boundary < len(schedule.segments):
        end = line.ends[boundary]
        place = min(place, math.ceil(end) - 1)
        if place <= begin:
            return schedule
        lengths[boundary] = end - place
    lengths[boundary - 1] = place - begin
    return fitted_lengths(schedule, _unfilled(schedule, lengths))


def _begun_at(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Begin the segment after a boundary elsewhere, and keep its end."""
    if boundary >= len(schedule.segments):
        return schedule
    line = timeline(schedule)
    end = line.ends[boundary]
    low = math.floor(line.begins[boundary - 1]) + 1
    place = min(max(nearest(step), low), math.ceil(end) - 1)
    return fitted_lengths(schedule, {boundary: end - place}) if place < end else schedule


def _unfilled(schedule: Schedule, lengths: dict[int, float]) -> dict[int, float]:
    """Leave out the segment that fills the rest; it follows the others."""
    segments = schedule.segments
    return {i: length for i, length in lengths.items() if segments[i].span.unit != "fill"}


def join_fault(schedule: Schedule, boundary: int) -> str | None:
    """Explain in a sentence why a boundary cannot be removed; None where it can."""
    if not 0 < boundary < len(schedule.segments):
        return "The beginning and the end of a schedule cannot be removed"
    before, after = schedule.repeat_of(boundary - 1), schedule.repeat_of(boundary)
    edge = before or after
    if before != after and edge is not None:
        return f"“{edge.name}” repeats; its border cannot be removed"
    if isinstance(schedule.segments[boundary].shape, Plateau):
        return f"“{schedule.segments[boundary].name}” waits for a metric and stays by itself"
    return None


def without_jump(schedule: Schedule, boundary: int) -> Schedule:
    """Let the segment after a boundary start where the one before it ended.

    A part of a longer shape, and one with a floor, has no start of its own to give up.
    """
    segment = schedule.segments[boundary]
    if boundary == 0 or segment.before is not None or segment.floor is not None:
        return schedule
    return with_segment(schedule, boundary, start=None)


def joined_segments(schedule: Schedule, boundary: int) -> Schedule:
    """Remove the boundary before a segment: the one before it goes on to where that ended.

    It keeps its shape and takes both lengths, in its own unit; if either filled the rest, both do.
    Two parts of one shape become what they were cut from. A shape that ends where it arrives goes on as it does.
    """
    if join_fault(schedule, boundary) is not None:
        return schedule
    line = timeline(schedule)
    index = boundary - 1
    first, second = schedule.segments[index], schedule.segments[boundary]
    fills = "fill" in {first.span.unit, second.span.unit}
    whole = rejoined(schedule, boundary)
    if whole is None:
        end, last = _arrival(schedule, boundary) or first.end, second.last_at_end
        whole = replace(first, end=end, after=None, last_at_end=last)
    span = (
        Span.of_the_rest() if fills else Span.of_steps(line.length(index) + line.length(boundary))
    )
    joined = replace(
        schedule,
        segments=(
            *schedule.segments[:index],
            replace(whole, span=span),
            *schedule.segments[boundary + 1 :],
        ),
        repeats=with_removed(schedule.repeats, boundary),
    )
    if fills:
        return joined
    if schedule.blocks:
        lengths = (*line.lengths[:index], line.length(index) + line.length(boundary))
        return fitted_lengths_in_units(joined, lengths, {index: first.span})
    boundaries = (*line.boundaries[:boundary], *line.boundaries[boundary + 1 :])
    return fitted_in_units(joined, boundaries, {index: first.span})


def _arrival(schedule: Schedule, boundary: int) -> Level | None:
    """Return the end of two segments that become one; None where their shape has none of its own."""
    first, second = schedule.segments[boundary - 1], schedule.segments[boundary]
    if not first.shape.has_end:
        return None
    if second.is_part and second.after is not None:
        return level_within(schedule, boundary, timeline(schedule).ends[boundary])
    return level_at(schedule, boundary, "end")


def without_boundaries(schedule: Schedule, boundaries: Iterable[int]) -> Schedule:
    """Remove several boundaries; those that cannot be removed stay."""
    for boundary in sorted(boundaries, reverse=True):
        schedule = joined_segments(schedule, boundary)
    return schedule

"""Edits that move boundaries: within a cycle, at the end of all cycles, and outside of repeats."""

import math

from rampsmith.designer.editing.fitting import fitted, fitted_lengths, nearest
from rampsmith.designer.evaluation.timeline import Laps, timeline
from rampsmith.designer.schedule import Repeat, Schedule


def moved_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move the boundary before a segment; what one neighbour gains the other loses.

    Within a repeat it is the boundary in the first cycle that moves, and with it that in all
    others; the end of a repeat makes every cycle longer or shorter and moves what follows.

    Args:
        schedule: the schedule.
        boundary: 1 for the end of the first segment, up to the number of segments.
        step: the wanted position; kept a step away from the boundaries beside it.
    """
    if not math.isfinite(step):
        return schedule
    if schedule.blocks:
        return _moved_among_repeats(schedule, boundary, step, pushes=False)
    line = timeline(schedule)
    low = math.floor(line.boundaries[boundary - 1]) + 1
    place = max(nearest(step), low)
    if boundary < len(schedule.segments):
        place = min(place, math.ceil(line.boundaries[boundary + 1]) - 1)
    if place < low:
        return schedule
    wanted = (*line.boundaries[:boundary], place, *line.boundaries[boundary + 1 :])
    return fitted(schedule, wanted)


def pushed_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move a boundary together with all that follow, up to the segment that fills the rest."""
    if not math.isfinite(step):
        return schedule
    line = timeline(schedule)
    fills = [i for i, segment in enumerate(schedule.segments) if segment.span.unit == "fill"]
    fill = fills[0] if fills else len(schedule.segments)
    if fill < boundary:
        return moved_boundary(schedule, boundary, step)
    if schedule.blocks:
        return _moved_among_repeats(schedule, boundary, step, pushes=True)
    low = math.floor(line.boundaries[boundary - 1]) + 1
    place = max(nearest(step), low)
    shift = place - line.boundaries[boundary]
    if fills:
        shift = min(shift, max(0, line.length(fill) - 1))
    wanted = tuple(
        position + shift if boundary <= index <= fill else position
        for index, position in enumerate(line.boundaries)
    )
    return fitted(schedule, wanted)


def moved_cycle_end(
    schedule: Schedule, repeat: int, step: float, *, cycle: int | None = None
) -> Schedule:
    """Make all cycles of a repeat longer or shorter, so that one of them ends at a step.

    The last segment of the block takes the change. Cycles that fill the rest stay as they are.

    Args:
        schedule: the schedule.
        repeat: the index of the repeat among the schedule's blocks.
        step: where the cycle is to end; the cycles stay a whole number of steps long, as near to
            it as that allows.
        cycle: which cycle, counted from 0; the last one if none is given, or, where they have no
            end, the first.
    """
    block, laps = schedule.blocks[repeat], timeline(schedule).laps[repeat]
    number = (block.times or 1) - 1 if cycle is None else cycle
    share = _share(block, laps, number)
    if not (math.isfinite(step) and share > 0) or _fills(schedule, block):
        return schedule
    length = nearest((step - laps.begin) / share)
    others = laps.inner[-2]
    return fitted_lengths(schedule, {block.last: max(length, math.floor(others) + 1) - others})


def _share(block: Repeat, laps: Laps, number: int) -> float:
    """How many times the first cycle's length all cycles up to one of them take."""
    if block.times is not None and number == block.times - 1 and laps.cycle > 0:
        return (laps.end - laps.begin) / laps.cycle
    if block.stretch == 1:
        return number + 1
    try:
        return float((block.stretch ** (number + 1) - 1) / (block.stretch - 1))
    except OverflowError:
        return 0.0


def _fills(schedule: Schedule, block: Repeat) -> bool:
    segments = schedule.segments[block.first : block.last + 1]
    return any(segment.span.unit == "fill" for segment in segments)


def _moved_among_repeats(
    schedule: Schedule, boundary: int, step: float, *, pushes: bool
) -> Schedule:
    """Move a boundary by changing lengths; what fills the rest follows by itself."""
    before = schedule.repeat_of(boundary - 1)
    after = schedule.repeat_of(boundary) if boundary < len(schedule.segments) else None
    if before is not None and before == after:
        return _shared_out(schedule, boundary, step, takes=not pushes)
    if before is not None and not _fills(schedule, before):
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
    """Give the segment before a boundary another length, at the cost of the next one if it takes."""
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
    """Let the segment behind a boundary begin elsewhere and end where it ends."""
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

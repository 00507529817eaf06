"""The edit that moves a boundary and stretches or squeezes all that follows, up to the same end."""

import math
from itertools import pairwise

from rampsmith.designer.editing.fitting import fitted, fitted_lengths, nearest
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Schedule


def stretch_fault(schedule: Schedule, boundary: int) -> str | None:
    """Say in a sentence why what follows a boundary cannot be stretched; None where it can."""
    segments = schedule.segments
    if boundary >= len(segments):
        return "nothing follows that could be stretched"
    before = schedule.repeat_of(boundary - 1)
    if before is not None and boundary - 1 == before.last:
        return f"“{before.name}” repeats; its end cannot stretch what follows"
    for index in _rest(schedule, boundary):
        repeat = schedule.repeat_of(index)
        if repeat != before and repeat is not None:
            return f"“{repeat.name}” repeats in whole cycles, which cannot be stretched along"
    return None


def stretched_boundary(schedule: Schedule, boundary: int, step: float) -> Schedule:
    """Move a boundary; all segments behind it share what is left, each in proportion.

    Within a repeat it is the rest of the cycle that is shared, so the cycle keeps its length.

    Args:
        schedule: the schedule.
        boundary: 1 for the end of the first segment, up to the one before the last.
        step: the wanted position; every segment keeps at least one step.
    """
    if not math.isfinite(step) or stretch_fault(schedule, boundary) is not None:
        return schedule
    line = timeline(schedule)
    rest = _rest(schedule, boundary)
    end = line.ends[rest[-1]]
    low = math.floor(line.begins[boundary - 1]) + 1
    place = min(max(nearest(step), low), math.ceil(end) - len(rest))
    old = line.ends[boundary - 1]
    if place < low or end <= old:
        return schedule
    wanted = [line.begins[boundary - 1], place]
    for count, index in enumerate(rest[:-1], start=1):
        share = place + (line.ends[index] - old) * (end - place) / (end - old)
        left = math.ceil(end) - (len(rest) - count)
        wanted.append(min(max(nearest(share), wanted[-1] + 1), left))
    wanted.append(end)
    if schedule.blocks:
        pairs = enumerate(pairwise(wanted), start=boundary - 1)
        return fitted_lengths(
            schedule,
            {
                index: until - begin
                for index, (begin, until) in pairs
                if schedule.segments[index].span.unit != "fill"
            },
        )
    behind = (line.end,) if rest[-1] == len(schedule.segments) - 1 else ()
    return fitted(
        schedule, (*line.boundaries[: boundary - 1], *wanted[: len(wanted) - len(behind)], *behind)
    )


def _rest(schedule: Schedule, boundary: int) -> range:
    """The segments that are stretched: those behind the boundary, in a repeat those of the cycle."""
    repeat = schedule.repeat_of(boundary - 1)
    return range(boundary, len(schedule.segments) if repeat is None else repeat.last + 1)

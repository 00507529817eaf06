"""Edits on repeats: a block is repeated, changed, let go, or written out segment by segment."""

import math
from dataclasses import replace
from typing import Any

from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.fitting import nearest
from rampsmith.designer.editing.naming import free_name
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Level, Repeat, Schedule
from rampsmith.designer.shapes import Plateau
from rampsmith.designer.spans import Span

USUAL_TIMES = 3
"""How often a block runs at first, where nobody said: often enough to be seen to repeat."""


def repeated(
    schedule: Schedule, first: int, last: int, *, times: int | None = USUAL_TIMES
) -> Schedule:
    """Make a repeat of neighbouring segments.

    Segments that are repeated already, or that there are not, or that wait for a metric, leave
    the schedule as it is. Only the last segments can be repeated without end.

    Args:
        schedule: the schedule.
        first: the first segment of the block.
        last: its last one, which may be the same.
        times: how many cycles there are; None for cycles without end.
    """
    segments = schedule.segments
    if not 0 <= first <= last < len(segments) or not _are_free(schedule, first, last):
        return schedule
    if times is None and last < len(segments) - 1:
        times = USUAL_TIMES
    names = {repeat.name for repeat in schedule.repeats}
    repeat = Repeat(free_name(_kind(schedule, first, last), names), first, last, times)
    found = replace(
        schedule, repeats=tuple(sorted((*schedule.repeats, repeat), key=lambda each: each.first))
    )
    if first == 0 and segments[0].start is None:
        # Where the cycles start from is worth seeing, and worth moving.
        found = with_segment(found, 0, start=Level(1.0))
    return _with_ends_that_can_be(found, found.repeats.index(repeat))


def with_repeat(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one repeat; one that becomes endless no longer fills the rest."""
    repeat = replace(schedule.repeats[index], **changes)
    repeats = (*schedule.repeats[:index], repeat, *schedule.repeats[index + 1 :])
    return _with_ends_that_can_be(replace(schedule, repeats=repeats), index, schedule)


def removed_repeat(schedule: Schedule, index: int) -> Schedule:
    """Let a block run only once."""
    return replace(schedule, repeats=schedule.repeats[:index] + schedule.repeats[index + 1 :])


def _are_free(schedule: Schedule, first: int, last: int) -> bool:
    """Tell whether segments can be repeated: no other repeat has them, and none is a plateau."""
    taken = any(each.first <= last and first <= each.last for each in schedule.repeats)
    block = schedule.segments[first : last + 1]
    return not taken and not any(isinstance(segment.shape, Plateau) for segment in block)


def _kind(schedule: Schedule, first: int, last: int) -> str:
    """Call it restarts where the rate jumps back at the end of a cycle."""
    pieces = Curve(schedule, 1.0).pieces
    return "Cycles" if pieces[first].start_value == pieces[last].end_value else "Restarts"


def _with_ends_that_can_be(
    schedule: Schedule, index: int, before: Schedule | None = None
) -> Schedule:
    """Give a segment that filled the rest the length that it had, where there is no rest any more.

    Args:
        schedule: the schedule with the repeat.
        index: the repeat.
        before: the schedule with the repeat as it was, if it was there before.
    """
    repeat = schedule.repeats[index]
    if repeat.times is not None:
        return schedule
    for inside in range(max(0, repeat.first), min(repeat.last + 1, len(schedule.segments))):
        if schedule.segments[inside].span.unit == "fill":
            if before is not None:
                length = timeline(before).length(inside)
            else:
                # As long as it takes for the run to have room for some cycles.
                length = timeline(removed_repeat(schedule, index)).length(inside) / USUAL_TIMES
            span = Span.of_steps(max(1, nearest(length) if math.isfinite(length) else 1))
            schedule = with_segment(schedule, inside, span=span)
    return schedule

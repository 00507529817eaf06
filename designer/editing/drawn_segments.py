"""Segments drawn over a part of a curve: they take the place of what was there, and nothing else moves."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.editing.edits import inserted_segments
from rampsmith.designer.editing.segment_blocks import removed_segments
from rampsmith.designer.editing.span_fitting import with_boundaries
from rampsmith.designer.editing.splitting import split_fault, split_segment
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.spans import Span


def drawing_fault(schedule: Schedule, begin: int, end: int) -> str | None:
    """Explain in a sentence why nothing can be drawn between two positions; None where it can."""
    line = timeline(schedule)
    for span, repeat in zip(line.repeats, schedule.blocks, strict=True):
        if begin < span.end and span.begin < end:
            return f"“{repeat.name}” runs in cycles; draw before or after it"
    for place in (begin, end):
        index = _within(schedule, place)
        fault = None if index is None else split_fault(schedule, index, place)
        if fault is not None:
            return fault
    return None


def with_drawn(
    schedule: Schedule, begin: int, end: int, segments: Sequence[Segment]
) -> tuple[Schedule, int]:
    """Put segments in the place of the curve between two positions.

    Args:
        schedule: the curve; ``drawing_fault`` finds nothing against drawing there.
        begin: the position at which the first segment begins.
        end: the position at which the last one ends.
        segments: in steps, which add up to what is between.

    Returns:
        The schedule, and the index of the first segment that was put into it.
    """
    for place in (begin, end):
        index = _within(schedule, place)
        if index is not None:
            schedule = split_segment(schedule, index, place)
    line = timeline(schedule)
    ends = zip(line.begins, line.ends, strict=True)
    replaced = [index for index, (low, high) in enumerate(ends) if begin <= low and high <= end]
    first = replaced[0] if replaced else len(schedule.segments)
    after = replaced[-1] + 1 if replaced else first
    if after < len(schedule.segments) and schedule.segments[after].start is None:
        following = replace(schedule.segments[after], start=level_at(schedule, after, "start"))
        kept = (*schedule.segments[:after], following, *schedule.segments[after + 1 :])
        schedule = replace(schedule, segments=kept)
    fills = any(schedule.segments[index].span.unit == "fill" for index in replaced)
    put = list(segments)
    if fills:
        put[-1] = replace(put[-1], span=Span.of_the_rest())
    made = inserted_segments(removed_segments(schedule, replaced), first, tuple(put))
    inner = accumulate((segment.span.amount for segment in segments), initial=begin)
    wanted = (*line.boundaries[:first], *inner, *line.boundaries[after + 1 :])
    return with_boundaries(made, wanted), first


def _within(schedule: Schedule, place: int) -> int | None:
    """Return the segment that a position lies within, and not at the begin or the end of."""
    line = timeline(schedule)
    ends = enumerate(zip(line.begins, line.ends, strict=True))
    return next((index for index, (low, high) in ends if low < place < high), None)

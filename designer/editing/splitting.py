"""Cut a segment into two parts of one shape, so that nothing moves, and make them one again."""

import math
from dataclasses import replace

from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.editing.edits import with_inserted
from rampsmith.designer.editing.span_fitting import (
    fitted_in_units,
    fitted_lengths_in_units,
    nearest,
    span_of_steps,
)
from rampsmith.designer.evaluation.levels import has_level_at, level_at
from rampsmith.designer.evaluation.segment_curve import whole_place
from rampsmith.designer.evaluation.timeline import span_in_steps, timeline
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.spans import Span

_SHARE = Span.of_percent(0)


def split_fault(schedule: Schedule, index: int, step: float) -> str | None:
    """Explain in a sentence why a segment cannot be cut at a step; None where it can."""
    segment, line = schedule.segments[index], timeline(schedule)
    if line.length(index) < 2:
        return f"“{segment.name}” is too short to be cut"
    if not (math.isfinite(step) and line.begins[index] < nearest(step) < line.ends[index]):
        return f"“{segment.name}” has no {schedule.step_word} there at which it could be cut"
    return _whole_fault(schedule, index)


def _whole_fault(schedule: Schedule, index: int) -> str | None:
    """Explain in a sentence why a segment cannot be cut anywhere; None where it can."""
    segment, repeat = schedule.segments[index], schedule.repeat_of(index)
    shape = segment.shape
    if isinstance(shape, Plateau):
        return f"“{segment.name}” waits for a metric and stays in one"
    if shape.chains and shape.moves:
        return f"“{segment.name}” builds on the value before and on its place, and stays in one"
    if (
        repeat is not None
        and repeat.keeps_first
        and not repeat.has_equal_cycles
        and index == repeat.first
    ):
        return f"“{segment.name}” keeps its length in every cycle, and stays in one"
    if shape.moves and _asks_for_start(segment) and not has_level_at(schedule, index, "start"):
        return (
            f"“{segment.name}” begins between a factor and an absolute rate; give it a start first"
        )
    return None


def split_segment(schedule: Schedule, index: int, step: float) -> Schedule:
    """Cut a segment at a whole step into two parts of one shape; no value changes.

    Both halves have the levels of the whole. The exception are levels that an exponential, a
    staircase and the like arrive at before them, which differ from group to group beside absolute
    ones, and fractions of a step: there the last digits of a value may change.
    """
    if split_fault(schedule, index, step) is not None:
        return schedule
    line, step = timeline(schedule), nearest(step)
    begin, end = line.begins[index], line.ends[index]
    segment = schedule.segments[index]
    first, second = _halves(schedule, index, step)
    cut = replace(
        schedule,
        segments=(*schedule.segments[:index], first, second, *schedule.segments[index + 1 :]),
        repeats=with_inserted(schedule.repeats, index + 1, beside=index),
    )
    boundaries = (*line.boundaries[: index + 1], step, *line.boundaries[index + 1 :])
    span = segment.span
    # Only one segment can fill the rest: the later half. The earlier one goes with the run, too.
    units = {index: _SHARE} if span.unit == "fill" else {index: span, index + 1: span}
    if schedule.blocks:
        lengths = (*line.lengths[:index], step - begin, end - step, *line.lengths[index + 1 :])
        return fitted_lengths_in_units(cut, lengths, units)
    return fitted_in_units(cut, boundaries, units)


def _halves(schedule: Schedule, index: int, step: int) -> tuple[Segment, Segment]:
    """Make the two parts; what holds its value, or follows from the value before, goes on as it is."""
    line, segment = timeline(schedule), schedule.segments[index]
    begin, end = line.begins[index], line.ends[index]
    names = {other.name for other in schedule.segments}
    first = replace(segment, span=Span.of_steps(step - begin))
    second = replace(segment, name=counted_name(segment.name, names))
    if not segment.shape.moves:
        return first, replace(second, start=None)
    whole = whole_place(segment, schedule, begin, end)
    unit = _SHARE.unit if segment.span.unit == "fill" else segment.span.unit

    def length(steps: float) -> Span:
        return span_of_steps(steps, unit, schedule)

    start = level_at(schedule, index, "start") if _asks_for_start(segment) else segment.start
    keeps_origin = segment.began_with_the_run and segment.first_at_start
    before = segment.before if keeps_origin else length(step - whole.begin)
    return (
        replace(first, after=length(whole.end - step), last_at_end=False),
        replace(second, before=before, start=start, first_at_start=True),
    )


def _asks_for_start(segment: Segment) -> bool:
    return segment.start is None and "start" in segment.shape.arguments


def rejoined(schedule: Schedule, boundary: int) -> Segment | None:
    """Return the shape that two neighbouring segments are parts of; None where they are of none."""
    first, second = schedule.segments[boundary - 1], schedule.segments[boundary]
    if not (first.is_part and second.is_part and first.shape == second.shape):
        return None
    if first.after is None or second.before is None or first.end != second.end:
        return None
    line = timeline(schedule)
    one = whole_place(first, schedule, line.begins[boundary - 1], line.ends[boundary - 1])
    other = whole_place(second, schedule, line.begins[boundary], line.ends[boundary])
    starts = {level_at(schedule, index, "start") for index in (boundary - 1, boundary)}
    if one != other or ("start" in first.shape.arguments and len(starts) > 1):
        return None
    return replace(first, after=second.after, last_at_end=second.last_at_end)


def with_whole_kept(moved: Schedule, schedule: Schedule, boundary: int) -> Schedule:
    """Keep the shape whose two parts met at a boundary of a schedule, now that it has moved."""
    if not 0 < boundary < len(schedule.segments) or rejoined(schedule, boundary) is None:
        return moved
    ends = (timeline(each).ends[boundary - 1] for each in (moved, schedule))
    shift = nearest(next(ends) - next(ends))
    first, second = moved.segments[boundary - 1 : boundary + 1]
    if shift == 0 or first.after is None or second.before is None:
        return moved

    def longer(span: Span, by: int) -> Span:
        if span.unit == "fill":
            return span
        return span_of_steps(span_in_steps(span, schedule) + by, span.unit, schedule)

    first = replace(first, after=longer(first.after, -shift))
    second = replace(second, before=longer(second.before, shift))
    segments = (*moved.segments[: boundary - 1], first, second, *moved.segments[boundary + 1 :])
    return replace(moved, segments=segments)

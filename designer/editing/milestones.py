"""Milestones: places of the run at which stairs meet; an insertion keeps them, or says what it moves."""

from dataclasses import replace

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.span_fitting import nearest, span_of_steps
from rampsmith.designer.evaluation.timeline import span_in_steps, timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.numbers import count_text, counted
from rampsmith.designer.values.spans import Span


def _is_milestone(schedule: Schedule, index: int) -> bool:
    """Return whether a stair begins with a segment: one constant level after another."""
    if not 0 < index < len(schedule.segments) or schedule.segments[index].start is None:
        return False
    return all(isinstance(schedule.segments[i].shape, Constant) for i in (index - 1, index))


def with_room(schedule: Schedule, index: int, span: Span) -> tuple[Schedule, Span]:
    """Make room for a length at the beginning of a stair, so that the milestones after it stay.

    Returns:
        the schedule in which the stair lasts until its milestone, and the length, which is at most
        half of it; both as they are where there is no such stair, or nothing would be left of it.
    """
    fills = (segment.span.unit == "fill" for segment in schedule.segments[: index + 1])
    if not _is_milestone(schedule, index + 1) or schedule.repeat_of(index) or any(fills):
        return schedule, span
    line, stair = timeline(schedule), schedule.segments[index]
    half = nearest(line.length(index) / 2)
    if not 0 < half < line.length(index):
        return schedule, span
    if span.unit == "fill" or span_in_steps(span, schedule) > half:
        span = span_of_steps(half, stair.span.unit, schedule)
    if not stair.span.until:
        until = replace(span_of_steps(line.ends[index], stair.span.unit, schedule), until=True)
        stairs = (*schedule.segments[:index], replace(stair, span=until))
        schedule = replace(schedule, segments=(*stairs, *schedule.segments[index + 1 :]))
    return schedule, span


def moved_words(before: Schedule, after: Schedule, index: int) -> str:
    """Say which stair begins elsewhere since segments were inserted at an index; nothing if none does."""
    more = len(after.segments) - len(before.segments)
    places = timeline(before).begins, timeline(after).begins
    for old in range(index, len(before.segments)):
        moved = places[1][old + more] - places[0][old]
        if _is_milestone(before, old) and moved:
            word, name = before.step_word, before.segments[old].name
            way = "later" if moved > 0 else "earlier"
            place = count_text(places[1][old + more])
            return f"“{name}” begins {counted(abs(moved), word)} {way} now, at {word} {place}"
    return ""

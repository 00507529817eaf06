"""Edits that move several boundaries and levels at once, together or by stretching what follows."""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.editing.span_fitting import fitted_lengths, nearest, with_boundaries
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.timeline import Timeline, timeline
from rampsmith.designer.values.numbers import whole


def pinned_fault(schedule: Schedule, boundary: int) -> str | None:
    """Explain in a sentence why a boundary cannot move together with others; None where it can.

    Boundaries are counted from 0, the beginning, to the number of segments, the end.
    """
    segments = schedule.segments
    if boundary <= 0:
        return f"“{segments[0].name}” begins with the run"
    before = schedule.repeat_of(boundary - 1)
    if boundary < len(segments):
        after = schedule.repeat_of(boundary)
        edge = before if before != after and before is not None else after
        return f"“{edge.name}” repeats and keeps its place" if before != after and edge else None
    if before is not None:
        return f"“{before.name}” repeats and keeps its place"
    if schedule.filling:
        return f"“{segments[-1].name}” ends with the run"
    return None


def room_to_slide(schedule: Schedule, boundaries: Iterable[int]) -> tuple[float, float]:
    """Return how far boundaries can move together, back and forth, before a segment has no step."""
    line = timeline(schedule)
    moved = set(boundaries)
    low, high = -math.inf, math.inf
    for boundary in moved:
        if boundary - 1 not in moved:
            low = max(low, 1 - line.length(boundary - 1))
        if boundary + 1 not in moved and boundary < len(schedule.segments):
            high = min(high, line.length(boundary) - 1)
    return min(0.0, low), max(0.0, high)


def moved_boundaries(schedule: Schedule, places: Mapping[int, float]) -> Schedule:
    """Move several boundaries to places in the first cycle; those between them stay where they are.

    What one segment gains its neighbour loses. Boundaries that cannot move with others (see
    ``pinned_fault``) stay, and none comes closer than a step to the next one.
    """
    wanted = {
        boundary: float(nearest(place))
        for boundary, place in places.items()
        if math.isfinite(place) and pinned_fault(schedule, boundary) is None
    }
    line = timeline(schedule)
    if schedule.blocks:
        return _moved_among_repeats(schedule, line, wanted)
    boundaries = [wanted.get(i, place) for i, place in enumerate(line.boundaries)]
    for index in sorted(wanted):
        boundaries[index] = max(boundaries[index], math.floor(boundaries[index - 1]) + 1)
    for index in sorted(wanted, reverse=True):
        if index < len(schedule.segments):
            boundaries[index] = min(boundaries[index], math.ceil(boundaries[index + 1]) - 1)
    if any(end <= begin for begin, end in pairwise(boundaries)):
        return schedule
    return with_boundaries(schedule, tuple(whole(place) for place in boundaries))


def moved_levels(
    schedule: Schedule, rates: Iterable[tuple[int, Side, float]], *, group: int = 0
) -> Schedule:
    """Move the rates at several ends of segments.

    They come in order of time, so that a curve that ends where it arrives is bent after its
    beginning has moved.
    """
    for index, side, rate in rates:
        schedule = moved_level(schedule, index, side, rate, group=group)
    return schedule


def stretch_fault(schedule: Schedule, boundary: int) -> str | None:
    """Explain in a sentence why what follows a boundary cannot be stretched; None where it can."""
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
    """Move a boundary; all segments after it share what is left, each in proportion.

    Every segment keeps at least one step. Within a repeat it is the rest of the cycle that is
    shared, so the cycle keeps its length.
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
    last = (line.end,) if rest[-1] == len(schedule.segments) - 1 else ()
    return with_boundaries(
        schedule, (*line.boundaries[: boundary - 1], *wanted[: len(wanted) - len(last)], *last)
    )


def _moved_among_repeats(schedule: Schedule, line: Timeline, wanted: dict[int, float]) -> Schedule:
    """Change the lengths next to the moved boundaries; what is repeated follows its first cycle."""
    lengths: dict[int, float] = {}
    touched = {index for b in wanted for index in (b - 1, b) if index < len(schedule.segments)}
    for index in touched:
        begin = wanted.get(index, line.begins[index])
        length = wanted.get(index + 1, line.ends[index]) - begin
        if length < 1:
            return schedule
        if schedule.segments[index].span.unit != "fill":
            lengths[index] = whole(length)
    return fitted_lengths(schedule, lengths)


def _rest(schedule: Schedule, boundary: int) -> range:
    """Return the segments that are stretched: all after the boundary, in a repeat those of the cycle."""
    repeat = schedule.repeat_of(boundary - 1)
    return range(boundary, len(schedule.segments) if repeat is None else repeat.last + 1)

"""Edits that move several boundaries and levels at once, as one gesture does."""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.editing.fitting import fitted, fitted_lengths, nearest
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.timeline import Timeline, timeline
from rampsmith.designer.schedule import Schedule


def pinned_fault(schedule: Schedule, boundary: int) -> str | None:
    """Say in a sentence why a boundary cannot move together with others; None where it can.

    Args:
        schedule: the schedule.
        boundary: 0 for the beginning, up to the number of segments for the end.
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
    if any(segment.span.unit == "fill" for segment in segments):
        return f"“{segments[-1].name}” ends with the run"
    return None


def room_to_slide(schedule: Schedule, boundaries: Iterable[int]) -> tuple[float, float]:
    """Give how far boundaries can move together, back and forth, before a segment has no step."""
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
    """Move several boundaries at once; those between them stay where they are.

    What one segment gains its neighbour loses. Boundaries that cannot move with others (see
    ``pinned_fault``) stay, and none comes closer than a step to the one beside it.

    Args:
        schedule: the schedule.
        places: the wanted position of some boundaries, in the first cycle of a repeat.
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
    return fitted(schedule, tuple(_plain(place) for place in boundaries))


def moved_levels(
    schedule: Schedule, rates: Iterable[tuple[int, Side, float]], *, group: int = 0
) -> Schedule:
    """Move the rates at several ends of segments.

    Args:
        schedule: the schedule.
        rates: a segment, which end of it, and the wanted rate for the group; in order of time, so
            that a curve that ends where it arrives is bent after its beginning has moved.
        group: the parameter group.
    """
    for index, side, rate in rates:
        schedule = moved_level(schedule, index, side, rate, group=group)
    return schedule


def _moved_among_repeats(schedule: Schedule, line: Timeline, wanted: dict[int, float]) -> Schedule:
    """Change the lengths beside the moved boundaries; what is repeated follows its first cycle."""
    lengths: dict[int, float] = {}
    touched = {index for b in wanted for index in (b - 1, b) if index < len(schedule.segments)}
    for index in touched:
        begin = wanted.get(index, line.begins[index])
        length = wanted.get(index + 1, line.ends[index]) - begin
        if length < 1:
            return schedule
        if schedule.segments[index].span.unit != "fill":
            lengths[index] = _plain(length)
    return fitted_lengths(schedule, lengths)


def _plain(place: float) -> float:
    return int(place) if place == int(place) else place

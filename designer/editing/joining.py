"""The edit that takes a boundary away: two segments become one."""

from collections.abc import Iterable
from dataclasses import replace

from rampsmith.designer.editing.blocks import with_removed
from rampsmith.designer.editing.fitting import fitted_in_units, fitted_lengths
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import Plateau, has_end
from rampsmith.designer.spans import Span


def join_fault(schedule: Schedule, boundary: int) -> str | None:
    """Say in a sentence why a boundary cannot be removed; None where it can."""
    if not 0 < boundary < len(schedule.segments):
        return "The beginning and the end of a schedule cannot be removed"
    before, after = schedule.repeat_of(boundary - 1), schedule.repeat_of(boundary)
    edge = before or after
    if before != after and edge is not None:
        return f"“{edge.name}” repeats; its border cannot be removed"
    if isinstance(schedule.segments[boundary].shape, Plateau):
        return f"“{schedule.segments[boundary].name}” waits for a metric and stays by itself"
    return None


def joined_segments(schedule: Schedule, boundary: int) -> Schedule:
    """Remove the boundary before a segment: the one before it goes on to where that ended.

    It keeps its shape and takes both lengths, in its own unit; if either filled the rest, both do.
    A shape that ends where it arrives goes on as it does.
    """
    if join_fault(schedule, boundary) is not None:
        return schedule
    line = timeline(schedule)
    index = boundary - 1
    first, second = schedule.segments[index], schedule.segments[boundary]
    fills = "fill" in {first.span.unit, second.span.unit}
    end = level_at(schedule, boundary, "end") if has_end(first.shape) else first.end
    span = (
        Span.of_the_rest() if fills else Span.of_steps(line.length(index) + line.length(boundary))
    )
    joined = replace(
        schedule,
        segments=(
            *schedule.segments[:index],
            replace(first, end=end, span=span),
            *schedule.segments[boundary + 1 :],
        ),
        repeats=with_removed(schedule.repeats, boundary),
    )
    if fills:
        return joined
    unit = first.span.unit
    if schedule.blocks:
        unsaid = replace(
            joined,
            segments=(
                *joined.segments[:index],
                replace(joined.segments[index], span=Span(0, unit)),
                *joined.segments[index + 1 :],
            ),
        )
        return fitted_lengths(unsaid, {index: line.length(index) + line.length(boundary)})
    boundaries = (*line.boundaries[:boundary], *line.boundaries[boundary + 1 :])
    return fitted_in_units(joined, boundaries, {index: unit})


def without_boundaries(schedule: Schedule, boundaries: Iterable[int]) -> Schedule:
    """Remove several boundaries; those that cannot be removed stay."""
    for boundary in sorted(boundaries, reverse=True):
        schedule = joined_segments(schedule, boundary)
    return schedule

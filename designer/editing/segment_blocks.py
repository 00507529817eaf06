"""Edits on several segments at once, with the repeats that lie wholly among them.

Indexes may come in any order; those of segments that do not exist are passed over.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

from rampsmith.designer.document.schedule import Repeat, Schedule, Segment
from rampsmith.designer.editing.edits import (
    Repeats,
    inserted_segments,
    removed_segment,
    with_inserted,
)
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.spans import Span


def copied_segments(schedule: Schedule, indexes: Iterable[int]) -> Schedule:
    """Copy segments, and the repeats that lie wholly among them, as a schedule of nothing else."""
    chosen = _existing(schedule, indexes)
    repeats = tuple(
        replace(repeat, first=chosen.index(repeat.first), last=chosen.index(repeat.last))
        for repeat in schedule.repeats
        if _lies_among(repeat, chosen)
    )
    segments = tuple(schedule.segments[index] for index in chosen)
    return Schedule(segments=segments, repeats=repeats)


def removed_segments(schedule: Schedule, indexes: Iterable[int]) -> Schedule:
    """Remove segments; what follows each starts where what came before it ended."""
    for index in reversed(_existing(schedule, indexes)):
        schedule = removed_segment(schedule, index)
    return schedule


def pasted_segments(schedule: Schedule, index: int, copied: Schedule) -> Schedule:
    """Put copied segments at an index, with their repeats, under names that are still free.

    Between two segments of a repeat they belong to that one, and lose their own.
    """
    inserted = inserted_segments(schedule, index, copied.segments)
    return replace(
        inserted, repeats=_with_own(inserted.repeats, copied.repeats, index, len(copied.segments))
    )


def duplicated_segments(schedule: Schedule, indexes: Iterable[int]) -> Schedule:
    """Put copies of segments after the last of them, as long and from the same levels.

    Copies of some segments of a repeat belong to it; copies of a whole repeat are a new one.
    """
    chosen = _existing(schedule, indexes)
    if not chosen:
        return schedule
    segments = tuple(_copy(schedule, index, starts=index - 1 not in chosen) for index in chosen)
    within = _around(schedule.repeats, chosen)
    if within is not None:
        return inserted_segments(schedule, chosen[-1] + 1, segments, beside=chosen[-1])
    copied = replace(copied_segments(schedule, chosen), segments=segments)
    return pasted_segments(schedule, chosen[-1] + 1, copied)


def moved_segments(schedule: Schedule, indexes: Iterable[int], to: int) -> Schedule:
    """Gather segments, with their repeats, so that the first of them comes to stand at an index.

    Within its block a segment only changes the order. What leaves a block is no longer repeated,
    and what comes to stand between two segments of a block is from then on.
    """
    chosen = _existing(schedule, indexes)
    others = [index for index in range(len(schedule.segments)) if index not in chosen]
    to = max(0, min(to, len(others)))
    order = (*others[:to], *chosen, *others[to:])
    moved = replace(schedule, segments=tuple(schedule.segments[index] for index in order))
    within = _around(schedule.repeats, chosen)
    if not chosen or (within is not None and to in within and to + len(chosen) - 1 in within):
        return moved
    left = removed_segments(schedule, chosen).repeats
    own = copied_segments(schedule, chosen).repeats
    placed = with_inserted(left, to, len(chosen))
    return replace(moved, repeats=_with_own(placed, own, to, len(chosen)))


def _existing(schedule: Schedule, indexes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({index for index in indexes if 0 <= index < len(schedule.segments)}))


def _lies_among(repeat: Repeat, chosen: tuple[int, ...]) -> bool:
    """Return whether all segments of a block are chosen."""
    ends = repeat.first in chosen and repeat.last in chosen and repeat.first <= repeat.last
    return ends and chosen.index(repeat.last) - chosen.index(repeat.first) == (
        repeat.last - repeat.first
    )


def _around(repeats: Repeats, chosen: tuple[int, ...]) -> Repeat | None:
    """Find the repeat that has all the chosen segments, and others too."""
    return next(
        (
            repeat
            for repeat in repeats
            if all(index in repeat for index in chosen) and not _lies_among(repeat, chosen)
        ),
        None,
    )


def _with_own(repeats: Repeats, own: Repeats, index: int, count: int) -> Repeats:
    """Add the repeats that new segments bring along, unless these have come into another one."""
    if any(place in repeat for repeat in repeats for place in (index, index + count - 1)):
        return repeats
    names = {repeat.name for repeat in repeats}
    new: list[Repeat] = []
    for repeat in own:
        name = counted_name(repeat.name, names)
        names.add(name)
        first, last = repeat.first + index, repeat.last + index
        new.append(replace(repeat, name=name, first=first, last=last))
    return tuple(sorted((*repeats, *new), key=lambda each: each.first))


def _copy(schedule: Schedule, index: int, *, starts: bool) -> Segment:
    """Copy a segment as it runs: half as long if it fills, and from the level where it ``starts``."""
    segment = schedule.segments[index]
    if segment.span.unit == "fill":
        length = timeline(schedule).length(index)
        half = math.floor(length / 2) if math.isfinite(length) else 1
        segment = replace(segment, span=Span.of_steps(max(1, half)))
    if starts and segment.start is None and segment.shape.has_end:
        segment = replace(segment, start=level_at(schedule, index, "start"))
    return segment

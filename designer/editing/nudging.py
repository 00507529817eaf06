"""Small moves of one segment's ends and levels, as a key makes them."""

from rampsmith.designer.editing.boundaries import moved_boundary, moved_cycle_end
from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Schedule


def nudged_end(schedule: Schedule, index: int, steps: float) -> Schedule:
    """Move a segment's end by some steps; what it gains the next one loses.

    The end of a repeat's last segment is that of its first cycle, and all cycles follow.
    """
    step = timeline(schedule).ends[index] + steps
    repeat = schedule.repeat_of(index)
    if repeat is not None and repeat.last == index:
        return moved_cycle_end(schedule, schedule.blocks.index(repeat), step, cycle=0)
    return moved_boundary(schedule, index + 1, step)


def nudged_begin(schedule: Schedule, index: int, steps: float) -> Schedule:
    """Move a segment's begin by some steps; the first one begins at 0 and stays there."""
    if index == 0:
        return schedule
    return moved_boundary(schedule, index, timeline(schedule).begins[index] + steps)


def nudged_level(
    schedule: Schedule, index: int, side: Side, by: float, *, group: int = 0
) -> Schedule:
    """Move the rate at one end of a segment by some rate of a group; never below 0."""
    if group >= len(schedule.groups):
        return schedule
    rates = rates_of(schedule)
    at = rates.level_at_start if side == "start" else rates.level_at_end
    return moved_level(schedule, index, side, at(index, group) + by, group=group)

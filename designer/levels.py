"""The levels of a schedule, set or inherited, in the unit in which they were given."""

import math
from typing import Literal, TypeAlias

from rampsmith.designer.rates import Curve
from rampsmith.designer.schedule import Level, Schedule
from rampsmith.designer.shapes import LevelUnit, has_end

Side: TypeAlias = Literal["start", "end"]


def level_at(schedule: Schedule, index: int, side: Side) -> Level:
    """Give the level that a segment has at one end, set or inherited, in the unit it comes in."""
    unit: LevelUnit = "factor"
    for place, segment in enumerate(schedule.segments[: index + 1]):
        unit = segment.start.unit if segment.start is not None else unit
        if place == index and side == "start":
            break
        if has_end(segment.shape) and segment.end is not None:
            unit = segment.end.unit
    # For a base rate of 1 a curve has the numbers of the levels themselves, whatever their units.
    piece = Curve(schedule, 1.0).pieces[index]
    value = piece.start_value if side == "start" else piece.end_value
    return Level(value, unit) if math.isfinite(value) else Level(1.0)


def level_within(schedule: Schedule, index: int, step: float) -> Level | None:
    """Give the level on a segment's curve at a step; None where there is none.

    Between a factor and an absolute rate no level is right for every group; it is the first's.
    """
    ends = {level_at(schedule, index, "start").unit, level_at(schedule, index, "end").unit}
    mixed = len(ends) > 1 and len(schedule.groups) > 0
    base = schedule.groups[0].base_lr if mixed else 1.0
    value = Curve(schedule, base).value_within(index, step)
    if not math.isfinite(value):
        return None
    return Level.of_rate(value) if mixed else Level(value, ends.pop())

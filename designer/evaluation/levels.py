"""The levels of a schedule, set or inherited, in the unit in which they were given."""

import math
from typing import Literal, TypeAlias

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.evaluation.parts import kept_ends
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.evaluation.repeats import cycles_of
from rampsmith.designer.evaluation.segment_curve import valued
from rampsmith.designer.shapes.shape import LevelUnit

Side: TypeAlias = Literal["start", "end"]
GivenLevel: TypeAlias = Side | Literal["floor"]
"""The levels that a segment can be given."""


def level_at(schedule: Schedule, index: int, side: Side) -> Level:
    """Return the level that a segment has at one end, set or inherited, in the unit it comes in.

    Those of a part are the levels of its whole shape. Where a part before it ends between a factor
    and an absolute rate, no level is right for every group; it is the first's.
    """
    value = _value_at(schedule, index, side, 1.0)
    if not math.isfinite(value):
        return Level(1.0)
    unit = _unit_at(schedule, index, side)
    if unit is None:
        return Level.of_rate(_value_at(schedule, index, side, schedule.groups[0].base_lr))
    return Level(value, unit)


def has_level_at(schedule: Schedule, index: int, side: Side) -> bool:
    """Whether one level is right there for every group."""
    return _unit_at(schedule, index, side) is not None


def _unit_at(schedule: Schedule, index: int, side: Side) -> LevelUnit | None:
    """Return the unit of a value: the one last given, but where a part ends before the level."""
    unit: LevelUnit = "factor"
    for place, segment in enumerate(schedule.segments[: index + 1]):
        unit = segment.start.unit if segment.start is not None else unit
        if place == index and side == "start":
            break
        if segment.shape.has_end and segment.end is not None:
            unit = segment.end.unit
    if len(schedule.level_units) == 1:
        return unit
    # A factor doubles with the base, exactly, and an absolute rate does not move.
    once, twice = (_value_at(schedule, index, side, base) for base in (1.0, 2.0))
    if once == twice == 0 or not (math.isfinite(once) and math.isfinite(twice)):
        return unit
    found: LevelUnit | None = "rate" if twice == once else "factor" if twice == 2 * once else None
    # A floor may lift the values of some groups only.
    for base in {group.base_lr for group in schedule.groups}:
        wanted = once * (base if found == "factor" else 1.0)
        if not math.isclose(_value_at(schedule, index, side, base), wanted, rel_tol=1e-12):
            return None
    return found


def _value_at(schedule: Schedule, index: int, side: Side, base: float) -> float:
    # For a base rate of 1 a curve has the numbers of the levels themselves, whatever their units.
    whole = Curve(schedule, base).segments[index].whole
    return whole.start_value if side == "start" else whole.end_value


def level_within(schedule: Schedule, index: int, step: float) -> Level | None:
    """Return the level on a segment's curve at a step; None where there is none.

    Between a factor and an absolute rate no level is right for every group; it is the first's.
    """
    ends = {level_at(schedule, index, "start").unit, level_at(schedule, index, "end").unit}
    mixed = len(ends) > 1 and len(schedule.groups) > 0
    base = schedule.groups[0].base_lr if mixed else 1.0
    value = valued(Curve(schedule, base).segments[index].value, step)
    if not math.isfinite(value):
        return None
    return Level.of_rate(value) if mixed else Level(value, ends.pop())


def rate_in_first_cycle(
    schedule: Schedule, index: int, side: Side, rate: float, *, cycle: int, group: int = 0
) -> float:
    """Return the rate at one end of a segment with which it has another in a later cycle.

    Cycles are counted from 0.
    """
    repeat = schedule.repeat_of(index)
    if repeat is None or repeat.scale in (0, 1):
        return rate
    relative = schedule.is_relative
    curve = Curve(schedule, 1.0 if relative else schedule.groups[group].base_lr)
    base = schedule.groups[group].base_lr if relative else 1.0
    segment_curves = [each.whole for each in curve.segments[repeat.first : repeat.last + 1]]
    flags = kept_ends(schedule, repeat, segment_curves[0].start_value, 1.0 if relative else base)
    is_kept = flags[index - repeat.first][0 if side == "start" else 1]
    if is_kept and repeat.scaling != "whole":
        return rate
    number = schedule.blocks.index(repeat)
    span = curve.timeline.repeats[number]
    steps: float = cycle
    if repeat.scales_steps:
        inner = span.inner[index - repeat.first + (side == "end")]
        steps = cycles_of(schedule, curve.timeline)[number].step(cycle, inner)
    try:
        scale: float = repeat.scale**steps
        if repeat.scaling in ("peak", "whole"):
            return rate / scale
        levels = (value for p in segment_curves for value in (p.start_value, p.end_value))
        kept = base * repeat.kept_level(levels)
        return kept + (rate - kept) / scale
    except ArithmeticError:
        return rate

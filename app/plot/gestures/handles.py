"""The handles of the plot: at the ends of segments, and where one can be bent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rampsmith.app.plot.view.snapping import shortened_rate
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.bends import bend_fault, bend_place, control_points
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline


class Handle(NamedTuple):
    """A round handle at one end of a segment.

    Attributes:
        boundary: the boundary that it moves in time; None at the beginning, which stays.
        step: where it is drawn.
        level: the rate of the segment's level there, for the group that has the handles.
        times: the factor of other curves by which that rate is multiplied at the step.
    """

    segment: int
    side: Side
    boundary: int | None
    step: float
    level: float
    times: float = 1.0

    @property
    def rate(self) -> float:
        """The rate at which it is drawn: on the curve, multiplied as it is there."""
        return self.level * self.times

    def level_for(self, rate: float) -> float:
        """Return the level that brings it to a rate; nothing moves what is multiplied by 0."""
        if self.times in (0.0, 1.0):
            return rate if self.times else self.level
        return shortened_rate(rate / self.times, rate / self.times / 1e6)

    def step_in(self, schedule: Schedule) -> float:
        """Return the step at which it is drawn once it has been dragged."""
        return step_of_boundary(schedule, self.boundary) if self.boundary else self.step

    @property
    def key(self) -> tuple[int, Side]:
        """Its identity, wherever it has been moved to."""
        return self.segment, self.side


@dataclass(frozen=True, slots=True)
class Bend:
    """A small handle of a segment whose shape has settings that bend it, on its curve or beside it.

    Attributes:
        control: which of the shape's places it is, where the shape has places of its own.
        anchor: the step and the rate of the end that such a place belongs to.
    """

    segment: int
    step: float
    rate: float
    control: int | None = None
    anchor: tuple[float, float] | None = None

    def same_as(self, other: "Bend") -> bool:
        """Return whether it is the same handle, wherever it has been moved to."""
        return (self.segment, self.control) == (other.segment, other.control)


@lru_cache(maxsize=2)
def handles(rates: Rates, group: int) -> tuple[Handle, ...]:
    """Place the handles of a schedule: one at each end of each segment, shared where they meet."""
    schedule = rates.schedule
    found: list[Handle] = []
    line = rates.timeline
    for index, segment in enumerate(schedule.segments):
        if segment.uses_start and (
            index == 0
            or (
                segment.may_jump
                and rates.level_at_start(index, group) != rates.level_at_end(index - 1, group)
            )
        ):
            # After a repeat, the boundary in time is the end of all its cycles.
            meets = index > 0 and line.begins[index] == line.ends[index - 1]
            found.append(start_handle(rates, index, group, index if meets else None))
        found.append(end_handle(rates, index, group))
    return tuple(found)


def step_of_boundary(schedule: Schedule, boundary: int) -> float:
    """Return the step at which a boundary's line is drawn, of a repeat in its first cycle."""
    return max(0.0, timeline(schedule).ends[boundary - 1] - schedule.counts_from)


def start_handle(rates: Rates, index: int, group: int, boundary: int | None) -> Handle:
    """Place the handle at the start of a segment."""
    step = max(0.0, rates.timeline.begins[index] - rates.schedule.counts_from)
    level = rates.level_at_start(index, group)
    return Handle(index, "start", boundary, step, level, rates.scale(step))


def end_handle(rates: Rates, index: int, group: int) -> Handle:
    """Place the handle at the end of a segment."""
    step = max(0.0, rates.timeline.ends[index] - rates.schedule.counts_from)
    level = rates.level_at_end(index, group)
    return Handle(index, "end", index + 1, step, level, rates.scale(step))


def _controls(rates: Rates, index: int, group: int) -> Iterator[Bend]:
    """Place the handles that a shape has for places of its own, each beside the end it belongs to."""
    schedule = rates.schedule
    first, *places, last = control_points(schedule, index, group, rates)
    for number, (end, place) in enumerate(zip((first, last), places, strict=True)):
        step, anchor = (max(0.0, at - schedule.counts_from) for at, _ in (place, end))
        rate, level = place[1] * rates.scale(step), end[1] * rates.scale(anchor)
        yield Bend(index, step, rate, number, (anchor, level))


@lru_cache(maxsize=2)
def bends(rates: Rates, group: int) -> tuple[Bend, ...]:
    """Place a bend's handle on every segment whose shape has a setting that bends it."""
    schedule = rates.schedule
    found: list[Bend] = []
    for index, segment in enumerate(schedule.segments):
        position = bend_place(schedule, index, rates)
        if position is None or bend_fault(schedule, index, rates) is not None:
            continue
        if segment.shape.controls:
            found += _controls(rates, index, group)
        else:
            step = max(0, round(position) - schedule.counts_from)
            found.append(Bend(index, step, rates.of_group(group, [step])[0]))
    return tuple(found)

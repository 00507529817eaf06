"""What the mouse can take hold of on the plot: handles, bends, boundaries' lines, the curve."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rampsmith.app.plot.snapping import shortened_rate
from rampsmith.designer.editing.bends import bend_fault, bend_place
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Schedule

HANDLE_REACH = 11.0
LINE_REACH = 5.0
CURVE_REACH = 7.0
"""Pixels within which a handle, a boundary's line and the curve are hit."""


class Handle(NamedTuple):
    """A round handle at one end of a segment.

    Attributes:
        segment: the segment whose level it moves.
        side: which end of it.
        boundary: the boundary that it moves in time; None at the beginning, which stays.
        step: where it is drawn.
        level: the rate of the level, for the group that has the handles.
        times: what the multiplier makes of a rate at that step.
    """

    segment: int
    side: Side
    boundary: int | None
    step: float
    level: float
    times: float = 1.0

    @property
    def rate(self) -> float:
        """Where it is drawn: on the curve, which the multiplier has its part in."""
        return self.level * self.times

    def level_for(self, rate: float) -> float:
        """Return the level that brings it to a rate; nothing moves what is multiplied by 0."""
        if self.times == 1.0:
            return rate
        return (
            shortened_rate(rate / self.times, rate / self.times / 1e6) if self.times else self.level
        )

    def step_in(self, schedule: Schedule) -> float:
        """Return the step at which it is drawn once it has been dragged."""
        return step_of_boundary(schedule, self.boundary) if self.boundary else self.step

    @property
    def key(self) -> tuple[int, Side]:
        """Which handle it is, wherever it has been moved to."""
        return self.segment, self.side


@dataclass(frozen=True, slots=True)
class Bend:
    """A small handle on the curve of a segment whose shape has a setting that bends it.

    Attributes:
        segment: the segment.
        step: where it is drawn.
        rate: where it is drawn, for the group that has the handles.
    """

    segment: int
    step: float
    rate: float


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the mouse; at most one of these, the first one winning.

    Attributes:
        handle: a handle.
        bend: a bend's handle.
        boundary: a boundary's line.
        segment: a segment, by its curve or its name.
    """

    handle: Handle | None = None
    bend: Bend | None = None
    boundary: int | None = None
    segment: int | None = None


Distance = Callable[[float, float], tuple[float, float]]
"""Gives how far a step and a rate lie from the mouse, in pixels each way."""


@lru_cache(maxsize=2)
def handles(rates: Rates, group: int) -> tuple[Handle, ...]:
    """Place the handles of a schedule: one at each end of each segment, shared where they meet."""
    schedule = rates.schedule
    found: list[Handle] = []
    line = rates.timeline
    for index, segment in enumerate(schedule.segments):
        if index == 0 or (
            segment.start is not None
            and rates.level_at_start(index, group) != rates.level_at_end(index - 1, group)
        ):
            # Behind a repeat, the boundary in time is the end of all its cycles.
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
    return Handle(index, "start", boundary, step, level, _times(rates, step))


def end_handle(rates: Rates, index: int, group: int) -> Handle:
    """Place the handle at the end of a segment."""
    step = max(0.0, rates.timeline.ends[index] - rates.schedule.counts_from)
    level = rates.level_at_end(index, group)
    return Handle(index, "end", index + 1, step, level, _times(rates, step))


def _times(rates: Rates, step: float) -> float:
    return 1.0 if rates.multiplier is None else rates.multiplier.at(step)


@lru_cache(maxsize=2)
def bends(rates: Rates, group: int) -> tuple[Bend, ...]:
    """Place a bend's handle on every segment whose shape has a setting that bends it."""
    schedule = rates.schedule
    found: list[Bend] = []
    for index in range(len(schedule.segments)):
        position = bend_place(schedule, index, rates)
        if position is not None and bend_fault(schedule, index, rates) is None:
            step = max(0, round(position) - schedule.counts_from)
            found.append(Bend(index, step, rates.of_group(group, [step])[0]))
    return tuple(found)


def hit(places: tuple[Handle, ...], bent: tuple[Bend, ...], distance: Distance) -> Hit:
    """Find the handle, the bend or the line that lies under the mouse.

    Args:
        places: all handles.
        bent: all bends.
        distance: how far a step and a rate lie from the mouse.
    """
    nearest: tuple[float, Handle] | None = None
    nearest_line: tuple[float, int] | None = None
    for handle in places:
        across, up = distance(handle.step, handle.rate)
        apart = (across**2 + up**2) ** 0.5
        if apart <= HANDLE_REACH and (nearest is None or apart <= nearest[0]):
            nearest = (apart, handle)
        closer = nearest_line is None or across <= nearest_line[0]
        if handle.boundary is not None and across <= LINE_REACH and closer:
            nearest_line = (across, handle.boundary)
    if nearest is not None:
        return Hit(handle=nearest[1])
    for bend in bent:
        across, up = distance(bend.step, bend.rate)
        if (across**2 + up**2) ** 0.5 <= HANDLE_REACH:
            return Hit(bend=bend)
    return Hit(boundary=None if nearest_line is None else nearest_line[1])

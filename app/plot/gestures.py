"""What the mouse can take hold of on the plot, and what dragging it does; without Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.snapping import nearest_within, round_rates, round_steps, shortened_rate
from rampsmith.designer.editing.boundaries import moved_boundary, pushed_boundary
from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.schedule import Schedule

Axis: TypeAlias = Literal["both", "time", "level"]

HANDLE_REACH = 11.0
LINE_REACH = 5.0
SNAP_REACH = 8.0
"""Pixels within which a handle is hit, a line is hit, and a round value catches."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A round handle at one end of a segment.

    Attributes:
        segment: the segment whose level it moves.
        side: which end of it.
        boundary: the boundary that it moves in time; None at the beginning, which stays.
        step: where it is drawn.
        rate: where it is drawn, for the group that has the handles.
    """

    segment: int
    side: Side
    boundary: int | None
    step: float
    rate: float


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the mouse: a handle, or a boundary's line; the handle wins."""

    handle: Handle | None = None
    boundary: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How plot and pixels relate while a gesture is under way.

    Attributes:
        scale: the rate axis.
        step_pixel: how many steps a pixel is wide.
        height_pixel: how much of the rate axis a pixel is high.
        snaps_time: whether boundaries catch on round steps.
        snaps_level: whether levels catch on round rates and levels in use.
    """

    scale: RateScale
    step_pixel: float
    height_pixel: float
    snaps_time: bool = True
    snaps_level: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A drag so far: the schedule that it leads to, and what to say about it."""

    schedule: Schedule
    sentence: str


def handles(rates: Rates, group: int) -> tuple[Handle, ...]:
    """Place the handles of a schedule: one at each end of each segment, shared where they meet."""
    schedule = rates.schedule
    offset = schedule.counts_from
    found: list[Handle] = []
    line = rates.timeline
    for index, segment in enumerate(schedule.segments):
        begin = max(0.0, line.begins[index] - offset)
        start = rates.level_at_start(index, group)
        if index == 0 or (
            segment.start is not None and start != rates.level_at_end(index - 1, group)
        ):
            # Behind a repeat, the boundary in time is the end of all its cycles.
            meets = index > 0 and line.begins[index] == line.ends[index - 1]
            found.append(Handle(index, "start", index if meets else None, begin, start))
        end = max(0.0, line.ends[index] - offset)
        found.append(Handle(index, "end", index + 1, end, rates.level_at_end(index, group)))
    return tuple(found)


def hit(places: tuple[Handle, ...], distance: Callable[[float, float], tuple[float, float]]) -> Hit:
    """Find what lies under the mouse.

    Args:
        places: all handles.
        distance: gives how far a step and a rate lie from the mouse, in pixels each way.
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
    return Hit(boundary=None if nearest_line is None else nearest_line[1])


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag of a handle or of a boundary's line, from the schedule as it was at its beginning.

    Attributes:
        rates: the rates at the beginning; every move is reckoned from that schedule.
        hit: what was taken hold of.
        group: the parameter group whose rates are dragged.
        step: where the mouse took hold.
        height: where the mouse took hold, on the rate axis.
        pace: steps of a repeat's first cycle for one step where the mouse took hold.
    """

    rates: Rates
    hit: Hit
    group: int
    step: float
    height: float
    pace: float = 1.0

    @property
    def schedule(self) -> Schedule:
        """The schedule at the beginning."""
        return self.rates.schedule

    @property
    def words(self) -> str:
        """What the drag is called in the history."""
        return "Move boundary" if self.hit.handle is None else "Move handle"

    def moved(self, step: float, height: float, view: View, *, pushes: bool, axis: Axis) -> Outcome:
        """Reckon the schedule with the mouse at another place."""
        schedule = self.schedule
        handle = self.hit.handle
        boundary = self.hit.boundary if handle is None else handle.boundary
        parts: list[str] = []
        if handle is not None and axis != "time":
            rate = self._rate(handle, height, view)
            schedule = moved_level(schedule, handle.segment, handle.side, rate, group=self.group)
            parts.append(f"rate {rate_text(rate)}")
        if boundary is not None and axis != "level":
            wanted = self._step(boundary, step, view)
            move = pushed_boundary if pushes else moved_boundary
            schedule = move(schedule, boundary, wanted)
            place = timeline(schedule).ends[boundary - 1]
            parts.insert(0, f"{schedule.step_word} {count_text(place)}")
        effect = "pushes what follows" if pushes else "takes from its neighbour"
        return Outcome(schedule, f"{', '.join(parts).capitalize()} — {effect}")

    def _step(self, boundary: int, step: float, view: View) -> float:
        start = self.rates.timeline.ends[boundary - 1]
        wanted = start + (step - self.step) * self.pace
        if view.snaps_time:
            candidates = round_steps(wanted, view.step_pixel, self.schedule.steps_per_epoch)
            caught = nearest_within(wanted, candidates, SNAP_REACH * view.step_pixel)
            wanted = wanted if caught is None else caught
        return wanted

    def _rate(self, handle: Handle, height: float, view: View) -> float:
        wanted = view.scale.height(handle.rate) + height - self.height
        rate = max(0.0, view.scale.rate(wanted))
        if view.snaps_level:
            candidates = [*round_rates(rate), *self._rates_in_use(handle)]
            reach = SNAP_REACH * view.height_pixel
            caught = nearest_within(wanted, map(view.scale.height, candidates), reach)
            if caught is not None:
                return next(c for c in candidates if view.scale.height(c) == caught)
        above = view.scale.rate(wanted + view.height_pixel)
        return shortened_rate(rate, above - rate)

    def _rates_in_use(self, dragged: Handle) -> list[float]:
        bases = [self.schedule.groups[self.group].base_lr]
        return bases + [
            handle.rate
            for handle in handles(self.rates, self.group)
            if (handle.segment, handle.side) != (dragged.segment, dragged.side)
        ]

"""The drag of several points together: those of a segment, of several, or any that were picked."""

from collections.abc import Iterable
from dataclasses import dataclass

from rampsmith.app.plot.gestures.gesture import (
    Axis,
    DragModes,
    Guides,
    Held,
    Outcome,
    View,
    axis_of,
    caught_words,
    levels_in_use,
    snapped_rate,
    snapped_step,
)
from rampsmith.app.plot.gestures.handles import Handle, end_handle, start_handle
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.several_boundaries import (
    moved_boundaries,
    moved_levels,
    pinned_fault,
    room_to_slide,
)
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.values.numbers import count_text, rate_text

TREMBLE = 6.0
"""Pixels that a mouse may go along an axis without meaning to."""


@dataclass(frozen=True, slots=True)
class HeldPoints:
    """Boundaries and levels that move together.

    Attributes:
        boundaries: the boundaries, 0 for the beginning, which cannot move.
        levels: the ends of segments whose levels move, in order of time.
        words: their name: ``“Hold”``, ``3 points``.
        edit_words: the name of their drag in the history.
        rigid: whether none of the boundaries may move where one of them cannot: a segment keeps
            its length.
    """

    boundaries: frozenset[int]
    levels: tuple[Handle, ...]
    words: str
    edit_words: str
    rigid: bool


def points_of_segments(rates: Rates, segments: Iterable[int], group: int) -> HeldPoints:
    """Return the boundaries and levels of whole segments."""
    schedule = rates.schedule
    chosen = sorted(set(segments))
    levels: list[Handle] = []
    for index in chosen:
        if index - 1 not in chosen or schedule.segments[index].start is not None or index == 0:
            levels.append(start_handle(rates, index, group, index))
        if schedule.segments[index].shape.has_end:
            levels.append(end_handle(rates, index, group))
    words = f"{len(chosen)} segments"
    edit_words = f"Move {words}"
    if len(chosen) == 1:
        words, edit_words = f"“{schedule.segments[chosen[0]].name}”", "Move segment"
    boundaries = frozenset(place for index in chosen for place in (index, index + 1))
    return HeldPoints(boundaries, tuple(levels), words, edit_words, rigid=True)


def points_of_handles(handles: Iterable[Handle]) -> HeldPoints:
    """Return the boundaries and levels of picked handles."""
    levels = tuple(handles)
    boundaries = frozenset(h.boundary for h in levels if h.boundary is not None)
    words = f"{len(levels)} points"
    return HeldPoints(boundaries, levels, words, f"Move {words}", rigid=False)


@dataclass(frozen=True, slots=True)
class PointsDrag:
    """A drag of points by the same way in time and the same way up or down.

    Attributes:
        lead: the point that catches on round values: the one nearest to the mouse.
        axis: the axis to which it keeps by itself.
    """

    rates: Rates
    points: HeldPoints
    group: int
    step: float
    height: float
    lead: Handle
    axis: Axis = "both"

    @property
    def words(self) -> str:
        """Its name in the history."""
        return self.points.edit_words

    @property
    def held(self) -> Held:
        """The place and the value of the point that leads."""
        moving = self._moving()
        step = self._places()[self._first(moving)] if moving else None
        return Held(step, self.lead.rate if self.points.levels and self.axis != "time" else None)

    def _moving(self) -> list[int]:
        """Return the boundaries that can move; of a segment all or none."""
        faults = {each: self._fault(each) for each in sorted(self.points.boundaries)}
        moving = [boundary for boundary, fault in faults.items() if fault is None]
        return [] if self.points.rigid and len(moving) < len(faults) else moving

    def _fault(self, boundary: int) -> str | None:
        return pinned_fault(self.rates.schedule, boundary)

    def _places(self) -> tuple[float, ...]:
        line = self.rates.timeline
        return (*line.begins, line.ends[-1]) if self.rates.schedule.blocks else line.boundaries

    def _first(self, moving: list[int]) -> int:
        """Return which of the moving boundaries catches."""
        lead = self.lead.boundary
        return lead if lead is not None and lead in moving else min(moving)

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another place."""
        across, up = step - self.step, height - self.height
        axis = self._axis(across, up, view, modes)
        schedule = self.rates.schedule
        parts: list[str] = []
        guides: Guides = ()
        if axis != "level":
            schedule, said, guides = self._slid(schedule, across, view)
            parts.append(said)
        if axis != "time":
            schedule, said, more = self._raised(schedule, up, view)
            guides += more
            parts.append(said)
        keys = "Shift keeps to one axis · Esc takes it back"
        said = f"Move {self.points.words}: {', '.join(parts)}{caught_words(guides)} · {keys}"
        held = None if self.points.rigid else self.lead.step_in(schedule)
        return Outcome(schedule, said, guides, held)

    def _axis(self, across: float, up: float, view: View, modes: DragModes) -> Axis:
        """Keep to one axis while the mouse has hardly moved along the other."""
        if self.axis != "both":
            return self.axis
        if modes.one_axis:
            return axis_of(across, up, view, modes)
        if abs(up) < TREMBLE * view.height_pixel:
            return "time"
        return "level" if abs(across) < TREMBLE * view.step_pixel else "both"

    def _slid(self, schedule: Schedule, across: float, view: View) -> tuple[Schedule, str, Guides]:
        """Move the boundaries in time, all by as many steps."""
        moving = self._moving()
        if not moving:
            faults = map(self._fault, sorted(self.points.boundaries))
            why = next(filter(None, faults), "nothing moves in time")
            return schedule, f"only up and down, for {why}", ()
        places, lead = self._places(), self._first(moving)
        wanted, guides = snapped_step(places[lead] + across, schedule, view)
        low, high = room_to_slide(schedule, moving)
        slide = min(max(round(wanted - places[lead]), low), high)
        moved = moved_boundaries(schedule, {b: places[b] + slide for b in moving})
        way = "later" if slide >= 0 else "earlier"
        said = f"{count_text(abs(slide))} {schedule.step_word}s {way}"
        return moved, said, guides if places[lead] + slide == wanted else ()

    def _raised(self, schedule: Schedule, up: float, view: View) -> tuple[Schedule, str, Guides]:
        """Move the levels up or down by the same height."""
        scale = view.scale
        levels = self.points.levels
        if not levels:
            return schedule, "nothing has a level of its own", ()
        lead = self.lead if self.lead in levels else levels[0]
        dragged = frozenset(handle.key for handle in levels)
        in_use = levels_in_use(self.rates, self.group, dragged, view.kind)
        before = scale.height(lead.rate)
        rate, guides = snapped_rate(before + up, view, in_use) if up != 0 else (lead.rate, ())
        rise = scale.height(rate) - before
        targets: list[tuple[int, Side, float]] = []
        for handle in levels:
            raised = rate
            if handle.rate != lead.rate:
                raised = _short(max(0.0, scale.rate(scale.height(handle.rate) + rise)))
            targets.append((*handle.key, handle.level_for(raised)))
        moved = moved_levels(schedule, targets, group=self.group) if rise else schedule
        return moved, view.named(f"{rate_text(lead.rate)} → {rate_text(rate)}"), guides


def _short(rate: float) -> float:
    """Drop the digits that only come from adding floats; a mouse is no more exact."""
    return float(f"{rate:.6g}")

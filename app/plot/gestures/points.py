"""The drag of several points together: those of a segment, of several, or any that were picked."""

from collections.abc import Iterable
from dataclasses import dataclass

from rampsmith.app.plot.gestures.catching import Guides, levels_in_use, settled_rate, settled_step
from rampsmith.app.plot.gestures.gesture import Axis, Hold, Outcome, View, axis_of
from rampsmith.app.plot.gestures.handles import Handle, end_handle, start_handle
from rampsmith.designer.editing.together import (
    moved_boundaries,
    moved_levels,
    pinned_fault,
    room_to_slide,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import has_end

TREMBLE = 6.0
"""Pixels along an axis that are not meant, as long as it is no more."""


@dataclass(frozen=True, slots=True)
class Points:
    """Boundaries and levels that move together.

    Attributes:
        boundaries: the boundaries, 0 for the beginning, which cannot move.
        levels: the ends of segments whose levels move, in order of time.
        words: what they are: ``“Hold”``, ``3 points``.
        rigid: whether none of the boundaries may move where one of them cannot: a segment keeps
            its length.
    """

    boundaries: frozenset[int]
    levels: tuple[Handle, ...]
    words: str
    rigid: bool


def points_of_segments(rates: Rates, segments: Iterable[int], group: int) -> Points:
    """Give the boundaries and levels of whole segments."""
    schedule = rates.schedule
    chosen = sorted(set(segments))
    levels: list[Handle] = []
    for index in chosen:
        if index - 1 not in chosen or schedule.segments[index].start is not None or index == 0:
            levels.append(start_handle(rates, index, group, index))
        if has_end(schedule.segments[index].shape):
            levels.append(end_handle(rates, index, group))
    one = f"“{schedule.segments[chosen[0]].name}”" if len(chosen) == 1 else ""
    boundaries = frozenset(place for index in chosen for place in (index, index + 1))
    return Points(boundaries, tuple(levels), one or f"{len(chosen)} segments", rigid=True)


def points_of_handles(handles: Iterable[Handle]) -> Points:
    """Give the boundaries and levels of picked handles."""
    levels = tuple(handles)
    boundaries = frozenset(h.boundary for h in levels if h.boundary is not None)
    return Points(boundaries, levels, f"{len(levels)} points", rigid=False)


@dataclass(frozen=True, slots=True)
class PointsDrag:
    """A drag of points by the same way in time and the same way up or down.

    Attributes:
        rates: the rates at the beginning; every move is reckoned from that schedule.
        points: what moves.
        group: the parameter group whose rates are dragged.
        step: where the mouse took hold.
        height: where the mouse took hold, on the rate axis.
        lead: the point that catches on round values: the one nearest to the mouse.
        axis: to which axis it keeps by itself.
    """

    rates: Rates
    points: Points
    group: int
    step: float
    height: float
    lead: Handle
    axis: Axis = "both"

    @property
    def words(self) -> str:
        """What the drag is called in the history."""
        several = self.points.words
        return "Move segment" if several.startswith("“") else f"Move {several}"

    def moved(self, step: float, height: float, view: View, hold: Hold) -> Outcome:
        """Reckon the schedule with the mouse at another place."""
        way = (step - self.step, height - self.height)
        axis = self._axis(way, view, hold)
        schedule = self.rates.schedule
        parts: list[str] = []
        guides: Guides = ()
        if axis != "level":
            schedule, said, guides = self._slid(schedule, way[0], view)
            parts.append(said)
        if axis != "time":
            schedule, said, more = self._raised(schedule, way[1], view)
            guides += more
            parts.append(said)
        caught = f" ({', '.join(guide.words for guide in guides)})" if guides else ""
        keys = "Shift keeps to one axis · Esc takes it back"
        said = f"Move {self.points.words}: {', '.join(parts)}{caught} · {keys}"
        held = None if self.points.rigid else self.lead.step_in(schedule)
        return Outcome(schedule, said, guides, held)

    def _axis(self, way: tuple[float, float], view: View, hold: Hold) -> Axis:
        """Keep to one axis as long as the hand has only trembled along the other."""
        if self.axis != "both" or hold.one_axis:
            return self.axis if self.axis != "both" else axis_of(way, view, hold)
        if abs(way[1]) < TREMBLE * view.height_pixel:
            return "time"
        return "level" if abs(way[0]) < TREMBLE * view.step_pixel else "both"

    def _slid(self, schedule: Schedule, way: float, view: View) -> tuple[Schedule, str, Guides]:
        """Move the boundaries in time, all by as many steps."""
        faults = [pinned_fault(schedule, boundary) for boundary in sorted(self.points.boundaries)]
        fault = next((fault for fault in faults if fault is not None), None)
        moving = [
            boundary
            for boundary in self.points.boundaries
            if pinned_fault(schedule, boundary) is None
        ]
        if not moving or (self.points.rigid and fault is not None):
            return schedule, f"only up and down, for {fault or 'nothing moves in time'}", ()
        places = self.rates.timeline.boundaries
        if schedule.blocks:
            places = (*self.rates.timeline.begins, self.rates.timeline.ends[-1])
        lead = self.lead.boundary if self.lead.boundary in moving else min(moving)
        wanted, guides = settled_step(places[lead] + way, schedule, view)
        low, high = room_to_slide(schedule, moving)
        slide = min(max(round(wanted - places[lead]), low), high)
        moved = moved_boundaries(schedule, {b: places[b] + slide for b in moving})
        said = f"{count_text(abs(slide))} {schedule.step_word}s {_way(slide, 'later', 'earlier')}"
        return moved, said, guides if places[lead] + slide == wanted else ()

    def _raised(self, schedule: Schedule, way: float, view: View) -> tuple[Schedule, str, Guides]:
        """Move the levels up or down by the same height."""
        scale = view.scale
        levels = self.points.levels
        if not levels:
            return schedule, "nothing has a level of its own", ()
        lead = self.lead if self.lead in levels else levels[0]
        dragged = frozenset(handle.key for handle in levels)
        in_use = levels_in_use(self.rates, self.group, dragged)
        before = scale.height(lead.rate)
        rate, guides = settled_rate(before + way, view, in_use) if way != 0 else (lead.rate, ())
        rise = scale.height(rate) - before
        targets = [
            (
                handle.segment,
                handle.side,
                handle.level_for(
                    rate
                    if handle.rate == lead.rate
                    else _short(max(0.0, scale.rate(scale.height(handle.rate) + rise)))
                ),
            )
            for handle in levels
        ]
        moved = moved_levels(schedule, targets, group=self.group) if rise else schedule
        return moved, f"rate {rate_text(lead.rate)} → {rate_text(rate)}", guides


def _way(amount: float, forth: str, back: str) -> str:
    return forth if amount >= 0 else back


def _short(rate: float) -> float:
    """Drop the digits that only come from adding floats; a mouse is no more exact."""
    return float(f"{rate:.6g}")

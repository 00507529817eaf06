"""The drag of one handle or of one boundary's line."""

from dataclasses import dataclass

from rampsmith.app.plot.gestures.catching import Guides, levels_in_use, settled_rate, settled_step
from rampsmith.app.plot.gestures.gesture import (
    MODE_KEYS,
    MODE_WORDS,
    Hold,
    Outcome,
    View,
    axis_of,
)
from rampsmith.app.plot.gestures.handles import Handle, step_of_boundary
from rampsmith.designer.editing.boundaries import moved_boundary, pushed_boundary
from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.editing.stretching import stretch_fault, stretched_boundary
from rampsmith.designer.editing.together import pinned_fault
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.schedule import Schedule

MOVES = {"roll": moved_boundary, "push": pushed_boundary, "stretch": stretched_boundary}


@dataclass(frozen=True, slots=True)
class BoundaryDrag:
    """A drag of a handle, in time and level, or of a boundary's line, in time alone.

    Attributes:
        rates: the rates at the beginning; every move is reckoned from that schedule.
        handle: the handle, if one was taken hold of.
        boundary: the boundary that moves in time, if one does.
        group: the parameter group whose rates are dragged.
        step: where the mouse took hold.
        height: where the mouse took hold, on the rate axis.
        pace: steps of a repeat's first cycle for one step where the mouse took hold.
    """

    rates: Rates
    handle: Handle | None
    boundary: int | None
    group: int
    step: float
    height: float
    pace: float = 1.0

    @property
    def words(self) -> str:
        """What the drag is called in the history."""
        return "Move boundary" if self.handle is None else "Move handle"

    def moved(self, step: float, height: float, view: View, hold: Hold) -> Outcome:
        """Reckon the schedule with the mouse at another place."""
        schedule = self.rates.schedule
        axis = axis_of((step - self.step, height - self.height), view, hold)
        parts: list[str] = []
        guides: Guides = ()
        if self.handle is not None and axis != "time":
            wanted = view.scale.height(self.handle.rate) + height - self.height
            in_use = levels_in_use(self.rates, self.group, frozenset({self.handle.key}))
            rate, guides = settled_rate(wanted, view, in_use)
            side = self.handle.side
            level = self.handle.level_for(rate)
            schedule = moved_level(schedule, self.handle.segment, side, level, group=self.group)
            parts.append(f"rate {rate_text(rate)}")
        effect = ""
        if self.boundary is not None and axis != "level":
            start = self.rates.timeline.ends[self.boundary - 1]
            place, more = settled_step(start + (step - self.step) * self.pace, schedule, view)
            schedule, effect = self._moved(schedule, self.boundary, place, hold)
            end = timeline(schedule).ends[self.boundary - 1]
            guides += more if end == place else ()
            parts.insert(0, f"{schedule.step_word} {count_text(end)}")
        caught = f" ({', '.join(guide.words for guide in guides)})" if guides else ""
        said = ", ".join(parts).capitalize() or "Nothing moves along this axis"
        return Outcome(schedule, f"{said}{caught}{effect}", guides, self._held(schedule))

    def _held(self, schedule: Schedule) -> float | None:
        """Return the step of what is held; in a later cycle it is the mouse's own."""
        if self.pace != 1.0:
            return None
        if self.handle is not None:
            return self.handle.step_in(schedule)
        return None if self.boundary is None else step_of_boundary(schedule, self.boundary)

    def _moved(
        self, schedule: Schedule, boundary: int, place: float, hold: Hold
    ) -> tuple[Schedule, str]:
        """Move the boundary in a mode, and say what that does and which keys change it."""
        fault = stretch_fault(schedule, boundary) if hold.mode == "stretch" else None
        if fault is not None:
            return schedule, f" — {MODE_WORDS['stretch']}, but {fault}"
        moved = MOVES[hold.mode](schedule, boundary, place)
        if moved == schedule and abs(place - timeline(schedule).ends[boundary - 1]) >= 1:
            why = pinned_fault(schedule, boundary) or "there is no room"
            return schedule, f" — it stays, for {why}"
        return moved, f" — {MODE_WORDS[hold.mode]} · {MODE_KEYS[hold.mode]}"

"""The drags of one thing: a handle, a boundary's line, or the bend of a segment."""

from dataclasses import dataclass

from rampsmith.app.plot.gestures.gesture import (
    MODE_KEYS,
    MODE_WORDS,
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
from rampsmith.app.plot.gestures.handles import Bend, Handle, step_of_boundary
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.bends import bent_through, pulled_to
from rampsmith.designer.editing.boundaries import moved_boundary, pushed_boundary
from rampsmith.designer.editing.edits import moved_level
from rampsmith.designer.editing.several_boundaries import (
    pinned_fault,
    stretch_fault,
    stretched_boundary,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.names import capitalised
from rampsmith.designer.values.numbers import count_text, rate_text
from rampsmith.designer.words.phrases import setting_words

MOVES = {"roll": moved_boundary, "push": pushed_boundary, "stretch": stretched_boundary}


@dataclass(frozen=True, slots=True)
class BoundaryDrag:
    """A drag of a handle, in time and level, or of a boundary's line, in time alone.

    Attributes:
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
        """Its name in the history."""
        return "Move boundary" if self.handle is None else "Move handle"

    @property
    def held(self) -> Held:
        """The boundary's step and the handle's value."""
        step = None if self.boundary is None else self.rates.timeline.ends[self.boundary - 1]
        return Held(step, None if self.handle is None else self.handle.rate, self.pace)

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another place."""
        schedule = self.rates.schedule
        axis = axis_of(step - self.step, height - self.height, view, modes)
        parts: list[str] = []
        guides: Guides = ()
        if self.handle is not None and axis != "time":
            wanted = view.scale.height(self.handle.rate) + height - self.height
            in_use = levels_in_use(self.rates, self.group, frozenset({self.handle.key}), view.kind)
            rate, guides = snapped_rate(wanted, view, in_use)
            side = self.handle.side
            level = self.handle.level_for(rate)
            schedule = moved_level(schedule, self.handle.segment, side, level, group=self.group)
            parts.append(view.named(rate_text(rate)))
        effect = ""
        if self.boundary is not None and axis != "level":
            start = self.rates.timeline.ends[self.boundary - 1]
            place, more = snapped_step(start + (step - self.step) * self.pace, schedule, view)
            schedule, effect = self._moved(schedule, self.boundary, place, modes)
            end = timeline(schedule).ends[self.boundary - 1]
            guides += more if end == place else ()
            parts.insert(0, f"{schedule.step_word} {count_text(end)}")
        said = capitalised(", ".join(parts)) or "Nothing moves along this axis"
        sentence = f"{said}{caught_words(guides)}{effect}"
        return Outcome(schedule, sentence, guides, self._held(schedule))

    def _held(self, schedule: Schedule) -> float | None:
        """Return the step of what is held; in a later cycle it is the mouse's own."""
        if self.pace != 1.0:
            return None
        if self.handle is not None:
            return self.handle.step_in(schedule)
        return None if self.boundary is None else step_of_boundary(schedule, self.boundary)

    def _moved(
        self, schedule: Schedule, boundary: int, place: float, modes: DragModes
    ) -> tuple[Schedule, str]:
        """Move the boundary in a mode; return also words about the effect and the keys."""
        fault = stretch_fault(schedule, boundary) if modes.mode == "stretch" else None
        if fault is not None:
            return schedule, f" — {MODE_WORDS['stretch']}, but {fault}"
        moved = MOVES[modes.mode](schedule, boundary, place)
        if moved == schedule and abs(place - timeline(schedule).ends[boundary - 1]) >= 1:
            why = pinned_fault(schedule, boundary) or "there is no room"
            return schedule, f" — it stays, for {why}"
        return moved, f" — {MODE_WORDS[modes.mode]} · {MODE_KEYS[modes.mode]}"


@dataclass(frozen=True, slots=True)
class BendDrag:
    """A drag that keeps a segment's curve under the mouse, at the step where it took hold.

    Attributes:
        step: where the mouse took hold, in the first cycle of a repeat.
        rate: the rate that the curve has there.
    """

    rates: Rates
    segment: int
    group: int
    step: float
    rate: float
    height: float

    @property
    def words(self) -> str:
        """Its name in the history."""
        return "Bend segment"

    @property
    def held(self) -> Held:
        """The value of the curve where it is held."""
        return Held(value=self.rate)

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another height."""
        schedule = self.rates.schedule
        rate = view.scale.rate(view.scale.height(self.rate) + height - self.height)
        rate /= self.rates.scale(self.step) or 1.0
        position = self.step + schedule.counts_from
        bent = bent_through(schedule, self.segment, position, rate, group=self.group)
        segment = bent.segments[self.segment]
        setting = setting_words(segment.shape, bent)
        return Outcome(bent, f"Bend: “{segment.name}” {setting} · Esc takes it back")


@dataclass(frozen=True, slots=True)
class ControlDrag:
    """A drag of a place that a shape has of its own, such as the handle of a Bézier ease."""

    rates: Rates
    bend: Bend
    group: int
    step: float
    height: float

    @property
    def words(self) -> str:
        """Its name in the history."""
        return "Bend segment"

    @property
    def held(self) -> Held:
        """The value at which it lies."""
        return Held(value=self.bend.rate)

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another place."""
        schedule, bend = self.rates.schedule, self.bend
        axis = axis_of(step - self.step, height - self.height, view, modes)
        across = 0.0 if axis == "level" else step - self.step
        up = 0.0 if axis == "time" else height - self.height
        rate = view.scale.rate(view.scale.height(bend.rate) + up)
        rate /= self.rates.scale(bend.step) or 1.0
        position = bend.step + across + schedule.counts_from
        control = 0 if bend.control is None else bend.control
        bent = pulled_to(schedule, bend.segment, control, position, rate, group=self.group)
        segment = bent.segments[bend.segment]
        setting = setting_words(segment.shape, bent)
        return Outcome(bent, f"Bend: “{segment.name}” {setting} · Esc takes it back")


def bend_drag(rates: Rates, segment: int, *, group: int, step: float, height: float) -> BendDrag:
    """Take hold of a segment's curve at the whole step under the mouse."""
    line = rates.timeline
    offset = rates.schedule.counts_from
    last = max(line.begins[segment], line.ends[segment] - 1) - offset
    place = min(max(round(step), line.begins[segment] - offset, 0), last)
    rate = rates.of_group(group, [place])[0]
    return BendDrag(rates, segment, group, place, rate, height)

"""The pencil: a line drawn over the curve becomes segments."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rampsmith.app.plot.gestures.gesture import DragModes, Held, Outcome, View
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.drawn_segments import drawing_fault, with_drawn
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.numbers import counted
from rampsmith.designer.values.spans import Span

if TYPE_CHECKING:
    from rampsmith.designer.fitting.stroke import DrawnSegment

CLOSE = 3.0
"""Pixels by which the segments may miss the line that was drawn."""

SHORTEST = 6.0
"""Pixels along the run that a line has at least; a shorter one is a click."""

MOST_PLACES = 80
"""Places of a line that the segments are held against."""


class DrawnCurve(NamedTuple):
    """A line that was drawn, as a curve.

    Attributes:
        schedule: the curve with the segments of the line in it; as it was where there is a fault.
        segments: how many they are.
        difference: the greatest difference between the line and them, as a rate.
        step: the step at which that is.
        fault: why there are none.
    """

    schedule: Schedule
    segments: int = 0
    difference: float = 0.0
    step: float = 0.0
    fault: str = ""


@dataclass(slots=True)
class StrokeDrag:
    """A line under way; where it goes back, what is drawn last counts.

    Attributes:
        rates: the rates at its beginning.
        group: the group whose rates are drawn.
        step: the step where it began.
        height: the height there.
        line: the height at each step that it has passed.
    """

    rates: Rates
    group: int
    step: float
    height: float
    line: dict[int, float] = field(default_factory=dict)
    _last: tuple[float, float] | None = None
    _view: View | None = None

    words = "Draw the curve"

    @property
    def held(self) -> Held:
        """It holds nothing that a number could be typed for."""
        return Held()

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Go on with the line to a place, and say all of it by segments."""
        self._pass(step, height)
        self._view = view
        drawn_curve = self.said_within(CLOSE)
        count = counted(drawn_curve.segments, "segment")
        return Outcome(drawn_curve.schedule, drawn_curve.fault or f"Pencil: {count}")

    def said_within(self, pixels: float) -> DrawnCurve:
        """Say the line by segments that miss it by so many pixels at the most."""
        # Imported when first needed: few lines are drawn.
        from rampsmith.designer.fitting.stroke import drawn_segments

        view, schedule = self._view, self.rates.schedule
        if view is None:
            return DrawnCurve(schedule)
        offset = schedule.counts_from
        most = int(timeline(schedule).end)
        begin, end = (min(max(0, at + offset), most) for at in (min(self.line), max(self.line)))
        if (end - begin) * 1.0 < max(2, SHORTEST * view.step_pixel):
            return DrawnCurve(schedule, fault="Draw along the run; the line becomes segments")
        fault = drawing_fault(schedule, begin, end)
        if fault is not None:
            return DrawnCurve(schedule, fault=fault)
        steps, heights = self._places(begin - offset, end - offset)
        allowed = pixels * view.height_pixel
        scale = view.scale
        values = np.array([max(0.0, scale.rate(height)) for height in heights])
        above = np.array([max(0.0, scale.rate(height + allowed)) for height in heights])
        pieces = drawn_segments(steps + offset, values, np.maximum(above - values, 1e-12))
        made, _ = with_drawn(
            schedule, begin, end, self._segments(pieces, float(above[0] - values[0]))
        )
        # The step of the last place belongs to the segment that follows.
        executed = np.array(Rates(made).of_group(self.group, steps[:-1].tolist()))
        apart = np.abs(executed - values[:-1])
        worst = int(apart.argmax())
        return DrawnCurve(made, len(pieces), float(apart[worst]), float(steps[worst]))

    def _pass(self, step: float, height: float) -> None:
        """Draw a straight line from the last place to this one."""
        before = self._last or (self.step, self.height)
        self._last = step, height
        (left, low), (right, high) = sorted([before, (step, height)])
        first, last = round(left), round(right)
        for passed in [at for at in self.line if first <= at <= last]:
            del self.line[passed]
        for at in np.unique(np.linspace(first, last, min(last - first + 1, 50)).round()).astype(
            int
        ):
            share = (at - left) / (right - left) if right > left else 1.0
            self.line[int(at)] = low + (high - low) * min(max(share, 0.0), 1.0)

    def _places(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        passed = sorted(self.line)
        steps = np.unique(np.linspace(first, last, MOST_PLACES).round())
        return steps, np.interp(steps, passed, [self.line[step] for step in passed])

    def _segments(self, pieces: "tuple[DrawnSegment, ...]", close: float) -> list[Segment]:
        """Make segments of pieces; the first goes on from the curve where it begins close to it."""
        schedule = self.rates.schedule
        begin = pieces[0].begin - schedule.counts_from
        is_on_curve = begin > 0 and (
            abs(self.rates.of_group(self.group, [begin])[0] - pieces[0].start) <= close
        )
        made = [
            Segment(
                piece.name,
                piece.shape,
                Span.of_steps(piece.end - piece.begin),
                None,
                self._level(piece.arrival, schedule) if piece.shape.has_end else None,
            )
            for piece in pieces
        ]
        if not is_on_curve:
            made[0] = replace(made[0], start=self._level(pieces[0].start, schedule))
        return made

    def _level(self, rate: float, schedule: Schedule) -> Level:
        """Return a level in the unit that the curve's levels have."""
        base = schedule.groups[self.group].base_lr
        if schedule.is_relative and base > 0:
            return Level(float(f"{rate / base:.6g}"))
        return Level.of_rate(rate)

"""The aim of the mouse: handles and lines, the curve and the names, in any cycle."""

import math
from dataclasses import dataclass, replace

from rampsmith.app.plot.gestures.handles import Bend, Handle
from rampsmith.app.plot.items.plot_state import PlotState
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import cycles_of

HANDLE_REACH = 11.0
LINE_REACH = 5.0
CURVE_REACH = 7.0
"""Pixels within which a handle, a boundary's line and the curve are hit."""

PILE_REACH = 4.0
"""Pixels within which handles lie on each other: nobody can point at one of them alone."""

SIDEWAYS = 3
"""Pixels to either side of the mouse over which a steep curve is looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The thing under the mouse: a handle, a bend or a boundary's line, else the curve or a name.

    Attributes:
        place: the step under the mouse in the first cycle of its repeat.
        pace: steps of the first cycle for one step there.
        segment: the segment that the step belongs to, in any cycle.
        pile: the handle with all that lie on it or below it, in the order of the segments.
    """

    step: float
    place: float
    pace: float
    segment: int | None
    handle: Handle | None = None
    bend: Bend | None = None
    boundary: int | None = None
    is_on_curve: bool = False
    is_on_name: bool = False
    pile: tuple[Handle, ...] = ()

    @property
    def is_grip(self) -> bool:
        """Whether it is one of the things to pull at."""
        return (self.handle, self.bend, self.boundary) != (None, None, None)

    @property
    def is_in_later_cycle(self) -> bool:
        """Whether it lies in a later cycle, which follows the first one."""
        return self.place != self.step

    @property
    def is_movable(self) -> bool:
        """Whether a drag here moves the segment: by its curve or its name, in the first cycle."""
        return not self.is_in_later_cycle and (self.is_on_curve or self.is_on_name)


@dataclass(frozen=True, slots=True)
class Aim:
    """The painted things, how much of each axis one pixel is, and the height of the names."""

    state: PlotState
    pixel: tuple[float, float]
    names: float

    def hit(self, step: float, height: float) -> Hit:
        """Find what lies under the mouse; of a later cycle, only lines and the curve."""
        rates = self.state.rates
        place, pace = pace_at(rates, step)
        segment = segment_at(rates, place)
        pile: tuple[Handle, ...] = ()
        if place == step:
            handle = self._handle(step, height)
            pile = () if handle is None else self._pile(handle)
            # Of several at one place, the one that was clicked last is what a drag takes.
            handle = next(iter(self.state.picked), handle) if self._is_picked(pile) else handle
            bend = self._bend(step, height) if handle is None else None
            boundary = self._boundary(step) if handle is None and bend is None else None
        else:
            handle = bend = None
            boundary = boundary_in_cycle(rates, place, self.pixel[0] * pace)
        hit = Hit(step, place, pace, segment, handle, bend, boundary, pile=pile)
        if hit.is_grip or segment is None:
            return hit
        on_curve, on_name = self._is_on_curve(step, height), height >= self.names
        return replace(hit, is_on_curve=on_curve, is_on_name=on_name)

    def _apart(self, step: float, rate: float, at: tuple[float, float]) -> float:
        """Return how far a place of the curve lies from the mouse, in pixels."""
        across, up = self.pixel
        return math.hypot((at[0] - step) / across, (self.state.scale.height(rate) - at[1]) / up)

    def _handle(self, step: float, height: float) -> Handle | None:
        """Find the nearest handle; of those at one place, the last, which is drawn on top."""
        near = (
            (self._apart(handle.step, handle.rate, (step, height)), -number, handle)
            for number, handle in enumerate(self.state.handles)
        )
        found = min((each for each in near if each[0] <= HANDLE_REACH), default=None)
        return None if found is None else found[2]

    def _pile(self, top: Handle) -> tuple[Handle, ...]:
        """Return all handles at the place of one, itself included."""
        at = top.step, self.state.scale.height(top.rate)
        handles = self.state.handles
        return tuple(x for x in handles if self._apart(x.step, x.rate, at) <= PILE_REACH)

    def _is_picked(self, pile: tuple[Handle, ...]) -> bool:
        """Return whether exactly one handle is picked, and is one of these."""
        picked = self.state.picked
        return len(picked) == 1 and picked[0] in pile

    def _bend(self, step: float, height: float) -> Bend | None:
        for bend in self.state.bends:
            if self._apart(bend.step, bend.rate, (step, height)) <= HANDLE_REACH:
                return bend
        return None

    def _boundary(self, step: float) -> int | None:
        reach = LINE_REACH * self.pixel[0]
        near = (
            (abs(handle.step - step), -number, handle.boundary)
            for number, handle in enumerate(self.state.handles)
            if handle.boundary is not None
        )
        found = min((each for each in near if each[0] <= reach), default=None)
        return None if found is None else found[2]

    def _is_on_curve(self, step: float, height: float) -> bool:
        """Return whether the curve passes by the mouse, on a flat stretch or on a steep one."""
        state = self.state
        if not state.rates.schedule.groups:
            return False
        across, up = self.pixel
        places = {max(0, round(step + side * across)) for side in range(-SIDEWAYS, SIDEWAYS + 1)}
        heights = state.scale.heights(state.rates.of_group(state.group, sorted(places)))
        reach = CURVE_REACH * up
        return min(heights) - reach <= height <= max(heights) + reach


def segment_at(rates: Rates, place: float) -> int | None:
    """Find the segment that a step of the first cycles belongs to."""
    line = rates.timeline
    position = place + rates.schedule.counts_from
    places = enumerate(zip(line.begins, line.ends, strict=True))
    return next((i for i, (begin, end) in places if begin <= position < end), None)


def pace_at(rates: Rates, step: float) -> tuple[float, float]:
    """Return a step's place in the first cycle of its repeat, and that cycle's relative length."""
    schedule, line = rates.schedule, rates.timeline
    position = step + schedule.counts_from
    for span, cycles in zip(line.repeats, cycles_of(schedule, line), strict=True):
        if span.begin <= position < span.end and span.cycle > 0:
            try:
                number, place = cycles.place(position - span.begin)
                begin, end = cycles.bounds(number)
            except (ArithmeticError, ValueError):
                break
            if number == 0 or not math.isfinite(end - begin) or end <= begin:
                break
            return span.begin + place - schedule.counts_from, span.cycle / (end - begin)
    return step, 1.0


def boundary_in_cycle(rates: Rates, place: float, step_pixel: float) -> int | None:
    """Find the boundary whose line is under the mouse, by its place in the first cycle."""
    schedule, line = rates.schedule, rates.timeline
    position = place + schedule.counts_from
    near: list[tuple[float, int]] = []
    for repeat, span in zip(schedule.blocks, line.repeats, strict=True):
        if span.begin <= position < span.begin + span.cycle:
            indexes = range(repeat.first, repeat.last + 1)
            near += [(abs(line.ends[i] - position), i + 1) for i in indexes]
            near.append((abs(position - span.begin), repeat.last + 1))
    apart, boundary = min(near, default=(math.inf, None))
    return boundary if apart <= LINE_REACH * step_pixel else None


def line_seen(rates: Rates, boundary: int, hit: Hit) -> float:
    """Return the step at which a boundary's line is seen in the cycle that the mouse is in."""
    end = rates.timeline.ends[boundary - 1] - rates.schedule.counts_from
    apart = end - hit.place
    repeat = rates.schedule.repeat_of(boundary - 1)
    if hit.is_in_later_cycle and repeat is not None and repeat.last == boundary - 1:
        span = rates.timeline.repeats[rates.schedule.blocks.index(repeat)]
        # The end of a cycle is the beginning of the next.
        apart = min(apart, apart - span.cycle, key=abs)
    return hit.step + apart / hit.pace

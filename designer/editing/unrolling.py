"""Repeats written out: a segment of its own for every segment of every cycle."""

import math
from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.editing.fitting import whole
from rampsmith.designer.evaluation.laps import Cycles, cycles_of, executed_cycles
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.parts import lowest_ends
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.evaluation.timeline import Timeline, span_in_steps, timeline
from rampsmith.designer.numbers import count_text
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes import Expression, Shape, has_end
from rampsmith.designer.spans import Span

MOST_SEGMENTS = 200
"""Segments that a repeat may come to; a longer list is of no use to anybody."""


def unroll_fault(schedule: Schedule, index: int) -> str | None:
    """Say in a sentence why a repeat cannot be written out; None where it can."""
    repeat = schedule.repeats[index]
    if repeat not in schedule.blocks:
        return f"“{repeat.name}” cannot be run, so it cannot be unrolled."
    block = schedule.segments[repeat.first : repeat.last + 1]
    count = _cycles_to_write(schedule, repeat)
    if count * len(block) > MOST_SEGMENTS:
        return (
            f"“{repeat.name}” would come to {count_text(count * len(block))} segments; "
            f"{MOST_SEGMENTS} are the most."
        )
    if repeat.scale != 1 and repeat.scaling == "steps":
        return f"“{repeat.name}” is scaled at every step, which no plain segment is."
    if repeat.scale != 1 and _mixes_units(schedule, repeat):
        return f"“{repeat.name}” scales what lies between factors and rates; no level is either."
    for segment in block:
        if isinstance(segment.shape, Expression):
            counted = {"t", "n"} if repeat.stretch != 1 else {"t"}
            if segment.shape.names & counted:
                return f"“{segment.name}” is a formula that counts from the cycle's beginning."
    return None


def _mixes_units(schedule: Schedule, repeat: Repeat) -> bool:
    """Tell whether a block's lowest level depends on the base rate, so that no plain level is it."""
    several = len({group.base_lr for group in schedule.groups}) > 1
    if repeat.scaling == "peak" and not several:
        return False
    units = {
        each.unit for s in schedule.segments[repeat.first : repeat.last + 1] for each in s.levels
    }
    return len(units | {level_at(schedule, repeat.first, "start").unit}) > 1


def unrolled(schedule: Schedule, index: int) -> Schedule:
    """Write a repeat out as plain segments, with the same rates; see ``unroll_fault``.

    Cycles without end are written out as far as the run goes.
    """
    if unroll_fault(schedule, index) is not None:
        return schedule
    repeat = schedule.repeats[index]
    line = timeline(schedule)
    number = schedule.blocks.index(repeat)
    writer = _Writer(schedule, line, number)
    written = [
        segment
        for cycle in range(_cycles_to_write(schedule, repeat))
        for segment in writer.cycle(cycle)
    ]
    more = len(written) - (repeat.last - repeat.first + 1)
    others = schedule.repeats[:index] + schedule.repeats[index + 1 :]
    repeats = tuple(
        replace(each, first=each.first + more, last=each.last + more)
        if each.first > repeat.last
        else each
        for each in others
    )
    segments = (*schedule.segments[: repeat.first], *written, *schedule.segments[repeat.last + 1 :])
    return replace(schedule, segments=segments, repeats=repeats)


def _cycles_to_write(schedule: Schedule, repeat: Repeat) -> int:
    if repeat.times is not None:
        return max(1, repeat.times)
    line = timeline(schedule)
    number = schedule.blocks.index(repeat)
    cycles = cycles_of(schedule, line)[number]
    return max(1, executed_cycles(line, number, cycles, schedule.counts_from))


class _Writer:
    """Writes the cycles of one repeat."""

    def __init__(self, schedule: Schedule, line: Timeline, number: int) -> None:
        self._schedule = schedule
        self._repeat = schedule.blocks[number]
        self._laps = line.laps[number]
        self._cycles: Cycles = cycles_of(schedule, line)[number]
        relative = schedule.level_units == {"factor"}
        base = 1.0 if relative or not schedule.groups else schedule.groups[0].base_lr
        first = self._repeat.first
        start = Curve(schedule, base).pieces[first].start_value
        self._low_ends = lowest_ends(schedule, self._repeat, start, base)
        self._start = level_at(schedule, first, "start")
        self._low = self._lowest()

    def _lowest(self) -> float:
        """Return the value of the lowest level, in the unit of all levels."""
        for place, (start_low, end_low) in enumerate(self._low_ends):
            index = self._repeat.first + place
            if start_low:
                return level_at(self._schedule, index, "start").value
            if end_low:
                return level_at(self._schedule, index, "end").value
        return 0.0

    def cycle(self, number: int) -> list[Segment]:
        """Write one cycle."""
        repeat = self._repeat
        scale = 1.0 if repeat.scaling == "steps" else _power(repeat.scale, number)
        inner = self._laps.inner
        found: list[Segment] = []
        for place, (start_low, end_low) in enumerate(self._low_ends):
            segment = self._schedule.segments[repeat.first + place]
            begin = self._cycles.step(number, inner[place])
            length = self._cycles.step(number, inner[place + 1]) - begin
            start = segment.start
            if place == 0 and number > 0 and start is None:
                start = self._start
            end = segment.end
            if start is not None:
                start = self._scaled(start, scale, is_low=start_low)
            if end is not None and has_end(segment.shape):
                end = self._scaled(end, scale, is_low=end_low)
            once = inner[place + 1] - inner[place]
            # A segment that has been left no room has none in any cycle.
            stretch = length / once if once > 0 else 1.0
            found.append(
                replace(
                    segment,
                    name=segment.name if number == 0 else f"{segment.name} {number + 1}",
                    shape=_stretched(segment.shape, stretch, self._schedule),
                    span=Span.of_steps(whole(length)),
                    start=start,
                    end=end,
                )
            )
        return found

    def _scaled(self, level: Level, scale: float, *, is_low: bool) -> Level:
        if scale == 1 or is_low:
            return level
        if self._repeat.scaling == "peak":
            return replace(level, value=level.value * scale)
        return replace(level, value=self._low + (level.value - self._low) * scale)


def _stretched(shape: Shape, by: float, schedule: Schedule) -> Shape:
    """Stretch the lengths that a shape sets itself."""
    if math.isclose(by, 1.0, rel_tol=1e-12):
        return shape
    lengths = {
        field.name: Span.of_steps(span_in_steps(getattr(shape, field.name), schedule) * by)
        for field in fields(shape)
        if isinstance(getattr(shape, field.name), Span)
    }
    settings: dict[str, Any] = lengths
    return replace(shape, **settings)


def _power(scale: float, number: int) -> float:
    try:
        return float(scale**number)
    except OverflowError:
        return math.inf

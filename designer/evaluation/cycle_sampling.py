"""The steps that a drawing of a repeat needs: all breaks of wide cycles, what narrow ones reach."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rampsmith.designer.document.schedule import Repeat
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import Cycles, cycles_of
from rampsmith.designer.evaluation.segment_curve import stair_length, whole_place
from rampsmith.designer.evaluation.timeline import RepeatSpan

WIDE = 4
"""Pixels of a cycle from which on its inner boundaries can be seen."""

FEW = 4
"""Boundaries of a cycle that are all drawn as soon as it is two pixels wide."""

MOST_PLACES = 64
"""Places within a cycle that are looked at to find the lowest and the highest."""

MOST_PHASES = 8
"""Cycles in a pixel that are compared, to draw the one that begins nearest to a step."""

MOST_GROUPS = 4
"""Curves for which the lowest and highest steps are sought; more groups seldom differ."""


@dataclass(frozen=True, slots=True)
class SeenSteps:
    """The part of the run that is seen, and how many steps a pixel is wide."""

    begin: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A repeat of which some steps are seen, from ``begin`` to ``end``, counted from its beginning.

    The shift turns such a step into one of the run.
    """

    repeat: Repeat
    span: RepeatSpan
    cycles: Cycles
    begin: float
    end: float
    shift: float

    @property
    def is_even(self) -> bool:
        """Whether all cycles take the same whole number of steps, beginning at a whole one."""
        plain = self.repeat.has_equal_cycles and isinstance(self.span.cycle, int)
        return plain and self.shift == int(self.shift)


def block_breaks(layer: Rates, seen: SeenSteps) -> Iterator[int]:
    """Yield the steps that must be drawn of all repeats."""
    for block in _seen(layer, seen):
        try:
            yield from _breaks(layer, block, seen.column)
        except (ArithmeticError, ValueError):
            # Cycles that cannot be counted have no rate that could be drawn either.
            continue


def dense_ranges(layer: Rates, seen: SeenSteps) -> Iterator[tuple[int, int]]:
    """Yield the ranges of steps in which every cycle is narrower than a pixel."""
    for block in _seen(layer, seen):
        if block.repeat.has_equal_cycles and block.span.cycle <= seen.column:
            low, high = math.ceil(block.begin + block.shift), math.floor(block.end + block.shift)
            if high > low:
                yield low, high


def _seen(layer: Rates, seen: SeenSteps) -> Iterator[_Block]:
    offset = layer.schedule.counts_from
    found = zip(
        layer.schedule.blocks,
        layer.timeline.repeats,
        cycles_of(layer.schedule, layer.timeline),
        strict=True,
    )
    for repeat, span, cycles in found:
        shift = span.begin - offset
        begin, end = max(0.0, seen.begin - shift), min(seen.end - shift, span.end - span.begin)
        if begin < end and span.cycle > 0:
            yield _Block(repeat, span, cycles, begin, end, shift)


def _breaks(layer: Rates, block: _Block, column: int) -> Iterator[int]:
    inner = _places(layer, block)
    length = block.span.cycle
    if block.is_even and length < WIDE * column:
        yield from _even(layer, block, column)
        return
    number, _ = block.cycles.place(block.begin)
    ends: list[tuple[float, int]] | None = None
    while True:
        begin, end = block.cycles.bounds(number)
        if begin > block.end:
            return
        length = end - begin
        if length >= WIDE * column:
            yield from _wide(block, number, inner, column)
        else:
            ends = ends or _extremes(layer, block, column)
            yield from _narrow(block, number, ends, column)
        last = number
        if length < column / 2:
            if begin + column / 2 > block.end:
                # Cycles that shrink to nothing never come there.
                return
            # Twice a pixel: what is lowest and what is highest need not be in the same cycle.
            number, _ = block.cycles.place(begin + column / 2)
        number = max(number, last + 1)


def _wide(block: _Block, number: int, inner: list[float], column: int) -> Iterator[int]:
    """Yield both sides of each break of a cycle, no more of them than its pixels can show."""
    begin, end = block.cycles.bounds(number)
    some = max(1, math.ceil(len(inner) * column / (end - begin)))
    for place in inner[::some]:
        step = math.ceil(block.cycles.step(number, place) + block.shift)
        yield from (step - 1, step)


def _narrow(
    block: _Block, number: int, ends: list[tuple[float, int]], column: int
) -> Iterator[int]:
    """Yield what is lowest and highest in a pixel that has one or more cycles in it."""
    begin, end = block.cycles.bounds(number)
    last = number
    if end - begin < column / 2:
        last = max(number, block.cycles.place(begin + column / 2)[0] - 1)
    phases = range(number, min(last, number + MOST_PHASES - 1) + 1)
    for place, side in ends:
        exact = [block.cycles.step(each, place) + block.shift for each in phases]
        # The step after a break is highest where it lies nearest to it, and so for one before.
        nearest = min(exact, key=lambda x: (math.ceil(x) - x) if side == 0 else (x - math.ceil(x)))
        yield math.ceil(nearest) + side
        if block.repeat.scale != 1 and last > number:
            yield math.ceil(block.cycles.step(last, place) + block.shift) + side


def _even(layer: Rates, block: _Block, column: int) -> Iterator[int]:
    """Yield what is lowest and highest in each pixel, where all cycles are alike."""
    cycle, shift = int(block.span.cycle), int(block.shift)
    pace = max(1, column // cycle) * cycle
    origin = int(block.begin // pace * pace) + shift
    stop = math.ceil(block.end) + shift
    for place, side in _extremes(layer, block, column):
        within = math.ceil(place) + side
        yield from range(origin + within, stop, pace)
        if block.repeat.scale != 1 and pace > cycle:
            yield from range(origin + pace - cycle + within, stop, pace)
    # The last cycle may have been cut off by the end of the view.
    yield from (stop - 1, stop)


def _places(layer: Rates, block: _Block) -> list[float]:
    """Return the places within the first cycle at which the curve may break."""
    found = set(block.span.inner)
    for index in range(block.repeat.first, block.repeat.last + 1):
        segment = layer.schedule.segments[index]
        every = stair_length(segment.shape, layer.schedule)
        if every is not None:
            place = index - block.repeat.first
            begin, end = block.span.inner[place], block.span.inner[place + 1]
            origin = whole_place(segment, layer.schedule, begin, end).begin
            gone = math.floor((begin - origin) / every) if every > 0 else 0
            count = min(MOST_PLACES, (end - origin) / every - gone if every > 0 else 0)
            found |= {origin + every * (gone + stair) for stair in range(1, math.ceil(count))}
    return sorted(found)


def _extremes(layer: Rates, block: _Block, column: int) -> list[tuple[float, int]]:
    """Return the places in a cycle where the curve is lowest and highest, and on which side of them.

    Where levels change from cycle to cycle it is looked for in the first, a middle and the last
    one that are seen.
    """
    cycle = block.span.cycle
    candidates = [(place, side) for place in block.span.inner for side in (-1, 0)]
    block_segments = layer.schedule.segments[block.repeat.first : block.repeat.last + 1]
    if any(segment.shape.turns or segment.shape.stair for segment in block_segments):
        some = max(1, math.ceil(cycle / MOST_PLACES))
        candidates += [(place, 0) for place in range(0, math.ceil(cycle), some)]
    first, _ = block.cycles.place(block.begin)
    last, _ = block.cycles.place(max(block.begin, math.ceil(block.end) - 1))
    found: set[tuple[float, int]] = set()
    if len(block.span.inner) <= FEW and cycle > 2 * column:
        # There is room to see where a cycle breaks.
        found |= set(candidates)
    numbers = {first} if block.repeat.scale == 1 else {first, (first + last) // 2, last}
    for number in numbers:
        steps = _steps_of(block, number, candidates)
        for curve in layer.curves[:MOST_GROUPS]:
            values = {key: curve.at(step) for key, step in steps.items()}
            if values:
                found |= {min(values, key=values.__getitem__), max(values, key=values.__getitem__)}
    return sorted(found)


def _steps_of(
    block: _Block, number: int, candidates: list[tuple[float, int]]
) -> dict[tuple[float, int], int]:
    """Return the steps of places in a cycle, of those places that have a step in it."""
    begin, end = block.cycles.bounds(number)
    low, high = math.ceil(begin + block.shift), math.ceil(end + block.shift)
    steps = {
        (place, side): math.ceil(block.cycles.step(number, place) + block.shift) + side
        for place, side in candidates
    }
    return {key: step for key, step in steps.items() if low <= step < high and step >= 0}

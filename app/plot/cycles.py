"""Repeats on the plot: the ranges of their cycles, the pieces of their curve, and their brackets."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rampsmith.app.plot.gestures.handles import LINE_REACH, Hit
from rampsmith.app.plot.tints import Bracket, Range
from rampsmith.designer.evaluation.laps import Cycles, cycles_of, executed_cycles
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import Laps
from rampsmith.designer.numbers import count_text
from rampsmith.designer.schedule import Repeat

NARROWEST = 14.0
"""Pixels; narrower cycles are tinted as one, and their curve is one line."""

MOST_TINTED = 120


def brackets(rates: Rates) -> tuple[Bracket, ...]:
    """Place a bracket over the cycles of every repeat."""
    schedule, line = rates.schedule, rates.timeline
    offset = schedule.counts_from
    return tuple(
        Bracket(
            max(0.0, laps.begin - offset),
            min(laps.end, max(line.end, line.run_steps)) - offset,
            bracket_words(repeat),
        )
        for repeat, laps in zip(schedule.blocks, line.laps, strict=True)
    )


def bracket_words(repeat: Repeat) -> str:
    """Say a repeat in a few words: ``Restarts × 3, each 2 × as long``."""
    times = "without end" if repeat.times is None else f"× {count_text(repeat.times)}"
    stretched = "" if repeat.stretch == 1 else f", each {repeat.stretch:g} × as long"
    return f"{repeat.name} {times}{stretched}"


def later_ranges(rates: Rates, step_pixel: float, last: float) -> Iterator[Range]:
    """Tint the cycles behind the first ones, as far as they are wide enough to be told apart."""
    schedule, line = rates.schedule, rates.timeline
    offset = schedule.counts_from
    repeats = zip(schedule.blocks, line.laps, cycles_of(schedule, line), strict=True)
    for block, (repeat, laps, cycles) in enumerate(repeats):
        end = min(laps.end, last)
        family = schedule.segments[repeat.first].shape.family
        count = min(executed_cycles(line, block, cycles, offset), MOST_TINTED)
        reached = laps.begin + laps.cycle
        for number in range(1, count):
            begin, stop = cycles.bounds(number)
            if laps.begin + begin >= end or stop - begin < NARROWEST * step_pixel:
                break
            reached = laps.begin + stop
            for index in range(repeat.first, repeat.last + 1):
                places = laps.inner[index - repeat.first : index - repeat.first + 2]
                left, right = (laps.begin + cycles.step(number, place) - offset for place in places)
                shape = schedule.segments[index].shape
                yield Range(left, min(right, end), "", shape.family, selected=False)
        if reached < end:
            yield Range(reached - offset, end - offset, "", family, selected=False)


def runs(
    rates: Rates, block: int, steps: Sequence[int], step_pixel: float
) -> Iterator[tuple[int, int, int]]:
    """Cut the steps of a repeat where its segment changes.

    Yields:
        The segment's index, and the first and the last place in ``steps`` that belong together; a
        repeat whose cycles are too narrow is one run.
    """
    schedule, line = rates.schedule, rates.timeline
    repeat, laps = schedule.blocks[block], line.laps[block]
    cycles = cycles_of(schedule, line)[block]
    if laps.cycle < NARROWEST * step_pixel:
        yield repeat.first, 0, len(steps)
        return
    key: tuple[int, int] | None = None
    begin = 0
    for at, step in enumerate(steps):
        now = _place(cycles, repeat, laps, step + schedule.counts_from - laps.begin)
        if now != key:
            if key is not None:
                yield key[1], begin, at
            key, begin = now, at
    if key is not None:
        yield key[1], begin, len(steps)


def _place(cycles: Cycles, repeat: Repeat, laps: Laps, n: float) -> tuple[int, int]:
    """Find the cycle and the segment that step n of a repeat is in."""
    try:
        number, place = cycles.place(n)
    except (ArithmeticError, ValueError):
        return 0, repeat.first
    inner = bisect_right(laps.inner, place) - 1
    return number, repeat.first + max(0, min(inner, repeat.last - repeat.first))


def pace_at(rates: Rates, step: float) -> tuple[float, float]:
    """Tell where in its first cycle a step of a repeat lies, and how much faster time runs there.

    Returns:
        The step in the first cycle, and the length of the first cycle in lengths of this one.
    """
    schedule, line = rates.schedule, rates.timeline
    position = step + schedule.counts_from
    for laps, cycles in zip(line.laps, cycles_of(schedule, line), strict=True):
        if laps.begin <= position < laps.end and laps.cycle > 0:
            try:
                number, place = cycles.place(position - laps.begin)
                begin, end = cycles.bounds(number)
            except (ArithmeticError, ValueError):
                break
            if number == 0 or not math.isfinite(end - begin) or end <= begin:
                break
            return laps.begin + place - schedule.counts_from, laps.cycle / (end - begin)
    return step, 1.0


def hit_in_cycle(rates: Rates, step: float, step_pixel: float) -> Hit:
    """Find the boundary's line under the mouse in a later cycle of a repeat.

    Args:
        rates: the rates.
        step: the mouse's place in the first cycle.
        step_pixel: how many steps of the first cycle a pixel is wide.
    """
    schedule, line = rates.schedule, rates.timeline
    position = step + schedule.counts_from
    nearest: tuple[float, int] | None = None
    for repeat, laps in zip(schedule.blocks, line.laps, strict=True):
        if not laps.begin <= position < laps.begin + laps.cycle:
            continue
        for index in range(repeat.first, repeat.last + 1):
            apart = abs(line.ends[index] - position)
            if index == repeat.last:
                apart = min(apart, abs(position - laps.begin))
            if apart <= LINE_REACH * step_pixel and (nearest is None or apart < nearest[0]):
                nearest = (apart, index + 1)
    return Hit(boundary=None if nearest is None else nearest[1])

"""Repeats on the plot: the ranges of their cycles, the pieces of their curve, and brackets."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rampsmith.app.plot.items.plot_state import Bracket, Range
from rampsmith.designer.document.curves import segment_shades
from rampsmith.designer.document.schedule import Repeat
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import Cycles, cycles_of, executed_cycles
from rampsmith.designer.evaluation.timeline import RepeatSpan
from rampsmith.designer.values.numbers import count_text, exact_text

NARROWEST = 14.0
"""Pixels; narrower cycles are tinted as one, and their curve is one line."""

MOST_TINTED = 120


def brackets(rates: Rates) -> tuple[Bracket, ...]:
    """Place a bracket over the cycles of every repeat."""
    schedule, line = rates.schedule, rates.timeline
    offset = schedule.counts_from
    return tuple(
        Bracket(
            max(0.0, span.begin - offset),
            min(span.end, max(line.end, line.run_steps)) - offset,
            bracket_words(repeat),
        )
        for repeat, span in zip(schedule.blocks, line.repeats, strict=True)
    )


def bracket_words(repeat: Repeat) -> str:
    """Describe a repeat in a few words: ``Restarts × 3, each 2 × as long``."""
    times = "without end" if repeat.times is None else f"× {count_text(repeat.times)}"
    stretched = "" if repeat.stretch == 1 else f", each {exact_text(repeat.stretch)} × as long"
    return f"{repeat.name} {times}{stretched}"


def later_ranges(rates: Rates, step_pixel: float, last: float) -> Iterator[Range]:
    """Tint the cycles after the first, as far as they are wide enough to be told apart."""
    schedule, line = rates.schedule, rates.timeline
    offset = schedule.counts_from
    repeats = zip(schedule.blocks, line.repeats, cycles_of(schedule, line), strict=True)
    for block, (repeat, span, cycles) in enumerate(repeats):
        end = min(span.end, last)
        shade = segment_shades(schedule)[repeat.first]
        count = min(executed_cycles(line, block, cycles, offset), MOST_TINTED)
        reached = span.begin + span.cycle
        for number in range(1, count):
            begin, stop = cycles.bounds(number)
            if span.begin + begin >= end or stop - begin < NARROWEST * step_pixel:
                break
            reached = span.begin + stop
            for index in range(repeat.first, repeat.last + 1):
                places = span.inner[index - repeat.first : index - repeat.first + 2]
                left, right = (span.begin + cycles.step(number, place) - offset for place in places)
                own = segment_shades(schedule)[index]
                yield Range(left, min(right, end), "", own, selected=False)
        if reached < end:
            yield Range(reached - offset, end - offset, "", shade, selected=False)


def runs(
    rates: Rates, block: int, steps: Sequence[int], step_pixel: float
) -> Iterator[tuple[int, int, int]]:
    """Cut the steps of a repeat where its segment changes.

    Yields:
        The segment's index, and the first and the last place in ``steps`` that belong together; a
        repeat whose cycles are too narrow is one run.
    """
    schedule, line = rates.schedule, rates.timeline
    repeat, span = schedule.blocks[block], line.repeats[block]
    cycles = cycles_of(schedule, line)[block]
    if span.cycle < NARROWEST * step_pixel:
        yield repeat.first, 0, len(steps)
        return
    key: tuple[int, int] | None = None
    begin = 0
    for at, step in enumerate(steps):
        now = _place(cycles, repeat, span, step + schedule.counts_from - span.begin)
        if now != key:
            if key is not None:
                yield key[1], begin, at
            key, begin = now, at
    if key is not None:
        yield key[1], begin, len(steps)


def _place(cycles: Cycles, repeat: Repeat, span: RepeatSpan, n: float) -> tuple[int, int]:
    """Find the cycle and the segment that step n of a repeat is in."""
    try:
        number, place = cycles.place(n)
    except (ArithmeticError, ValueError):
        return 0, repeat.first
    inner = bisect_right(span.inner, place) - 1
    return number, repeat.first + max(0, min(inner, repeat.last - repeat.first))

"""Where every segment begins and ends, in steps."""

import math
import operator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import accumulate, pairwise

from rampsmith.designer.document.clock import Exact
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.cycle_formulas import all_lengths, cycles_length
from rampsmith.designer.evaluation.span_steps import begin_of, end_of, exact_steps
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.spans import Span

MOST_STRETCHED = 10_000
"""Cycles of different lengths that one repeat can have; each is computed from the one before."""


@dataclass(frozen=True, slots=True)
class RepeatSpan:
    """Where the cycles of a repeat lie, and the segments within the first of them.

    Attributes:
        begin: the step at which the first cycle begins.
        end: the step at which the last one ends; infinite for cycles without end.
        cycle: how many steps the first cycle takes.
        inner: the boundaries within the first cycle, from 0 to ``cycle``.
    """

    begin: float
    end: float
    cycle: float
    inner: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The boundaries of a schedule in steps, those of repeats in the first cycle.

    They are whole numbers, unless a length was given as a fraction of a step. The end is that of
    the last segment, or of the run for cycles without end.
    """

    lengths: tuple[float, ...]
    begins: tuple[float, ...]
    ends: tuple[float, ...]
    repeats: tuple[RepeatSpan, ...]
    end: float
    run_steps: int

    @property
    def boundaries(self) -> tuple[float, ...]:
        """The step at which each segment begins, and last the one at which the schedule ends."""
        return (*self.begins, self.end)

    def length(self, index: int) -> float:
        """Return the steps that a segment takes, in the first cycle of a repeat."""
        return self.lengths[index]


def span_in_steps(span: Span, schedule: Schedule) -> float:
    """Convert the length of a shape's setting to steps, whole unless given as a fraction."""
    steps = exact_steps(span, schedule)
    return _plain(steps if span.is_exact else _rounded(steps))


@remembers_last(16)
def timeline(schedule: Schedule) -> Timeline:
    """Lay the segments out over the run.

    Epochs and percent are rounded at the boundaries, not span by span, so the parts always add
    up to the whole. What fills takes what lies between the spans before it, counted from the
    start, and those after it, counted back from the end of the run. In a repeat, a segment that
    fills makes all cycles together fill the rest.
    """
    fill = _filling(schedule)
    count = len(schedule.segments)
    first, last = fill if fill is not None else (count, count - 1)
    before = _forward(range(first), schedule)
    inside = [span_in_steps(each.span, schedule) for each in schedule.segments[first : last + 1]]
    after = _backward(range(last + 1, count), schedule)
    # Before the begin of the run there is no place to count back to.
    if fill is not None and (after[0] < before[-1] or after != sorted(after)):
        after = _forward(range(last + 1, count), schedule, before[-1])
    lengths = [*_lengths(before), *inside, *_lengths(after)]
    return _laid_out(schedule, lengths, fill)


def _filling(schedule: Schedule) -> tuple[int, int] | None:
    """Find the segment, or the block around it, that takes what the others leave."""
    for index in schedule.filling[:1]:
        repeat = schedule.repeat_of(index)
        return (index, index) if repeat is None else (repeat.first, repeat.last)
    return None


def _laid_out(schedule: Schedule, lengths: list[float], fill: tuple[int, int] | None) -> Timeline:
    """Put lengths one after the other, in floats and in the very order of the exported class."""
    begins: list[float] = []
    ends: list[float] = []
    repeats: list[RepeatSpan] = []
    at: float = 0
    for index, repeat in schedule.parts():
        last = index if repeat is None else repeat.last
        room = None
        if fill is not None and fill[0] == index:
            room = max(at, _rest(schedule, lengths, last)) - at
            _fill_up(schedule, lengths, index, last, room=room)
        inner = tuple(accumulate(lengths[index : last + 1], initial=0))
        end = at + inner[-1] if repeat is None else at + _repeated(repeat, inner[-1], room)
        # A cycle that is longer than the room for all of them is cut off where that ends.
        begins += [min(at + place, end) for place in inner[:-1]]
        ends += [min(at + place, end) for place in inner[1:]]
        if repeat is not None:
            repeats.append(RepeatSpan(at, end, inner[-1], inner))
        at = max(schedule.total_steps, at + inner[-1]) if math.isinf(end) else end
    run_steps = schedule.total_steps
    return Timeline(tuple(lengths), tuple(begins), tuple(ends), tuple(repeats), at, run_steps)


def _repeated(repeat: Repeat, cycle: float, room: float | None) -> float:
    """Count the steps that all cycles take."""
    if repeat.times is None:
        return math.inf
    if room is not None:
        return room
    return _in_a_row(repeat, repeat.times, cycle)


def _in_a_row(repeat: Repeat, times: int, cycle: float) -> float:
    """Add so many cycles up, as far as numbers go."""
    if len(repeat.lengths) > 1:
        return min(all_lengths(cycle, repeat.lengths), MOST_STEPS)
    if repeat.stretch == 1:
        return min(cycle * min(max(1, times), MOST_STEPS), MOST_STEPS)
    try:
        length = cycles_length(cycle, repeat.stretch, min(max(1, times), MOST_STRETCHED))
    except OverflowError:
        return MOST_STEPS
    return min(length, MOST_STEPS)


def _rest(schedule: Schedule, lengths: list[float], last: int) -> float:
    """Count back from the end of the run what comes after a segment."""
    rest: float = schedule.total_steps
    for index, repeat in schedule.parts():
        if index <= last:
            continue
        until = index if repeat is None else repeat.last
        length = sum(lengths[index : until + 1])
        # Of cycles without end, the first one finds its place in the run.
        if repeat is not None and repeat.times is not None:
            length = _in_a_row(repeat, repeat.times, length)
        rest -= length
    return rest


def _fill_up(
    schedule: Schedule, lengths: list[float], first: int, last: int, *, room: float
) -> None:
    """Set the length of the segment that fills, to what its block has left of its first cycle."""
    repeat = schedule.repeat_of(first)
    cycle = room
    if repeat is not None and repeat.times is not None:
        share = _in_a_row(repeat, repeat.times, 1)
        cycle = _plain(Fraction(room) / Fraction(share))
    others = [
        lengths[i] for i in range(first, last + 1) if schedule.segments[i].span.unit != "fill"
    ]
    for index in range(first, last + 1):
        if schedule.segments[index].span.unit == "fill":
            lengths[index] = max(0, reduce(operator.sub, others, cycle))
            break


def _lengths(boundaries: list[Exact]) -> tuple[float, ...]:
    return tuple(_plain(end - begin) for begin, end in pairwise(boundaries))


def _forward(indices: range, schedule: Schedule, begin: Exact = 0) -> list[Exact]:
    """Walk from a beginning; ``exact`` carries what rounding has put off.

    What repeats takes only its first cycle here; ``skipped`` is what the others take.
    """
    boundaries: list[Exact] = [begin]
    exact = begin
    skipped: Exact = 0
    for index in indices:
        span = schedule.segments[index].span
        before, exact = exact, end_of(schedule, exact + skipped, span) - skipped
        boundaries.append(_boundary(span, boundaries[-1], exact, exact - before))
        repeat = schedule.repeat_of(index)
        if repeat is not None and index == repeat.last:
            skipped += _skipped(repeat, boundaries[-1] - boundaries[repeat.first - indices.start])
    return boundaries


def _backward(indices: range, schedule: Schedule) -> list[Exact]:
    """Walk back from the end of the run, as ``_forward`` walks from its beginning."""
    boundaries: list[Exact] = [schedule.total_steps]
    exact: Exact = schedule.total_steps
    skipped: Exact = 0
    for index in reversed(indices):
        span = schedule.segments[index].span
        after, exact = exact, begin_of(schedule, exact - skipped, span) + skipped
        boundaries.append(_boundary(span, boundaries[-1], exact, exact - after))
        repeat = schedule.repeat_of(index)
        if repeat is not None and index == repeat.first:
            skipped += _skipped(repeat, boundaries[repeat.first - repeat.last - 2] - boundaries[-1])
    return boundaries[::-1]


def _skipped(repeat: Repeat, cycle: Exact) -> Exact:
    """Count the steps of all cycles but the first."""
    if repeat.times is None:
        return 0
    return Fraction(_in_a_row(repeat, repeat.times, _plain(cycle))) - cycle


def _boundary(span: Span, last: Exact, exact: Exact, steps: Exact) -> Exact:
    """Return the boundary at the other end of a span: a whole step, unless given as a fraction."""
    if span.is_exact:
        return max(last, exact) if span.until else last + steps
    whole = _rounded(exact)
    return max(last, whole) if steps >= 0 else min(last, whole)


def _rounded(steps: Exact) -> int:
    """Round to the nearest whole step, halves up, as people do."""
    return steps if isinstance(steps, int) else math.floor(steps + Fraction(1, 2))


def _plain(steps: Exact) -> float:
    """Return a position as an int where it is whole."""
    return int(steps) if steps.denominator == 1 else float(steps)

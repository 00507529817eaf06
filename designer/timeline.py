"""Where every segment begins and ends, in steps."""

import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import accumulate, pairwise

from rampsmith.designer.schedule import Schedule, Segment
from rampsmith.designer.spans import Span

LONGEST = 10**15
"""No span counts for more steps than this; whole numbers are exact in a float up to here."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The boundaries of a schedule.

    Attributes:
        lengths: how many steps each segment takes; whole numbers, unless a length was given as a
            fraction of a step.
        boundaries: the step at which each segment begins, and last the one at which the schedule
            ends.
        run_steps: how many steps the run takes.
    """

    lengths: tuple[float, ...]
    boundaries: tuple[float, ...]
    run_steps: int

    @property
    def end(self) -> float:
        """The step at which the last segment ends."""
        return self.boundaries[-1]

    def length(self, index: int) -> float:
        """How many steps a segment takes."""
        return self.lengths[index]


def exact_steps(span: Span, schedule: Schedule) -> Fraction:
    """Convert a span to steps, before rounding; nothing at all for one that is no length."""
    if span.unit == "fill" or not math.isfinite(span.amount) or span.amount <= 0:
        return Fraction(0)
    # The amount is meant as it was typed: 33.3 is 333/10, not the nearest binary number.
    amount = Fraction(repr(span.amount))
    match span.unit:
        case "steps":
            steps = amount
        case "epochs":
            steps = amount * schedule.steps_per_epoch
        case "percent":
            steps = amount * schedule.total_steps / 100
    return min(steps, Fraction(LONGEST))


def span_in_steps(span: Span, schedule: Schedule) -> float:
    """Convert the length of a shape's setting to steps, whole unless given as a fraction."""
    steps = exact_steps(span, schedule)
    return _plain(steps if span.unit == "steps" else Fraction(_rounded(steps)))


def timeline(schedule: Schedule) -> Timeline:
    """Lay the segments out over the run.

    Epochs and percent are rounded at the boundaries, not span by span, so the parts always add
    up to the whole. The span that fills takes what lies between the spans before it, counted from
    the start, and those after it, counted back from the end of the run.
    """
    run_steps = schedule.total_steps
    segments = schedule.segments
    fill = next((i for i, segment in enumerate(segments) if segment.span.unit == "fill"), None)
    if fill is None:
        lengths = _lengths(_forward(segments, schedule, Fraction(0)))
        return Timeline(lengths, tuple(accumulate(lengths, initial=0)), run_steps)
    before = _forward(segments[:fill], schedule, Fraction(0))
    after = _backward(segments[fill + 1 :], schedule, Fraction(run_steps))
    if after[0] < before[-1]:
        after = _forward(segments[fill + 1 :], schedule, before[-1])
    # From here on in floats, in the very order of the exported class, where lengths are fractions.
    first, later = _lengths(before), _lengths(after)
    begin = sum(first)
    rest = reduce(operator.sub, later, run_steps)
    end = max(begin, rest)
    boundaries = (*accumulate(first, initial=0), *accumulate(later, initial=end))
    return Timeline((*first, end - begin, *later), boundaries, run_steps)


def _lengths(boundaries: list[Fraction]) -> tuple[float, ...]:
    return tuple(_plain(end - begin) for begin, end in pairwise(boundaries))


def _forward(segments: Iterable[Segment], schedule: Schedule, begin: Fraction) -> list[Fraction]:
    """Walk from a beginning; ``exact`` carries what rounding has put off."""
    boundaries = [begin]
    exact = begin
    for segment in segments:
        steps = exact_steps(segment.span, schedule)
        exact += steps
        whole = max(boundaries[-1], Fraction(_rounded(exact)))
        boundaries.append(boundaries[-1] + steps if segment.span.unit == "steps" else whole)
    return boundaries


def _backward(segments: tuple[Segment, ...], schedule: Schedule, end: Fraction) -> list[Fraction]:
    """Walk back from an end, as ``_forward`` walks from a beginning."""
    boundaries = [end]
    exact = end
    for segment in reversed(segments):
        steps = exact_steps(segment.span, schedule)
        exact -= steps
        whole = min(boundaries[-1], Fraction(_rounded(exact)))
        boundaries.append(boundaries[-1] - steps if segment.span.unit == "steps" else whole)
    return boundaries[::-1]


def _rounded(steps: Fraction) -> int:
    """Round to the nearest whole step, halves up, as people do."""
    return math.floor(steps + Fraction(1, 2))


def _plain(steps: Fraction) -> float:
    """Give a position as an int where it is whole."""
    return int(steps) if steps.denominator == 1 else float(steps)

"""The parts of a curve: each segment, and each repeat around some with all its cycles."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rampsmith.designer.document.schedule import Repeat, Schedule, Segment
from rampsmith.designer.evaluation.cycle_formulas import lowered, shrunk
from rampsmith.designer.evaluation.formula_values import Ends
from rampsmith.designer.evaluation.repeats import Cycles
from rampsmith.designer.evaluation.segment_curve import (
    SegmentCurve,
    WholePlace,
    curve_between,
    curve_of_segment,
    valued,
)
from rampsmith.designer.evaluation.timeline import RepeatSpan, Timeline

MOST_CYCLES_KEPT = 256
"""Cycles of a scaled repeat whose curves are kept; a drawing goes through them in order."""


class CurvePart(NamedTuple):
    """A segment, or a repeat with all its cycles; ``segments`` has the curves of the first.

    It ends at infinity for cycles without end, and where the last segment goes on past the run.
    The weight is that of a segment which is a blend.
    """

    begin: float
    end: float
    end_value: float
    value: Callable[[float], float]
    segments: tuple[SegmentCurve, ...]
    weight: Callable[[float], float] | None = None


class KnownCurves(NamedTuple):
    """The curves of a schedule's segments for one base rate, kept for schedules that share some."""

    schedule: Schedule
    base: float
    curves: tuple[SegmentCurve, ...]

    def serves(self, schedule: Schedule, base: float) -> bool:
        """Whether another schedule differs from this one in its segments at the most."""
        mine, other = (
            (each.run, each.stepping, each.counts_from, each.metric, each.repeats)
            for each in (self.schedule, schedule)
        )
        return base == self.base and mine == other

    def same(self, index: int, segment: Segment, place: WholePlace, value: float) -> bool:
        """Whether the segment at an index is this one, at the same place and after the same value."""
        if index >= len(self.curves) or self.schedule.segments[index] is not segment:
            return False
        curve = self.curves[index]
        starts_alike = segment.start is not None or curve.whole.start_value == value
        return starts_alike and place == (curve.begin, curve.end)


def parts(
    schedule: Schedule,
    line: Timeline,
    base: float,
    *,
    known: KnownCurves | None = None,
) -> tuple[CurvePart, ...]:
    """Work out all parts of a schedule for one base rate.

    Segments whose curves are known are not worked out again: a drag changes one or two of many.
    """
    if known is not None and not known.serves(schedule, base):
        known = None
    found: list[CurvePart] = []
    value = base
    spans = iter(line.repeats)
    for index, repeat in schedule.parts():
        if repeat is None:
            place = WholePlace(line.begins[index], line.ends[index])
            segment = schedule.segments[index]
            if known is not None and known.same(index, segment, place, value):
                part = _single(known.curves[index])
            else:
                part = _single(curve_of_segment(segment, schedule, place, value=value, base=base))
            if schedule.goes_on and index == len(schedule.segments) - 1:
                part = part._replace(end=math.inf)
        else:
            part = _repeated(RepeatCurve(schedule, repeat, next(spans), value=value, base=base))
        found.append(part)
        value = part.end_value
    return tuple(found)


def kept_ends(
    schedule: Schedule, repeat: Repeat, start: float, base: float
) -> tuple[tuple[bool, bool], ...]:
    """Return for each segment of a block whether its start and its end are the level that stays."""
    ends = tuple(_ends(schedule, repeat, start, base))
    kept = repeat.kept_level(chain.from_iterable(ends))
    return tuple((a == kept, b == kept) for a, b in ends)


def _ends(
    schedule: Schedule, repeat: Repeat, start: float, base: float
) -> Iterator[tuple[float, float]]:
    """Yield the levels that a block's segments are given; the others go on from those before."""
    value = start
    for segment in schedule.segments[repeat.first : repeat.last + 1]:
        begin = value if segment.start is None else segment.start.rate(base)
        value = begin
        if segment.shape.has_end and segment.end is not None:
            value = segment.end.rate(base)
        yield begin, value


class RepeatCurve:
    """The curve of a repeat for one base rate, with the curves of any of its cycles."""

    def __init__(
        self,
        schedule: Schedule,
        repeat: Repeat,
        span: RepeatSpan,
        *,
        value: float,
        base: float,
    ) -> None:
        """Take the value before the repeat and the base rate."""
        self.schedule = schedule
        self.repeat = repeat
        self.span = span
        self._start, self._base = value, base
        self.kept = repeat.kept_level(chain.from_iterable(_ends(schedule, repeat, value, base)))
        self.cycles = Cycles(repeat, span)
        self.curves_at = lru_cache(maxsize=MOST_CYCLES_KEPT)(self._curves_at)
        # Asked for at every position of a drawing.
        self._scales_cycles, self._scales_steps = repeat.scales_cycles, repeat.scales_steps
        self._first_cycle = self.curves_at(1.0)

    def _segments(self) -> tuple[Segment, ...]:
        return self.schedule.segments[self.repeat.first : self.repeat.last + 1]

    def _scaled(self, value: float, scale: float) -> float:
        if self.repeat.scaling == "whole":
            return value * scale
        scaled = lowered if self.repeat.scaling == "peak" else shrunk
        return value if scale == 1 else scaled(value, self.kept, scale)

    def _curves_at(self, scale: float) -> tuple[SegmentCurve, ...]:
        """Make the curves of a cycle whose levels are scaled, in the first cycle's positions."""
        made: list[SegmentCurve] = []
        inner = self.span.inner
        value = self._scaled(self._start, scale)
        for index, segment in enumerate(self._segments()):
            start = value
            if segment.start is not None:
                start = self._scaled(segment.start.rate(self._base), scale)
            goal = math.nan
            if segment.end is not None:
                goal = self._scaled(segment.end.rate(self._base), scale)
            ends = Ends(inner[index], inner[index + 1], start, goal, self._base)
            curve = curve_between(segment, self.schedule, ends)
            made.append(curve)
            value = curve.end_value
        return tuple(made)

    def value(self, position: float) -> float:
        """Return the value at a position on the timeline."""
        n = position - self.span.begin
        number, place = self.cycles.place(n)
        curves = self._curves_of_cycle(number)
        value = curves[-1].end_value
        for curve in curves:
            if place < curve.end:
                value = curve.value(place)
                break
        return self._scaled_by_steps(value, n) if self._scales_steps else value

    def end_value(self) -> float:
        """Return the value at which the last cycle arrives."""
        times = self.repeat.times
        last = 0 if times is None else max(1, times) - 1
        arrived = self._curves_of_cycle(last)[-1].end_value
        if not self._scales_steps:
            return arrived
        return self._scaled_by_steps(arrived, self.span.end - self.span.begin)

    def _scaled_by_steps(self, value: float, n: float) -> float:
        """Scale a value step by step."""
        scale: float = self.repeat.scale**n
        return self.kept + (value - self.kept) * scale

    def _curves_of_cycle(self, number: int) -> tuple[SegmentCurve, ...]:
        if not self._scales_cycles:
            return self._first_cycle
        return self.curves_at(float(self.repeat.scale**number))


def _single(curve: SegmentCurve) -> CurvePart:
    return CurvePart(curve.begin, curve.end, curve.end_value, curve.value, (curve,), curve.weight)


def _repeated(block: RepeatCurve) -> CurvePart:
    span = block.span
    shift = span.begin
    curves = tuple(_shifted(curve, shift) for curve in block.curves_at(1.0))
    return CurvePart(
        span.begin, span.end, valued(lambda _: block.end_value(), 0), block.value, curves
    )


def _shifted(curve: SegmentCurve, by: float) -> SegmentCurve:
    """Move a curve from its cycle's positions to the timeline's."""
    return curve._replace(
        begin=curve.begin + by,
        end=curve.end + by,
        value=lambda position: curve.value(position - by),
        weight=None,
        longer=curve.longer and _shifted(curve.longer, by),
    )

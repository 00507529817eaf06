"""The parts of a curve: each segment, and each repeat around some with all its cycles."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.designer.evaluation.laps import Cycles
from rampsmith.designer.evaluation.piece import Piece, between, piece_of, valued
from rampsmith.designer.evaluation.timeline import Laps, Timeline
from rampsmith.designer.schedule import Repeat, Schedule, Segment
from rampsmith.designer.shapes import has_end

MOST_CYCLES_KEPT = 256
"""Cycles of a scaled repeat whose pieces are kept; a drawing goes through them in order."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, or a repeat with all its cycles.

    Attributes:
        begin: the first position that belongs to it.
        end: the first position past it; infinite for cycles without end.
        end_value: the value it arrives at.
        value: the curve, as a function of the position.
        pieces: the segment, or those of the repeat's first cycle.
    """

    begin: float
    end: float
    end_value: float
    value: Callable[[float], float]
    pieces: tuple[Piece, ...]


def parts(
    schedule: Schedule, line: Timeline, base: float, *, until: int | None = None
) -> tuple[Part, ...]:
    """Work out all parts of a schedule for one base rate, or those before a segment."""
    found: list[Part] = []
    value = base
    laps = iter(line.laps)
    index = 0
    while index < (len(schedule.segments) if until is None else until):
        repeat = schedule.repeat_of(index)
        if repeat is None:
            place = (line.begins[index], line.ends[index])
            part = _single(piece_of(schedule.segments[index], schedule, place, (value, base)))
        else:
            low_ends = _low_ends(schedule, line, repeat, (value, base))
            part = _repeated(_Block(schedule, repeat, next(laps), (value, base), low_ends))
        found.append(part)
        value = part.end_value
        index = index + 1 if repeat is None else repeat.last + 1
    return tuple(found)


def lowest_ends(
    schedule: Schedule, repeat: Repeat, start: float, base: float
) -> tuple[tuple[bool, bool], ...]:
    """Tell for each segment of a block whether its start and its end are the block's lowest level.

    Args:
        schedule: the schedule.
        repeat: the repeat.
        start: the value before the block, where its first segment may begin.
        base: the base rate by which factors are reckoned.
    """
    ends: list[tuple[float, float]] = []
    value = start
    for segment in schedule.segments[repeat.first : repeat.last + 1]:
        begin = value if segment.start is None else segment.start.rate(base)
        value = begin
        if has_end(segment.shape) and segment.end is not None:
            value = segment.end.rate(base)
        ends.append((begin, value))
    low = min(value for pair in ends for value in pair)
    return tuple((begin == low, end == low) for begin, end in ends)


def _low_ends(
    schedule: Schedule, line: Timeline, repeat: Repeat, values: tuple[float, float]
) -> tuple[tuple[bool, bool], ...]:
    """Find a block's lowest ends, given the value before it and the base rate.

    They are settled once, by the first group, as in the exported class.
    """
    value, base = values
    first = schedule.groups[0].base_lr if schedule.groups else base
    if schedule.level_units == {"factor"}:
        first = 1.0
    if first != base:
        before = parts(schedule, line, first, until=repeat.first)
        value = before[-1].end_value if before else first
    return lowest_ends(schedule, repeat, value, first)


class _Block:
    """A repeat's block for one base rate; makes the pieces of any cycle."""

    def __init__(
        self,
        schedule: Schedule,
        repeat: Repeat,
        laps: Laps,
        values: tuple[float, float],
        low_ends: tuple[tuple[bool, bool], ...],
    ) -> None:
        self.schedule = schedule
        self.repeat = repeat
        self.laps = laps
        self._start, self._base = values
        self._low_ends = low_ends
        self.low = self._lowest()
        self.cycles = Cycles(repeat, laps)
        self.pieces_at = lru_cache(maxsize=MOST_CYCLES_KEPT)(self._pieces_at)

    def _segments(self) -> tuple[Segment, ...]:
        return self.schedule.segments[self.repeat.first : self.repeat.last + 1]

    def _lowest(self) -> float:
        value = self._start
        for segment, (start_low, end_low) in zip(self._segments(), self._low_ends, strict=True):
            value = value if segment.start is None else segment.start.rate(self._base)
            if start_low:
                return value
            if has_end(segment.shape) and segment.end is not None:
                value = segment.end.rate(self._base)
            if end_low:
                return value
        return value

    def _scaled(self, value: float, scale: float, *, is_low: bool) -> float:
        if scale == 1 or is_low:
            return value
        if self.repeat.scaling == "peak":
            return value * scale
        # Written so that the first cycle has exactly the levels that were designed.
        return value * scale + self.low * (1.0 - scale)

    def _pieces_at(self, scale: float) -> tuple[Piece, ...]:
        """Make the pieces of a cycle whose levels are scaled, in the first cycle's positions."""
        made: list[Piece] = []
        inner = self.laps.inner
        value = self._scaled(self._start, scale, is_low=self._low_ends[0][0])
        for index, segment in enumerate(self._segments()):
            start_low, end_low = self._low_ends[index]
            start = value
            if segment.start is not None:
                start = self._scaled(segment.start.rate(self._base), scale, is_low=start_low)
            goal = math.nan
            if segment.end is not None:
                goal = self._scaled(segment.end.rate(self._base), scale, is_low=end_low)
            place = (inner[index], inner[index + 1])
            piece = between(segment.shape, self.schedule, place, (start, goal, self._base))
            made.append(piece)
            value = piece.end_value
        return tuple(made)

    def value(self, position: float) -> float:
        """Return the value at a position on the timeline."""
        n = position - self.laps.begin
        number, place = self.cycles.place(n)
        pieces = self.pieces_at(self._cycle_scale(number))
        value = pieces[-1].end_value
        for piece in pieces:
            if place < piece.end:
                value = piece.value(place)
                break
        if self.repeat.scaling == "steps" and self.repeat.scale != 1:
            scale: float = self.repeat.scale**n
            return self.low + (value - self.low) * scale
        return value

    def end_value(self) -> float:
        """Return the value at which the last cycle arrives."""
        times = self.repeat.times
        last = 0 if times is None else max(1, times) - 1
        arrived = self.pieces_at(self._cycle_scale(last))[-1].end_value
        if self.repeat.scaling == "steps" and self.repeat.scale != 1:
            scale: float = self.repeat.scale ** (self.laps.end - self.laps.begin)
            return self.low + (arrived - self.low) * scale
        return arrived

    def _cycle_scale(self, number: int) -> float:
        if self.repeat.scale == 1 or self.repeat.scaling == "steps":
            return 1.0
        return float(self.repeat.scale**number)


def _single(piece: Piece) -> Part:
    return Part(piece.begin, piece.end, piece.end_value, piece.value, (piece,))


def _repeated(block: _Block) -> Part:
    laps = block.laps
    shift = laps.begin
    pieces = tuple(_shifted(piece, shift) for piece in block.pieces_at(1.0))
    return Part(laps.begin, laps.end, valued(lambda _: block.end_value(), 0), block.value, pieces)


def _shifted(piece: Piece, by: float) -> Piece:
    """Move a piece from its cycle's positions to the timeline's."""
    begin, end = piece.begin + by, piece.end + by
    return Piece(
        begin, end, piece.start_value, piece.end_value, lambda position: piece.value(position - by)
    )

"""The parts of a curve: each segment, and each repeat around some with all its cycles."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rampsmith.designer.evaluation.cycles import lowered, shrunk
from rampsmith.designer.evaluation.laps import Cycles
from rampsmith.designer.evaluation.piece import Piece, between, piece_of, valued
from rampsmith.designer.evaluation.timeline import Laps, Timeline
from rampsmith.designer.schedule import Repeat, Schedule, Segment
from rampsmith.designer.shapes import has_end

MOST_CYCLES_KEPT = 256
"""Cycles of a scaled repeat whose pieces are kept; a drawing goes through them in order."""


class Part(NamedTuple):
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
            part = _repeated(_Block(schedule, repeat, next(laps), (value, base)))
        found.append(part)
        value = part.end_value
        index = index + 1 if repeat is None else repeat.last + 1
    return tuple(found)


def lowest_level(schedule: Schedule, repeat: Repeat, start: float, base: float) -> float:
    """Give the lowest level of a block.

    Args:
        schedule: the schedule.
        repeat: the repeat.
        start: the value before the block, where its first segment may begin.
        base: the base rate by which factors are reckoned.
    """
    return min(value for pair in _ends(schedule, repeat, start, base) for value in pair)


def lowest_ends(
    schedule: Schedule, repeat: Repeat, start: float, base: float
) -> tuple[tuple[bool, bool], ...]:
    """Tell for each segment of a block whether its start and its end are the block's lowest level."""
    low = lowest_level(schedule, repeat, start, base)
    return tuple((a == low, b == low) for a, b in _ends(schedule, repeat, start, base))


def _ends(
    schedule: Schedule, repeat: Repeat, start: float, base: float
) -> Iterator[tuple[float, float]]:
    """Yield the levels that a block's segments are given; the others go on from those before."""
    value = start
    for segment in schedule.segments[repeat.first : repeat.last + 1]:
        begin = value if segment.start is None else segment.start.rate(base)
        value = begin
        if has_end(segment.shape) and segment.end is not None:
            value = segment.end.rate(base)
        yield begin, value


class _Block:
    """A repeat's block for one base rate; makes the pieces of any cycle."""

    def __init__(
        self,
        schedule: Schedule,
        repeat: Repeat,
        laps: Laps,
        values: tuple[float, float],
    ) -> None:
        self.schedule = schedule
        self.repeat = repeat
        self.laps = laps
        self._start, self._base = values
        self.low = lowest_level(schedule, repeat, self._start, self._base)
        self.cycles = Cycles(repeat, laps)
        self.pieces_at = lru_cache(maxsize=MOST_CYCLES_KEPT)(self._pieces_at)

    def _segments(self) -> tuple[Segment, ...]:
        return self.schedule.segments[self.repeat.first : self.repeat.last + 1]

    def _scaled(self, value: float, scale: float) -> float:
        scaled = lowered if self.repeat.scaling == "peak" else shrunk
        return value if scale == 1 else scaled(value, self.low, scale)

    def _pieces_at(self, scale: float) -> tuple[Piece, ...]:
        """Make the pieces of a cycle whose levels are scaled, in the first cycle's positions."""
        made: list[Piece] = []
        inner = self.laps.inner
        value = self._scaled(self._start, scale)
        for index, segment in enumerate(self._segments()):
            start = value
            if segment.start is not None:
                start = self._scaled(segment.start.rate(self._base), scale)
            goal = math.nan
            if segment.end is not None:
                goal = self._scaled(segment.end.rate(self._base), scale)
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

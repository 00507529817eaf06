"""The rate at a step: the one evaluation behind the plot, the tables, the check and the export."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Exponential, Shape, curve_arguments, has_end
from rampsmith.designer.spans import Span
from rampsmith.designer.timeline import Timeline, span_in_steps, timeline


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment with everything that its curve needs as plain numbers.

    Attributes:
        begin: the first position that belongs to it.
        end: the first position past it.
        start_value: its value at ``begin``.
        end_value: the value it arrives at; the next piece's start unless that sets its own.
        value: the curve, as a function of the position.
    """

    begin: float
    end: float
    start_value: float
    end_value: float
    value: Callable[[float], float]


def shape_settings(shape: Shape, schedule: Schedule) -> tuple[float, ...]:
    """Give a shape's own settings as numbers in the order of its fields, lengths in steps."""
    values = (getattr(shape, field.name) for field in fields(shape))
    return tuple(
        span_in_steps(value, schedule) if isinstance(value, Span) else value for value in values
    )


class Curve:
    """A schedule's values for one base rate, as a function of the step.

    Wrong schedules can be drawn too: where a formula has no value, the value is NaN.
    """

    def __init__(self, schedule: Schedule, base: float) -> None:
        """Resolve the schedule; with ``base=1.0`` factors stay factors."""
        self.timeline: Timeline = timeline(schedule)
        self.pieces: tuple[Piece, ...] = _pieces(schedule, self.timeline, base)
        self._begins: list[float] = [piece.begin for piece in self.pieces]
        self._offset = schedule.counts_from
        self._repeats = schedule.after == "repeat" and self.timeline.end > 0
        self.after_value: float = self.pieces[-1].end_value if self.pieces else base

    def at(self, t: float) -> float:
        """Return the value at step t, any t from 0 on."""
        position = self.position(t)
        if position >= self.timeline.end:
            return self.after_value
        return self._value(self.pieces[bisect_right(self._begins, position) - 1], position)

    def position(self, t: float) -> float:
        """Return the place on the curve that step t reads."""
        if self._repeats:
            t %= self.timeline.end
        return t + self._offset

    def value_within(self, segment: int, position: float) -> float:
        """Return the value of one segment's curve at a position on it."""
        return self._value(self.pieces[segment], position)

    def samples(self, steps: Sequence[float]) -> list[float]:
        """Return the values at steps in rising order; one piece after the other, for speed."""
        if self._repeats:
            return [self.at(t) for t in steps]
        offset = self._offset
        values: list[float] = []
        begin = 0
        for piece in self.pieces:
            end = bisect_left(steps, piece.end, begin, key=lambda t: t + offset)
            positions = [t + offset for t in steps[begin:end]]
            try:
                values += map(piece.value, positions)
            except (ArithmeticError, ValueError, TypeError):
                values = values[:begin] + [self._value(piece, x) for x in positions]
            begin = end
        return values + [self.after_value] * (len(steps) - begin)

    @staticmethod
    def _value(piece: Piece, position: float) -> float:
        try:
            return piece.value(position)
        except (ArithmeticError, ValueError, TypeError):
            return math.nan


class Rates:
    """The rates of all parameter groups at any step, bit for bit those of the exported class.

    As long as every level is a factor, the curve is a factor and each group's rate is its base
    rate times it. As soon as one level is absolute, each group has a curve of its own between
    rates.
    """

    def __init__(self, schedule: Schedule) -> None:
        """Resolve the schedule once for all groups."""
        self.schedule = schedule
        self.relative = schedule.level_units == {"factor"}
        self._bases = tuple(group.base_lr for group in schedule.groups)
        bases = (1.0,) if self.relative else self._bases
        self.curves: tuple[Curve, ...] = tuple(Curve(schedule, base) for base in bases)

    @property
    def timeline(self) -> Timeline:
        """Where the segments begin and end; the same for every group."""
        return self.curves[0].timeline if self.curves else timeline(self.schedule)

    def at(self, t: float) -> tuple[float, ...]:
        """Return the rate of every group at step t."""
        if self.relative:
            factor = self.curves[0].at(t)
            return tuple(base * factor for base in self._bases)
        return tuple(curve.at(t) for curve in self.curves)

    def of_group(self, group: int, steps: Sequence[float]) -> list[float]:
        """Return one group's rates at steps in rising order."""
        if self.relative:
            base = self._bases[group]
            return [base * factor for factor in self.curves[0].samples(steps)]
        return self.curves[group].samples(steps)

    def level_at_start(self, segment: int, group: int) -> float:
        """Return the rate with which a segment begins for a group."""
        return self._scaled(group, lambda curve: curve.pieces[segment].start_value)

    def level_at_end(self, segment: int, group: int) -> float:
        """Return the rate at which a segment arrives for a group."""
        return self._scaled(group, lambda curve: curve.pieces[segment].end_value)

    def _scaled(self, group: int, value: Callable[[Curve], float]) -> float:
        if self.relative:
            return self._bases[group] * value(self.curves[0])
        return value(self.curves[group])


def _pieces(schedule: Schedule, line: Timeline, base: float) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    value = base
    for segment, begin, end in zip(
        schedule.segments, line.boundaries, line.boundaries[1:], strict=False
    ):
        start = value if segment.start is None else segment.start.rate(base)
        piece = _piece(segment, schedule, (begin, end), (start, base))
        pieces.append(piece)
        value = piece.end_value
    return tuple(pieces)


def _piece(
    segment: Segment, schedule: Schedule, place: tuple[float, float], values: tuple[float, float]
) -> Piece:
    begin, end = place
    start, base = values
    shape = segment.shape
    curve = shape.curve
    settings = shape_settings(shape, schedule)
    length = end - begin
    arguments = curve_arguments(shape)
    if has_end(shape):
        level = segment.end if segment.end is not None else Level(math.nan)
        goal = level.rate(base)
        if isinstance(shape, Exponential) and (start < 0) != (goal < 0):
            # Python's power of a negative ratio is a complex number, which is no rate.
            return Piece(begin, end, start, goal, lambda _: math.nan)

        def value(position: float) -> float:
            return curve(start, goal, (position - begin) / length, *settings)

        return Piece(begin, end, start, goal, value)

    if "n" in arguments:

        def value(position: float) -> float:
            return curve(start, position - begin, *settings)

        try:
            arrival = curve(start, length, *settings)
        except (ArithmeticError, ValueError, TypeError):
            arrival = math.nan
        return Piece(begin, end, start, arrival, value)

    return Piece(begin, end, start, start, lambda _: start)


def jumps(rates: Rates, group: int) -> Iterable[tuple[int, float, float]]:
    """Yield each boundary at which a group's rate breaks: the later segment, and both rates.

    A segment of no length has no rate that anyone would see: the one before it and the one
    behind it meet.
    """
    seen = [i for i in range(len(rates.schedule.segments)) if rates.timeline.length(i) > 0]
    for earlier, later in pairwise(seen):
        before = rates.level_at_end(earlier, group)
        after = rates.level_at_start(later, group)
        if before != after and not (math.isnan(before) and math.isnan(after)):
            yield later, before, after

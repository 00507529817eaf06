"""A segment as a function of the position, with its numbers worked out."""

import math
from collections.abc import Callable
from dataclasses import fields
from typing import NamedTuple

from rampsmith.designer.evaluation.plateau import Course, course, fallen
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.expressions import formula_of
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import (
    SHAPES,
    Exponential,
    Expression,
    Plateau,
    Shape,
    curve_arguments,
    has_end,
    own_units,
)
from rampsmith.designer.spans import Span

LONGEST_CHAIN = 2_000_000
"""Steps of a formula that builds on the value before; each of them has to be worked out."""

_SETTINGS = {shape.kind: tuple(field.name for field in fields(shape)) for shape in SHAPES}
"""The names of each shape's own settings, which every frame of a drag asks for."""

MOST_FALLS = 100_000
"""Falls of a plateau that still lower its rate; each of them has to be worked out."""


class Piece(NamedTuple):
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


def valued(function: Callable[[float], float], position: float) -> float:
    """Return a function's value, or NaN where its formula has none."""
    try:
        return function(position)
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def shape_settings(shape: Shape, schedule: Schedule) -> tuple[float, ...]:
    """Give a shape's own settings as numbers in the order of its fields, lengths in steps."""
    values = (getattr(shape, name) for name in _SETTINGS[shape.kind])
    return tuple(
        span_in_steps(value, schedule) if isinstance(value, Span) else value for value in values
    )


def piece_of(
    segment: Segment, schedule: Schedule, place: tuple[float, float], values: tuple[float, float]
) -> Piece:
    """Make a segment's piece from the value before it and the base rate."""
    value, base = values
    start = value if segment.start is None else segment.start.rate(base)
    goal = (segment.end or Level(math.nan)).rate(base)
    return between(segment.shape, schedule, place, (start, goal, base))


def between(
    shape: Shape, schedule: Schedule, place: tuple[float, float], ends: tuple[float, float, float]
) -> Piece:
    """Make the piece of a shape from its start, its end and the base rate; few shapes use all."""
    begin, end = place
    start, goal, _ = ends
    if isinstance(shape, Expression):
        return _typed(shape, place, ends)
    if isinstance(shape, Plateau):
        return _plateau(shape, schedule, place, start)
    curve = shape.curve
    settings = shape_settings(shape, schedule)
    length = end - begin
    if has_end(shape):
        if isinstance(shape, Exponential) and (start < 0) != (goal < 0):
            # Python's power of a negative ratio is a complex number, which is no rate.
            return Piece(begin, end, start, goal, lambda _: math.nan)

        def value(position: float) -> float:
            return curve(start, goal, (position - begin) / length, *settings)

        return Piece(begin, end, start, goal, value)

    if "n" in curve_arguments(shape):

        def value(position: float) -> float:
            return curve(start, position - begin, *settings)

        arrival = valued(lambda _: curve(start, length, *settings), 0)
        return Piece(begin, end, start, arrival, value)

    return Piece(begin, end, start, start, lambda _: start)


def first_watched(begin: float, counts_from: int) -> int:
    """Return the position of a plateau that is read before any metric has been taken in."""
    return max(math.ceil(begin), counts_from)


def _plateau(shape: Plateau, schedule: Schedule, place: tuple[float, float], start: float) -> Piece:
    """Make the piece of a plateau: n steps into it, n values of the metric have been taken in."""
    begin, end = place
    origin = first_watched(begin, schedule.counts_from)
    steps = _Stairs(shape, course(shape, schedule.metric), start)

    def value(position: float) -> float:
        return steps.value(int(position - origin))

    last = valued(lambda _: value(math.ceil(end)), 0)
    return Piece(begin, end, start, last, value)


class _Stairs:
    """The rates down to which a plateau falls, for one group; found once, as far as needed."""

    def __init__(self, shape: Plateau, found: Course, start: float) -> None:
        self._shape = shape
        self._course = found
        self._rates = [start]
        self._is_lowest = False

    def value(self, n: int) -> float:
        """Return the rate after n values of the metric."""
        falls = self._course.falls(n)
        rates = self._rates
        shape = self._shape
        while len(rates) <= falls and not self._is_lowest:
            if len(rates) > MOST_FALLS:
                return math.nan
            lower = fallen(rates[-1], 1, shape.factor, shape.min_lr, shape.eps)
            self._is_lowest = lower == rates[-1]
            rates.append(lower)
        return rates[min(falls, len(rates) - 1)]


def _typed(
    shape: Expression, place: tuple[float, float], ends: tuple[float, float, float]
) -> Piece:
    """Make the piece of a formula; a wrong one has no values."""
    begin, end = place
    start, goal, base = ends
    formula = formula_of(shape.text)
    if formula is None:
        return Piece(begin, end, start, math.nan, lambda _: math.nan)
    names = curve_arguments(shape)
    function = formula.function(names)
    factor = base if own_units(shape) == {"factor"} else 1.0
    length = end - begin

    def at(position: float, previous: float) -> float:
        known = {
            "t": float(position),
            "n": float(position - begin),
            "p": (position - begin) / length,
            "start": start,
            "end": goal,
            "base": base,
            "previous": previous,
        }
        return factor * function(*(known[name] for name in names))

    if "previous" not in names:
        arrival = goal if has_end(shape) else valued(lambda x: at(x, math.nan), end)
        return Piece(begin, end, start, arrival, lambda position: at(position, math.nan))
    chain = _Chain(at, begin, start)
    return Piece(begin, end, start, valued(chain.value, end), chain.value)


class _Chain:
    """Values that each build on the one before; what has been worked out is kept."""

    def __init__(self, at: Callable[[float, float], float], begin: float, start: float) -> None:
        self._at = at
        self._begin = begin
        self._values = [start]

    def value(self, position: float) -> float:
        """Return the value at a position; between steps, that of the step before."""
        number = int(position - self._begin)
        if number >= LONGEST_CHAIN:
            return math.nan
        values = self._values
        while len(values) <= number:
            values.append(self._at(self._begin + len(values), values[-1]))
        return values[number]

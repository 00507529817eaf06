"""The curve of a segment: a function of the position, with its numbers worked out."""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.evaluation.formula_values import Ends, chain, named_numbers, stepwise
from rampsmith.designer.evaluation.plateau import SimulatedPlateau, fallen, simulated_plateau
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.formulas.formula import formula_of
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.spans import Span

MOST_FALLS = 100_000
"""Falls of a plateau that still lower its rate; each of them has to be worked out."""


class SegmentCurve(NamedTuple):
    """A segment's curve as a function of the position, with its numbers worked out.

    The next segment starts at its end value, unless that sets a start of its own. What is a part
    of a longer shape, or has a floor, knows the curve of the whole without it. A blend of its start
    and end value knows the weight of the start, which is the same for every base rate.
    """

    begin: float
    end: float
    start_value: float
    end_value: float
    value: Callable[[float], float]
    longer: "SegmentCurve | None" = None
    weight: Callable[[float], float] | None = None

    @property
    def whole(self) -> "SegmentCurve":
        """The curve of the whole shape, whose ends are the levels that were given."""
        return self if self.longer is None else self.longer


def valued(function: Callable[[float], float], position: float) -> float:
    """Return a function's value, or NaN where its formula has none."""
    try:
        return function(position)
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def shape_settings(shape: Shape, schedule: Schedule) -> dict[str, float]:
    """Return a shape's own settings as numbers by their names, lengths in steps."""
    values = {name: getattr(shape, name) for name in settings_of(shape)}
    return {
        name: span_in_steps(value, schedule) if isinstance(value, Span) else value
        for name, value in values.items()
    }


class WholePlace(NamedTuple):
    """Where the whole of a shape lies of which a segment is a part, or is all."""

    begin: float
    end: float


def whole_place(segment: Segment, schedule: Schedule, begin: float, end: float) -> WholePlace:
    """Find where the whole shape lies of a segment between two positions."""
    if not (segment.is_part or segment.counts_ends):
        return WholePlace(begin, end)
    if segment.began_with_the_run:
        begin = 0
    elif segment.before is not None:
        begin -= span_in_steps(segment.before, schedule)
    if segment.after is not None:
        end += span_in_steps(segment.after, schedule)
    if not segment.first_at_start:
        begin -= 1
    if segment.last_at_end:
        end -= 1
    # A single step that is to be at both ends is at the start.
    return WholePlace(begin, max(begin + 1, end) if segment.executes_both_ends else end)


def stair_length(shape: Shape, schedule: Schedule) -> float | None:
    """Return after how many steps each a shape breaks; None for one that goes on smoothly."""
    return span_in_steps(getattr(shape, shape.stair), schedule) if shape.stair else None


def curve_of_segment(
    segment: Segment, schedule: Schedule, place: WholePlace, *, value: float, base: float
) -> SegmentCurve:
    """Make a segment's curve from the value before it and the base rate."""
    start = value if segment.start is None else segment.start.rate(base)
    goal = (segment.end or Level(math.nan)).rate(base)
    return curve_between(segment, schedule, Ends(*place, start, goal, base))


def curve_between(segment: Segment, schedule: Schedule, ends: Ends) -> SegmentCurve:
    """Make a segment's curve between its ends, whose values are those of its whole shape."""
    curve = _curve_of_part(segment, schedule, ends)
    if segment.floor is None:
        return curve
    least, value = segment.floor.rate(ends.base), curve.value
    return SegmentCurve(
        curve.begin,
        curve.end,
        max(curve.start_value, least),
        max(curve.end_value, least),
        lambda position: max(value(position), least),
        curve.whole,
    )


def _curve_of_part(segment: Segment, schedule: Schedule, ends: Ends) -> SegmentCurve:
    """Make a segment's curve as it is without its floor."""
    shape = segment.shape
    if not (segment.is_part or segment.counts_ends):
        return _curve_of_shape(shape, schedule, ends)
    begin, end = ends.begin, ends.end
    place = whole_place(segment, schedule, begin, end)
    whole = _curve_of_shape(shape, schedule, ends._replace(begin=place.begin, end=place.end))
    value = whole.value
    if segment.last_at_end and not shape.goes_on:
        # Only a place between two steps lies past the last one.
        value = lambda position: whole.value(min(position, place.end))  # noqa: E731
    start, arrival = whole.start_value, whole.end_value
    if segment.before is not None or not segment.first_at_start:
        start = valued(value, begin)
    if segment.after is not None or not shape.has_end:
        arrival = valued(value, end - 1 if segment.last_at_end else end)
    return SegmentCurve(begin, end, start, arrival, value, whole)


def _curve_of_shape(shape: Shape, schedule: Schedule, ends: Ends) -> SegmentCurve:
    """Make the curve of a shape between its ends."""
    begin, end, start, goal, _ = ends
    if isinstance(shape, Expression):
        return _typed(shape, schedule, ends)
    if isinstance(shape, Plateau):
        return _plateau(shape, schedule, ends)
    if shape.divides_ends and (start < 0) != (goal < 0):
        # Python's power of a negative ratio is a complex number, which is no rate.
        return SegmentCurve(begin, end, start, goal, lambda _: math.nan)
    settings = shape_settings(shape, schedule)
    values = {"start": start, "end": goal, "length": end - begin, **settings}
    value = _called(shape, values, begin, end - begin)
    if shape.blends:
        ends_of_weight = {**values, "start": 1.0, "end": 0.0}
        weight = _called(shape, ends_of_weight, begin, end - begin)
        return SegmentCurve(begin, end, start, goal, value, weight=weight)
    arrival = goal if shape.has_end else _arrival(shape, {**values, "n": end - begin, "p": 1.0})
    return SegmentCurve(begin, end, start, arrival, value)


def _called(
    shape: Shape, values: dict[str, float], begin: float, length: float
) -> Callable[[float], float]:
    """Prepare the call of a shape's function: a drawing makes it thousands of times in a frame.

    Its arguments are found by their names. The one that moves with the position is put between
    those before and after it, which costs half of a call by names; few functions have two.
    """
    curve, names = shape.curve, shape.arguments
    moving = [name for name in names if name in {"n", "p"}]
    if not moving:
        held = _arrival(shape, values)
        return lambda _: held
    if len(moving) > 1:
        fixed = {name: values[name] for name in names if name not in moving}
        return lambda position: curve(**fixed, n=position - begin, p=(position - begin) / length)
    at = names.index(moving[0])
    first = partial(curve, *(values[name] for name in names[:at]))
    rest = [values[name] for name in names[at + 1 :]]
    if moving == ["n"]:
        return lambda position: first(position - begin, *rest)
    if rest:
        return lambda position: first((position - begin) / length, *rest)
    return lambda position: first((position - begin) / length)


def _arrival(shape: Shape, values: dict[str, float]) -> float:
    """Return the value of a shape's function for these arguments, among others."""
    return valued(lambda _: shape.curve(*(values[name] for name in shape.arguments)), 0)


def first_watched(begin: float, counts_from: int) -> int:
    """Return the position of a plateau that is read before any metric has been taken in."""
    return max(math.ceil(begin), counts_from)


def _plateau(shape: Plateau, schedule: Schedule, ends: Ends) -> SegmentCurve:
    """Make the curve of a plateau: n steps into it, n values of the metric have been taken in."""
    begin, end, start, _, _ = ends
    origin = first_watched(begin, schedule.counts_from)
    steps = _Stairs(shape, simulated_plateau(shape, schedule.metric), start)

    def value(position: float) -> float:
        return steps.value(int(position - origin))

    last = valued(lambda _: value(math.ceil(end)), 0)
    return SegmentCurve(begin, end, start, last, value)


class _Stairs:
    """The rates down to which a plateau falls, for one group; found once, as far as needed."""

    def __init__(self, shape: Plateau, found: SimulatedPlateau, start: float) -> None:
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


def _typed(shape: Expression, schedule: Schedule, ends: Ends) -> SegmentCurve:
    """Make the curve of a formula; a wrong one has no values."""
    begin, end, start, goal, base = ends
    formula = formula_of(shape.text, shape.own_names)
    if formula is None:
        return SegmentCurve(begin, end, start, math.nan, lambda _: math.nan)
    factor = base if shape.own_units == {"factor"} else 1.0
    numbers = named_numbers(shape, schedule)
    if "previous" in formula.names:
        # What the formula does not name is the same for all curves that share the values.
        goal = goal if "end" in formula.names else 0.0
        base = base if "base" in formula.names else 0.0
        values = chain(formula, Ends(begin, end, start, goal, base), factor, numbers)
        return SegmentCurve(begin, end, start, valued(values.value, end), values.value)
    at = stepwise(formula, ends, factor, numbers)

    def value(position: float) -> float:
        return at(position, position - begin, math.nan)

    return SegmentCurve(begin, end, start, goal if shape.has_end else valued(value, end), value)

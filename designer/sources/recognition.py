"""Recognise what a branch of a function does as a shape with levels; else keep it as a formula."""

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rampsmith.designer.document.schedule import Level, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.one_minus_square import OneMinusSquare
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.quarter_sine import QuarterSine
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.sources.choices import branch_function, function_value, numbers_in
from rampsmith.designer.values.limits import LARGEST_LEVEL, MOST_STEPS
from rampsmith.designer.values.spans import Span

CLOSE = 5e-13
"""How far a shape may be off, as a part of the highest rate of its branch."""
CHECKED = 1_000
"""Steps of a branch at which a shape is compared with the code."""
FEW = 5
MOST_PLACES = 10
STRAIGHTEST: tuple[type[Shape], ...] = (Linear, Cosine, OneMinusSqrt, OneMinusSquare, QuarterSine)


@dataclass(frozen=True)
class Branch:
    """An expression that the code takes over some steps.

    Attributes:
        expression: in t, base and previous.
        begin, end: the steps, the last one not included.
        base: the rate that the optimizer is built with.
        scales: whether what it gives is a factor of that; else it is a rate.
        last: whether nothing follows.
    """

    expression: ast.expr
    begin: int
    end: int
    base: float
    scales: bool
    total: int

    @property
    def length(self) -> int:
        """The number of its steps."""
        return self.end - self.begin

    @property
    def is_last(self) -> bool:
        """Whether the run ends with it."""
        return self.end >= self.total


class _Value(NamedTuple):
    """The value of the code at a step: a factor of the base, a rate, or neither."""

    value: float
    level: Level | None


def segment_of(branch: Branch) -> Segment:
    """Return the segment that does what a branch does, without a name.

    Raises:
        Unreadable: if it is no formula at all.
    """
    return recognised(branch) or formula_of_branch(branch)


def formula_of_branch(branch: Branch) -> Segment:
    """Return a branch as a formula, to the bit."""
    return Segment("", _kept(branch), _span(branch))


def _span(branch: Branch) -> Span:
    return Span.of_the_rest() if branch.is_last else Span.of_steps(branch.length)


def _kept(branch: Branch) -> Expression:
    names = {each.id for each in ast.walk(branch.expression) if isinstance(each, ast.Name)}
    absolute = not branch.scales and not names & {"base", "previous"}
    return Expression(ast.unparse(branch.expression), absolute=absolute)


def recognised(branch: Branch) -> Segment | None:
    """Return a branch as a shape between levels; None where it is none that is known."""
    names = {each.id for each in ast.walk(branch.expression) if isinstance(each, ast.Name)}
    if "previous" in names:
        return None
    function = branch_function(branch.expression)
    code = _Code(branch, function)
    if branch.length < 1 or not code.is_sound:
        return None
    if code.holds:
        return _held(branch, code)
    candidates = [*_between_ends(branch, code), *_going_on(branch, code)]
    if not candidates:
        return None
    return min(candidates, key=_strangeness)


class _Code:
    """The values of the code of a branch, at any step."""

    def __init__(self, branch: Branch, function: Callable[..., float]) -> None:
        self._branch = branch
        self._function = function
        self._kept: dict[float, _Value] = {}
        step = max(1, branch.length // CHECKED)
        self.steps = sorted({*range(branch.begin, branch.end, step), branch.end - 1})
        self.values = [self.at(t).value for t in self.steps]
        self.peak = max(map(abs, self.values)) if self.is_sound else math.nan

    @property
    def is_sound(self) -> bool:
        return all(math.isfinite(v) and abs(v) < LARGEST_LEVEL for v in self.values)

    @property
    def holds(self) -> bool:
        return all(value == self.values[0] for value in self.values)

    def at(self, t: float) -> _Value:
        """Return the rate at a step for the group's base, and what level that is."""
        if t in self._kept:
            return self._kept[t]
        base = self._branch.base
        value = function_value(self._function, t, base)
        level: Level | None = None
        if math.isfinite(value) and abs(value) < LARGEST_LEVEL:
            doubled = function_value(self._function, t, 2 * base)
            if self._branch.scales:
                level = Level(_tidy(value))
            elif value == 0:
                level = Level(0.0)
            elif doubled == value:
                level = Level.of_rate(_tidy(value))
            elif doubled == 2 * value and base:
                level = Level(_tidy(value / base))
        self._kept[t] = _Value(value, level)
        return self._kept[t]

    def follows(self, curve: Callable[[float], float], *, few: bool = False) -> bool:
        """Return whether a curve is what the code gives, at some of the steps or at all of them."""
        pairs: Sequence[tuple[int, float]] = list(zip(self.steps, self.values, strict=True))
        if few:
            pairs = pairs[:: max(1, len(pairs) // FEW)]
        try:
            return all(abs(curve(t) - value) <= CLOSE * self.peak for t, value in pairs)
        except (ArithmeticError, ValueError, TypeError):
            return False


def _tidy(value: float) -> float:
    """Return the number that is meant where a calculation is off it in its last place."""
    near = float(f"{value:.14g}")
    return near if abs(near - value) <= 4e-16 * abs(value) else value


def _held(branch: Branch, code: _Code) -> Segment | None:
    level = code.at(branch.begin).level
    return None if level is None else Segment("", Constant(), _span(branch), level)


def _between_ends(branch: Branch, code: _Code) -> Iterator[Segment]:
    """Yield the shapes between two levels that do the same, with all ends that they may have."""
    begins, ends = _begins(branch), _ends(branch)
    for kind in STRAIGHTEST:
        found = [
            segment
            for x0 in begins
            for x1 in ends
            if (segment := _stretched(branch, code, kind(), x0, x1)) is not None
        ]
        yield from found
        if found:
            return
    for x0 in begins:
        for x1 in ends:
            for shape in _powers(code, branch, x0, x1):
                segment = _stretched(branch, code, shape, x0, x1)
                if segment is not None:
                    yield segment


def _begins(branch: Branch) -> list[int]:
    own = [branch.begin, branch.begin - 1]
    named = sorted({int(n) for n in numbers_in(branch.expression) if n == int(n)}, reverse=True)
    return own + [n for n in (*named, 0, -1) if n < branch.begin - 1][:MOST_PLACES]


def _ends(branch: Branch) -> list[int]:
    own = [branch.end, branch.end - 1] if branch.length > 1 else [branch.end]
    whole = {int(n) for n in numbers_in(branch.expression) if n == int(n) and n < MOST_STEPS}
    # “(t - 10) / 90” ends at step 100.
    further = whole | {branch.begin + n for n in whole} | {n - 1 for n in whole} | {branch.total}
    further |= {a + b for a in whole for b in whole} if len(whole) < 8 else set()
    return own + sorted(n for n in further if n > branch.end)[:MOST_PLACES]


def _stretched(branch: Branch, code: _Code, shape: Shape, x0: int, x1: int) -> Segment | None:
    """Return a shape between the code's own values at two places, where the code follows it."""
    if x1 <= x0:
        return None
    start, end = code.at(x0), code.at(x1)
    if start.level is None or end.level is None:
        return None
    unit = 1.0 if branch.scales else branch.base
    low, high = start.level.rate(unit), end.level.rate(unit)
    settings = {name: getattr(shape, name) for name in shape.arguments if hasattr(shape, name)}

    def curve(t: float) -> float:
        return shape.curve(start=low, end=high, p=(t - x0) / (x1 - x0), **settings)

    # A level below 0 is none, even where it is never executed.
    if (
        low == high
        or min(low, high) < 0
        or not code.follows(curve, few=True)
        or not code.follows(curve)
    ):
        return None
    before, after = branch.begin - x0, x1 - branch.end
    is_part = before > 1 or after > 0
    if is_part and (before < 0 or after < 0):
        return None
    return Segment(
        "",
        shape,
        _span(branch),
        start.level,
        end.level,
        before=Span.of_steps(before) if is_part and before else None,
        after=Span.of_steps(after) if is_part and after else None,
        first_at_start=is_part or before == 0,
        last_at_end=not is_part and after < 0,
    )


def _powers(code: _Code, branch: Branch, x0: int, x1: int) -> Iterator[Shape]:
    """Yield the powers that a curve between two places can be."""
    start, end = code.at(x0).value, code.at(x1).value
    middle = (branch.begin + branch.end) // 2
    p = (middle - x0) / (x1 - x0)
    if not (math.isfinite(start) and math.isfinite(end)) or start == end or not 0 < p < 1:
        return
    left = (code.at(middle).value - end) / (start - end)
    if not 0 < left < 1:
        return
    power = math.log(left) / math.log(1 - p)
    yield Polynomial(_round_power(power))
    yield PowerOfP(_round_power(math.log(1 - left) / math.log(p)))
    if start * end > 0:
        yield Exponential()


def _round_power(power: float) -> float:
    near = round(power, 6)
    return near if abs(near - power) < 1e-7 * abs(power) else power


def _going_on(branch: Branch, code: _Code) -> Iterator[Segment]:
    """Yield the shapes that know no end and do the same."""
    first = code.at(branch.begin)
    numbers = numbers_in(branch.expression)
    if first.level is None or first.value == 0 or branch.length < 2:
        return
    start = first.value
    last = code.values[-1]
    ran = branch.end - 1 - branch.begin
    if 0 < last / start < 1:
        square = (last / start) ** 2
        scale = ran * square / (1 - square)
        near = round(scale)
        scale = near if near and abs(near - scale) < 1e-6 * scale else scale
        if 0 < scale < MOST_STEPS:
            yield from _if_followed(branch, code, InverseSqrt(Span.of_steps(scale)), first.level)
    lengths = {1, *(int(n) for n in numbers if n == int(n) and 1 < n < branch.length)}
    for every in sorted(lengths)[:MOST_PLACES]:
        factor = code.at(branch.begin + every).value / start
        named = [n for n in numbers if abs(n - factor) <= 1e-12 * abs(factor)]
        factor = next(iter(named), factor)
        if 0 < factor < LARGEST_LEVEL and factor != 1:
            yield from _if_followed(
                branch, code, Staircase(Span.of_steps(every), float(factor)), first.level
            )


def _if_followed(branch: Branch, code: _Code, shape: Shape, level: Level) -> Iterator[Segment]:
    start = level.rate(1.0 if branch.scales else branch.base)
    settings = {
        name: value.amount if isinstance(value, Span) else value
        for name in shape.arguments
        if (value := getattr(shape, name, None)) is not None
    }

    def curve(t: float) -> float:
        return shape.curve(start=start, n=t - branch.begin, **settings)

    if code.follows(curve, few=True) and code.follows(curve):
        yield Segment("", shape, _span(branch), level)


def _strangeness(segment: Segment) -> tuple[int, int]:
    """Rank ways to say the same: round levels first, then the usual ends."""
    levels = [segment.start, segment.end] if segment.end is not None else [segment.start]
    digits = sum(_digits(level.value) for level in levels if level is not None)
    unusual = 4 * (segment.is_part) + (not segment.first_at_start) + segment.last_at_end
    settings = sum(
        len(f"{value:.14g}")
        for name in segment.shape.arguments
        if isinstance(value := getattr(segment.shape, name, None), float)
    )
    return digits + settings + unusual, unusual


def _digits(value: float) -> int:
    """Count what one has to read of a number; 0 and 1 read themselves."""
    return 0 if value in (0, 1) else len(f"{value:.14g}")

"""Branches of a function as the segments of one curve: joined, linked, named, and repeated."""

import ast
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rampsmith.designer.document.schedule import Level, Repeat, Scaling, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.sources.choices import (
    asked_at,
    branch_function,
    function_value,
    numbers_in,
    unwrapped,
)
from rampsmith.designer.sources.recognition import CLOSE, Branch, formula_of_branch, segment_of
from rampsmith.designer.values.names import counted_name

SHORT = 2
"""Steps of a branch that may be a part of its neighbour's."""
FEW = 7
"""Steps that are looked at before all are."""
MOST_BEGINS = 5
"""A repeat is looked for from the begins of so many branches."""


class FoundCurve(NamedTuple):
    """The segments that branches have become, and their repeats.

    Attributes:
        formulas: the branches that stay formulas.
    """

    segments: tuple[Segment, ...]
    repeats: tuple[Repeat, ...] = ()
    formulas: tuple[Branch, ...] = ()


def curve_of_branches(branches: Sequence[Branch]) -> FoundCurve:
    """Return the segments of branches, with a repeat where the same ones come again and again."""
    plain = _curve(_joined(branches))
    repeated = _repeated(branches)
    if repeated is None or len(repeated.segments) + 10 * len(repeated.formulas) >= len(
        plain.segments
    ) + 10 * len(plain.formulas):
        return plain
    return repeated


def as_formulas(branches: Sequence[Branch]) -> FoundCurve:
    """Return branches as formulas, to the bit."""
    branches = _joined(branches)
    segments = [formula_of_branch(branch) for branch in branches]
    return FoundCurve(tuple(_named(segments)), formulas=tuple(branches))


def _curve(branches: Sequence[Branch], *, again: int | None = None) -> FoundCurve:
    """Return the segments of branches; the one at ``again``, where a cycle begins, keeps its start."""
    segments = [segment_of(branch) for branch in branches]
    pairs = zip(branches, segments, strict=True)
    formulas = tuple(each for each, made in pairs if isinstance(made.shape, Expression))
    linked = _linked(segments, scales=branches[0].scales)
    if again is not None:
        linked[again] = segments[again]
    return FoundCurve(tuple(_named(linked)), formulas=formulas)


def _joined(branches: Sequence[Branch]) -> list[Branch]:
    """Join neighbours that do the same."""
    made: list[Branch] = []
    for branch in branches:
        before = made[-1] if made and made[-1].end == branch.begin else None
        if before is not None and _covers(before, branch):
            made[-1] = replace(before, end=branch.end)
        elif before is not None and _covers(branch, before):
            made[-1] = replace(branch, begin=before.begin)
        else:
            made.append(branch)
    return made


def _covers(one: Branch, other: Branch) -> bool:
    """Return whether a branch gives all values of another, over whose steps it could go on."""
    if ast.dump(one.expression) == ast.dump(other.expression):
        return True
    if other.length > SHORT or one.length <= SHORT:
        return False
    mine, theirs = branch_function(one.expression), branch_function(other.expression)
    steps = range(other.begin, other.end)
    return all(
        function_value(mine, t, one.base) == function_value(theirs, t, one.base) for t in steps
    )


def _repeated(branches: Sequence[Branch]) -> FoundCurve | None:
    """Return branches of which the last ones do the same again and again; None where none do."""
    numbers = {number for each in branches for number in numbers_in(each.expression)}
    lengths = sorted({int(n * by) for n in numbers if n == int(n) for by in (1, 2)})
    total, values = branches[-1].end, _Values(branches)
    for begin in [each.begin for each in branches[:MOST_BEGINS]]:
        for length in lengths:
            if not 2 <= length <= (total - begin) / 2:
                continue
            again = values.again(begin, length)
            if again is None:
                continue
            before = [each for each in branches if each.begin < begin]
            cycle = [
                _alone(replace(each, end=min(each.end, begin + length)))
                for each in branches
                if begin <= each.begin < begin + length
            ]
            return _with_repeat(_joined(before), _joined(cycle), *again)
    return None


def _alone(branch: Branch) -> Branch:
    """Return a branch of a cycle as it is without the other cycles."""
    return replace(branch, expression=unwrapped(branch.expression, branch.begin, branch.end))


def _with_repeat(
    before: list[Branch], cycle: list[Branch], scale: float, scaling: Scaling
) -> FoundCurve | None:
    if len(cycle) == 1 and len({*_Values(cycle).over(cycle[0].begin, cycle[0].end)}) == 1:
        return None  # Stairs are said better as such.
    first = len(before)
    made = _curve([*before, *cycle], again=first)
    name = "Cycles" if len(cycle) > 1 else "Restarts"
    repeat = Repeat(name, first, len(made.segments) - 1, scale=scale, scaling=scaling)
    return FoundCurve(made.segments, (repeat,), made.formulas)


class _Values:
    """The values of branches at any step."""

    def __init__(self, branches: Sequence[Branch]) -> None:
        self._branches = branches
        self._functions = [branch_function(each.expression) for each in branches]
        self._begins = [each.begin for each in branches]
        self._steps = asked_at(ast.Constant(0), branches[0].begin, branches[-1].end)
        self._known: dict[int, float] = {}

    def at(self, t: int) -> float:
        """Return the value at a step."""
        if t not in self._known:
            at = bisect_right(self._begins, t) - 1
            self._known[t] = function_value(self._functions[at], t, self._branches[at].base)
        return self._known[t]

    def over(self, begin: int, end: int) -> list[float]:
        """Return the values at some of the steps between two."""
        return [self.at(t) for t in self._steps if begin <= t < end]

    def again(self, begin: int, length: int) -> tuple[float, Scaling] | None:
        """Return how each cycle scales the one before; None where it is no scaled copy of it."""
        end = self._branches[-1].end
        steps = [t for t in self._steps if begin <= t < end - length]
        return self._scaled(steps[:: max(1, len(steps) // FEW)], length) and self._scaled(
            steps, length
        )

    def _scaled(self, steps: Sequence[int], length: int) -> tuple[float, Scaling] | None:
        pairs = [(self.at(t), self.at(t + length)) for t in steps]
        if not pairs or not all(math.isfinite(each) for pair in pairs for each in pair):
            return None
        peak = max(abs(each) for pair in pairs for each in pair)
        low = min(each for pair in pairs for each in pair)
        highest = max(pairs)
        ways: tuple[tuple[float, Scaling], ...] = ((0.0, "whole"), (low, "amplitude"))
        for floor, scaling in ways:
            if highest[0] == floor:
                continue
            scale = float(f"{(highest[1] - floor) / (highest[0] - floor):.12g}")
            if scale > 0 and all(
                abs(floor + scale * (one - floor) - other) <= 10 * CLOSE * peak
                for one, other in pairs
            ):
                return scale, ("peak" if scale == 1 else scaling)
        return None


def _linked(segments: list[Segment], *, scales: bool) -> list[Segment]:
    """Let segments begin where those before them end, so that they move together."""
    made: list[Segment] = []
    end: Level | None = Level(1.0) if scales else None
    for segment in segments:
        linked = segment
        if made and segment.start is not None and segment.start == end and segment.before is None:
            linked = replace(segment, start=None)
        made.append(linked)
        end = _arrived(segment)
    return made


def _arrived(segment: Segment) -> Level | None:
    """Return the level at which a segment arrives, where that is plain."""
    if segment.after is not None or isinstance(segment.shape, (Expression, Staircase)):
        return None
    if isinstance(segment.shape, Constant):
        return segment.start
    return segment.end if segment.shape.has_end else None


def _named(segments: list[Segment]) -> list[Segment]:
    """Name segments after what they do."""
    made: list[Segment] = []
    taken: list[str] = []
    level: float | None = None
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        begin = level if segment.start is None else segment.start.value
        end = None if segment.end is None else segment.end.value
        if isinstance(segment.shape, Expression):
            name = "Formula"
        elif isinstance(segment.shape, Constant):
            name = "Minimum" if last and number > 0 and begin != _level_max(segments) else "Hold"
        elif end is not None and begin is not None and end > begin:
            name = "Warmup" if number == 0 else "Rise"
        else:
            name = "Decay"
        name = counted_name(name, taken)
        taken.append(name)
        made.append(replace(segment, name=name))
        level = begin if isinstance(segment.shape, Constant) else end
    return made


def _level_max(segments: list[Segment]) -> float | None:
    """Return the highest level of some segments."""
    values = [level.value for segment in segments for level in segment.levels]
    return max(values, default=None)

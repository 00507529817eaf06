"""The values of a typed formula, each from where its step lies, or from the value before it."""

import math
from array import array
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.run_numbers import RunNumbers, run_numbers
from rampsmith.designer.formulas.formula import Formula
from rampsmith.designer.shapes.expression import Expression

LONGEST_CHAIN = 500_000
"""Steps of a formula that builds on the value before; each of them has to be worked out."""

_MOVING = ("t", "n", "p", "previous")
_COUNTED = ("epoch", "tokens")
"""The names of what changes from step to step; what is counted is only where it is named."""


class Ends(NamedTuple):
    """Where a segment's curve lies: its positions, its values there, and the base rate."""

    begin: float
    end: float
    start_value: float
    goal: float
    base: float


class NamedNumbers(NamedTuple):
    """The numbers that a formula names besides places: those of the run, and its own constants."""

    run: RunNumbers | None
    constants: tuple[tuple[str, float], ...]

    @property
    def fixed(self) -> dict[str, float]:
        """Those that are the same at every step."""
        found = dict(self.constants)
        if self.run is not None:
            found |= {"total": self.run.total, "epochs": self.run.epochs}
            found["steps_per_epoch"] = self.run.steps_per_epoch
        return found


def named_numbers(shape: Expression, schedule: Schedule) -> NamedNumbers:
    """Return what a formula names besides places."""
    constants = tuple((each.name, float(each.value)) for each in shape.used_constants)
    uses_run = len(constants) < len(shape.names) and shape.reads_numbers
    return NamedNumbers(run_numbers(schedule) if uses_run else None, constants)


def stepwise(
    formula: Formula, ends: Ends, factor: float, numbers: NamedNumbers
) -> Callable[[float, float, float], float]:
    """Return a formula as a function of the position, the steps since its begin and the value before."""
    length = ends.end - ends.begin
    fixed = {"start": ends.start_value, "end": ends.goal, "base": ends.base, **numbers.fixed}
    run = numbers.run if formula.names & {*_COUNTED} else None
    moving = _MOVING if run is None else (*_MOVING, *_COUNTED)
    named = partial(formula.function((*fixed, *moving)), *fixed.values())

    def at(position: float, n: float, previous: float) -> float:
        return factor * named(float(position), float(n), n / length, previous)

    if run is None:
        return at

    def counting(position: float, n: float, previous: float) -> float:
        t = float(position)
        counted = run.epoch(t), run.tokens(t)
        return factor * named(t, float(n), n / length, previous, *counted)

    return counting


class Chain:
    """Values that each build on the one before; what has been worked out is kept."""

    def __init__(
        self, at: Callable[[float, float, float], float], begin: float, start: float
    ) -> None:
        """Begin with a value."""
        self._at = at
        self._begin = begin
        self._values = array("d", [start])

    def value(self, position: float) -> float:
        """Return the value at a position; between steps, that of the step before."""
        number = int(position - self._begin)
        if number >= LONGEST_CHAIN:
            return math.nan
        values = self._values
        if number >= len(values):
            at, begin, value = self._at, self._begin, values[-1]
            for n in range(len(values), number + 1):
                value = at(begin + n, n, value)  # begin + n - begin may be less than n
                values.append(value)
        return values[number]


@lru_cache(maxsize=8)
def chain(formula: Formula, ends: Ends, factor: float, numbers: NamedNumbers) -> Chain:
    """Return the values of a formula that builds on them; the last few chains are kept."""
    return Chain(stepwise(formula, ends, factor, numbers), ends.begin, ends.start_value)

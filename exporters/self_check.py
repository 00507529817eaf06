"""What an exported file needs to compare itself with the design when it is run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import boundary_steps
from rampsmith.designer.numbers import number_source
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import Plateau
from rampsmith.exporters.wording import WIDTH

MOST_STEPS = 8
"""Of which rates are kept; the file is to stay short."""
LAST_FOLLOWED = 5_000
"""A plateau has to be followed step by step, which takes the file this many at the most."""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The designed values, as source.

    Attributes:
        designed: the lines of a dictionary from steps to the rates of all groups and, where it
            goes along, the momentum.
        base: the first group's base rate.
        other_bases: those of the other groups.
        has_momentum: whether the momentum is among them.
        follows_metric: whether all steps have to be taken, with a metric that stays as it is.
    """

    designed: tuple[str, ...]
    base: str
    other_bases: tuple[str, ...]
    has_momentum: bool
    follows_metric: bool


def self_check(schedule: Schedule) -> SelfCheck:
    """Choose some steps, and write down what the design has there."""
    follows_metric = any(isinstance(segment.shape, Plateau) for segment in schedule.segments)
    # Past its last value a metric goes on as it is.
    rates = Rates(replace(schedule, metric=(1.0,)) if follows_metric else schedule)
    designed: list[str] = []
    for t in _steps(rates, follows_metric=follows_metric):
        values = (*rates.at(t), *(() if rates.momentum is None else (rates.momentum.at(t),)))
        designed += _entry(t, values)
    return SelfCheck(
        designed=tuple(designed),
        base=number_source(schedule.groups[0].base_lr),
        other_bases=tuple(number_source(group.base_lr) for group in schedule.groups[1:]),
        has_momentum=schedule.momentum is not None,
        follows_metric=follows_metric,
    )


def _steps(rates: Rates, *, follows_metric: bool) -> list[int]:
    """Choose the boundaries and what lies between them, evenly where there are too many."""
    total = rates.schedule.total_steps
    boundaries = sorted({0, *boundary_steps(rates), total})
    between = ((begin + end) // 2 for begin, end in pairwise(boundaries))
    last = LAST_FOLLOWED if follows_metric else boundaries[-1]
    steps = [t for t in sorted({*boundaries, *between}) if t <= last]
    count = min(len(steps), MOST_STEPS)
    if count < 2:
        return steps
    return [steps[number * (len(steps) - 1) // (count - 1)] for number in range(count)]


def _entry(t: int, values: tuple[float, ...]) -> Iterator[str]:
    """Write an entry of the dictionary as formatters do: the values below each other if long."""
    texts = [number_source(value) for value in values]
    line = f"    {number_source(t)}: {_tuple(texts)},"
    if len(line) <= WIDTH - 4:
        yield line
        return
    yield f"    {number_source(t)}: ("
    yield from (f"        {text}," for text in texts)
    yield "    ),"


def _tuple(texts: list[str]) -> str:
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"

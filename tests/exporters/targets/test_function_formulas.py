"""The function of a typed formula gives the designer's values, bit for bit."""

from dataclasses import replace
from typing import Any

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.function import function_source

RATE = Level.of_rate
FORMULAS = [
    *("exp(-t/30)", "start*exp(-p)+end*p", "max(start*(1-p), end)", "max(0.1, 1-p**2)"),
    *("base*(1-p)", "max(base*cos(p), 1e-4)", "previous*0.97", "max(previous*0.97, 1e-4)"),
]


GROUPS = (Group("x", 3e-4), Group("y", 1e-3))


def values(lr_at: Any, step: int) -> tuple[float, ...]:
    """Call the function for every group; without a base where it asks for none."""
    takes_base = lr_at.__code__.co_argcount > 1
    return tuple(lr_at(step, each.base_lr) if takes_base else lr_at(step) for each in GROUPS)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_has_the_designer_s_values_between_levels_of_each_unit(text: str) -> None:
    compared = 0
    for start in (None, Level(0.7), RATE(3e-3)):
        for end in (Level(0.1), RATE(1e-4)):
            segments = (
                Segment("a", Expression(text), Span.of_steps(40), start, end),
                Segment("b", span=Span.of_the_rest(), end=RATE(1e-5)),
            )
            schedule = Schedule(segments=segments, groups=GROUPS, run=Run(epochs=None, updates=60))
            if errors(schedule):
                continue
            names: dict[str, Any] = {}
            exec(compile(function_source(schedule), "f", "exec"), names)  # noqa: S102 - our own export.
            for t in range(65):
                assert values(names["lr_at"], t) == rates_of(schedule).at(t)
            compared += 1
    assert compared


@pytest.mark.parametrize("text", ["previous/n*2", "previous+n**5*p", "previous*0.9+n*n*n*n*n"])
def test_a_chain_that_begins_between_two_steps_counts_whole_steps(text: str) -> None:
    """What lies between 23.98 and 32.98 is 8.999999999999998 to a float, and 9 steps."""
    first = Segment("a", Linear(), Span.of_steps(2), end=Level(0.5))
    chain = Segment("b", Expression(text), Span.of_steps(2_000), start=RATE(1e-3))
    gap = replace(first, name="gap", span=Span.of_steps(16), end=Level(1.0))
    schedule = Schedule(
        segments=(first, gap, chain),
        repeats=(Repeat("r", 0, 0, times=3, stretch=1.3),),
        groups=GROUPS,
        run=Run(epochs=None, updates=3_000),
    )
    names: dict[str, Any] = {}
    exec(compile(function_source(schedule), "f", "exec"), names)  # noqa: S102 - our own export.
    for t in range(2_030):
        assert values(names["lr_at"], t) == rates_of(schedule).at(t)

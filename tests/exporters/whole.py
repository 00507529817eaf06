"""Schedules made of all that there is, and a short run of each, stepped as it wants to be."""

from collections.abc import Iterator
from typing import Any

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torch.optim import SGD

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule
from tests.designer.strategies import schedules
from tests.exporters.conformance import rates

PAST_THE_END = 6

Values = tuple[tuple[float, ...], tuple[float, ...]]
"""The rates of all groups, and their momenta where the schedule sets them."""


def short_runs() -> st.SearchStrategy[Run]:
    """Runs of so few steps that each of them can be looked at."""
    in_updates = st.builds(
        Run,
        samples=st.integers(1, 40),
        batch_size=st.integers(1, 8),
        epochs=st.none(),
        updates=st.integers(1, 40),
    )
    in_epochs = st.builds(
        Run, samples=st.integers(1, 12), batch_size=st.integers(1, 4), epochs=st.integers(1, 12)
    )
    return in_updates | in_epochs


def of_all_parts() -> st.SearchStrategy[Schedule]:
    """Possible schedules of short runs, with repeats, formulas, curves beside and plateaus."""
    return schedules(repeats=True, expressions=True, tracks=True, plateau=True, run=short_runs())


def some_of_all_parts(count: int) -> list[Schedule]:
    """Draw a list of them."""
    found: list[Schedule] = []

    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(of_all_parts())
    def collect(schedule: Schedule) -> None:
        found.append(schedule)

    collect()
    return found


def optimizer_with_momentum(schedule: Schedule) -> SGD:
    """Build an optimizer whose momentum a scheduler can set."""
    groups = [
        {"params": [torch.nn.Parameter(torch.zeros(1))], "lr": group.base_lr}
        for group in schedule.groups
    ]
    return SGD(groups, lr=0.5, momentum=0.9, foreach=False)


def values(scheduler: Any) -> Values:
    """Read what the optimizer would train with."""
    groups = scheduler.optimizer.param_groups
    return tuple(rates(scheduler.optimizer)), tuple(group["momentum"] for group in groups)


def designed_values(schedule: Schedule, steps: int) -> list[Values]:
    """Return the designer's at steps 0 to ``steps``."""
    curves = Rates(schedule)
    count = len(schedule.groups)
    momenta = [0.9 if curves.momentum is None else curves.momentum.at(t) for t in range(steps + 1)]
    return [(curves.at(t), (momenta[t],) * count) for t in range(steps + 1)]


def run_steps(schedule: Schedule) -> int:
    """Return how many steps of a short run are taken, those past its end included."""
    return int(min(max(schedule.total_steps, Rates(schedule).timeline.end), 120)) + PAST_THE_END


def walked(schedule: Schedule, scheduler: Any, begin: int, end: int) -> Iterator[Values]:
    """Step a scheduler that is at ``begin``, and yield what is set from there to ``end``."""
    feed = Feed(schedule)
    yield values(scheduler)
    for step in range(begin, end):
        feed.advance(step, scheduler)
        yield values(scheduler)

"""Schedules made of all that there is, and a short run of each, stepped as it wants to be."""

import copy
import inspect
import pickle
from collections.abc import Iterator
from typing import Any

import torch
from hypothesis import strategies as st
from torch.optim import SGD, AdamW, Optimizer

from rampsmith.designer.document.curves import followed
from rampsmith.designer.document.kinds import BETA2, RATE_CURVE, WEIGHT_DECAY, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.proof.workbench import TrainingStepper
from rampsmith.exporters.curve_code.schedule_curves import curves_of
from rampsmith.exporters.targets.hand_numbers import ChangedNumber, with_numbers
from tests.designer.strategies import EVERY_KIND, schedules
from tests.exporters.conformance import exported

PAST_THE_END = 6
FOLLOWED = 3
"""How many steps are taken after each one at which a run was resumed."""

Values = tuple[dict[str, float | None], ...]
"""What each group has of every kind, by the kinds' names; None where it has nothing."""


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
    """Possible schedules of short runs, with all that there is, for all groups and for single ones."""
    return schedules(
        repeats=True, expressions=True, tracks=True, own_curves=True, plateau=True, run=short_runs()
    )


def optimizer_for_all(schedule: Schedule) -> Optimizer:
    """Build an optimizer whose groups hold all that a scheduler of the design can set."""
    groups = [
        {
            "params": [torch.nn.Parameter(torch.zeros(1))],
            "lr": group.base_lr,
            WEIGHT_DECAY.name: group.base(WEIGHT_DECAY),
        }
        for group in schedule.groups
    ]
    if any(track.key.kind == BETA2 for track in schedule.tracks):
        return AdamW(groups, lr=0.5, foreach=False)
    return SGD(groups, lr=0.5, momentum=0.9, foreach=False)


def values(scheduler: Any) -> Values:
    """Read what the optimizer would train with."""
    return tuple(held_values(group) for group in scheduler.optimizer.param_groups)


def held_values(group: dict[str, Any]) -> dict[str, float | None]:
    """Read what a group holds of every kind."""
    kinds = [kind for kind in EVERY_KIND if kind.held]
    found = {kind.name: kind.read(group) for kind in kinds}
    return {name: None if value is None else float(value) for name, value in found.items()}


def designed_values(schedule: Schedule, steps: int) -> list[Values]:
    """Return the designer's at steps 0 to ``steps``."""
    begun = [held_values(group) for group in optimizer_for_all(schedule).param_groups]
    curves = set_curves(schedule)
    return [
        tuple(
            {**group, **designed_of_group(schedule, curves, t, place)}
            for place, group in enumerate(begun)
        )
        for t in range(steps + 1)
    ]


def designed_of_group(
    schedule: Schedule, curves: dict[CurveKey, Rates], t: int, place: int
) -> dict[str, float]:
    """Return what the designer has set for a group at a step."""
    name = schedule.groups[place].name
    found: dict[str, float] = {}
    for key, rates in curves.items():
        if key == RATE_CURVE or followed(schedule, key.kind, name) is not None:
            names = [group.name for group in rates.schedule.groups]
            found[key.kind.name] = rates.at(t)[names.index(name) if name in names else 0]
    return found


def run_steps(schedule: Schedule) -> int:
    """Return how many steps of a short run are taken, those past its end included."""
    return int(min(max(schedule.total_steps, Rates(schedule).timeline.end), 120)) + PAST_THE_END


def walked(schedule: Schedule, scheduler: Any, begin: int, end: int) -> Iterator[Values]:
    """Step a scheduler that is at ``begin``, and yield what is set from there to ``end``."""
    feed = TrainingStepper(schedule)
    yield values(scheduler)
    for step in range(begin, end):
        feed.advance(step, scheduler)
        yield values(scheduler)


def check_rates(schedule: Schedule) -> None:
    """Compare all that is set at every step of a short run."""
    steps = run_steps(schedule)
    scheduler = exported(schedule)(optimizer_for_all(schedule))
    assert list(walked(schedule, scheduler, 0, steps)) == designed_values(schedule, steps)


def check_resuming(schedule: Schedule) -> None:
    """At every step, save and load, copy, pickle, and go on from there; compare all of it."""
    steps = run_steps(schedule)
    made = exported(schedule)
    wanted = designed_values(schedule, steps + FOLLOWED)
    scheduler = made(optimizer_for_all(schedule))
    feed = TrainingStepper(schedule)
    for step in range(steps):
        loaded = made(optimizer_for_all(schedule))
        loaded.load_state_dict(scheduler.state_dict())
        followed = [loaded]
        if step > 0:  # torch itself warns of an optimizer that was unpickled before its first step.
            followed.append(pickle.loads(pickle.dumps(scheduler)))  # noqa: S301 - our own.
            followed.append(copy.deepcopy(scheduler))
        for resumed in followed:
            found = list(walked(schedule, resumed, step, step + FOLLOWED))
            assert found == wanted[step : step + FOLLOWED + 1]
        feed.advance(step, scheduler)
        assert values(scheduler) == wanted[step + 1]


def numbers_of(schedule: Schedule, *, levels_only: bool) -> dict[str, float]:
    """Return the numbers of the constructor, those of all curves, with the designed values."""
    known = inspect.signature(exported(schedule)).parameters
    every = [each for curve in curves_of(schedule).all for each in curve.parameters.all]
    return {
        each.name: each.value
        for each in every
        if each.name in known and not each.places and (each.use == "level" or not levels_only)
    }


def check_changed_numbers(schedule: Schedule, numbers: dict[str, float]) -> int:
    """Give the class another number, one after the other: it is as if the design had it.

    Returns:
        How many of them the design can have.
    """
    compared = 0
    for name, value in numbers.items():
        is_length = isinstance(value, int) or name.endswith(("_steps", "_epochs"))
        other = value + 2 if is_length else float(f"{value * 0.9:.3g}") or 0.25
        edited = with_numbers(schedule, [ChangedNumber(name, value, other)])
        if edited is None or errors(edited):
            continue
        steps = run_steps(edited)
        scheduler = exported(schedule)(optimizer_for_all(schedule), **{name: other})
        assert list(walked(edited, scheduler, 0, steps)) == designed_values(edited, steps), name
        compared += 1
    return compared

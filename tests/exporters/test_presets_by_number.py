"""A number of an exported preset, changed, is the same as the preset made with that number in torch."""

import math
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of, set_curves
from rampsmith.designer.presets.preset import PRESETS
from rampsmith.designer.problems.all_problems import errors
from rampsmith.exporters.targets.hand_numbers import ChangedNumber, with_numbers
from tests.exporters.conformance import exported
from tests.exporters.whole import designed_of_group, numbers_of, optimizer_for_all, values

STEPS = 400


def walked(scheduler: Any, steps: int) -> list[tuple[float, float]]:
    """Step, and note the rate and the momentum of each step."""
    group = scheduler.optimizer.param_groups[0]
    found = []
    for _ in range(steps):
        found.append((group["lr"], group["momentum"]))
        scheduler.optimizer.step()
        scheduler.step()
    return found


def sgd() -> torch.optim.Optimizer:
    parameter = torch.nn.Parameter(torch.zeros(1))
    return torch.optim.SGD([parameter], lr=1e-4, momentum=0.9)


@pytest.mark.parametrize("mode", ["triangular", "triangular2", "exp_range"])
@pytest.mark.parametrize("base", [0.8, 0.95])
def test_a_cycle_that_rises_longer_takes_the_momentum_along(mode: Any, base: float) -> None:
    numbers: dict[str, Any] = {"mode": mode, "max_lr": 1e-3, "base_momentum": base}
    numbers |= {"max_momentum": 0.9, "gamma": 0.998}
    design = PRESETS["CyclicLR"].make(step_size_up=30, step_size_down=20, **numbers)
    scheduler = exported(design)(sgd(), rise_steps=47)
    wanted = lr_scheduler.CyclicLR(sgd(), 1e-4, step_size_up=47, step_size_down=20, **numbers)
    for found, torchs in zip(walked(scheduler, STEPS), walked(wanted, STEPS), strict=True):
        assert found == pytest.approx(torchs, rel=1e-9)


@pytest.mark.parametrize("anneal", ["cos", "linear"])
@pytest.mark.parametrize("three_phase", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        *({"total_steps": 340}, {"total_steps": 333}, {"pct_start": 0.41}, {"max_lr": 0.02}),
        *({"div_factor": 7.0}, {"final_div_factor": 30.0}, {"base_momentum": 0.7}),
    ],
)
def test_a_longer_cycle_rises_longer(anneal: Any, three_phase: bool, change: Any) -> None:
    numbers: dict[str, Any] = {
        "max_lr": 1e-3,
        "anneal_strategy": anneal,
        "three_phase": three_phase,
    }
    before = {"total_steps": 100, "pct_start": 0.3}
    scheduler = exported(PRESETS["OneCycleLR"].make(**numbers, **before))(sgd(), **change)
    wanted = lr_scheduler.OneCycleLR(sgd(), **{**numbers, **before, **change})
    steps = change.get("total_steps", 100) - 1
    for found, torchs in zip(walked(scheduler, steps), walked(wanted, steps), strict=True):
        assert found == pytest.approx(torchs, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("gamma", [0.1, 0.5, 0.3, 2.0])
def test_milestones_and_gamma_are_those_of_torch(gamma: float) -> None:
    scheduler = exported(PRESETS["MultiStepLR"].make())(sgd(), milestones=(2, 5, 11), gamma=gamma)
    wanted = lr_scheduler.MultiStepLR(sgd(), [2, 5, 11], gamma)
    for found, torchs in zip(walked(scheduler, 20), walked(wanted, 20), strict=True):
        assert found == pytest.approx(torchs, rel=1e-9)


@pytest.mark.parametrize("gamma", [1 / 3, 0.1 + 2**-55, math.pi / 10])
def test_at_the_first_milestone_the_factor_is_the_gamma_to_its_last_digit(gamma: float) -> None:
    scheduler = exported(PRESETS["MultiStepLR"].make())(sgd(), milestones=(2, 5), gamma=gamma)
    base = scheduler.base_lrs[0]
    assert walked(scheduler, 4)[2:] == [(base * gamma, 0.9)] * 2


def another(name: str, value: float) -> float:
    """A number near another; a length stays one, and so does a share."""
    if isinstance(value, int) or name.endswith(("_steps", "_epochs")):
        return value + 2
    return float(f"{value * 0.9:.2g}") or 0.25


def looked_at(schedule: Schedule) -> list[int]:
    """Steps at both sides of every boundary, some between them, and one past the end."""
    line = rates_of(schedule).timeline
    last = max(schedule.total_steps, math.ceil(line.end))
    near = (math.ceil(place) + by for place in line.boundaries for by in (-1, 0, 1))
    even = range(0, last, max(1, last // 20))
    return sorted(t for t in {*near, *even, last, 2 * last + 3} if t >= 0)


@pytest.mark.parametrize("name", [each for each in PRESETS if "plateau" not in each.lower()])
def test_every_number_of_every_preset_is_the_same_change_in_the_design(name: str) -> None:
    schedule = PRESETS[name].make()
    for number, value in numbers_of(schedule, levels_only=False).items():
        other = another(number, value)
        edited = with_numbers(schedule, [ChangedNumber(number, value, other)])
        assert edited is not None, number
        assert not errors(edited), number
        scheduler = exported(schedule)(optimizer_for_all(schedule), **{number: other})
        curves = set_curves(edited)
        for t in looked_at(edited):
            scheduler.load_state_dict({"last_epoch": t})
            for place, found in enumerate(values(scheduler)):
                wanted = designed_of_group(edited, curves, t, place)
                known = {kind: value for kind, value in wanted.items() if kind in found}
                assert {kind: found[kind] for kind in known} == known, (number, t)

"""A number of an exported preset, changed, is the same as the preset made with that number in torch."""

from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from rampsmith.designer.presets.preset import PRESETS
from tests.exporters.conformance import exported

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
@pytest.mark.parametrize("change", [{"total_steps": 340}, {"total_steps": 333}, {"pct_start": 0.41}])
def test_a_longer_cycle_rises_longer(anneal: Any, three_phase: bool, change: Any) -> None:  # noqa: FBT001 - a case.
    numbers: dict[str, Any] = {"max_lr": 1e-3, "anneal_strategy": anneal, "three_phase": three_phase}
    before = {"total_steps": 100, "pct_start": 0.3}
    scheduler = exported(PRESETS["OneCycleLR"].make(**numbers, **before))(sgd(), **change)
    wanted = lr_scheduler.OneCycleLR(sgd(), **numbers, **{**before, **change})
    steps = change.get("total_steps", 100) - 1
    for found, torchs in zip(walked(scheduler, steps), walked(wanted, steps), strict=True):
        assert found == pytest.approx(torchs, rel=1e-9, abs=1e-15)

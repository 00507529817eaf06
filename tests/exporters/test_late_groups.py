"""Groups that are added in mid-run, beside torch's own schedulers: what is equal, and what is not on purpose.

Torch's schedulers that can be chained multiply the rate that a group has, whatever its initial
rate is. The exported class scales the initial rate, which is its ``lr`` where none is given.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LRScheduler,
    StepLR,
)

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import exported, optimizer
from tests.golden.schedules import GOLDEN

BASE, OTHER, AT, STEPS = 0.1, 0.025, 8, 20
TORCHS: dict[str, tuple[Schedule, Callable[[SGD], LRScheduler]]] = {
    "CosineAnnealingLR": (
        PRESETS["CosineAnnealingLR"].make(T_max=40, eta_min=0.0, epochs=40),
        lambda of: CosineAnnealingLR(of, 40),
    ),
    "StepLR": (PRESETS["StepLR"].make(step_size=5, gamma=0.5), lambda of: StepLR(of, 5, 0.5)),
    "ExponentialLR": (PRESETS["ExponentialLR"].make(), lambda of: ExponentialLR(of, 0.9)),
}
ALL = pytest.mark.parametrize("name", TORCHS)


def factor(name: str, step: int) -> float:
    """Return the factor of a schedule at a step."""
    schedule, _ = TORCHS[name]
    (rate,) = rates_of(schedule).at(step)
    return rate / schedule.groups[0].base_lr


def late_rates(build: Callable[[SGD], Any], group: dict[str, float]) -> list[float]:
    """Add a group after some steps, and return its rates at the next ones."""
    of = optimizer(BASE)
    scheduler = build(of)
    for _ in range(AT):
        of.step()
        scheduler.step()
    of.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], **group})
    found = []
    for _ in range(STEPS):
        of.step()
        scheduler.step()
        found.append(of.param_groups[1]["lr"])
    return found


def both(name: str, group: dict[str, float]) -> tuple[list[float], list[float]]:
    """Return the rates of the group that the exported class and torch's own scheduler set."""
    schedule, torchs = TORCHS[name]
    return late_rates(exported(schedule), group), late_rates(torchs, group)


def scaled(name: str, base: float) -> Any:
    """Return the schedule's rates for a base, from the step after the group came."""
    wanted = [base * factor(name, AT + more) for more in range(1, STEPS + 1)]
    return pytest.approx(wanted, rel=1e-9)


@ALL
def test_a_group_at_the_rate_of_now_with_its_initial_rate_is_as_torchs(name: str) -> None:
    now = {"lr": OTHER * factor(name, AT), "initial_lr": OTHER}
    ours, torchs = both(name, now)
    assert ours == pytest.approx(torchs, rel=1e-9)
    assert ours == scaled(name, OTHER)


@ALL
@pytest.mark.parametrize("rate", [BASE, BASE / 2])
def test_a_rate_alone_is_the_initial_one_and_for_torch_that_of_now(name: str, rate: float) -> None:
    ours, torchs = both(name, {"lr": rate})
    assert ours == scaled(name, rate)
    assert torchs == scaled(name, rate / factor(name, AT))


@ALL
def test_an_initial_rate_counts_more_than_the_rate_which_is_all_that_torch_looks_at(
    name: str,
) -> None:
    ours, torchs = both(name, {"lr": BASE, "initial_lr": OTHER})
    assert ours == scaled(name, OTHER)
    assert torchs == scaled(name, BASE / factor(name, AT))


def test_a_group_follows_where_torchs_lambdas_end_with_an_error() -> None:
    schedule = PRESETS["LambdaLR"].make()
    ours = late_rates(exported(schedule), {"lr": OTHER})
    assert ours == pytest.approx([OTHER / (AT + more + 1) for more in range(1, STEPS + 1)])
    with pytest.raises(ValueError, match="shorter"):
        late_rates(lambda of: LambdaLR(of, lambda t: 1 / (t + 1)), {"lr": OTHER})


@pytest.mark.parametrize("at", [0, 3, 7, 20])
def test_a_group_with_the_default_tensor_has_one_of_its_own_and_the_same_base(at: int) -> None:
    def weight() -> torch.nn.Parameter:
        return torch.nn.Parameter(torch.zeros(1))

    of = torch.optim.Adam([weight()], lr=torch.tensor(0.1, dtype=torch.float64))
    scheduler = exported(GOLDEN["warmup_linear"])(of, 7, 40)
    for step in range(30):
        if step == at:
            of.add_param_group({"params": [weight()]})
            of.add_param_group({"params": [weight()]})
        of.step()
        scheduler.step()
        first, *others = of.param_groups
        for other in others:
            assert float(other["lr"]) == float(first["lr"]) == scheduler.get_last_lr()[0]
            assert other["lr"] is not first["lr"]
    assert float(first["lr"]) == pytest.approx(0.1 * 10 / 33)
    assert [float(base) for base in scheduler.base_lrs] == [0.1] * 3
    assert len({id(group["lr"]) for group in of.param_groups}) == 3


@ALL
def test_the_head_says_so(name: str) -> None:
    head = " ".join(pytorch_source(TORCHS[name][0]).split())
    assert "without one, its ``lr`` is taken for that, not for the rate of now" in head

"""Groups that are added in mid-run, beside torch's own schedulers: what is equal, and what is not on purpose.

Torch's schedulers that can be chained multiply the rate that a group has, whatever its initial
rate is. So does the exported class where none is given, as Lightning's BaseFinetuning adds groups;
else it scales that. A group without any rate joins those that were built with the default.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LRScheduler,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.spans import Span
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
FINETUNED = {
    **TORCHS,
    "CosineAnnealingLR to a rate": (
        PRESETS["CosineAnnealingLR"].make(T_max=40, eta_min=1e-3, epochs=40),
        lambda of: CosineAnnealingLR(of, 40, 1e-3),
    ),
    "LinearLR": (PRESETS["LinearLR"].make(), LinearLR),
    "PolynomialLR": (
        PRESETS["PolynomialLR"].make(total_iters=40, power=2.0),
        lambda of: PolynomialLR(of, 40, 2.0),
    ),
    "MultiStepLR": (
        PRESETS["MultiStepLR"].make(milestones=(10, 20), gamma=0.1),
        lambda of: MultiStepLR(of, [10, 20], 0.1),
    ),
}


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
def test_a_rate_alone_is_that_of_now_as_for_torch(name: str, rate: float) -> None:
    ours, torchs = both(name, {"lr": rate})
    assert ours == pytest.approx(torchs, rel=1e-9)
    assert ours == scaled(name, rate / factor(name, AT))


def finetuned(build: Callable[[SGD], Any], *, ratio: float, at: int) -> list[list[float]]:
    """Do what Lightning's BaseFinetuning does, after some steps; return the rates of each step."""
    of = optimizer(BASE)
    scheduler = build(of)
    found = []
    for step in range(38):
        if step == at:
            now = of.param_groups[0]["lr"]
            params = [torch.nn.Parameter(torch.zeros(1))]
            of.add_param_group({"params": params, "lr": now * ratio})
        of.step()
        scheduler.step()
        found.append([group["lr"] for group in of.param_groups])
    return found


@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0])
@pytest.mark.parametrize("at", [0, 1, 17, 36])
@pytest.mark.parametrize("name", FINETUNED)
def test_a_group_that_is_thawed_at_a_part_of_the_rate_of_now_goes_on_as_with_torch(
    name: str, at: int, ratio: float
) -> None:
    schedule, torchs = FINETUNED[name]
    ours = finetuned(exported(schedule), ratio=ratio, at=at)
    if name == "CosineAnnealingLR to a rate" and (at, ratio) == (36, 0.1):
        # Below the rate that everything ends with; no base rate above 0 leads there.
        assert all(0 < rate < 2e-3 for _, *others in ours for rate in others)
        return
    for rates, wanted in zip(ours, finetuned(torchs, ratio=ratio, at=at), strict=True):
        assert rates == pytest.approx(wanted, rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("at", [1, 500, 950, 999, 1500])
@pytest.mark.parametrize(
    "settings", [{}, {"lr": BASE}, {"lr": 1e-6}], ids=["none", "the default", "a tiny one"]
)
@pytest.mark.parametrize("name", ["CosineAnnealingWarmRestarts", "cosine_restarts", "starter"])
def test_no_group_gets_a_rate_below_0_and_one_of_the_default_joins_the_others(
    name: str, settings: dict[str, float], at: int
) -> None:
    made = PRESETS[name].make(T_0=1000) if name in PRESETS else GOLDEN[name]
    of = SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler = exported(made)(of)
    for step in range(2 * at + 1200):
        if step == at:
            of.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], **settings})
        of.step()
        scheduler.step()
        assert all(group["lr"] >= 0 for group in of.param_groups), step
    first, later = of.param_groups
    if settings.get("lr", BASE) == BASE:
        assert first["lr"] == later["lr"], "it joins the group that was built with the default"


BLENDLESS: dict[str, Segment] = {
    "an exponential to a rate": Segment(
        "Decay", Exponential(), Span.of_the_rest(), end=Level.of_rate(1e-4)
    ),
    "a formula of the base rate and a rate": Segment(
        "Decay", Expression("base * (1 - p) ** 2 + 0.001"), Span.of_the_rest()
    ),
    "a cosine above a floor": Segment(
        "Decay", Cosine(), Span.of_the_rest(), end=Level(0.0), floor=Level.of_rate(1e-3)
    ),
}


@pytest.mark.parametrize("at", [1, 9, 25])
@pytest.mark.parametrize("name", BLENDLESS)
def test_what_is_no_blend_of_levels_goes_on_from_the_rate_of_now_too(name: str, at: int) -> None:
    schedule = replace(TORCHS["CosineAnnealingLR"][0], segments=(BLENDLESS[name],))
    # At the rate of another group it has that group's base rate.
    for first, *others in finetuned(exported(schedule), ratio=1.0, at=at):
        assert others in ([], [pytest.approx(first, rel=1e-9)])


def test_a_group_that_joins_where_the_schedule_is_at_0_takes_its_rate_for_the_initial_one() -> None:
    schedule = PRESETS["warmup-linear"].make()
    of = optimizer(BASE)
    scheduler = exported(schedule)(of)
    assert of.param_groups[0]["lr"] == 0
    params = [torch.nn.Parameter(torch.zeros(1))]
    of.add_param_group({"params": params, "lr": BASE / 2})
    for _ in range(5):
        of.step()
        scheduler.step()
        assert of.param_groups[1]["lr"] == of.param_groups[0]["lr"] / 2


def test_a_rate_of_now_that_happens_to_be_the_default_is_a_rate_of_now() -> None:
    schedule = PRESETS["CosineAnnealingLR"].make(T_max=40, eta_min=0.0, epochs=40)
    of = SGD([{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": 0.002}], lr=0.001)
    scheduler = exported(schedule)(of)
    for _ in range(20):
        of.step()
        scheduler.step()
    assert of.param_groups[0]["lr"] == 0.001
    params = [torch.nn.Parameter(torch.zeros(1))]
    of.add_param_group({"params": params, "lr": of.param_groups[0]["lr"]})
    of.step()
    scheduler.step()
    first, later = of.param_groups
    assert later["lr"] == first["lr"]


@ALL
def test_an_initial_rate_counts_more_than_the_rate_which_is_all_that_torch_looks_at(
    name: str,
) -> None:
    ours, torchs = both(name, {"lr": BASE, "initial_lr": OTHER})
    assert ours == scaled(name, OTHER)
    assert torchs == scaled(name, BASE / factor(name, AT))


def test_a_group_follows_where_torchs_lambdas_end_with_an_error() -> None:
    schedule = PRESETS["LambdaLR"].make()
    ours = late_rates(exported(schedule), {"lr": OTHER / (AT + 1)})
    assert ours == pytest.approx([OTHER / (AT + more + 1) for more in range(1, STEPS + 1)])
    try:
        left = late_rates(lambda of: LambdaLR(of, lambda t: 1 / (t + 1)), {"lr": OTHER})
    except ValueError as error:
        assert "shorter" in str(error)  # noqa: PT017 - only newer torch raises.
    else:
        assert left == [OTHER] * STEPS, "an older one leaves it alone"


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
@pytest.mark.parametrize("stepped", [0, 1])
@pytest.mark.parametrize("order", ["optimizer first", "scheduler first"])
def test_a_run_resumes_as_the_head_says_and_a_group_that_is_built_at_once_is_told_of(
    name: str, order: str, stepped: int
) -> None:
    schedule, _ = TORCHS[name]
    built = exported(schedule)
    group = {"lr": BASE * factor(name, AT) / 4}

    def thawed(of: SGD) -> SGD:
        of.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], **group})
        return of

    def gone_on(of: SGD, scheduler: Any) -> list[float]:
        found = []
        for _ in range(STEPS):
            of.step()
            scheduler.step()
            found.append(of.param_groups[1]["lr"])
        return found

    def loaded(of: SGD, scheduler: Any) -> None:
        parts = [(of, states[0]), (scheduler, states[1])]
        for part, state in parts if order == "optimizer first" else reversed(parts):
            part.load_state_dict(state)

    of = optimizer(BASE)
    scheduler = built(of)
    for _ in range(AT):
        of.step()
        scheduler.step()
    thawed(of)
    for _ in range(stepped):
        of.step()
        scheduler.step()
    states = copy.deepcopy((of.state_dict(), scheduler.state_dict()))
    wanted = gone_on(of, scheduler)
    told = "To resume, add it again after building the scheduler, then load."
    assert told in " ".join(pytorch_source(schedule).split())
    again = optimizer(BASE)
    resumed = built(again)
    loaded(thawed(again), resumed)
    assert gone_on(again, resumed) == wanted
    at_once = thawed(optimizer(BASE))
    other = built(at_once)
    told = "these hold: base_lrs is .* Add late groups after building it"
    with pytest.warns(UserWarning, match=told):
        loaded(at_once, other)


@ALL
def test_the_head_says_so(name: str) -> None:
    head = " ".join(pytorch_source(TORCHS[name][0]).split())
    assert "without one from the optimizer's default rate; any other ``lr``" in head

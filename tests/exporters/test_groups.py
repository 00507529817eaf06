"""One exported class serves one optimizer or two, and touches only what its curves are meant for."""

from typing import Any

import pytest
import torch
from torch.optim import SGD, AdamW, Optimizer

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE, CurveKey, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.exporters.conformance import advance, exported, optimizer_for
from tests.golden.schedules import GOLDEN

MUON_AND_ADAM = GOLDEN["muon_and_adam"]
BETAS = (0.8, 0.95)
STEP = 20


def parameters() -> list[torch.nn.Parameter]:
    return [torch.nn.Parameter(torch.zeros(1))]


def muon() -> SGD:
    """Build what stands for Muon: torch has it since 2.9 only."""
    return SGD(parameters(), lr=0.025, momentum=0.5, foreach=False)


def adam() -> AdamW:
    return AdamW(parameters(), lr=0.003, betas=BETAS, foreach=False)


def two() -> tuple[Any, Any]:
    """Build both optimizers, each with a scheduler of the one class."""
    made = exported(MUON_AND_ADAM)
    return made(muon(), groups=("muon",)), made(adam(), groups=("adam",))


def stands(first: Any, second: Any, step: int) -> None:
    """Assert that both have what is designed, and that Adam's betas are its own."""
    curves = set_curves(MUON_AND_ADAM)
    (one,), (other,) = first.optimizer.param_groups, second.optimizer.param_groups
    assert (one["lr"], other["lr"]) == curves[RATE_CURVE].at(step)
    assert (one["momentum"],) == curves[MOMENTUM_CURVE].at(step)
    assert other["betas"] == BETAS


def test_one_class_serves_two_optimizers_and_leaves_alone_what_is_left_alone() -> None:
    first, second = two()
    for step in range(STEP):
        stands(first, second, step)
        advance(first)
        advance(second)


def test_two_optimizers_are_resumed_together_in_any_order() -> None:
    saved = two()
    for scheduler in saved:
        advance(scheduler, STEP)
    for optimizer_first in (True, False):
        resumed = two()
        for old, new in zip(saved, resumed, strict=True):
            pairs = [(old.optimizer, new.optimizer), (old, new)]
            for source, target in pairs if optimizer_first else pairs[::-1]:
                target.load_state_dict(source.state_dict())
        for step in range(STEP, STEP + 4):
            stands(*resumed, step)
            for scheduler in resumed:
                advance(scheduler)


def test_a_group_that_is_not_of_the_design_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"no group 'head', only \('muon', 'adam'\)"):
        exported(MUON_AND_ADAM)(muon(), groups=("head",))


def test_groups_past_those_that_are_named_follow_the_common_curves() -> None:
    optimizer = muon()
    scheduler = exported(MUON_AND_ADAM)(optimizer, groups=())
    optimizer.add_param_group({"params": parameters(), "lr": 0.5})
    advance(scheduler, 2_500)
    common = Rates(GOLDEN["muon_and_adam"]).at(2_500)[0] / 0.025
    assert [group["lr"] / common for group in optimizer.param_groups] == pytest.approx([0.025, 0.5])
    assert {group["momentum"] for group in optimizer.param_groups} == {0.95}


def test_other_names_than_those_of_the_checkpoint_are_warned_of() -> None:
    first, _ = two()
    with pytest.warns(UserWarning, match="these hold"):
        exported(MUON_AND_ADAM)(muon(), groups=()).load_state_dict(first.state_dict())


def test_only_a_group_that_a_curve_is_meant_for_must_hold_its_number() -> None:
    made = exported(MUON_AND_ADAM)
    without: Optimizer = torch.optim.Adagrad(parameters(), lr=0.003)
    advance(made(without, groups=("adam",)), 2)
    with pytest.raises(ValueError, match="no momentum that could be set"):
        made(without, groups=("muon",))


@pytest.mark.parametrize(
    "name", ["group", "t", "value", "bases", "initial_step", "step_count", "max", "held", "number"]
)
def test_a_value_of_ones_own_may_have_a_name_that_the_code_has_too(name: str) -> None:
    segments = (
        Segment("Step", Linear(), Span.of_steps(3), Level.of_rate(0.5), Level.of_rate(0.25)),
        Segment("Last", Linear(), Span.of_the_rest(), Level.of_rate(0.75), Level.of_rate(1.0)),
    )
    whole = Schedule(
        segments=(Segment("Decay", Linear(), Span.of_the_rest(), Level(1.0), Level(0.0)),),
        groups=(Group("step", 0.5), Group("b", 0.25)),
        run=Run(epochs=None, updates=12),
        tracks=(
            Track(CurveKey(own_kind(name)), segments),
            Track(CurveKey(own_kind(name), "step"), segments[1:] + segments[:1]),
        ),
    )
    curve = set_curves(whole)[CurveKey(own_kind(name))]
    scheduler = exported(whole)(optimizer_for(whole))
    for step in range(15):
        resumed = exported(whole)(optimizer_for(whole))
        resumed.load_state_dict(scheduler.state_dict())
        for each in (scheduler, resumed):
            held = tuple(group[name] for group in each.optimizer.param_groups)
            assert held == curve.at(step)
        advance(scheduler)

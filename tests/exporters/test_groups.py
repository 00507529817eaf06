"""One exported class serves one optimizer or two, and touches only what its curves are meant for."""

from typing import Any

import pytest
import torch
from torch.optim import SGD, AdamW, Optimizer

from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import (
    BETA2,
    MOMENTUM,
    MOMENTUM_CURVE,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    CurveKind,
    own_kind,
)
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.designs import line_over
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


def test_groups_that_have_their_names_in_another_order_are_refused_in_a_sentence() -> None:
    named = [{"params": parameters(), "name": name} for name in ("adam", "muon")]
    optimizer = SGD(named, lr=0.1, momentum=0.9)
    with pytest.raises(ValueError, match="'adam' stands where groups= has 'muon'"):
        exported(MUON_AND_ADAM)(optimizer)
    exported(MUON_AND_ADAM)(optimizer, groups=("adam", "muon"))
    for group, name in zip(optimizer.param_groups, ("matrices", "the rest"), strict=True):
        group["name"] = name
    exported(MUON_AND_ADAM)(optimizer)


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


KINDS = [RATE, MOMENTUM, BETA2, WEIGHT_DECAY, own_kind("temperature")]
MARKS = (0.3125, 0.6875, 0.4375)
"""Numbers that no curve has here."""


def leaving_alone(kind: CurveKind, *, common: bool) -> Schedule:
    """Design a kind for one group of two, or for all but one of them."""
    line = line_over(Level(0.75, kind.unit), Level(0.5, kind.unit))
    if kind == RATE or common:
        tracks = [Track(CurveKey(kind), line), Track(CurveKey(kind, "alone"), left_alone=True)]
    else:
        tracks = [Track(CurveKey(kind, "set"), line)]
    return Schedule(
        segments=line,
        groups=(Group("set", 0.1), Group("alone", 0.02)),
        run=Run(epochs=None, updates=12),
        tracks=in_order(track for track in tracks if track.key != RATE_CURVE),
    )


def built(kind: CurveKind, names: tuple[str, ...], mark: float, rate_of: Any = float) -> AdamW:
    """Build an optimizer of groups by these names; those that nothing is set in have a mark."""
    groups = [
        {"params": parameters(), "lr": rate_of({"set": 0.1, "alone": 0.02, "late": 0.05}[name])}
        for name in names
    ]
    optimizer = AdamW(groups, lr=0.5, betas=BETAS, weight_decay=0.25, foreach=False)
    for group, name in zip(optimizer.param_groups, names, strict=True):
        if name == "alone":
            mark_in(group, kind, mark)
    return optimizer


def mark_in(group: dict[str, Any], kind: CurveKind, mark: float) -> None:
    """Set a number of a group by hand."""
    held = kind.held[0]
    if held.index is not None:
        betas = list(group["betas"])
        betas[held.index] = mark
        group["betas"] = tuple(betas)
    elif isinstance(group.get(held.name), torch.Tensor):
        group[held.name].fill_(mark)
    else:
        group[held.name] = mark


@pytest.mark.parametrize("rate_of", [float, torch.tensor])
@pytest.mark.parametrize("common", [True, False])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("names", [("set", "alone", "late"), ("alone",), ("alone", "set")])
def test_what_is_left_alone_is_not_saved_and_stays_as_it_is_when_a_state_is_loaded(
    names: tuple[str, ...], kind: CurveKind, common: bool, rate_of: Any
) -> None:
    made = exported(leaving_alone(kind, common=common))
    named = tuple(name for name in names if name != "late")
    place = names.index("alone")
    first, second = (
        made(built(kind, names, mark, rate_of), groups=named) for mark in (MARKS[0], MARKS[1])
    )
    advance(first, 3)
    mark_in(first.optimizer.param_groups[place], kind, MARKS[2])
    state = first.state_dict()
    assert kind.held[0].entry not in state["groups"][place]
    second.load_state_dict(state)
    for _ in range(3):
        found = second.optimizer.param_groups
        assert float(kind.read(found[place])) == pytest.approx(MARKS[1])
        for other, group in enumerate(first.optimizer.param_groups):
            if other != place:
                assert kind.read(group) == kind.read(found[other])
        if kind != BETA2:
            assert {group["betas"][1] for group in found} == {BETAS[1]}
        advance(first)
        advance(second)


def test_a_rate_that_is_left_alone_counts_neither_as_scaled_by_hand_nor_among_the_numbers() -> None:
    made = exported(leaving_alone(RATE, common=True))
    first, second = (made(built(RATE, ("set", "alone"), mark)) for mark in MARKS[:2])
    advance(first, 3)
    mark_in(first.optimizer.param_groups[1], RATE, MARKS[2])
    assert first.state_dict()["active"]
    second.load_state_dict(first.state_dict())  # another base rate there is nothing to warn of
    longer = made(built(RATE, ("set", "alone"), MARKS[1]), total_steps=24)
    with pytest.warns(UserWarning, match="these hold"):
        longer.load_state_dict(first.state_dict())
    walked = made(built(RATE, ("set", "alone"), MARKS[1]), total_steps=24)
    advance(walked, 3)
    assert [group["lr"] for group in longer.optimizer.param_groups] == [
        group["lr"] for group in walked.optimizer.param_groups
    ]


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

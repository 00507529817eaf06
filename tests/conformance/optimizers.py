"""Checks: each of torch's optimizers follows the rates and trains with them."""

from collections.abc import Callable
from typing import Any

import torch
from torch import optim
from torch.optim import Optimizer

from rampsmith.designer.document.kinds import KIND_OF_NAME
from tests.conformance.checks import Claim, check
from tests.conformance.subject import Subject, kind_called, rates

STEPS = 4

Maker = Callable[[list[dict[str, Any]]], Optimizer]

OPTIMIZERS: dict[str, Maker] = {
    "SGD": optim.SGD,
    "SGD with Nesterov momentum": lambda groups: optim.SGD(groups, momentum=0.9, nesterov=True),
    "SGD, foreach": lambda groups: optim.SGD(groups, foreach=True),
    "SGD, fused": lambda groups: optim.SGD(groups, fused=True),
    "Adam": optim.Adam,
    "AdamW": optim.AdamW,
    "AdamW, foreach": lambda groups: optim.AdamW(groups, foreach=True),
    "AdamW, fused": lambda groups: optim.AdamW(groups, fused=True),
    "Adam with amsgrad": lambda groups: optim.Adam(groups, amsgrad=True),
    "NAdam": optim.NAdam,
    "RAdam": optim.RAdam,
    "Adamax": optim.Adamax,
    "Adadelta": optim.Adadelta,
    "Adagrad": optim.Adagrad,
    "Adafactor": optim.Adafactor,
    "RMSprop": optim.RMSprop,
    "Rprop": optim.Rprop,
    "ASGD": optim.ASGD,
    # torch has it since 2.9.
    **({"Muon": optim.Muon} if hasattr(optim, "Muon") else {}),
}
"""Every optimizer of torch that takes several groups; LBFGS takes one and has a check below."""


def groups_with_gradients(bases: tuple[float, ...]) -> list[dict[str, Any]]:
    """Make groups, each with a matrix that has a gradient."""
    groups = []
    for base in bases:
        parameter = torch.nn.Parameter(torch.ones(2, 2))
        parameter.grad = torch.ones(2, 2)
        groups.append({"params": [parameter], "lr": base})
    return groups


def drives(subject: Subject, optimizer: Optimizer, bases: tuple[float, ...]) -> None:
    """Assert that an optimizer has the right rate in every step."""
    scheduler = subject.build(optimizer)
    for step in range(STEPS):
        assert rates(optimizer) == subject.expected(step, bases)
        subject.advance(scheduler)
    parameters = [group["params"][0] for group in optimizer.param_groups]
    assert all(parameter.isfinite().all() for parameter in parameters)


def can_drive(maker: Maker) -> Callable[[Subject], bool]:
    """Return whether an optimizer has what a subject sets, such as a momentum.

    RMSprop makes no buffer while its momentum is 0 and raises when it rises later.
    """
    (group,) = maker(groups_with_gradients((0.1,))).param_groups

    def told(subject: Subject) -> bool:
        if maker is optim.RMSprop:
            places = range(len(subject.bases))
            if not all(subject.others(0, place).get("momentum", 1) > 0 for place in places):
                return False
        kinds = map(kind_called, subject.sets)
        return all(kind.is_own or kind.read(group) is not None for kind in kinds)

    return told


def driving(maker: Maker) -> Claim:
    """Make the claim about one optimizer."""

    def claim(subject: Subject) -> None:
        optimizer = maker(groups_with_gradients(subject.bases))
        drives(subject, optimizer, subject.bases)

    return claim


for _name, _maker in OPTIMIZERS.items():
    check(can_drive(_maker), name=f"it drives {_name}")(driving(_maker))


@check(lambda subject: all(kind_called(name).is_own for name in subject.sets))
def it_drives_lbfgs_with_its_closure(subject: Subject) -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    bases = subject.bases[:1]
    optimizer: Any = optim.LBFGS([parameter], lr=bases[0], max_iter=2)

    def closure() -> float:
        parameter.grad = parameter.detach().clone()
        return float(parameter.detach().square().sum() / 2)

    scheduler = subject.build(optimizer)
    for step in range(STEPS):
        assert rates(optimizer) == subject.expected(step, bases)
        optimizer.step(closure)
        metric = subject.metric(step)
        scheduler.step(*(() if metric is None else (metric,)))


@check()
def the_update_is_the_rate_times_the_gradient(subject: Subject) -> None:
    bases = subject.bases
    optimizer = optim.SGD(groups_with_gradients(bases), foreach=False)
    if subject.sets & KIND_OF_NAME.keys():
        return
    scheduler = subject.build(optimizer)
    wanted = [torch.ones(2, 2) for _ in bases]
    for step in range(STEPS):
        for number, rate in enumerate(subject.expected(step, bases)):
            wanted[number] = wanted[number].add(torch.ones(2, 2), alpha=-rate)
        subject.advance(scheduler)
    parameters = [group["params"][0] for group in optimizer.param_groups]
    assert all(map(torch.equal, parameters, wanted))

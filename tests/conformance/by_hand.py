"""Checks: what a checkpoint brings back where the rates are not those that the class has set."""

import math
from typing import Any

import pytest
import torch
from torch.optim import AdamW

from tests.conformance.checks import Claim, check, has_no_metric
from tests.conformance.construction import own_numbers
from tests.conformance.extras import sets_momentum
from tests.conformance.orders import (
    ORDERS,
    Resume,
    checkpoint,
    optimizer_first,
    without_the_optimizers_state,
)
from tests.conformance.states import other_numbers
from tests.conformance.subject import (
    Subject,
    groups_of,
    kind_called,
    optimizer_of,
    rates,
    saved_and_read,
)

SCALES = (0.75, 0.5, 0.25, 2.0)
"""What the rates of the groups are multiplied by after each step, as layer-wise decay has it."""


def scaled(scheduler: Any) -> None:
    """Scale each group's rate by hand, as MAE, BEiT and timm do."""
    for number, group in enumerate(scheduler.optimizer.param_groups):
        group["lr"] *= SCALES[number % len(SCALES)]


def scaled_rates(subject: Subject, step: int) -> tuple[float, ...]:
    """Return what is right where every step is followed by a scaling."""
    wanted = subject.expected(step, subject.bases)
    return tuple(rate * SCALES[number % len(SCALES)] for number, rate in enumerate(wanted))


def right_where_scaled(resume: Resume) -> Claim:
    """Make the claim that rates which are scaled after each step are right at once and later."""

    def claim(subject: Subject) -> None:
        for stop in subject.stops:
            first = subject.reached(stop)
            scaled(first)
            scheduler = resume(subject, checkpoint(first))
            for step in range(stop, stop + 3):
                found = rates(scheduler.optimizer)
                assert found == scaled_rates(subject, step), f"step {step}"
                subject.advance(scheduler)
                scaled(scheduler)

    return claim


for _name, _resume in ORDERS.items():
    check(name=f"{_name} brings rates back that are scaled by hand")(right_where_scaled(_resume))


@check()
def a_rate_that_was_halved_by_hand_comes_back_until_the_next_step(subject: Subject) -> None:
    for resume in ORDERS.values():
        first = subject.reached(3)
        first.optimizer.param_groups[0]["lr"] /= 2
        scheduler = resume(subject, checkpoint(first))
        assert rates(scheduler.optimizer) == rates(first.optimizer)
        subject.advance(scheduler)
        subject.follows(scheduler, 4)


@check()
def a_tensor_that_was_halved_by_hand_comes_back_in_place(subject: Subject) -> None:
    tensors = tuple(torch.tensor(base, dtype=torch.float64) for base in subject.bases)
    first = subject.build(optimizer_of(tensors))
    subject.go(first, 3)
    scaled(first)
    own = tuple(torch.tensor(base, dtype=torch.float64) for base in subject.bases)
    scheduler = subject.build(optimizer_of(own))
    scheduler.load_state_dict(saved_and_read(first.state_dict()))
    assert tuple(map(float, own)) == scaled_rates(subject, 3)
    subject.advance(scheduler)
    subject.stands(scheduler, 4)


@check(sets_momentum)
def a_momentum_that_was_halved_by_hand_comes_back_until_the_next_step(subject: Subject) -> None:
    for resume in ORDERS.values():
        first = subject.reached(3)
        places = [
            place for place in range(len(subject.bases)) if "momentum" in subject.others(3, place)
        ]
        for place in places:
            first.optimizer.param_groups[place]["momentum"] /= 2
        scheduler = resume(subject, checkpoint(first))
        for place in places:
            halved, found = (each.optimizer.param_groups[place] for each in (first, scheduler))
            assert found["momentum"] == halved["momentum"]
        subject.advance(scheduler)
        subject.follows(scheduler, 4)


@check(lambda subject: subject.free > 3)
def new_numbers_leave_rates_that_were_scaled_by_hand_until_the_next_step(subject: Subject) -> None:
    for change in other_numbers(subject):
        first = subject.reached(3)
        scaled(first)
        if rates(first.optimizer) == subject.expected(3, subject.bases):
            return  # rates of 0 cannot be told from what the class has set
        scheduler = subject.made(**change)
        with pytest.warns(UserWarning, match="these hold"):
            scheduler.load_state_dict(saved_and_read(first.state_dict()))
        assert rates(scheduler.optimizer) == rates(first.optimizer)
        fresh = subject.made(**change)
        subject.go(fresh, 3)
        subject.advance(fresh)
        subject.advance(scheduler)
        assert rates(scheduler.optimizer) == rates(fresh.optimizer)


def left_alone(subject: Subject) -> list[tuple[int, str]]:
    """Return the places of groups with the names of what is set in others only."""
    places = range(len(subject.bases))
    return [
        (place, name)
        for place in places
        for name in sorted(subject.sets - subject.others(0, place).keys())
    ]


@check(lambda subject: bool(left_alone(subject)))
def what_is_left_alone_in_a_group_is_neither_saved_nor_put_back(subject: Subject) -> None:
    marks = [
        (place, kind_called(name).held[-1].name, 0.1015625 + 0.25 * number)
        for number, (place, name) in enumerate(left_alone(subject))
    ]
    first, scheduler = subject.reached(3), subject.made()
    for place, entry, mark in marks:
        first.optimizer.param_groups[place][entry] = mark
        scheduler.optimizer.param_groups[place][entry] = mark / 2
    state = saved_and_read(first.state_dict())
    scheduler.load_state_dict(state)
    for step in range(3, 6):
        subject.stands(scheduler, step)
        for place, entry, mark in marks:
            assert entry not in state["groups"][place]
            assert scheduler.optimizer.param_groups[place][entry] == mark / 2
        subject.advance(scheduler)


@check(lambda subject: sets_momentum(subject) and "beta2" not in subject.sets)
def a_beta2_of_which_nothing_is_said_is_not_put_back(subject: Subject) -> None:
    first, scheduler = (
        subject.build(AdamW(groups_of(subject.bases), betas=(0.5, beta2))) for beta2 in (0.98, 0.5)
    )
    subject.go(first, 3)
    scheduler.load_state_dict(saved_and_read(first.state_dict()))
    subject.stands(scheduler, 3)
    assert {group["betas"][1] for group in scheduler.optimizer.param_groups} == {0.5}


def of_another_type(name: str, value: float) -> Any:
    """Make a number of equal value, as people pass it: a length or a level of another type."""
    if name.endswith(("_steps", "_epochs")):
        return float(value)
    if name.endswith(("_lr", "_factor")):
        return torch.tensor(value, dtype=torch.float64)
    return value


@check()
def numbers_of_equal_value_are_equal_whatever_their_type(subject: Subject) -> None:
    numbers = own_numbers(subject)
    others = {name: of_another_type(name, value) for name, value in numbers.items()}
    for saved, made in ((numbers, others), (others, numbers)):
        state = saved_and_read(subject.made(**saved).state_dict())
        scheduler = subject.made(**made)
        scheduler.load_state_dict(state)
        subject.stands(scheduler, 0)


@check(has_no_metric)
def a_state_that_knows_the_step_alone_sets_the_rates_of_that_step(subject: Subject) -> None:
    for stop in subject.stops:
        scheduler = subject.made()
        scheduler.load_state_dict({"last_epoch": stop})
        subject.follows(scheduler, stop)


@check()
def a_state_without_its_step_is_refused_in_words_and_changes_nothing(subject: Subject) -> None:
    scheduler = subject.reached(3)
    before = scheduler.state_dict()
    nonsense = ({"last_epoch": each} for each in ("3", None, [3], math.nan, math.inf, -2))
    for state in ({"last_batch_iteration": 7}, *nonsense):
        with pytest.raises(ValueError, match="has no last_epoch that is a step"):
            scheduler.load_state_dict(state)
    assert scheduler.state_dict() == before
    subject.follows(scheduler, 3)


@check()
def a_state_that_waits_for_its_turn_sets_nothing(subject: Subject) -> None:
    scheduler = subject.made()
    for group in scheduler.optimizer.param_groups:
        group["lr"] = 0.125
    scheduler.load_state_dict({"last_epoch": -1})
    assert set(rates(scheduler.optimizer)) == {0.125}


@check()
def an_update_that_is_skipped_after_a_load_brings_no_warning(subject: Subject) -> None:
    for resume in (optimizer_first, without_the_optimizers_state):
        for stop in subject.stops:
            states = checkpoint(subject.reached(stop))
            scheduler = resume(subject, states)
            metric = subject.metric(scheduler.last_epoch)
            scheduler.step() if metric is None else scheduler.step(metric)
            subject.follows(scheduler, stop + 1)

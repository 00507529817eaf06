"""Checks: rates that are tensors, as compiled and captured training has them."""

import copy
from typing import Any

import torch
from torch.optim import SGD, AdamW

from tests.conformance.checks import check, torch_warns_of_itself
from tests.conformance.subject import Subject, optimizer_of, rates, saved_and_read


def tensors(subject: Subject, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, ...]:
    """Make the base rates tensors; in double precision they can be right to the last bit."""
    return tuple(torch.tensor(base, dtype=dtype) for base in subject.bases)


def on_tensors(subject: Subject, step: int = 0) -> Any:
    """Build a scheduler on rates that are tensors, and bring it to a step."""
    scheduler = subject.build(optimizer_of(tensors(subject)))
    subject.go(scheduler, step)
    return scheduler


@check()
def tensors_are_filled_with_every_rate(subject: Subject) -> None:
    for stop in subject.stops:
        subject.follows(on_tensors(subject, stop), stop)


@check()
def tensors_are_filled_in_place(subject: Subject) -> None:
    own = tensors(subject)
    scheduler = subject.build(optimizer_of(own))
    for step in range(3):
        groups = scheduler.optimizer.param_groups
        assert all(group["lr"] is mine for group, mine in zip(groups, own, strict=True))
        subject.advance(scheduler)
        assert tuple(map(float, own)) == subject.expected(step + 1, subject.bases)


@check()
def tensors_keep_their_type(subject: Subject) -> None:
    own = tensors(subject, torch.float32)
    bases = tuple(map(float, own))
    scheduler = subject.build(optimizer_of(own))
    for step in range(4):
        wanted = torch.tensor(subject.expected(step, bases), dtype=torch.float32)
        torch.testing.assert_close(torch.stack(own), wanted, rtol=1e-6, atol=0.0)
        subject.advance(scheduler)
    assert {each.dtype for each in own} == {torch.float32}


@check()
def the_initial_rate_is_not_the_tensor_that_is_filled(subject: Subject) -> None:
    groups = on_tensors(subject, 3).optimizer.param_groups
    assert tuple(float(group["initial_lr"]) for group in groups) == subject.bases


# torch 2.6 returns them itself, whatever a class does.
@check(lambda _: not torch_warns_of_itself())
def the_last_rates_are_not_the_tensors_that_are_filled(subject: Subject) -> None:
    scheduler = on_tensors(subject, 1)
    given = scheduler.get_last_lr()
    before = [float(rate) for rate in given]
    subject.advance(scheduler)
    assert [float(rate) for rate in given] == before


@check()
def tensors_and_floats_go_together(subject: Subject) -> None:
    mixed: tuple[float | torch.Tensor, ...] = (tensors(subject)[0], *subject.bases[1:])
    subject.follows(subject.build(optimizer_of(mixed)), 0)


def groups_agree(subject: Subject) -> bool:
    """Return whether two groups with the same base rate have the same rate."""
    return all(len({*subject.expected(step, (0.1, 0.1))}) == 1 for step in range(8))


@check(groups_agree)
def one_tensor_for_all_groups_follows(subject: Subject) -> None:
    shared = torch.tensor(0.1, dtype=torch.float64)
    scheduler = subject.build(optimizer_of((shared, shared)))
    subject.follows(scheduler, 0, (0.1, 0.1))


@check()
def the_state_is_plain_with_tensors_too(subject: Subject) -> None:
    state = on_tensors(subject, 2).state_dict()
    assert not any(isinstance(value, torch.Tensor) for value in state.values())
    assert saved_and_read(state) == state


@check()
def a_run_with_tensors_resumes(subject: Subject) -> None:
    for stop in subject.stops:
        first = on_tensors(subject, stop)
        states = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
        second = on_tensors(subject)
        second.optimizer.load_state_dict(states[0])
        second.load_state_dict(states[1])
        subject.follows(second, stop)


@check()
def a_run_with_floats_resumes_with_tensors(subject: Subject) -> None:
    first = subject.reached(3)
    second = on_tensors(subject)
    own = [group["lr"] for group in second.optimizer.param_groups]
    second.load_state_dict(saved_and_read(first.state_dict()))
    assert tuple(map(float, own)) == subject.expected(3, subject.bases)
    subject.follows(second, 3)


@check()
def a_copy_fills_tensors_of_its_own(subject: Subject) -> None:
    scheduler = on_tensors(subject, 1)
    other = copy.deepcopy(scheduler)
    subject.advance(other, 2)
    subject.stands(scheduler, 1)
    subject.stands(other, 3)


@check(lambda subject: "momentum" not in subject.sets)
def a_capturable_optimizer_trains_with_tensors(subject: Subject) -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.grad = torch.ones(2)
    rate = torch.tensor(subject.bases[0], dtype=torch.float64)
    for optimizer in (SGD([parameter], lr=rate), AdamW([parameter], lr=rate.clone())):
        scheduler = subject.build(optimizer)
        subject.advance(scheduler, 2)
        assert rates(optimizer) == subject.expected(2, subject.bases[:1])

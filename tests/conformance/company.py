"""Checks: beside, inside and behind other schedulers, and with what else is in a training loop."""

from itertools import product
from typing import Any

import torch
from torch.optim.lr_scheduler import ChainedScheduler, ConstantLR, LambdaLR, SequentialLR
from torch.optim.swa_utils import SWALR, AveragedModel

from tests.conformance.checks import check, has_no_metric
from tests.conformance.subject import Subject, rates, saved_and_read

TURN = 3
"""When the subject's turn comes in a sequence."""


def waiting(optimizer: Any) -> ConstantLR:
    """Make a scheduler that only waits."""
    return ConstantLR(optimizer, factor=0.5, total_iters=1_000)


def second(subject: Subject) -> SequentialLR:
    """Build a sequence in which the subject is the second."""
    optimizer = subject.optimizer()
    return SequentialLR(optimizer, [waiting(optimizer), subject.build(optimizer)], [TURN])


def stands_as_second(subject: Subject, sequence: SequentialLR, step: int) -> None:
    """Assert that a sequence has what is right at a step."""
    halves = tuple(base * 0.5 for base in subject.bases)
    wanted = halves if step < TURN else subject.expected(step - TURN, subject.bases)
    assert rates(sequence.optimizer) == wanted, f"step {step}"


def advance(scheduler: Any, steps: int = 1) -> None:
    """Step an optimizer and what schedules it."""
    for _ in range(steps):
        scheduler.optimizer.step()
        scheduler.step()


@check(has_no_metric)
def it_works_as_the_first_of_a_sequence(subject: Subject) -> None:
    optimizer = subject.optimizer()
    sequence = SequentialLR(optimizer, [subject.build(optimizer), waiting(optimizer)], [TURN])
    for step in range(TURN + 2):
        halves = tuple(base * 0.5 for base in subject.bases)
        assert rates(optimizer) == (
            subject.expected(step, subject.bases) if step < TURN else halves
        )
        advance(sequence)


@check(has_no_metric)
def it_works_as_the_second_of_a_sequence(subject: Subject) -> None:
    sequence = second(subject)
    for step in range(TURN + 6):
        stands_as_second(subject, sequence, step)
        advance(sequence)


@check(has_no_metric)
def a_sequence_resumes_before_its_turn_and_in_it(subject: Subject) -> None:
    for stop in (1, TURN - 1, TURN, TURN + 2):
        first = second(subject)
        advance(first, stop)
        states = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
        for order in ((0, 1), (1, 0)):
            resumed = second(subject)
            for number in order:
                (resumed.optimizer, resumed)[number].load_state_dict(states[number])
            for step in range(stop, stop + 5):
                stands_as_second(subject, resumed, step)
                advance(resumed)


ORDERS = ((0, 1), (1, 0))
"""How people load: the optimizer first, or the sequence. Alone, torch's own would set no rate."""


def first(subject: Subject) -> SequentialLR:
    """Build a sequence in which the subject is the first, and torch's own follows."""
    optimizer = subject.optimizer()
    return SequentialLR(optimizer, [subject.build(optimizer), waiting(optimizer)], [TURN])


def between(subject: Subject) -> SequentialLR:
    """Build a sequence in which the subject comes twice, between others."""
    optimizer = subject.optimizer()
    members = [waiting(optimizer), subject.build(optimizer)]
    members += [subject.build(optimizer), waiting(optimizer)]
    return SequentialLR(optimizer, members, [2, 4, 6])


@check(has_no_metric)
def a_sequence_resumes_with_the_rate_of_the_member_whose_turn_it_is(subject: Subject) -> None:
    for build in (first, second, between):
        whole = build(subject)
        saved, straight = [], []
        for _ in range(11):
            saved.append(saved_and_read([whole.optimizer.state_dict(), whole.state_dict()]))
            straight.append(rates(whole.optimizer))
            advance(whole)
        for stop, order in product(range(9), ORDERS):
            resumed = build(subject)
            for number in order:
                (resumed.optimizer, resumed)[number].load_state_dict(saved[stop][number])
            assert rates(resumed.optimizer) == straight[stop], f"{order}, step {stop}"
            advance(resumed, 2)
            assert rates(resumed.optimizer) == straight[stop + 2]


@check(has_no_metric)
def what_took_over_behind_it_keeps_its_rate_when_both_are_loaded(subject: Subject) -> None:
    scheduler = subject.reached(4)
    averaging = SWALR(scheduler.optimizer, swa_lr=0.05, anneal_epochs=3)
    advance(averaging)
    saved = saved_and_read([scheduler.optimizer.state_dict(), scheduler.state_dict()])
    resumed = subject.made()
    resumed.optimizer.load_state_dict(saved[0])
    resumed.load_state_dict(saved[1])
    assert rates(resumed.optimizer) == rates(scheduler.optimizer)


@check(has_no_metric)
def it_works_as_the_only_one_of_a_chain(subject: Subject) -> None:
    chain = ChainedScheduler([subject.made()])
    advance(chain, 3)
    assert rates(chain.optimizer) == subject.expected(3, subject.bases)


@check(has_no_metric)
def it_works_as_the_first_of_a_chain(subject: Subject) -> None:
    scheduler = subject.made()
    chain = ChainedScheduler([scheduler, LambdaLR(scheduler.optimizer, lambda _: 1.0)])
    for _ in range(3):
        advance(chain)
        assert rates(chain.optimizer) == subject.bases


@check(has_no_metric)
def averaging_may_take_over_at_the_end(subject: Subject) -> None:
    scheduler = subject.reached(4)
    averaging = SWALR(scheduler.optimizer, swa_lr=0.05, anneal_epochs=1)
    for _ in range(3):
        advance(averaging)
    assert rates(scheduler.optimizer) == (0.05,) * len(subject.bases)


@check()
def an_averaged_model_beside_it_does_not_matter(subject: Subject) -> None:
    model = torch.nn.Linear(2, 1)
    averaged = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=subject.bases[0], momentum=0.9)
    scheduler = subject.build(optimizer)
    for step in range(3):
        assert rates(optimizer) == subject.expected(step, subject.bases[:1])
        subject.advance(scheduler)
        averaged.update_parameters(model)


@check(has_no_metric)
def a_scaler_that_skips_an_update_is_followed_by_whoever_skips_the_step(subject: Subject) -> None:
    optimizer = subject.optimizer()
    scheduler = subject.build(optimizer)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0, growth_interval=1_000)
    taken = 0
    for gradient in (1.0, float("inf"), 1.0, 1.0):
        for group in optimizer.param_groups:
            parameter = group["params"][0]
            parameter.grad = None
            scaler.scale((parameter * gradient).sum()).backward()
        before = scaler.get_scale()
        scaler.step(optimizer)
        scaler.update()
        if scaler.get_scale() >= before:
            scheduler.step()
            taken += 1
        assert rates(optimizer) == subject.expected(taken, subject.bases)
    assert taken == 3

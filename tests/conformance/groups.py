"""Checks: parameter groups of any number and any base rate, also those that come later."""

import itertools
import math
import warnings
from collections.abc import Callable
from typing import Any

import torch

from tests.conformance.checks import check, scales
from tests.conformance.subject import (
    Subject,
    Values,
    new_group,
    optimizer_of,
    rates,
    saved_and_read,
)

LATER = 0.25
"""The base rate of a group that comes later."""


def follows_with(subject: Subject, bases: Values) -> None:
    """Assert that groups with these base rates follow the schedule."""
    for stop in subject.stops[:4]:
        scheduler = subject.build(subject.optimizer(bases))
        subject.go(scheduler, stop)
        subject.follows(scheduler, stop, bases)


@check()
def one_group_follows(subject: Subject) -> None:
    follows_with(subject, (0.1,))


@check()
def groups_with_rates_of_their_own_follow(subject: Subject) -> None:
    follows_with(subject, (0.1, 0.003, 2.0))


@check()
def groups_with_equal_rates_follow(subject: Subject) -> None:
    follows_with(subject, (0.01, 0.01))


@check()
def twenty_groups_follow(subject: Subject) -> None:
    follows_with(subject, tuple(0.001 * (1 + number) for number in range(20)))


@check()
def a_group_that_is_frozen_by_a_rate_of_0_follows(subject: Subject) -> None:
    bases = (0.1, 0.0)
    looked_at = {stop + more for stop in subject.stops for more in range(5)}
    # A walk to a stop takes each step on its way.
    steps = looked_at.union(range(min(subject.stops[:4][-1], 2_000)))
    # An exponential from nothing to an absolute rate has no values; the designer says so.
    if not any(math.isnan(rate) for step in steps for rate in subject.expected(step, bases)):
        follows_with(subject, bases)


@check()
def a_very_small_rate_follows(subject: Subject) -> None:
    follows_with(subject, (1e-12, 1e-30))


@check()
def a_whole_number_as_a_rate_follows(subject: Subject) -> None:
    scheduler = subject.build(optimizer_of((1, 2)))
    for step in range(4):
        subject.stands(scheduler, step, (1.0, 2.0))
        subject.advance(scheduler)


@check()
def a_group_that_was_added_before_the_first_step_follows(subject: Subject) -> None:
    added_at(subject, 0)


@check()
def a_group_that_was_added_in_mid_run_follows_from_the_next_step_on(subject: Subject) -> None:
    for stop in subject.free_stops[1:]:
        added_at(subject, stop)


def added_at(subject: Subject, step: int) -> None:
    """Add a group at a step and assert that it follows from the next one on."""
    scheduler = subject.reached(step)
    scheduler.optimizer.add_param_group(subject.late_group(LATER))
    subject.advance(scheduler)
    subject.follows(scheduler, step + 1, (*subject.bases, LATER))


@check(scales)
def a_group_that_was_added_at_the_rate_of_now_goes_on_from_it(subject: Subject) -> None:
    # After a fall of a plateau it has not fallen: tests/exporters/test_plateau_export.py.
    for stop in (*range(4), *subject.free_stops):
        if stop >= subject.free or not told_by_its_rate(subject, stop):
            continue
        scheduler = subject.reached(stop)
        (*_, now) = subject.expected(stop, (*subject.bases, LATER))
        scheduler.optimizer.add_param_group(new_group(now))
        for step in range(stop + 1, stop + 5):
            subject.advance(scheduler)
            goes_on(subject, scheduler, step)


def told_by_its_rate(subject: Subject, step: int) -> bool:
    """Return whether only one base rate has that of a late group at a step, and not by a rounding.

    What is next to nothing, such as 1e-298, underflows while the base rate is searched for.
    """
    bases = (LATER / 8, LATER / 2, LATER, 2 * LATER, 8 * LATER)
    found = [subject.expected(step, (*subject.bases, base))[-1] for base in bases]
    pairs = itertools.pairwise(found)
    return all(1e-100 < less * 1.001 < more for less, more in pairs) and math.isfinite(found[-1])


def goes_on(subject: Subject, scheduler: Any, step: int) -> None:
    """Assert that the last group has the rates of its base rate, as far as a search can find it."""
    (*_, found) = rates(scheduler.optimizer)
    (*_, wanted) = subject.expected(step, (*subject.bases, LATER))
    assert math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-12), f"step {step}: {found}"


@check(scales)
def a_group_at_the_rate_of_now_resumes_with_the_base_that_was_found(subject: Subject) -> None:
    first = subject.reached(2)
    if not told_by_its_rate(subject, 2):
        return
    (*_, now) = subject.expected(2, (*subject.bases, LATER))
    first.optimizer.add_param_group(new_group(now))
    for saved_at in (2, 3):
        if saved_at == 3:
            subject.advance(first)
        states: list[Any] = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
        for order in ((0, 1), (1, 0), (1,)):
            scheduler = subject.made()
            scheduler.optimizer.add_param_group(new_group(now))
            for number in order:
                (scheduler.optimizer, scheduler)[number].load_state_dict(states[number])
            for step in range(saved_at + 1, saved_at + 5):
                subject.advance(scheduler)
                goes_on(subject, scheduler, step)


@check()
def groups_that_were_added_one_by_one_follow(subject: Subject) -> None:
    scheduler = subject.reached(1)
    for number in range(3):
        scheduler.optimizer.add_param_group(subject.late_group(LATER))
        subject.advance(scheduler)
        subject.stands(scheduler, 2 + number, (*subject.bases, *(LATER,) * (number + 1)))


@check()
def a_group_that_was_added_with_its_initial_rate_follows_that(subject: Subject) -> None:
    scheduler = subject.reached(2)
    scheduler.optimizer.add_param_group({**new_group(0.7), "initial_lr": LATER})
    subject.advance(scheduler)
    subject.follows(scheduler, 3, (*subject.bases, LATER))


@check()
def a_group_that_was_added_has_a_place_among_the_base_rates(subject: Subject) -> None:
    scheduler = subject.reached(1)
    scheduler.optimizer.add_param_group(subject.late_group(LATER))
    subject.advance(scheduler)
    assert tuple(scheduler.base_lrs) == (*subject.bases, LATER)
    assert len(scheduler.get_last_lr()) == len(scheduler.optimizer.param_groups)


@check()
def a_group_that_was_added_with_a_tensor_follows(subject: Subject) -> None:
    scheduler = subject.reached(1)
    rate = torch.tensor(LATER, dtype=torch.float64)
    scheduler.optimizer.add_param_group(subject.late_group(rate))
    subject.advance(scheduler)
    assert scheduler.optimizer.param_groups[-1]["lr"] is rate
    assert rates(scheduler.optimizer) == subject.expected(2, (*subject.bases, LATER))


@check()
def a_run_with_an_added_group_resumes_with_all_of_them(subject: Subject) -> None:
    first = subject.reached(2)
    first.optimizer.add_param_group(subject.late_group(LATER))
    subject.advance(first)
    states = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
    bases = (*subject.bases, LATER)
    scheduler = subject.build(subject.optimizer(bases))
    scheduler.optimizer.load_state_dict(states[0])
    scheduler.load_state_dict(states[1])
    subject.follows(scheduler, 3, bases)


def saved_with_an_added_group(subject: Subject, *, stepped: bool) -> list[Any]:
    """Save a run to which a group was added, right then or a step later."""
    first = subject.reached(2)
    first.optimizer.add_param_group(subject.late_group(LATER))
    if stepped:
        subject.advance(first)
    states: list[Any] = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
    return states


def resumed_with_an_added_group(
    subject: Subject, states: list[Any], base: float, order: tuple[int, ...]
) -> Any:
    """Build a run, add a group to it as well, and load what was saved in some order."""
    scheduler = subject.made()
    scheduler.optimizer.add_param_group(subject.late_group(base))
    for number in order:
        (scheduler.optimizer, scheduler)[number].load_state_dict(states[number])
    return scheduler


def added_on_both_sides(*, stepped: bool) -> Callable[[Subject], None]:
    """Make the claim that such a run goes on, and that there is nothing to warn of."""

    def claim(subject: Subject) -> None:
        for order in ((0, 1), (1, 0), (1,)):
            states = saved_with_an_added_group(subject, stepped=stepped)
            scheduler = resumed_with_an_added_group(subject, states, LATER, order)
            step = 3 if stepped else 2
            if stepped:
                subject.stands(scheduler, step, (*subject.bases, LATER))
            subject.advance(scheduler)
            subject.follows(scheduler, step + 1, (*subject.bases, LATER))

    return claim


check(name="groups added on both sides of a checkpoint resume without a warning")(
    added_on_both_sides(stepped=True)
)
check(name="groups added right before a checkpoint and behind it resume without a warning")(
    added_on_both_sides(stepped=False)
)


@check(scales)
def a_group_added_on_both_sides_with_another_rate_is_told_of_once(subject: Subject) -> None:
    for stepped in (True, False):
        states = saved_with_an_added_group(subject, stepped=stepped)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            scheduler = resumed_with_an_added_group(subject, states, 2 * LATER, (1,))
        assert [str(each.message).count("these hold") for each in warned] == [1]
        subject.advance(scheduler)
        subject.follows(scheduler, 4 if stepped else 3, (*subject.bases, 2 * LATER))

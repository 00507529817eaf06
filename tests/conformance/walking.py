"""Checks: stepping, and what it leaves alone."""

import math
import warnings
from concurrent.futures import ThreadPoolExecutor

import torch

from tests.conformance.checks import check, has_no_metric
from tests.conformance.subject import Subject, rates

WALKED = 60
"""Steps that are taken one after the other."""


@check()
def every_step_has_its_rate(subject: Subject) -> None:
    scheduler = subject.made()
    for step in range(min(subject.stops[-1] + 5, WALKED)):
        subject.stands(scheduler, step)
        subject.advance(scheduler)


@check()
def every_stop_has_its_rate_and_so_have_the_steps_behind_it(subject: Subject) -> None:
    for stop in subject.stops:
        subject.follows(subject.reached(stop), stop)


@check()
def the_last_rates_are_those_that_the_optimizer_has(subject: Subject) -> None:
    for stop in subject.stops:
        scheduler = subject.reached(stop)
        assert tuple(scheduler.get_last_lr()) == rates(scheduler.optimizer)


@check()
def what_get_last_lr_gave_does_not_change_later(subject: Subject) -> None:
    scheduler = subject.made()
    given = scheduler.get_last_lr()
    before = list(given)
    subject.advance(scheduler, 3)
    assert given == before


@check()
def asking_for_the_rates_at_any_time_gives_them_and_changes_nothing(subject: Subject) -> None:
    for stop in subject.stops:
        scheduler = subject.reached(stop)
        for _ in range(2):
            assert tuple(scheduler.get_lr()) == subject.expected(stop, subject.bases)
        subject.follows(scheduler, stop)


@check()
def rates_are_finite_and_floats(subject: Subject) -> None:
    for stop in subject.stops:
        found = [group["lr"] for group in subject.reached(stop).optimizer.param_groups]
        assert {type(rate) for rate in found} == {float}
        assert all(map(math.isfinite, found))


@check()
def two_of_them_do_not_know_of_each_other(subject: Subject) -> None:
    one, other = subject.made(), subject.made()
    subject.advance(one, 5)
    subject.follows(other, 0)
    subject.follows(one, 5)


@check()
def more_steps_of_the_optimizer_do_not_matter(subject: Subject) -> None:
    scheduler = subject.made()
    for step in range(4):
        scheduler.optimizer.step()
        scheduler.optimizer.step()
        subject.advance(scheduler)
        subject.stands(scheduler, step + 1)


@check(has_no_metric)
def steps_that_the_optimizer_skipped_do_not_matter_after_the_first(subject: Subject) -> None:
    scheduler = subject.reached(1)
    for step in range(2, 6):
        scheduler.step()
        subject.stands(scheduler, step)


@check(has_no_metric)
def a_step_before_the_optimizers_first_is_warned_of_as_torch_does(subject: Subject) -> None:
    scheduler = subject.made()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        scheduler.step()
        scheduler.optimizer.step()
        scheduler.step()
    (message,) = [str(warning.message) for warning in warned]
    assert "before `optimizer.step()`" in message


@check(has_no_metric)
def a_step_returns_nothing(subject: Subject) -> None:
    scheduler = subject.made()
    scheduler.optimizer.step()
    assert scheduler.step() is None


@check(lambda subject: "weight_decay" not in subject.sets)
def other_settings_of_the_groups_stay_as_they_are(subject: Subject) -> None:
    optimizer = subject.optimizer()
    for number, group in enumerate(optimizer.param_groups):
        group.update({"weight_decay": 0.1 * number, "name": f"group {number}"})
    subject.advance(subject.build(optimizer), 3)
    for number, group in enumerate(optimizer.param_groups):
        assert (group["weight_decay"], group["name"]) == (0.1 * number, f"group {number}")


@check()
def the_parameters_stay_as_they_are(subject: Subject) -> None:
    scheduler = subject.reached(subject.stops[-1])
    parameters = [group["params"][0] for group in scheduler.optimizer.param_groups]
    assert all(torch.equal(parameter, torch.ones(1)) for parameter in parameters)
    assert all(parameter.grad is None for parameter in parameters)


@check()
def a_rate_that_somebody_else_set_is_right_again_after_the_next_step(subject: Subject) -> None:
    for stop in subject.stops:
        scheduler = subject.reached(stop)
        for group in scheduler.optimizer.param_groups:
            group["lr"] = 7.0
        subject.advance(scheduler)
        subject.follows(scheduler, stop + 1)


@check()
def it_goes_on_in_another_thread(subject: Subject) -> None:
    scheduler = subject.made()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(subject.advance, scheduler, 3).result()
    subject.follows(scheduler, 3)


@check()
def the_default_type_of_numbers_does_not_matter(subject: Subject) -> None:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        subject.follows(subject.made(), 0)
    finally:
        torch.set_default_dtype(before)


@check()
def the_step_that_is_done_is_in_last_epoch(subject: Subject) -> None:
    for stop in subject.stops:
        assert subject.reached(stop).last_epoch == stop

"""Checks: the momentum, where a class sets it, and the metric, where it takes one."""

import copy

import pytest
import torch
from torch.optim import Adagrad, AdamW, RMSprop

from tests.conformance.checks import check, has_no_metric
from tests.conformance.subject import Subject, groups_of, saved_and_read

WALKABLE = range(150)
"""The steps at which a metric is looked for."""


def sets_momentum(subject: Subject) -> bool:
    """Return whether a subject sets the momentum of any group."""
    return any("momentum" in subject.others(0, place) for place in range(len(subject.bases)))


def takes_a_metric(subject: Subject) -> bool:
    """Return whether a subject takes a metric at a step that can be walked to."""
    return not has_no_metric(subject) and any(subject.metric(step) is not None for step in WALKABLE)


@check(lambda subject: "momentum" not in subject.sets)
def a_momentum_of_which_nothing_is_said_stays(subject: Subject) -> None:
    for scheduler in (subject.reached(3), subject.build(AdamW(groups_of(subject.bases)))):
        subject.advance(scheduler, 2)
        for group in scheduler.optimizer.param_groups:
            assert group.get("momentum", 0.9) == 0.9
            assert group.get("betas", (0.9, 0.999)) == (0.9, 0.999)


@check(sets_momentum)
def the_momentum_is_the_first_beta_of_adam_and_the_second_stays(subject: Subject) -> None:
    scheduler = subject.build(AdamW(groups_of(subject.bases), betas=(0.5, 0.98)))
    for stop in range(5):
        subject.stands(scheduler, stop)
        assert {group["betas"][1] for group in scheduler.optimizer.param_groups} == {0.98}
        subject.advance(scheduler)


@check(sets_momentum)
def rmsprop_has_a_momentum_too(subject: Subject) -> None:
    subject.follows(subject.build(RMSprop(groups_of(subject.bases))), 0)


@check(sets_momentum)
def a_group_that_was_added_gets_the_momentum(subject: Subject) -> None:
    scheduler = subject.reached(1)
    scheduler.optimizer.add_param_group({**subject.late_group(0.25), "momentum": 0.1})
    subject.advance(scheduler)
    subject.follows(scheduler, 2, (*subject.bases, 0.25))


@check(sets_momentum)
def an_optimizer_without_momentum_is_refused_in_words(subject: Subject) -> None:
    with pytest.raises(ValueError, match="momentum"):
        subject.build(Adagrad(groups_of(subject.bases)))


@check(takes_a_metric)
def a_step_without_its_metric_is_refused_in_words(subject: Subject) -> None:
    scheduler = subject.reached(first_watched(subject))
    scheduler.optimizer.step()
    with pytest.raises(ValueError, match=r"needs its metric: step\(metrics\)"):
        scheduler.step()


@check(takes_a_metric)
def a_metric_that_is_not_finite_ends_no_training_and_is_told_of_once(subject: Subject) -> None:
    step = first_watched(subject)
    scheduler = subject.reached(step)
    scheduler.optimizer.step()
    with pytest.warns(UserWarning, match=f"The metric at step {step} is nan"):
        scheduler.step(float("nan"))
    for odd in ("inf", "nan", "-inf"):
        scheduler.optimizer.step()
        scheduler.step(float(odd))


@check(takes_a_metric)
def a_step_that_was_refused_has_changed_nothing(subject: Subject) -> None:
    scheduler = subject.reached(first_watched(subject))
    before = copy.deepcopy(scheduler.state_dict())
    with pytest.raises(ValueError, match="needs its metric"):
        scheduler.step()
    assert scheduler.state_dict() == before
    subject.follows(scheduler, first_watched(subject))


@check(takes_a_metric)
def the_metric_may_be_a_tensor_or_a_keyword(subject: Subject) -> None:
    step = first_watched(subject)
    for keyword in (False, True):
        scheduler = subject.reached(step)
        scheduler.optimizer.step()
        metric = torch.tensor(subject.metric(step), dtype=torch.float64)
        if keyword:
            scheduler.step(metrics=metric)
        else:
            scheduler.step(metric)
        subject.follows(scheduler, step + 1)
        assert saved_and_read(scheduler.state_dict())


def first_watched(subject: Subject) -> int:
    """Return the first step that takes a metric."""
    return next(step for step in WALKABLE if subject.metric(step) is not None)

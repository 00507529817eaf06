"""Checks: a checkpoint, resumed in every order in which people build and load things."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.checks import Claim, check
from tests.conformance.subject import Subject, rates, remember_initial_rates

Resume = Callable[[Subject, dict[str, Any]], Any]


def checkpoint(scheduler: Any) -> dict[str, Any]:
    """Return the states of optimizer and scheduler; that a file changes nothing is another check."""
    states = {"optimizer": scheduler.optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    return copy.deepcopy(states)


def optimizer_first(subject: Subject, states: dict[str, Any]) -> Any:
    scheduler = subject.made()
    scheduler.optimizer.load_state_dict(states["optimizer"])
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def scheduler_first(subject: Subject, states: dict[str, Any]) -> Any:
    scheduler = subject.made()
    scheduler.load_state_dict(states["scheduler"])
    scheduler.optimizer.load_state_dict(states["optimizer"])
    return scheduler


def built_on_the_loaded_optimizer(subject: Subject, states: dict[str, Any]) -> Any:
    optimizer = subject.optimizer()
    optimizer.load_state_dict(states["optimizer"])
    scheduler = subject.build(optimizer)
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def without_the_optimizers_state(subject: Subject, states: dict[str, Any]) -> Any:
    scheduler = subject.made()
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def into_a_used_pair(subject: Subject, states: dict[str, Any]) -> Any:
    scheduler = subject.reached(subject.stops[1] + 2)
    scheduler.optimizer.load_state_dict(states["optimizer"])
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def twice(subject: Subject, states: dict[str, Any]) -> Any:
    scheduler = optimizer_first(subject, states)
    scheduler.optimizer.load_state_dict(states["optimizer"])
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def built_with_last_epoch_and_loaded(subject: Subject, states: dict[str, Any]) -> Any:
    optimizer = subject.optimizer()
    optimizer.load_state_dict(states["optimizer"])
    remember_initial_rates(optimizer)
    for group, base in zip(optimizer.param_groups, subject.bases, strict=True):
        group["initial_lr"] = base
    scheduler = subject.build(optimizer, last_epoch=1)
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


ORDERS: dict[str, Resume] = {
    "loading the optimizer first": optimizer_first,
    "loading the scheduler first": scheduler_first,
    "building the scheduler on a loaded optimizer": built_on_the_loaded_optimizer,
    "loading the scheduler alone": without_the_optimizers_state,
    "loading into a pair that was in use": into_a_used_pair,
    "loading twice": twice,
    "loading after last_epoch was given": built_with_last_epoch_and_loaded,
}


def right_at_once(resume: Resume) -> Claim:
    """Make the claim that the very next update has the right rate."""

    def claim(subject: Subject) -> None:
        for stop in subject.stops:
            states = checkpoint(subject.reached(stop))
            scheduler = resume(subject, states)
            subject.stands(scheduler, stop)
            assert tuple(scheduler.get_last_lr()) == rates(scheduler.optimizer)

    return claim


def right_afterwards(resume: Resume) -> Claim:
    """Make the claim that all later updates have the right rates."""

    def claim(subject: Subject) -> None:
        for stop in subject.stops:
            scheduler = resume(subject, checkpoint(subject.reached(stop)))
            subject.advance(scheduler)
            subject.follows(scheduler, stop + 1)

    return claim


for _name, _resume in ORDERS.items():
    check(name=f"{_name} gives the right rate at once")(right_at_once(_resume))
    check(name=f"{_name} gives the right rates afterwards")(right_afterwards(_resume))


@check()
def last_epoch_goes_on_behind_that_step(subject: Subject) -> None:
    for stop in subject.free_stops:
        if stop + 1 < subject.free:
            optimizer = subject.optimizer()
            remember_initial_rates(optimizer)
            subject.follows(subject.build(optimizer, last_epoch=stop), stop + 1)


@check()
def last_epoch_goes_on_behind_that_step_on_a_loaded_optimizer(subject: Subject) -> None:
    for stop in subject.free_stops:
        if stop + 1 < subject.free:
            optimizer = subject.optimizer()
            optimizer.load_state_dict(checkpoint(subject.reached(stop))["optimizer"])
            subject.follows(subject.build(optimizer, last_epoch=stop), stop + 1)


@check()
def last_epoch_without_initial_rates_is_refused_in_words(subject: Subject) -> None:
    with pytest.raises(KeyError, match="'initial_lr' is not specified"):
        subject.made(last_epoch=4)


@check()
def an_optimizer_that_was_loaded_alone_begins_the_schedule_anew(subject: Subject) -> None:
    optimizer = subject.optimizer()
    optimizer.load_state_dict(checkpoint(subject.reached(subject.stops[2]))["optimizer"])
    subject.follows(subject.build(optimizer), 0)

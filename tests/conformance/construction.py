"""Checks: how a class is built, by hand and by tools that know its name and its numbers only."""

import ast
import importlib
import inspect
from typing import Any

import pytest
import torch
from torch.optim.lr_scheduler import LRScheduler

from tests.conformance.checks import check
from tests.conformance.subject import Subject, rates


def own_numbers(subject: Subject) -> dict[str, Any]:
    """Return the constructor's own numbers with their defaults."""
    names = inspect.signature(subject.build).parameters
    found = {name: parameter.default for name, parameter in names.items()}
    return {name: value for name, value in found.items() if name not in ("optimizer", "last_epoch")}


def is_a_class(subject: Subject) -> bool:
    """Return whether a subject is a class; a sequence is built by a function of the test."""
    return isinstance(subject.build, type)


@check()
def it_is_a_scheduler_of_the_public_base_class(subject: Subject) -> None:
    assert isinstance(subject.made(), LRScheduler)


@check(is_a_class)
def it_extends_the_base_class_and_nothing_else(subject: Subject) -> None:
    assert subject.build.__bases__ == (LRScheduler,)  # type: ignore[attr-defined]


@check()
def the_optimizer_comes_first_and_last_epoch_last(subject: Subject) -> None:
    names = list(inspect.signature(subject.build).parameters)
    assert (names[0], names[-1]) == ("optimizer", "last_epoch")
    assert inspect.signature(subject.build).parameters["last_epoch"].default == -1


@check()
def every_number_has_a_plain_number_as_its_default(subject: Subject) -> None:
    numbers = own_numbers(subject)
    assert {type(name) for name in numbers.pop("groups", ("none",))} == {str}
    assert {type(place) for place in numbers.pop("milestones", (1,))} == {int}
    assert not {name: value for name, value in numbers.items() if type(value) not in PLAIN}


PLAIN = (int, float)


@check()
def it_is_built_from_an_optimizer_alone(subject: Subject) -> None:
    subject.stands(subject.build(subject.optimizer()), 0)


@check()
def it_is_built_from_keyword_arguments_alone(subject: Subject) -> None:
    numbers = own_numbers(subject)
    scheduler = subject.build(optimizer=subject.optimizer(), **numbers, last_epoch=-1)
    subject.follows(scheduler, 0)


@check()
def it_is_built_by_position(subject: Subject) -> None:
    subject.follows(subject.build(subject.optimizer(), *own_numbers(subject).values(), -1), 0)


@check(is_a_class)
def it_is_built_from_its_dotted_name_and_a_dictionary(subject: Subject) -> None:
    path = f"{subject.build.__module__}.{subject.build.__name__}"
    module, _, name = path.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    subject.follows(found(optimizer=subject.optimizer(), **own_numbers(subject)), 0)


@check(is_a_class)
def it_is_built_from_arguments_that_were_typed_as_text(subject: Subject) -> None:
    typed = [f"{name}={value}" for name, value in own_numbers(subject).items()]
    pairs = [text.split("=", 1) for text in typed]
    read = {name: ast.literal_eval(value) for name, value in pairs}
    subject.follows(subject.build(subject.optimizer(), **read), 0)


@check()
def building_it_sets_the_first_rates(subject: Subject) -> None:
    scheduler = subject.made()
    subject.stands(scheduler, 0)
    assert scheduler.last_epoch == 0


@check()
def the_last_rates_are_known_before_the_first_step(subject: Subject) -> None:
    scheduler = subject.made()
    assert tuple(scheduler.get_last_lr()) == subject.expected(0, subject.bases)


@check()
def building_it_takes_no_step_of_the_optimizer(subject: Subject) -> None:
    optimizer = subject.optimizer()
    parameters = [group["params"][0] for group in optimizer.param_groups]
    for parameter in parameters:
        parameter.grad = torch.ones(1)
    subject.build(optimizer)
    assert all(torch.equal(parameter, torch.ones(1)) for parameter in parameters)
    assert not optimizer.state


@check()
def building_it_remembers_each_groups_initial_rate(subject: Subject) -> None:
    groups = subject.made().optimizer.param_groups
    assert tuple(group["initial_lr"] for group in groups) == subject.bases


@check()
def a_second_one_on_the_same_optimizer_begins_anew(subject: Subject) -> None:
    scheduler = subject.reached(subject.stops[2])
    subject.follows(subject.build(scheduler.optimizer), 0)


@check()
def what_is_no_optimizer_is_refused(subject: Subject) -> None:
    with pytest.raises(TypeError, match="is not an Optimizer"):
        subject.build([torch.nn.Parameter(torch.ones(1))])


@check()
def no_attribute_makes_accelerate_stop_stepping(subject: Subject) -> None:
    assert not hasattr(subject.made(), "total_steps")


@check()
def it_can_be_built_while_gradients_are_off(subject: Subject) -> None:
    with torch.inference_mode():
        scheduler = subject.made()
        subject.advance(scheduler, 2)
    assert rates(scheduler.optimizer) == subject.expected(2, subject.bases)

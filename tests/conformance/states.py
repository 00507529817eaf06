"""Checks: what is in a checkpoint, and what happens when it does not fit."""

import copy
import json
import warnings
from typing import Any

import pytest
import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import ConstantLR

from tests.conformance.checks import check, has_no_metric, scales
from tests.conformance.construction import own_numbers
from tests.conformance.orders import checkpoint
from tests.conformance.subject import Subject, groups_of, rates, saved_and_read


@check()
def the_state_holds_plain_values_only(subject: Subject) -> None:
    for stop in subject.stops:
        assert is_plain(subject.reached(stop).state_dict())


def is_plain(value: Any) -> bool:
    """Return whether a value is made of numbers, texts, lists and dictionaries."""
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


@check()
def the_state_passes_the_safe_load_unchanged(subject: Subject) -> None:
    state = subject.reached(subject.stops[2]).state_dict()
    assert saved_and_read(state) == state


@check()
def the_state_passes_json(subject: Subject) -> None:
    state = json.loads(json.dumps(subject.reached(subject.stops[2]).state_dict()))
    scheduler = subject.made()
    scheduler.load_state_dict(state)
    subject.follows(scheduler, subject.stops[2])


@check()
def a_saved_state_does_not_change_when_the_training_goes_on(subject: Subject) -> None:
    scheduler = subject.reached(1)
    state = scheduler.state_dict()
    before = copy.deepcopy(state)
    subject.advance(scheduler, 5)
    assert state == before


@check()
def loading_changes_nothing_in_what_is_loaded(subject: Subject) -> None:
    state = subject.reached(3).state_dict()
    before = copy.deepcopy(state)
    scheduler = subject.made()
    scheduler.load_state_dict(state)
    subject.advance(scheduler, 3)
    assert state == before


@check()
def saving_what_was_just_loaded_gives_the_same_state(subject: Subject) -> None:
    state = subject.reached(3).state_dict()
    scheduler = subject.made()
    scheduler.load_state_dict(state)
    assert scheduler.state_dict() == state


@check()
def the_state_does_not_grow(subject: Subject) -> None:
    sizes = [len(json.dumps(subject.reached(stop).state_dict())) for stop in subject.stops]
    # Numbers of more digits are longer texts: the step, and a rate and a momentum of each group.
    assert max(sizes) - min(sizes) < 80 + 50 * len(subject.bases)


@check()
def a_key_that_nobody_knows_does_no_harm(subject: Subject) -> None:
    state = {**subject.reached(3).state_dict(), "written_by": "a later version"}
    scheduler = subject.made()
    scheduler.load_state_dict(state)
    subject.follows(scheduler, 3)


@check(lambda subject: subject.free > 3)
def the_progress_of_another_class_can_be_taken_over(subject: Subject) -> None:
    other = ConstantLR(subject.optimizer(), factor=0.5)
    for _ in range(3):
        other.optimizer.step()
        other.step()
    scheduler = subject.made()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        scheduler.load_state_dict(other.state_dict())
    told = [str(each.message).count("not saved") > 0 for each in warned]
    assert told == [True] * bool(scheduler.state_dict()["numbers"])
    subject.follows(scheduler, 3)


@check(lambda subject: "momentum" not in subject.sets)
def the_state_fits_another_kind_of_optimizer(subject: Subject) -> None:
    state = checkpoint(subject.reached(2))["scheduler"]
    scheduler = subject.build(AdamW(groups_of(subject.bases)))
    scheduler.load_state_dict(state)
    subject.follows(scheduler, 2)


def other_numbers(subject: Subject) -> list[dict[str, Any]]:
    """List changes to the constructor's numbers: those that are given, or each one changed."""
    if subject.numbers:
        return [{name: value} for name, value in subject.numbers.items()]
    found = own_numbers(subject)
    found.pop("groups", None)
    if not has_no_metric(subject):
        # With other lengths the metric would be asked for at other steps.
        found = {name: found[name] for name in found if name.endswith(("_lr", "_factor"))}
    return [{**longer(found, name), name: changed(name, value)} for name, value in found.items()]


def longer(numbers: dict[str, Any], name: str) -> dict[str, Any]:
    """Make the whole longer where a length becomes that: it must have room for it."""
    whole = [each for each in numbers if each.startswith("total_") and is_length(name)]
    return {each: numbers[each] + 2_000 for each in whole}


def is_length(name: str) -> bool:
    """Return whether a number is a length, or how often there is one."""
    return name.endswith(("_steps", "_epochs", "_count"))


def changed(name: str, value: Any) -> Any:
    """Make a number another one: a length stays one, and so does a fraction of 1."""
    if isinstance(value, tuple):
        return tuple(each + 2 for each in value)
    if isinstance(value, int) or is_length(name):
        return value + 2
    return value * 0.75 or 0.5


@check()
def new_numbers_hold_after_loading_and_are_told_of_once(subject: Subject) -> None:
    for change in other_numbers(subject):
        for stop in subject.free_stops[1::3]:
            state = checkpoint(subject.reached(stop))
            scheduler = subject.made(**change)
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                scheduler.optimizer.load_state_dict(state["optimizer"])
                scheduler.load_state_dict(state["scheduler"])
            fresh = subject.made(**change)
            subject.go(fresh, stop)
            for _ in range(4):
                assert rates(scheduler.optimizer) == rates(fresh.optimizer), (change, stop)
                subject.advance(scheduler)
                subject.advance(fresh)
            assert len(warned) == 1, f"{len(warned)} warnings"


@check(scales)
def a_new_base_rate_holds_after_loading_and_is_told_of_once(subject: Subject) -> None:
    states = checkpoint(subject.reached(2))
    bases = tuple(2 * base for base in subject.bases)
    for parts in (("optimizer", "scheduler"), ("scheduler", "optimizer")):
        scheduler = subject.build(subject.optimizer(bases))
        targets = {"optimizer": scheduler.optimizer, "scheduler": scheduler}
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            for part in parts:
                targets[part].load_state_dict(states[part])
        assert [str(each.message).count("these hold") for each in warned] == [1]
        if parts[0] == "optimizer":
            subject.stands(scheduler, 2, bases)
        subject.advance(scheduler)
        subject.follows(scheduler, 3, bases)


@check(lambda subject: not scales(subject))
def a_new_base_rate_does_not_matter_to_absolute_rates(subject: Subject) -> None:
    state = checkpoint(subject.reached(2))["scheduler"]
    bases = tuple(2 * base for base in subject.bases)
    scheduler = subject.build(subject.optimizer(bases))
    with warnings.catch_warnings():
        # A base rate that only a segment of no length would have had is told of all the same.
        warnings.filterwarnings("ignore", message=".*these hold")
        scheduler.load_state_dict(state)
    subject.follows(scheduler, 2, bases)


@check()
def another_number_of_groups_is_refused_in_words_with_the_optimizer(subject: Subject) -> None:
    states = checkpoint(subject.reached(2))
    scheduler = subject.build(subject.optimizer((*subject.bases, 0.5)))
    with pytest.raises(ValueError, match="different number of parameter groups"):
        scheduler.optimizer.load_state_dict(states["optimizer"])


@check(scales)
def another_number_of_groups_follows_and_is_told_of_once(subject: Subject) -> None:
    state = checkpoint(subject.reached(2))["scheduler"]
    bases = (*subject.bases, 0.5)
    scheduler = subject.build(subject.optimizer(bases))
    with pytest.warns(UserWarning, match="these hold") as warned:
        scheduler.load_state_dict(state)
    assert len(warned) == 1
    subject.follows(scheduler, 2, bases)


@check()
def an_interrupted_training_ends_with_the_same_weights(subject: Subject) -> None:
    straight = Training(subject)
    straight.run(8)
    interrupted = Training(subject)
    interrupted.run(5)
    states = saved_and_read(interrupted.states())
    resumed = Training(subject)
    resumed.load(states)
    resumed.run(3)
    assert all(map(torch.equal, straight.weights, resumed.weights))


class Training:
    """Something to minimize, with all that it takes to do so."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.optimizer = subject.optimizer()
        self.weights = [group["params"][0] for group in self.optimizer.param_groups]
        self.scheduler = subject.build(self.optimizer)

    def run(self, steps: int) -> None:
        """Train for so many steps."""
        for _ in range(steps):
            for weight in self.weights:
                weight.grad = weight.detach().cos()
            self.subject.advance(self.scheduler)

    def states(self) -> dict[str, Any]:
        """Return a checkpoint."""
        return {
            "weights": [weight.detach() for weight in self.weights],
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
        }

    def load(self, states: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        with torch.no_grad():
            for weight, saved in zip(self.weights, states["weights"], strict=True):
                weight.copy_(saved)
        self.optimizer.load_state_dict(states["optimizer"])
        self.scheduler.load_state_dict(states["scheduler"])

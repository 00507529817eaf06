"""Checks: copies and pickles go on by themselves, exactly where the original was."""

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import torch

from tests.conformance.checks import Claim, check
from tests.conformance.subject import Subject, rates


def pickled(protocol: int) -> Callable[[Any], Any]:
    """Send something through pickle, which finds a class by the name of its module."""
    return lambda each: pickle.loads(pickle.dumps(each, protocol))  # noqa: S301 - our own.


def saved_whole(each: Any) -> Any:
    """Send something through a file as ``torch.save`` writes it."""
    file = io.BytesIO()
    torch.save(each, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


COPIES: dict[str, Callable[[Any], Any]] = {
    "a deep copy": copy.deepcopy,
    "a deep copy of a deep copy": lambda each: copy.deepcopy(copy.deepcopy(each)),
    "a pickle of protocol 2": pickled(2),
    "a pickle of protocol 5": pickled(5),
    "a scheduler that was saved whole": saved_whole,
}


def goes_on(copied: Callable[[Any], Any]) -> Claim:
    """Make the claim that a copy goes on by itself; torch's own first step is made before it."""

    def claim(subject: Subject) -> None:
        for stop in subject.stops[1:]:
            # Behind a jump torch waits for the optimizer's next step, which a copy cannot know of.
            scheduler = subject.reached(stop - 1)
            subject.advance(scheduler)
            other = copied(scheduler)
            subject.advance(scheduler, 2)
            subject.follows(other, stop)
            subject.follows(scheduler, stop + 2)

    return claim


for _name, _copied in COPIES.items():
    check(name=f"{_name} goes on by itself")(goes_on(_copied))


@check()
def a_pair_that_was_pickled_together_stays_together(subject: Subject) -> None:
    scheduler = subject.reached(2)
    optimizer, other = pickled(5)((scheduler.optimizer, scheduler))
    assert other.optimizer is optimizer
    subject.advance(other)
    assert rates(optimizer) == subject.expected(3, subject.bases)


@check()
def a_copy_gives_the_same_state(subject: Subject) -> None:
    scheduler = subject.reached(2)
    assert copy.deepcopy(scheduler).state_dict() == scheduler.state_dict()

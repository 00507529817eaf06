"""The list of checks, each a claim about any scheduler class, and what fails of them."""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
import torch
from torch.optim.lr_scheduler import ConstantLR, LRScheduler, SequentialLR

from tests.conformance.subject import Subject

Claim = Callable[[Subject], None]


@dataclass(frozen=True, slots=True)
class Check:
    """A claim, and which subjects it is about."""

    run: Claim
    concerns: Callable[[Subject], bool]


CHECKS: dict[str, Check] = {}
"""Every check by its name, which is its claim in words."""


def everything(subject: Subject) -> bool:
    """Say that a check is about every subject."""
    return True


def has_no_metric(subject: Subject) -> bool:
    """Return whether a subject can be stepped by whoever does not know of metrics."""
    return math.isinf(subject.free)


def scales(subject: Subject) -> bool:
    """Return whether the rates follow each group's own base rate at all."""
    doubled = tuple(2 * base for base in subject.bases)
    steps = (*range(9), *subject.stops)
    return any(subject.expected(t, doubled) != subject.expected(t, subject.bases) for t in steps)


def check(
    concerns: Callable[[Subject], bool] = everything, *, name: str = ""
) -> Callable[[Claim], Claim]:
    """Put a claim on the list, under its own name or another."""

    def listed(claim: Claim) -> Claim:
        words = name or claim.__name__.replace("_", " ")
        if words in CHECKS:
            raise ValueError(f"There are two checks “{words}”.")
        CHECKS[words] = Check(claim, concerns)
        return claim

    return listed


@cache
def torch_warns_of_itself() -> bool:
    """Return whether torch warns of the calls of its own SequentialLR, as 2.6 does for any member."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        members: list[LRScheduler] = [ConstantLR(optimizer) for _ in range(2)]
        sequence = SequentialLR(optimizer, members, [1])
        optimizer.step()
        sequence.step()
    return bool(warned)


def failures(subject: Subject) -> dict[str, str]:
    """Run every check that concerns a subject, with warnings as errors; say what fails."""
    found: dict[str, str] = {}
    for name, each in CHECKS.items():
        if not each.concerns(subject):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                if torch_warns_of_itself():
                    warnings.filterwarnings("ignore", "The epoch parameter in `scheduler.step")
                each.run(subject)
        # What pytest raises is no Exception; whatever else goes wrong is a finding too.
        except (pytest.fail.Exception, Exception) as error:  # noqa: BLE001
            found[name] = f"{type(error).__name__}: {error}"
    return found

"""The suite finds something: the known faults of torch's own schedulers, each by its name."""

import warnings
from functools import cache

import pytest
from torch.optim.lr_scheduler import ConstantLR, ExponentialLR, SequentialLR

from tests.conformance.checks import torch_warns_of_itself
from tests.conformance.subject import optimizer_of, rates
from tests.conformance.suite import failures
from tests.conformance.torchs_own import OWN

pytestmark = pytest.mark.skipif(
    torch_warns_of_itself(), reason="what an old torch does wrong is not on the list below"
)

LATE_BUILT = "building the scheduler on a loaded optimizer gives the right rate at once"
ALONE = "loading the scheduler alone gives the right rate at once"
NEW_NUMBERS = "new numbers hold after loading and are told of once"
NEW_BASE = "a new base rate holds after loading and is told of once"
ADDED = "a group that was added in mid run follows from the next step on"
LAST_EPOCH = "last epoch goes on behind that step"
LAST_EPOCH_LOADED = "last epoch goes on behind that step on a loaded optimizer"
OVERWRITTEN = "a rate that somebody else set is right again after the next step"

KNOWN: dict[str, set[str]] = {
    # A step raises when a group has come; an optimizer that was loaded first trains one update
    # at the rate of step 0; a checkpoint brings an old schedule back.
    "LambdaLR": {ADDED, LATE_BUILT, ALONE, NEW_BASE},
    "ExponentialLR": {ADDED, ALONE, NEW_NUMBERS, NEW_BASE, OVERWRITTEN, LAST_EPOCH},
    "StepLR": {ADDED, ALONE, NEW_NUMBERS, NEW_BASE, OVERWRITTEN},
    "LinearLR": {LATE_BUILT, ALONE, NEW_NUMBERS, NEW_BASE, OVERWRITTEN, LAST_EPOCH},
    "CosineAnnealingLR": {ADDED, ALONE, NEW_NUMBERS, NEW_BASE, OVERWRITTEN, LAST_EPOCH},
    "OneCycleLR": {
        *(ADDED, LATE_BUILT, ALONE),
        "no attribute makes accelerate stop stepping",
    },
    # pytorch#162591: SequentialLR(last_epoch=N).
    "SequentialLR": {LAST_EPOCH, LAST_EPOCH_LOADED, LATE_BUILT, ALONE, ADDED, OVERWRITTEN},
}


@cache
def faults(name: str) -> set[str]:
    """Return which claims one of torch's own does not hold."""
    return set(failures(OWN[name]))


@pytest.mark.parametrize("name", OWN)
def test_the_known_faults_of_torchs_own_are_found(name: str) -> None:
    assert KNOWN[name] - faults(name) == set()


@pytest.mark.parametrize("name", OWN)
def test_what_torchs_own_do_well_is_not_complained_about(name: str) -> None:
    well = {"every step has its rate", "it drives SGD", "it drives AdamW, fused"}
    well |= {"loading the optimizer first gives the right rates afterwards"}
    well |= {"an interrupted training ends with the same weights"}
    assert well & faults(name) == set()


def test_a_sequence_in_a_sequence_loses_a_step() -> None:
    """pytorch#196243: the first member's first step is taken once too often."""
    optimizer = optimizer_of((1.0,))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It also warns of an order that nobody has chosen.
        inner = SequentialLR(
            optimizer, [ConstantLR(optimizer, 0.25, 99), ConstantLR(optimizer, 0.5, 99)], [3]
        )
        outer = SequentialLR(optimizer, [inner, ExponentialLR(optimizer, 0.5)], [7])
        found = []
        for _ in range(8):
            found.append(rates(optimizer)[0])
            optimizer.step()
            outer.step()
    wanted = [0.25] * 3 + [0.5] * 4 + [1.0]
    assert found != wanted
    assert found == [*wanted[1:7], 0.5, 1.0]

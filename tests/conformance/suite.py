"""All checks, put on the list by being imported."""

from tests.conformance import (  # noqa: F401
    by_hand,
    company,
    construction,
    copies,
    extras,
    groups,
    optimizers,
    orders,
    states,
    tensors,
    walking,
)
from tests.conformance.checks import CHECKS, failures

__all__ = ["CHECKS", "failures"]

"""The laws of the loss: what a schedule's rates do to the loss of a run.

Each says loss = level + gain / (sum of rates) ** power - drop * fallen, where ``fallen`` grows as the
rate falls. They differ in ``fallen``. Level, gain and drop are found by least squares; the few numbers
on which ``fallen`` depends are a law's shape.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from rampsmith.designer.loss.rate_path import Numbers, RatePath

Shape: TypeAlias = tuple[float, ...]
"""The numbers of a law on which its ``fallen`` depends, as they are searched for."""


@dataclass(frozen=True)
class Law:
    """A law of the loss.

    Attributes:
        name: how it is called.
        source: where it is from.
        grid: the values with which each number of the shape is tried first; the search stays between
            the first and the last.
        fallen: what the falls of the rate have come to at each place of a path.
    """

    name: str
    source: str
    grid: tuple[tuple[float, ...], ...]
    fallen: Callable[[RatePath, Shape], Numbers]


def _annealing_area(path: RatePath, shape: Shape) -> Numbers:
    """Return S2 of arXiv 2408.11029: the sum of m, where m = memory * m + fall at each update.

    The shape is the logarithm of 1 / (1 - memory): over how many updates a fall is remembered.
    """
    forget = float(np.exp(-shape[0]))
    memory = 1.0 - forget
    left = memory**path.lengths
    rows = (path.lengths, left, (1.0 - left) / forget, path.falls / path.lengths)
    area = np.zeros(len(path.updates))
    momentum = total = 0.0
    # The rate changes evenly between two places, so that the sums over all updates are known.
    for place, (length, share, shares, fall) in enumerate(
        zip(*(row.tolist() for row in rows), strict=True), start=1
    ):
        total += momentum * memory * shares + fall * (length - memory * shares) / forget
        momentum = share * momentum + fall * shares
        area[place] = total
    return area


def _power_drops(path: RatePath, shape: Shape) -> Numbers:
    """Return the loss reduction of arXiv 2503.12811: each fall pays off by a power law of its own.

    It is the sum over the falls of fall * (1 - (scale * rate ** -gamma * x + 1) ** -beta), where the
    rate is the one after the fall and x the sum of the rates since. The shape is log(beta), gamma
    and log(scale).
    """
    beta, gamma, scale = np.exp(shape[0]), shape[1], np.exp(shape[2])
    falls = np.flatnonzero(path.falls)
    sums = path.sums
    since = np.maximum(sums[:, None] - (sums[falls] + sums[falls + 1])[None, :] / 2, 0.0)
    # A rate of 0 has no such power; what comes after it is as if it were very low.
    pace = scale * np.maximum(path.rates[falls + 1], 1e-12) ** -gamma
    paid: Numbers = 1.0 - (pace * since + 1.0) ** -beta
    return paid @ path.falls[falls]


LAWS = (
    Law(
        "annealing law",
        "arXiv 2408.11029",
        (tuple(np.linspace(np.log(50), np.log(50_000), 24)),),
        _annealing_area,
    ),
    Law(
        "multi-power law",
        "arXiv 2503.12811",
        ((-3.0, -2.0, -1.0, 0.0), (0.2, 0.6, 1.0, 1.6), tuple(np.linspace(-12.0, 2.0, 8))),
        _power_drops,
    ),
)

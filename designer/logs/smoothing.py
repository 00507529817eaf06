"""The mean of the values around each: what plots draw over noisy losses."""

import numpy as np

from rampsmith.designer.logs.log import Floats


def moving_mean(values: Floats, over: int) -> Floats:
    """Return the mean of so many finite values around each; near an end, of fewer."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values)) - over // 2
    low, high = np.maximum(at, 0), np.minimum(at + over, len(values))
    found: Floats = (sums[high] - sums[low]) / (high - low)
    return found

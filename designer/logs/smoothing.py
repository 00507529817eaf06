"""The mean of the values around each: what plots draw over noisy losses."""

import numpy as np

from rampsmith.designer.logs.log import Floats


def moving_mean(values: Floats, over: int) -> Floats:
    """Return the mean of so many finite values around each; near an end, of fewer.

    Each sum is of the end of one block and the beginning of the next, so that a huge value, of a
    loss that diverged, falsifies only the means that it is part of.
    """
    before, count = over // 2, len(values)
    # Shares of the mean, for the sum may be beyond every number.
    shares = np.pad(values / over, (before, over - 1 - before))
    blocks = np.pad(shares, (0, -len(shares) % over)).reshape(-1, over)
    begun = np.cumsum(blocks, axis=1).ravel()
    rest = np.cumsum(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    at = np.arange(count)
    sums = rest[at] + np.where(at % over, begun[at + over - 1], 0.0)
    within = np.minimum(at - before + over, count) - np.maximum(at - before, 0)
    found: Floats = sums * (over / within)
    return found

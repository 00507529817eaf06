"""Where a series breaks: where it jumps, has a corner or bends in another way."""

import numpy as np
from numpy.typing import NDArray

from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.fitting.families import Points

LEAST_SEEN = 25
"""Points between which breaks can be told from what is usual there."""


def breaks(points: Points) -> list[int]:
    """Return the indexes of points before which the series jumps, has a corner or bends in another way.

    A break that noise hides between neighbours shows between every eighth point, or every 64th. Its
    place is then known only roughly, and the earliest one is taken.
    """
    stride = 1
    while True:
        seen = points.every(-(-len(points) // stride))
        found = [max(1, (index - 1) * stride) if stride > 1 else index for index in _breaks(seen)]
        inner = [index for index in found if 2 * stride < index < len(points) - 2 * stride]
        if inner or len(seen) < 8 * LEAST_SEEN:
            return found
        stride *= 8


def _breaks(points: Points) -> list[int]:
    """Find the breaks between neighbouring points.

    A parabola through the three points on one side misses the first one on the other side by more
    than it does nearby, from both sides. One break too many does no harm.
    """
    count = len(points)
    if count < 4:
        return []
    t, v = points.steps, points.values
    missed = np.zeros(count)
    missed[3:] = np.abs(_carried_on(t, v) - v[3:])
    back = np.zeros(count)
    back[:-3] = np.abs(_carried_on(-t[::-1], v[::-1])[::-1] - v[:-3])
    # Where numbers fall below a power of ten, their rounding does too.
    noise = 8 * _most_of(points.allowed, -3, 3)
    # A break lies between two points, or at a point that both sides can say.
    between, shared = np.zeros(count), np.zeros(count)
    between[3:-2] = np.minimum(missed[3:-2], back[2:-3])
    shared[3:-1] = np.minimum(missed[3:-1], back[1:-3])
    found = _stands_out(between, noise)
    found |= _stands_out(shared, noise) & ~(_most_of(found.astype(float), -2, 2) > 0)
    jumps = np.zeros(count, dtype=bool)
    step = np.abs(np.diff(v))
    level = (step > noise[1:]) & (step > 20 * _usual(step, 1, 4))
    jumps[1:] = level
    # Two levels that are each held are two, however few points there are.
    held = step <= 2 * points.allowed[1:]
    jumps[2:-1] |= held[:-2] & ~held[1:-1] & held[2:]
    return [int(index) for index in np.flatnonzero(found | jumps)]


def _stands_out(score: Array, noise: Array) -> NDArray[np.bool_]:
    """Return where a score is above the noise, and far above what it is on one side."""
    usual = _usual(score, 2, 6)
    highest = np.maximum(_most_of(score, -1, -1), _most_of(score, 1, 1))
    return (score > noise) & (score > 4 * usual) & (score >= highest)


def _carried_on(t: Array, v: Array) -> Array:
    """Return for each three points the value of their parabola at the place of the next."""
    a, b, c, x = t[:-3], t[1:-2], t[2:-1], t[3:]
    with np.errstate(all="ignore"):
        carried = (
            v[:-3] * ((x - b) * (x - c)) / ((a - b) * (a - c))
            + v[1:-2] * ((x - a) * (x - c)) / ((b - a) * (b - c))
            + v[2:-1] * ((x - a) * (x - b)) / ((c - a) * (c - b))
        )
    return np.nan_to_num(carried, nan=0.0)


def _usual(score: Array, begin: int, end: int) -> Array:
    """Return the highest score between two distances, on the side where it is lower.

    Close to either end there is only one side.
    """
    before, after = _most_of(score, -end, -begin), _most_of(score, begin, end)
    edge = min(end, len(score) // 2)
    before[:edge] = after[:edge]
    after[len(score) - edge :] = before[len(score) - edge :]
    return np.minimum(before, after)


def _most_of(score: Array, begin: int, end: int) -> Array:
    """Return for each place the highest of its neighbours between two distances; 0 outside."""
    most = np.zeros(len(score))
    for by in range(begin, end + 1):
        if by == 0:
            most = np.maximum(most, score)
        elif by < 0:
            most[-by:] = np.maximum(most[-by:], score[:by])
        else:
            most[:-by] = np.maximum(most[:-by], score[by:])
    return most

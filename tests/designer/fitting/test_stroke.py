"""A line drawn by hand becomes few segments, joined and close to it."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.fitting.stroke import drawn_segments

PIXEL = 1e-3 / 400

LINES: dict[str, tuple[Callable[[Array], Array], int]] = {
    "a straight line": (lambda p: 1e-3 * p, 1),
    "a level": (lambda p: 5e-4 + 0 * p, 1),
    "a trapezium": (lambda p: 1e-3 * np.clip(np.minimum(p / 0.1, (1 - p) / 0.3), 0, 1), 4),
    "a warmup and a cosine": (
        lambda p: 1e-3 * np.where(p < 0.2, p / 0.2, 0.5 + 0.5 * np.cos(np.pi * (p - 0.2) / 0.8)),
        3,
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_said_by_few_segments(name: str) -> None:
    line, most = LINES[name]
    steps = np.unique(np.linspace(0, 10_000, 80).round())
    values = line(steps / 10_000)
    shake = np.random.default_rng(2).uniform(-0.5, 0.5, len(steps)) * PIXEL
    pieces = drawn_segments(steps, values + shake, np.full(len(steps), 3 * PIXEL))
    assert len(pieces) <= most
    assert (pieces[0].begin, pieces[-1].end) == (0, 10_000)
    for earlier, later in pairwise(pieces):
        assert (earlier.end, earlier.arrival) == (later.begin, later.start)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_short_line_goes_from_its_begin_to_its_end(count: int) -> None:
    steps = np.arange(count, dtype=np.float64)
    pieces = drawn_segments(steps, 1e-3 * steps, np.full(count, PIXEL))
    assert (pieces[0].begin, pieces[-1].end) == (0, count - 1)

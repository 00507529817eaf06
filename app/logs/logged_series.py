"""Logged values over the steps of the design, as plot and lanes draw them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rampsmith.app.plot.view.series import Points, ViewRange
from rampsmith.designer.logs.log import Floats
from rampsmith.designer.logs.smoothing import moving_mean

SMOOTHED_OVER = 1 / 50
"""The share of the values over which a smoothed line goes."""


@dataclass(frozen=True, eq=False)
class LoggedSeries:
    """Finite values at rising steps of the design; between two of them, the drawn line is read out."""

    name: str
    steps: Floats = field(repr=False)
    values: Floats = field(repr=False)

    @classmethod
    def of(cls, name: str, steps: Floats, values: Floats) -> "LoggedSeries":
        """Take the finite values in the order of their steps; values at one step stay in their own order."""
        known = np.isfinite(values) & np.isfinite(steps)
        steps, values = steps[known], values[known]
        order = np.argsort(steps, kind="stable")
        return cls(name, steps[order], values[order])

    @cached_property
    def highest(self) -> float:
        """The highest value."""
        return float(self.values.max(initial=0.0))

    @cached_property
    def smoothed(self) -> "LoggedSeries":
        """The mean of the values around each."""
        over = max(1, round(len(self.values) * SMOOTHED_OVER))
        if over == 1:
            return self
        return LoggedSeries(self.name, self.steps, moving_mean(self.values, over))

    def points(self, view: ViewRange) -> Points:
        """Return what a view shows, and one point to either side; of many, the extremes."""
        begin = max(0, int(np.searchsorted(self.steps, view.low)) - 1)
        end = int(np.searchsorted(self.steps, view.high, side="right")) + 1
        steps, values = self.steps[begin:end], self.values[begin:end]
        if len(values) > 2 * view.pixels:
            chosen = _extremes(values, view.pixels)
            steps, values = steps[chosen], values[chosen]
        return steps.tolist(), values.tolist()

    def at(self, step: float) -> float:
        """Return the value at a step; NaN before the first and after the last."""
        return float(np.interp(step, self.steps, self.values, np.nan, np.nan))


def _extremes(values: Floats, pixels: int) -> np.typing.NDArray[np.intp]:
    """Part the values into so many stretches; return the indexes of the lowest and highest of each."""
    stride = -(-len(values) // pixels)
    whole = len(values) // stride * stride
    rows = values[:whole].reshape(-1, stride)
    first = np.arange(len(rows)) * stride
    ends = [first + rows.argmin(axis=1), first + rows.argmax(axis=1)]
    return np.unique(np.concatenate([*ends, [0, len(values) - 1]]))

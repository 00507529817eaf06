"""The log of a run as the laws are fitted on it: its rates and its losses."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rampsmith.designer.loss.rate_path import Numbers, RatePath
from rampsmith.designer.values.numbers import count_text, counted, rate_text, rounded_text

FEWEST_ROWS = 20
"""Rows that a log must have; five numbers or six are fitted on them."""

MOST_ROWS = 200
"""Rows that a law is fitted on; a longer log is averaged to as many."""

MOST_EPOCHS = 1.5
"""Passes over the data from which on they count as repeated."""


class UnfitLogError(ValueError):
    """Why no law can be fitted on a log, as a sentence."""


@dataclass(frozen=True, eq=False)
class LoggedRun:
    """A run that the laws of the loss can be fitted on.

    The arrays are equally long, and the updates rise strictly. The laws hold from ``begin`` on, where
    the warmup ends.
    """

    name: str
    updates: Numbers = field(repr=False)
    rates: Numbers = field(repr=False)
    losses: Numbers = field(repr=False)
    begin: int = 0

    @classmethod
    def of_columns(
        cls, name: str, updates: Numbers, rates: Numbers, losses: Numbers, epochs: float = 0.0
    ) -> "LoggedRun":
        """Take the columns of a log, and average many rows to a few hundred.

        Args:
            name: what the run is called.
            updates: where each row stands; rows of one update are averaged.
            rates: the rate at each.
            losses: the training loss at each.
            epochs: how many passes over the data the log comes to, if it says so.

        Raises:
            UnfitLogError: if a law of the loss cannot be fitted on it.
        """
        if fault := _fault(updates, rates, losses, epochs):
            raise UnfitLogError(f"{name}: {fault}")
        places, index = np.unique(updates, return_inverse=True)
        counts = np.bincount(index)
        rates, losses = (np.bincount(index, each) / counts for each in (rates, losses))
        begin = _end_of_warmup(rates)
        rows = len(places) - begin
        if rows < FEWEST_ROWS:
            raise UnfitLogError(
                f"{name}: It has losses and rates at {counted(rows, 'update')} after its warmup; "
                f"{FEWEST_ROWS} are the fewest that a law is fitted on."
            )
        return cls(name, places, rates, losses, begin)

    @cached_property
    def fitted_rows(self) -> tuple[RatePath, NDArray[np.intp], Numbers]:
        """The rows that a law is fitted on: the path of the rates, places on it, the mean losses there.

        Where there are many losses, those of neighbouring updates are averaged; at the beginning,
        where the loss falls steeply, fewer of them. The path keeps each change of the rate by more
        than a hundredth of the highest.
        """
        updates, losses = self.updates[self.begin :], self.losses[self.begin :]
        first, last = max(1.0, updates[0]), updates[-1]
        halves = (
            np.linspace(first, last, MOST_ROWS // 2),
            np.geomspace(first, last, MOST_ROWS // 2),
        )
        edges = np.unique(np.searchsorted(updates, np.concatenate(halves)))[1:]
        bins = [rows for rows in np.split(np.arange(len(updates)), edges) if rows.size]
        middles, means = (
            np.array([each[rows].mean() for rows in bins]) for each in (updates, losses)
        )
        jumps = np.flatnonzero(np.abs(np.diff(self.rates)) > self.peak / 100)
        corners = self.updates[np.concatenate([jumps, jumps + 1, [0, -1]])]
        places = np.unique(np.concatenate([middles, corners]))
        path = RatePath.of_log(places, np.interp(places, self.updates, self.rates))
        return path, np.searchsorted(path.updates, middles), means

    @cached_property
    def path(self) -> RatePath:
        """The rates that the run went through."""
        return RatePath.of_log(self.updates, self.rates)

    @property
    def peak(self) -> float:
        """The highest rate of the run."""
        return float(self.rates.max())

    @property
    def anneals(self) -> bool:
        """Whether its rate ever falls."""
        return bool(self.path.falls.any())


def _end_of_warmup(rates: Numbers) -> int:
    """Return the row at which the rate falls for the first time after it, or is highest."""
    falling = np.flatnonzero(np.diff(rates) < 0)
    return int(min([rates.argmax(), *falling[:1]]))


def _fault(updates: Numbers, rates: Numbers, losses: Numbers, epochs: float) -> str | None:
    """Say why no law can be fitted on a log; None where one can."""
    wrong = np.flatnonzero(~np.isfinite(losses))
    if wrong.size:
        place = count_text(int(updates[wrong[0]]))
        return f"Its loss is not finite at update {place}; a run that diverged follows no law."
    if epochs > MOST_EPOCHS:
        return (
            f"It goes {rounded_text(epochs, 3)} times over the data; the laws are known for runs "
            "that see everything once."
        )
    if not (np.isfinite(rates).all() and (rates >= 0).all() and rates.max(initial=0.0) > 0):
        return "Its rates are not all numbers from 0 on."
    if not (losses > 0).all():
        return "Its losses are not all above 0."
    tenth = max(1, len(losses) // 10)
    lowest, last = losses.min(), np.median(losses[-tenth:])
    if last > 1.2 * max(lowest, np.median(np.sort(losses)[:tenth])):
        return (
            f"Its loss ends at {rate_text(last)} after it was {rate_text(lowest)}; "
            "a run that diverged follows no law."
        )
    return None

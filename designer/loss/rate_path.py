"""The rates that a run goes through, as the laws of the loss read them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.training_loop.loop import Loop

Numbers: TypeAlias = NDArray[np.float64]

DETAIL = 200
"""In how many parts a schedule is read at the least; between two of them the rate changes evenly."""


@dataclass(frozen=True, eq=False)
class RatePath:
    """The rate at some of a run's updates, from update 0 on; between two it changes evenly.

    The two arrays are equally long; the updates rise strictly.
    """

    updates: Numbers = field(repr=False)
    rates: Numbers = field(repr=False)

    @classmethod
    def of_schedule(cls, schedule: Schedule, detail: int = DETAIL) -> "RatePath":
        """Read the rates of the first group over all of the run, as they are executed."""
        rates = rates_of(schedule)
        loop = Loop.of(schedule)
        steps = sample_steps(rates, 0, loop.steps, detail)
        values = np.asarray(rates.of_group(0, steps))
        if schedule.stepping == "update":
            return cls(np.asarray(steps, dtype=np.float64), values)
        begins = [loop.updates_before(loop.first_batch_of_step(t)) for t in steps]
        updates = np.asarray(begins, dtype=np.float64)
        # A step is an epoch: its rate holds until the update before the next one.
        places, index = np.unique(np.concatenate([updates, updates[1:] - 1]), return_index=True)
        return cls(places, np.concatenate([values, values[:-1]])[index])

    @classmethod
    def of_log(cls, updates: Numbers, rates: Numbers) -> "RatePath":
        """Read logged rates; before the first row, the rate is taken to rise evenly from 0."""
        if updates[0] <= 0:
            return cls(updates, rates)
        return cls(np.concatenate([[0.0], updates]), np.concatenate([[0.0], rates]))

    def in_units_of(self, rate: float) -> "RatePath":
        """Return the same path with its rates as multiples of one."""
        return RatePath(self.updates, self.rates / rate)

    @cached_property
    def lengths(self) -> Numbers:
        """How many updates lie between each two."""
        return np.diff(self.updates)

    @cached_property
    def sums(self) -> Numbers:
        """The sum of the rates of all updates up to each; S1 of arXiv 2408.11029."""
        rises = np.diff(self.rates)
        parts = self.lengths * self.rates[:-1] + rises * (self.lengths + 1) / 2
        return np.concatenate([[0.0], np.cumsum(parts)])

    @cached_property
    def falls(self) -> Numbers:
        """By how much the rate falls from each to the next; the warmup, a first rise, counts as none."""
        falls = self.rates[:-1] - self.rates[1:]
        falling = np.flatnonzero(falls > 0)
        falls[: falling[0] if falling.size else falls.size] = 0.0
        return falls

"""The ways in which a loop may have stepped a schedule, as counts of its calls at each batch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rampsmith.designer.diagnosis.lining_up import Moment, Whole, each_of
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.logs.log import Floats
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import MistakeName

MOST_TIMES = 16
"""Calls of ``scheduler.step()`` for one that are looked for: as many as a machine has devices."""

MOST_AT_HAND = 200_000
"""Rates that are worked out at once at the beginning: faster than a few of them again and again."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to step: rightly, where the mistake is None, or with a mistake.

    Attributes:
        times: how often ``scheduler.step()`` is called instead of once.
        lag: how many updates mixed precision has skipped, with which the scheduler waited.
    """

    mistake: MistakeName | None = None
    times: int = 1
    lag: int = 0

    @property
    def waits(self) -> bool:
        """Whether the scheduler is stepped only together with the optimizer."""
        return self.mistake in (None, "per_process", "before_optimizer", "per_update")

    def calls(self, counted: Whole) -> Whole:
        """Return how many calls there are where a loop that calls once each time has made so many."""
        found: Whole = np.maximum(counted - self.lag, 0) * self.times
        return found


RIGHT = Way()


def possible_ways(schedule: Schedule, loop: Loop) -> Iterator[Way]:
    """Yield the ways that a loop can step a schedule by mistake, the likelier ones first."""
    run = loop.run
    most = max(run.accumulation, *(stage.accumulation for stage in run.stages), 1)
    if schedule.stepping == "update":
        if run.devices > 1:
            yield Way("per_process", run.devices)
        if most > 1:
            yield Way("per_batch")
        if not run.is_endless:
            yield Way("per_epoch")
    else:
        yield Way("per_update")
    yield Way("before_optimizer")
    for times in range(2, MOST_TIMES + 1):
        if times != run.devices:
            yield Way("per_process", times)


def calls_at(mistake: MistakeName | None, loop: Loop, batches: Whole, moment: Moment) -> Whole:
    """Count how often ``scheduler.step()`` was called when the rate was read at each batch.

    What a way changes is not counted yet: several calls instead of one, or skipped updates.
    """
    read = batches + (moment == "after")
    match mistake:
        case "per_epoch":
            return each_of(read, lambda batch: loop.clock.epoch_of(batch)[0])
        case "per_update":
            return each_of(read, loop.updates_before)
        case "per_batch":
            return read
        case "before_optimizer":
            return each_of(batches, loop.steps_before) + 1
        case _:
            return each_of(read, loop.steps_before)


class LookedUpRates:
    """The rates of one parameter group of a schedule, after any number of calls."""

    def __init__(self, schedule: Schedule, group: int) -> None:
        """Resolve the schedule."""
        self._rates = rates_of(schedule)
        self._group = group
        self._at_hand: Floats = np.empty(0)

    def at(self, calls: Whole) -> Floats:
        """Return the rates after so many calls each."""
        largest = int(calls.max(initial=0))
        if largest < MOST_AT_HAND:
            if largest >= len(self._at_hand):
                steps = range(min(MOST_AT_HAND, 2 * largest + 1_000))
                self._at_hand = np.array(self._rates.of_group(self._group, steps))
            return self._at_hand[calls]
        unique, back = np.unique(calls, return_inverse=True)
        return np.array(self._rates.of_group(self._group, unique.tolist()))[back]

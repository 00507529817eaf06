"""What a formula can know of the run: its length, its epochs and its tokens."""

import math
from typing import NamedTuple, TypeAlias

from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import steps_of_one

Stages: TypeAlias = tuple[tuple[float, float, float], ...]
"""Parts of a run: the step at which each begins, what is counted before it, and a pace.

Of tokens the pace is how many each step sees; of epochs, how many steps there are in each.
"""


class RunNumbers(NamedTuple):
    """The numbers of a run for formulas; where it has none such, NaN or no stages."""

    total: float
    steps_per_epoch: float
    stages: Stages
    epoch_stages: Stages

    @property
    def epochs(self) -> float:
        """The epochs in the whole run."""
        return self.epoch(self.total)

    def epoch(self, position: float) -> float:
        """Count the epochs until a place, a begun one by its steps."""
        if not self.epoch_stages:
            return position / self.steps_per_epoch
        return epochs_until(position, self.epoch_stages)

    def tokens(self, position: float) -> float:
        """Count the tokens until a place."""
        if not self.stages:
            return math.nan
        if len(self.stages) == 1:
            return position * self.stages[0][2]
        return seen_until(position, self.stages)


def seen_until(t: float, stages: tuple[tuple[float, float, float], ...]) -> float:
    """Count what is seen until a step; a stage is its first step, what came before, and a pace."""
    begin, before, pace = max(stage for stage in stages if stage[0] <= t)
    return before + (t - begin) * pace


def epochs_until(t: float, stages: tuple[tuple[float, float, float], ...]) -> float:
    """Count the epochs until a step; a stage is its first step, the epochs before it, and its steps in each."""
    begin, before, steps = max(stage for stage in stages if stage[0] <= t)
    return before + (t - begin) / steps


@remembers_last(16)
def run_numbers(schedule: Schedule) -> RunNumbers:
    """Find the numbers of a schedule's run; where its epochs differ, they have so many steps on average."""
    total, stages = float(schedule.total_steps), _epoch_stages(schedule)
    one = steps_of_one(schedule, "epochs")
    in_epoch = float(schedule.steps_per_epoch) if one else math.nan
    if stages and total:
        in_epoch = total / epochs_until(total, stages)
    return RunNumbers(total, in_epoch, _token_stages(schedule), stages)


def _epoch_stages(schedule: Schedule) -> Stages:
    """Find how many steps each epoch has; nothing where all have as many, or there are none."""
    run, clock = schedule.run, schedule.run.clock
    if clock is None or run.is_endless or steps_of_one(schedule, "epochs") is not None:
        return ()
    return tuple((float(a), float(b), float(c)) for a, b, c in clock.epoch_paces)


def _token_stages(schedule: Schedule) -> Stages:
    """Find how many tokens each step sees; nothing where they differ in other ways than by stages."""
    run, clock = schedule.run, schedule.run.clock
    each = run.tokens_of_one
    if clock is None or not each:
        return ()
    if schedule.stepping == "epoch":
        if run.stages or run.is_endless:
            return ()
        seen = clock.seen_before(clock.first_batch_of_epoch(1))
        return ((0.0, 0.0, float(seen * each)),)
    paces = clock.paces or ()
    return tuple((float(a), float(b * each), float(c * each)) for a, b, c in paces)

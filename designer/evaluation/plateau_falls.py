"""Where a plateau's rate falls as its metric is shown, and why."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau import better_words, fallen, metric_at, simulated_plateau
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.evaluation.segment_curve import first_watched
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.numbers import count_text, digits_text, rate_text

MOST_FALLS = 1_000
"""The most falls that are listed; a person reads a handful."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall of a group's rate, or the first one that no longer lowers it.

    Attributes:
        step: the step t from which on the lower rate holds.
        before: the rate before it.
        after: the rate from there on; the same where it does not fall any more.
        best: the best metric until then.
        metric: the metric that made it fall.
        lines: why, and what the rate does, where these are two things to say.
    """

    step: int
    before: float
    after: float
    best: float
    metric: float
    lines: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The reason why the rate falls, in one sentence."""
        return ": ".join(self.lines)


def plateau_of(schedule: Schedule) -> Plateau | None:
    """Return the plateau that a schedule ends with, if it does."""
    shape = schedule.segments[-1].shape if schedule.segments else None
    return shape if isinstance(shape, Plateau) else None


def watched_steps(schedule: Schedule, rates: Rates | None = None) -> tuple[int, int]:
    """Return the step at which a plateau begins to watch and how many metrics it takes in.

    The first metric is given to the call of ``step()`` that leaves this step.
    """
    if plateau_of(schedule) is None:
        return 0, 0
    line = (rates or rates_of(schedule)).timeline
    origin = first_watched(line.begins[-1], schedule.counts_from)
    return origin - schedule.counts_from, max(0, math.ceil(line.ends[-1]) - origin)


def falls(schedule: Schedule, group: int, rates: Rates | None = None) -> tuple[Fall, ...]:
    """Return each fall of a group's rate, and the first one that leaves it where it is."""
    shape = plateau_of(schedule)
    if shape is None or not 0 <= group < len(schedule.groups):
        return ()
    rates = rates or rates_of(schedule)
    first, count = watched_steps(schedule, rates)
    found = simulated_plateau(shape, schedule.metric)
    rate = rates.curves[group].segments[-1].start_value
    found_falls: list[Fall] = []
    for number in range(MOST_FALLS):
        place = found.place(number)
        if place > count:
            break
        n = int(place)
        lower = fallen(rate, 1, shape.factor, shape.min_lr, shape.eps)
        metric = metric_at(n - 1, shape, schedule.metric)
        best = found.best_at(number)
        lines = _lines(schedule, shape, metric=metric, best=best, before=rate, after=lower)
        found_falls.append(Fall(first + n, rate, lower, best, metric, lines))
        if lower == rate:
            break
        rate = lower
    return tuple(found_falls)


def fall_steps(rates: Rates) -> Iterator[int]:
    """Yield the steps at which the rate of any group may fall, for a drawing."""
    shape = plateau_of(rates.schedule)
    if shape is None:
        return
    first, count = watched_steps(rates.schedule, rates)
    found = simulated_plateau(shape, rates.schedule.metric)
    for number in range(MOST_FALLS):
        place = found.place(number)
        if math.isinf(place) or (place > count and not rates.schedule.goes_on):
            return
        yield first + int(place)


def _lines(
    schedule: Schedule, shape: Plateau, *, metric: float, best: float, before: float, after: float
) -> tuple[str, ...]:
    """Describe what the metric was, what it should have been, and what the rate does."""
    in_a_row = shape.patience + 1
    wanted = f"{better_words(shape, best)} (the best so far is {digits_text(best)})"
    reason = f"The metric {digits_text(metric)} is not {wanted}"
    if in_a_row > 1:
        reason = f"For {count_text(in_a_row)} {schedule.step_word}s the metric was not {wanted}"
    if after < before:
        return reason, f"the rate falls from {rate_text(before)} to {rate_text(after)}."
    if before * shape.factor <= shape.min_lr:
        return (f"{reason}, but the rate stays at {rate_text(before)}, the lowest allowed.",)
    return (
        f"{reason}, but the rate would fall by less than eps, so it stays {rate_text(before)}.",
    )

"""The loss that a schedule will come to, by a law that was fitted on logs."""

from dataclasses import dataclass, field

import numpy as np

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.loss.fitting import LossFit
from rampsmith.designer.loss.rate_path import Numbers, RatePath
from rampsmith.designer.values.numbers import count_text, rate_text

MOST_TIMES_LONGER = 10
"""How many times longer than the longest log a run may be for its loss to be predicted."""

MOST_TIMES_HIGHER = 3
"""How many times higher or lower than the logs' the highest rate may be."""


class FarFromSeenError(ValueError):
    """A schedule that is too far from what was logged, with how far as a sentence."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """The loss at some updates, rising, and the interval around it."""

    updates: Numbers = field(repr=False)
    losses: Numbers = field(repr=False)
    lowest: Numbers = field(repr=False)
    highest: Numbers = field(repr=False)

    @property
    def end(self) -> tuple[float, float, float]:
        """The loss at the end: the lowest, the likeliest and the highest."""
        return float(self.lowest[-1]), float(self.losses[-1]), float(self.highest[-1])


COARSE = 100
"""In how many parts a schedule is read at the least where it has to be quick."""


def likeliest(schedule: Schedule, fit: LossFit) -> Prediction:
    """Predict the loss as ``predicted`` does, quickly: coarsely, and without an interval."""
    path = RatePath.of_schedule(schedule, COARSE)
    _require_near(path, fit)
    begin = _first(path, fit)
    losses = fit.best.losses(path)[begin:]
    return Prediction(path.updates[begin:], losses, losses, losses)


def predicted(schedule: Schedule, fit: LossFit) -> Prediction:
    """Predict the loss along a schedule's run, from where the logs' losses begin.

    The interval holds the predictions of all fits that are about as good. It is widened by how far
    off the fits were that had to predict the end of a log without having seen it.

    Raises:
        FarFromSeenError: if the schedule is far longer, higher or lower than what was logged.
    """
    path = RatePath.of_schedule(schedule)
    _require_near(path, fit)
    fits = (fit.best, *fit.near)
    begin = _first(path, fit)
    every = np.stack([each.losses(path)[begin:] for each in fits])
    best = every[0]
    misses = [each.predicted - each.logged for each in fit.left_out]
    miss = float(np.sqrt(np.mean(np.square(misses)))) if misses else 0.0
    return Prediction(
        path.updates[begin:],
        best,
        best - np.hypot(best - every.min(axis=0), miss),
        best + np.hypot(every.max(axis=0) - best, miss),
    )


def _first(path: RatePath, fit: LossFit) -> int:
    """Return the place from which on as much was learned as where the first losses were logged."""
    least = min(
        np.interp(run.updates[run.begin], run.path.updates, run.path.sums) for run in fit.runs
    )
    # Where no rate was above 0 yet, nothing was learned, and the loss has no end.
    begin = max(np.searchsorted(path.sums, least), np.searchsorted(path.sums, 0.0, side="right"))
    return min(int(begin), len(path.updates) - 1)


def _require_near(path: RatePath, fit: LossFit) -> None:
    updates = float(path.updates[-1])
    longest = max(float(run.updates[-1]) for run in fit.runs)
    if updates > MOST_TIMES_LONGER * longest:
        raise FarFromSeenError(
            f"It has {count_text(updates)} updates, and the longest log {count_text(longest)}: "
            f"more than {MOST_TIMES_LONGER} times as many are not predicted."
        )
    peaks = [run.peak for run in fit.runs]
    peak = float(path.rates.max(initial=0.0))
    if not min(peaks) / MOST_TIMES_HIGHER <= peak <= max(peaks) * MOST_TIMES_HIGHER:
        way = "higher" if peak > max(peaks) else "lower"
        raise FarFromSeenError(
            f"Its highest rate is {rate_text(peak)}, and that of the logs "
            f"{' and '.join(rate_text(each) for each in sorted(set(peaks)))}: more than "
            f"{MOST_TIMES_HIGHER} times {way} is not predicted."
        )

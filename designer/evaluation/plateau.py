"""The plateau's decisions, exactly as ReduceLROnPlateau makes them; the exporter copies the formulas.

What a plateau knows is four plain numbers, the same for all parameter groups: the best metric so
far, how many steps in a row were not better, how many steps of a cooldown are left, and how often
the rates have fallen. A group's rate follows from where it started and how often it has fallen.
"""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.numbers import digits_text

State = tuple[int, int, int]
"""The bad steps in a row, the steps of a cooldown left, and the falls."""


def lower_by_share(best: float, threshold: float) -> float:
    """Return what a metric must be below, by a share of the best one so far."""
    return best * (1.0 - threshold)


def lower(best: float, threshold: float) -> float:
    """Return what a metric must be below, by a difference from the best one so far."""
    return best - threshold


def higher_by_share(best: float, threshold: float) -> float:
    """Return what a metric must be above, by a share of the best one so far."""
    return best * (threshold + 1.0)


def higher(best: float, threshold: float) -> float:
    """Return what a metric must be above, by a difference from the best one so far."""
    return best + threshold


GOALS: dict[tuple[str, str], Callable[[float, float], float]] = {
    ("min", "rel"): lower_by_share,
    ("min", "abs"): lower,
    ("max", "rel"): higher_by_share,
    ("max", "abs"): higher,
}
"""What a metric has to pass to be better, by a plateau's mode and its threshold's."""


def waited(bad: int, cooling: int, *, is_better: bool) -> tuple[int, int]:
    """Count the bad steps in a row, and those that are left of a cooldown."""
    if cooling > 0:  # in which none is bad
        return 0, cooling - 1
    return (0 if is_better else bad + 1), 0


def fallen(start: float, falls: int, factor: float, min_lr: float, eps: float) -> float:
    """Return the rate after so many falls; none is by eps or less."""
    rate = start
    for _ in range(falls):
        lower = max(rate * factor, min_lr)
        if rate - lower <= eps:
            break
        rate = lower
    return rate


def worst(mode: str) -> float:
    """Return the metric that any other one is better than."""
    return math.inf if mode == "min" else -math.inf


def _goal_of(shape: Plateau, best: float) -> float:
    """Return what a metric has to pass to be better than the best one so far."""
    # A mode that is none has problems, and is drawn all the same.
    goal = GOALS.get((shape.mode, shape.threshold_mode), lower_by_share)
    return goal(best, shape.threshold)


def is_better(metric: float, best: float, shape: Plateau) -> bool:
    """Return whether a metric is better than the best one so far."""
    goal = _goal_of(shape, best)
    return metric > goal if shape.mode == "max" else metric < goal


def taken_in(metric: float, best: float, state: State, shape: Plateau) -> tuple[float, State]:
    """Take a metric in with the settings of a shape; return the best one, and what is counted."""
    better = is_better(metric, best, shape)
    bad, cooling, falls = state
    bad, cooling = waited(bad, cooling, is_better=better)
    if bad > shape.patience:
        bad, cooling, falls = 0, shape.cooldown, falls + 1
    return (metric if better else best), (bad, cooling, falls)


@dataclass(frozen=True, slots=True)
class SimulatedPlateau:
    """The falls that a plateau makes of a metric.

    Past the last value of the metric that value goes on. It is never better than itself, or
    always (where the threshold is below 0, or relative to a best one below 0), so that all falls
    to come are known: each as far after the one before as patience and cooldown say.

    Attributes:
        places: after how many values the rate has fallen, as far as the metric goes.
        bests: the best value at each of these falls.
        length: how many values there are.
        next_fall: after how many values the first fall past the metric is; infinite for never.
        every: how many values lie between the falls from there on.
        best: the best value at the end.
    """

    places: tuple[int, ...]
    bests: tuple[float, ...]
    length: int
    next_fall: float
    every: int
    best: float

    def falls(self, n: int) -> int:
        """Count the falls of the rate within n values."""
        if n < self.next_fall:
            return bisect_right(self.places, n)
        return len(self.places) + 1 + int(n - self.next_fall) // self.every

    def place(self, fall: int) -> float:
        """Return the number of values before a fall, the first one being 0; infinite for never."""
        if fall < len(self.places):
            return self.places[fall]
        return self.next_fall + (fall - len(self.places)) * self.every

    def best_at(self, fall: int) -> float:
        """Return the best value at a fall."""
        return self.bests[fall] if fall < len(self.bests) else self.best


NEVER_FALLS = SimulatedPlateau((), (), 0, math.inf, 1, math.nan)
"""Without a metric, nothing ever falls."""


@lru_cache(maxsize=8)
def simulated_plateau(shape: Plateau, metric: tuple[float, ...]) -> SimulatedPlateau:
    """Run a plateau over a metric once; all groups and all drawings share what comes out."""
    if not metric:
        return NEVER_FALLS
    best, state = worst(shape.mode), (0, 0, 0)
    places: list[int] = []
    bests: list[float] = []
    for n, value in enumerate(metric, start=1):
        _, _, falls = state
        best, state = taken_in(value, best, state, shape)
        if state[2] > falls:
            places.append(n)
            bests.append(best)
    bad, cooling, _ = state
    if is_better(metric[-1], best, shape):
        # It counts as better than itself, for ever.
        next_fall = math.inf
    else:
        next_fall = len(metric) + cooling + shape.patience + 1 - bad
    # Settings may be wrong, and are drawn all the same.
    next_fall = math.inf if math.isnan(next_fall) else next_fall
    every = shape.cooldown + shape.patience + 1
    every = int(every) if 1 <= every < math.inf else 1
    return SimulatedPlateau(tuple(places), tuple(bests), len(metric), next_fall, every, best)


def metric_at(n: int, shape: Plateau, metric: tuple[float, ...]) -> float:
    """Return the metric with which a plateau comes as it is shown: the n-th one, counted from 0.

    The last value goes on. Where there is none, each is better than the one before.
    """
    if metric:
        return metric[min(n, len(metric) - 1)]
    if shape.threshold_mode == "rel":
        return -1.0 - n if shape.mode == "min" else -1.0 / (1.0 + n)
    step = 1.0 + abs(shape.threshold)
    return -step * n if shape.mode == "min" else step * n


def better_words(shape: Plateau, best: float) -> str:
    """Describe what would have been better: ``below 0.79992``."""
    return f"{'below' if shape.mode == 'min' else 'above'} {digits_text(_goal_of(shape, best))}"

"""The plateau's decisions, exactly as ReduceLROnPlateau makes them; the exporter copies the first three.

What a plateau knows is four plain numbers, the same for all parameter groups: the best metric so
far, how many steps in a row were not better, how many steps of a cooldown are left, and how often
the rates have fallen. A group's rate follows from where it started and how often it has fallen.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.designer.shapes import Plateau

State = tuple[float, int, int, int]
"""The best metric, the bad steps in a row, the steps of a cooldown left, and the falls."""


def bound(best: float, mode: str, threshold: float, threshold_mode: str) -> float:
    """Return what a metric has to pass to be better than the best one so far."""
    if mode == "min":
        return best * (1.0 - threshold) if threshold_mode == "rel" else best - threshold
    return best * (threshold + 1.0) if threshold_mode == "rel" else best + threshold


def watched(
    metric: float,
    state: tuple[float, int, int, int],
    *,
    mode: str,
    patience: int,
    threshold: float,
    threshold_mode: str,
    cooldown: int,
) -> tuple[float, int, int, int]:
    """Take a metric in: the best, bad steps in a row, cooldown left, and falls."""
    best, bad, cooling, falls = state
    goal = bound(best, mode, threshold, threshold_mode)
    is_better = metric < goal if mode == "min" else metric > goal
    if is_better:
        best = metric
        bad = 0
    else:
        bad += 1
    if cooling > 0:  # bad steps do not count in a cooldown
        cooling -= 1
        bad = 0
    if bad > patience:
        return best, 0, cooldown, falls + 1
    return best, bad, cooling, falls


def fallen(start: float, falls: int, factor: float, min_lr: float, eps: float) -> float:
    """Return the rate after so many falls; none is by less than eps."""
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


def taken_in(metric: float, state: State, shape: Plateau) -> State:
    """Take a metric in with the settings of a shape."""
    return watched(
        metric,
        state,
        mode=shape.mode,
        patience=shape.patience,
        threshold=shape.threshold,
        threshold_mode=shape.threshold_mode,
        cooldown=shape.cooldown,
    )


@dataclass(frozen=True, slots=True)
class Course:
    """What a plateau makes of a metric.

    Past the last value of the metric that value goes on. It is never better than itself, or
    always (where the threshold is below 0, or relative to a best one below 0), so that all falls
    to come are known: each as far behind the one before as patience and cooldown say.

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
        """How often the rate has fallen after n values."""
        if n < self.next_fall:
            return bisect_right(self.places, n)
        return len(self.places) + 1 + int(n - self.next_fall) // self.every

    def place(self, fall: int) -> float:
        """After how many values a fall is, the first one being 0; infinite for never."""
        if fall < len(self.places):
            return self.places[fall]
        return self.next_fall + (fall - len(self.places)) * self.every

    def best_at(self, fall: int) -> float:
        """Return the best value at a fall."""
        return self.bests[fall] if fall < len(self.bests) else self.best


NO_COURSE = Course((), (), 0, math.inf, 1, math.nan)
"""Without a metric, nothing ever falls."""


@lru_cache(maxsize=8)
def course(shape: Plateau, metric: tuple[float, ...]) -> Course:
    """Run a plateau over a metric once; all groups and all drawings share what comes out."""
    if not metric:
        return NO_COURSE
    state: State = (worst(shape.mode), 0, 0, 0)
    places: list[int] = []
    bests: list[float] = []
    for n, value in enumerate(metric, start=1):
        falls = state[3]
        state = taken_in(value, state, shape)
        if state[3] > falls:
            places.append(n)
            bests.append(state[0])
    best, bad, cooling, _ = state
    again = taken_in(metric[-1], (best, 0, 0, 0), shape)
    if again[:2] == (metric[-1], 0) and again[3] == 0:
        # It counts as better than itself, for ever.
        next_fall = math.inf
    else:
        next_fall = len(metric) + cooling + shape.patience + 1 - bad
    # Settings may be wrong, and are drawn all the same.
    next_fall = math.inf if math.isnan(next_fall) else next_fall
    every = shape.cooldown + shape.patience + 1
    every = int(every) if 1 <= every < math.inf else 1
    return Course(tuple(places), tuple(bests), len(metric), next_fall, every, best)


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
    """Say what would have been better: ``below 0.79992``."""
    goal = bound(best, shape.mode, shape.threshold, shape.threshold_mode)
    return f"{'below' if shape.mode == 'min' else 'above'} {goal:.6g}"

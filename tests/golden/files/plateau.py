"""Warmup, then by the metric: a learning-rate schedule.

Linear from 0.1 of the base rate to the base rate over 5 epochs, then the rate times 0.5
whenever the metric has not fallen for more than 3 epochs, over all that is left. After
the end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step(metrics)`` after every epoch; before the last segment it needs no
metric. ``last_epoch`` alone knows nothing of the metrics: resume from a checkpoint. To
resume, load its state and the optimizer's, in either order. Use it alone: a
``SequentialLR`` or a ``ChainedScheduler`` would pass no metric on.
"""

import math
from typing import Any, SupportsFloat
from warnings import warn

from torch import Tensor, optim


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


class WarmupPlateau(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then plateau."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_epochs: int = 5,  # epochs of "warmup"
        total_epochs: int = 60,  # epochs of the whole schedule
        start_factor: float = 0.1,  # at the start of "warmup", times the base rate
        plateau_factor: float = 0.5,  # what the rate is multiplied by when it falls
        # Epochs without a better metric that pass before it falls.
        plateau_patience: int = 3,
        plateau_threshold: float = 0.0001,  # how much better is better
        plateau_cooldown: int = 1,  # epochs that are not counted after a fall
        plateau_min_lr: float = 1e-6,  # lowest rate that it falls to, for every group
        plateau_eps: float = 1e-8,  # a fall by less than this is left out
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_epochs=} {total_epochs=} {start_factor=}"
        self._numbers += f" {plateau_factor=} {plateau_patience=} {plateau_threshold=}"
        self._numbers += f" {plateau_cooldown=} {plateau_min_lr=} {plateau_eps=}"
        self._warmup_end = warmup_epochs
        self._plateau_end = max(self._warmup_end, total_epochs)
        self._start_factor = start_factor
        self._plateau_factor = plateau_factor
        self._plateau_patience = plateau_patience
        self._plateau_threshold = plateau_threshold
        self._plateau_cooldown = plateau_cooldown
        self._plateau_min_lr = plateau_min_lr
        self._plateau_eps = plateau_eps
        # The best metric, bad steps in a row, cooldown left, and falls so far.
        self._watch: tuple[float, int, int, int] = (math.inf, 0, 0, 0)
        super().__init__(optimizer, last_epoch)

    def step(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        metrics: SupportsFloat | None = None,
    ) -> None:
        """Go one step on; in the plateau, with the metric of the step that is done."""
        place = self.last_epoch
        # torch itself makes the first step, which has no metric.
        is_watched = self._warmup_end <= place < self._plateau_end
        if self._step_count > 0 and is_watched:
            metric = math.nan if metrics is None else float(metrics)
            if not math.isfinite(metric):
                told = f"step(metrics) needs a finite metric, not {metrics}"
                raise ValueError(f"{told}, from step {self._warmup_end} on.")
            self._watch = watched(
                metric,
                self._watch,
                mode="min",
                patience=self._plateau_patience,
                threshold=self._plateau_threshold,
                threshold_mode="rel",
                cooldown=self._plateau_cooldown,
            )
        super().step()

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        return [self._rate(t, base) for base in self._bases()]

    def _bases(self) -> list[float]:
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        return [float(base) for base in self.base_lrs]

    def _rate(self, t: float, base: float) -> float:
        if t < self._warmup_end:
            start = base * self._start_factor
            p = t / self._warmup_end
            return start + (base - start) * p
        falls = self._watch[3] if t > 0 else 0
        start = base
        factor = self._plateau_factor
        min_lr = self._plateau_min_lr
        eps = self._plateau_eps
        return fallen(start, falls, factor, min_lr, eps)

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        numbers = f"{self._numbers} base_lrs={self._bases()}"
        active = bool(self.optimizer.param_groups[0]["lr"] == self.get_last_lr()[0])
        progress = {"last_epoch": self.last_epoch, "watch": list(self._watch)}
        return {**progress, "active": active, "numbers": numbers}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step; set its rates at once if this scheduler was active."""
        numbers = self.state_dict()["numbers"]
        if (saved := state_dict.get("numbers", numbers)) != numbers:
            warn(f"The checkpoint has {saved}; these hold: {numbers}.", stacklevel=2)
        self.last_epoch = state_dict["last_epoch"]
        best, bad, cooling, falls = state_dict.get("watch", self._watch)
        self._watch = (best, bad, cooling, falls)
        if state_dict.get("active", True) and self.last_epoch >= 0:
            self.last_epoch -= 1
            self._initial_step()


# Rampsmith opens this file to edit the design (pytorch, digest ce25442e87995bcd):
# |{"rampsmith":1,"title":"Warmup,\u0020then\u0020by\u0020the\u0020metric","class_name":
# |"WarmupPlateau","stepping":"epoch","run":{"epochs":60},"segments":[{"name":"Warmup","
# |shape":"linear","span":{"epochs":5},"start":{"factor":0.1},"end":{"factor":1.0}},{"na
# |me":"Plateau","shape":{"kind":"plateau","mode":"min","factor":0.5,"patience":3,"thres
# |hold":0.0001,"threshold_mode":"rel","cooldown":1,"min_lr":1e-06,"eps":1e-08},"span":"
# |fill"}],"metric":[0.9,0.7,0.6,0.6,0.6,0.6,0.6,0.5]}

"""Warmup and plateau: a learning-rate schedule, written by hand as an export should be.

Linear from 0.1 to 1 x the base rate over 5 epochs, then down by a factor of 0.5 whenever
the metric has not become better for more than 3 epochs. After 60 epochs the last rate
holds. Each parameter group's own base rate is scaled; the lowest rate is the same for all.

Call ``scheduler.step(metrics)`` after every epoch, 60 times in all, with the metric of that
epoch: a finite number, the same in every process. While the warmup runs, for the first 5
calls, and after the end it needs none and ignores what it is given. To resume, load the
``state_dict()`` of both the optimizer and the scheduler, in either order. A checkpoint is
needed for that: ``last_epoch`` alone tells nothing of the metrics, so the plateau then
starts anew, at the rate with which it begins. ``SequentialLR`` and ``ChainedScheduler``
pass no metric on, so they cannot run it past the warmup.
"""

import math
import warnings
from typing import Any, SupportsFloat

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


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
    """Take a metric in: the best one, bad steps in a row, steps of cooldown left, and falls."""
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
    """Return the rate after so many falls; one by less than eps is left out, as are all after."""
    rate = start
    for _ in range(falls):
        lower = max(rate * factor, min_lr)
        if rate - lower <= eps:
            break
        rate = lower
    return rate


class WarmupPlateau(LRScheduler):
    """Scale the rate of every parameter group: linear, then down when a metric does not improve.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_epochs: length of the warmup in epochs.
        total_epochs: length of the whole schedule in epochs.
        start_factor: level at the start of the warmup, times each group's base rate.
        max_factor: level at the end of the warmup, times each group's base rate.
        mode: whether a lower ("min") or a higher ("max") metric is better.
        factor: what the rate is multiplied by when it falls.
        patience: how many epochs without anything better are waited through.
        threshold: how much better is better.
        threshold_mode: whether that is a fraction of the best ("rel") or a difference ("abs").
        cooldown: how many epochs are not counted after a fall.
        min_lr: the rate below which it does not fall, the same for every parameter group.
        eps: a fall by less than this is left out.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(  # noqa: PLR0917 - the numbers may be given by position, as in torch.
        self,
        optimizer: Optimizer,
        warmup_epochs: int = 5,
        total_epochs: int = 60,
        start_factor: float = 0.1,
        max_factor: float = 1.0,
        mode: str = "min",
        factor: float = 0.5,
        patience: int = 3,
        threshold: float = 0.0001,
        threshold_mode: str = "rel",
        cooldown: int = 2,
        min_lr: float = 1e-5,
        eps: float = 1e-8,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "warmup_epochs": warmup_epochs,
            "total_epochs": total_epochs,
            "start_factor": start_factor,
            "max_factor": max_factor,
            "mode": mode,
            "factor": factor,
            "patience": patience,
            "threshold": threshold,
            "threshold_mode": threshold_mode,
            "cooldown": cooldown,
            "min_lr": min_lr,
            "eps": eps,
        }
        self._warmup_end = warmup_epochs
        self._plateau_end = total_epochs
        self._start_factor = start_factor
        self._max_factor = max_factor
        self._mode = mode
        self._factor = factor
        self._patience = patience
        self._threshold = threshold
        self._threshold_mode = threshold_mode
        self._cooldown = cooldown
        self._min_lr = min_lr
        self._eps = eps
        # The best metric, bad steps in a row, steps of a cooldown left, and falls so far.
        self._plateau = (math.inf if mode == "min" else -math.inf, 0, 0, 0)
        super().__init__(optimizer, last_epoch)

    def step(self, metrics: SupportsFloat | None = None) -> None:
        """Go one step on; in the plateau, with the metric of the step that is done."""
        # torch itself makes the first step, when none has been counted: it has no metric.
        if self._step_count > 0 and self._warmup_end <= self.last_epoch < self._plateau_end:
            metric = math.nan if metrics is None else float(metrics)
            if not math.isfinite(metric):
                raise ValueError(
                    f"From step {self._warmup_end} on, step(metrics) needs the metric as a "
                    f"finite number, not {metrics}."
                )
            self._plateau = watched(
                metric,
                self._plateau,
                mode=self._mode,
                patience=self._patience,
                threshold=self._threshold,
                threshold_mode=self._threshold_mode,
                cooldown=self._cooldown,
            )
        super().step()

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        groups = self.optimizer.param_groups
        for group in groups[len(self.base_lrs) :]:  # groups that were added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch
        return [self._rate(t, float(group["initial_lr"])) for group in groups]

    def _rate(self, t: float, base: float) -> float:
        if t < self._warmup_end:
            p = t / self._warmup_end
            return linear(self._start_factor * base, self._max_factor * base, p)
        falls = self._plateau[3]
        return fallen(self._max_factor * base, falls, self._factor, self._min_lr, self._eps)

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        return {
            "last_epoch": self.last_epoch,
            "plateau": list(self._plateau),
            "numbers": dict(self._numbers),
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and give the optimizer its rates there at once."""
        saved = state_dict.get("numbers", self._numbers)
        if saved != self._numbers:
            warnings.warn(
                f"The checkpoint was saved with {saved}; these hold: {self._numbers}.",
                stacklevel=2,
            )
        best, bad, cooling, falls = state_dict["plateau"]
        self._plateau = (best, bad, cooling, falls)
        self.last_epoch = state_dict["last_epoch"]
        if self.last_epoch >= 0:  # a SequentialLR that has not come to it saves -1
            self.last_epoch -= 1
            self._initial_step()

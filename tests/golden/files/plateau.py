"""Warmup, then by the metric: a learning-rate schedule.

Linear from 0.1 of the base rate to the base rate over 5 epochs, then the rate times 0.5
whenever the metric has not fallen for more than 3 epochs, over all that is left. It
goes on past the end of the run. The base rate is what each parameter group was built
with (1e-3 in the design).

Call ``scheduler.step(metrics)`` after every epoch; before the last segment it needs no
metric. ``last_epoch`` alone knows nothing of the metrics: resume from a checkpoint. To
resume, load its state and the optimizer's, in either order (with other numbers than
were saved, the optimizer's first). Use it alone: a ``SequentialLR`` or a
``ChainedScheduler`` would pass no metric on. Unlike torch's, it sets the rates at every
step: one that is set by hand holds until the next. Where a group has an ``initial_lr``,
that counts as the rate it was built with. A group that is added later is scaled from
its ``initial_lr``, and has fallen as often as the others. Without one it has not
fallen, and is scaled from the optimizer's default rate; any other ``lr`` is the rate of
now. To resume, add it again after building the scheduler, then load.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

import math
from typing import Any, SupportsFloat
from warnings import warn

from torch import Tensor, optim


def lower_by_share(best: float, threshold: float) -> float:
    """Return what a metric must be below, by a share of the best one so far."""
    return best * (1.0 - threshold)


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


class WarmupPlateau(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then plateau.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_epochs: Epochs of "warmup".
        start_factor: At the start of "warmup", times the base rate.
        factor: What the rate is multiplied by when it falls.
        patience: Epochs without a better metric that pass before it falls.
        threshold: How much better is better.
        cooldown: Epochs that are not counted after a fall.
        min_lr: Lowest rate that it falls to, for every group.
        eps: A fall by this or less is left out.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_epochs: int = 5,
        start_factor: float = 0.1,
        factor: float = 0.5,
        patience: int = 3,
        threshold: float = 1e-4,
        cooldown: int = 1,
        min_lr: float = 1e-6,
        eps: float = 1e-8,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_epochs = warmup_epochs
        self.start_factor = start_factor
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.eps = eps
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in ("warmup_epochs", "patience", "cooldown"):
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if factor >= 1:
            raise ValueError("factor must be below 1.")
        # What the metrics have said: progress that no step number tells.
        self._best = math.inf
        self._bad = self._cooling = 0
        # Torch refuses what is no optimizer.
        self._falls = [0] * len(getattr(optimizer, "param_groups", ()))
        self._warned = False
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_epochs": self.warmup_epochs,
            "start_factor": self.start_factor,
            "factor": self.factor,
            "patience": self.patience,
            "threshold": self.threshold,
            "cooldown": self.cooldown,
            "min_lr": self.min_lr,
            "eps": self.eps,
        }

    def step(  # type: ignore[override]  # as torch's ReduceLROnPlateau
        self,
        metrics: SupportsFloat | None = None,
        epoch: int | None = None,
    ) -> None:
        """Go one step on; in the plateau, with the metric of the step that is done."""
        # torch itself makes the first step, which has no metric.
        if self._step_count > 0 and self.last_epoch >= self.warmup_epochs:
            self._watch(metrics)
        if epoch is not None:
            self.last_epoch = epoch - 1
        self._at = self.last_epoch + 1
        super().step()

    def _watch(self, metrics: SupportsFloat | None) -> None:
        """Take a metric in, as torch's ReduceLROnPlateau does."""
        if metrics is None:
            raise ValueError(
                f"Step {self.last_epoch} needs its metric: step(metrics). In Lightning,"
                " set monitor and reduce_on_plateau=True; in ignite, Trainer and"
                " skorch, call it from a handler or callback of your own."
            )
        metric = float(metrics)
        if not math.isfinite(metric) and not self._warned:
            self._warned = True
            told = f"The metric at step {self.last_epoch} is {metric}."
            warn(f"{told} Training goes on; this is told once.", stacklevel=3)
        goal = lower_by_share(self._best, self.threshold)
        is_better = metric < goal
        if is_better:
            self._best = metric
        self._bad, self._cooling = waited(self._bad, self._cooling, is_better=is_better)
        # A group that was added falls from here on.
        groups = self.optimizer.param_groups
        self.base_lrs = self._bases(self.last_epoch, groups, self._falls)
        if self._bad > self.patience:
            self._bad, self._cooling = 0, self.cooldown
            self._falls = [falls + 1 for falls in self._falls]

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        if self.last_epoch != self._at:  # moved without step(), as ignite does it
            self._watch(None)
        t = self.last_epoch
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups, self._falls)
        bases = [float(base) for base in self.base_lrs]
        return [self._rate(t, base, self._falls[i]) for i, base in enumerate(bases)]

    def _bases(
        self,
        step: int,
        groups: list[dict[str, Any]],
        falls: list[int],
    ) -> list[float | Tensor]:
        """Return the base rates; a group that was added has its rate of this step."""
        bases = list(self.base_lrs)
        for group in groups[len(bases) :]:  # added later
            old = next(x for x in groups if x["lr"] is group["lr"])
            if old is not group and isinstance(group["lr"], Tensor):  # shared default
                group["lr"] = group["lr"].clone()
                group.setdefault("initial_lr", old["initial_lr"])
            if len(falls) == len(bases):  # none were loaded
                falls.append(max(falls) if "initial_lr" in group else 0)
            base = rate = float(group["lr"])
            step = max(0, step)
            now = self._rate(step, rate, 0)
            other = self._rate(step, 2.0 * rate, 0)
            if now != other and group["lr"] is not self.optimizer.defaults.get("lr"):
                base += (rate - now) / (other - now) * rate
            base = base if 0 < base < 1e38 else rate
            bases.append(group.setdefault("initial_lr", base))
        return bases

    def _rate(self, t: float, base: float, falls: int) -> float:
        if t < self.warmup_epochs:
            start = base * self.start_factor
            p = t / self.warmup_epochs
            return start + (base - start) * p
        return fallen(base, falls, self.factor, self.min_lr, self.eps)

    def _taken_over(self, state_dict: dict[str, Any]) -> dict[str, Any]:
        """Find in a state of torch's ReduceLROnPlateau how often each rate fell."""
        for name, own in (("mode", "min"), ("threshold_mode", "rel")):
            theirs = state_dict.get(name, own)
            if theirs != own:
                raise ValueError(f"{name} is {theirs!r} in this state, not {own!r}.")
        rates = state_dict.get("_last_lr", [])
        if not rates and state_dict["last_epoch"] > 0:
            raise ValueError("This state has no _last_lr, so no rates to go on at.")
        # The step where the rates are compared: before the plateau none has fallen.
        t = max(state_dict["last_epoch"], self.warmup_epochs)
        copies = [dict(group) for group in self.optimizer.param_groups]
        bases = [float(base) for base in self._bases(t, copies, [*self._falls])]
        falls = [0] * len(bases)
        for i, rate in enumerate(map(float, rates[: len(bases)])):
            now = self._rate(t, bases[i], falls[i])
            while not math.isclose(now, rate, rel_tol=1e-6):  # a tensor's is rounded
                falls[i] += 1
                before, now = now, self._rate(t, bases[i], falls[i])
                if now == before:
                    raise ValueError(f"Group {i}: {bases[i]} never falls to {rate}.")
        numbers = self.state_dict()["numbers"]
        settings = {name: state_dict[name] for name in numbers if name in state_dict}
        return {"falls": falls, "numbers": {**numbers, **settings}}

    def state_dict(self) -> dict[str, Any]:
        """Return progress, rates, whether these were set here, and numbers."""
        falls, copies = [*self._falls], [*map(dict, self.optimizer.param_groups)]
        bases = self._bases(self.last_epoch, copies, falls)
        lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            # As torch's ReduceLROnPlateau calls them, and how often each rate fell.
            "best": self._best,
            "num_bad_epochs": self._bad,
            "cooldown_counter": self._cooling,
            "falls": falls,
            "active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
            "groups": [{"lr": lr} for lr in lrs],
            "numbers": {**numbers, "base_lrs": [float(base) for base in bases]},
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and put back what the groups held, whoever set it."""
        step: Any = state_dict.get("last_epoch")
        if not hasattr(step, "__float__") or not -1 <= step < 1e38:
            raise ValueError(f"This state has no last_epoch that is a step: {step!r}.")
        has_begun = state_dict["last_epoch"] > self.warmup_epochs
        if has_begun and "num_bad_epochs" not in state_dict:
            raise ValueError("This state has no num_bad_epochs, as a plateau has.")
        if "num_bad_epochs" in state_dict and "falls" not in state_dict:
            state_dict = {**state_dict, **self._taken_over(state_dict)}
        self._best = float(state_dict.get("best", self._best))
        self._bad = int(state_dict.get("num_bad_epochs", self._bad))
        self._cooling = int(state_dict.get("cooldown_counter", self._cooling))
        falls = state_dict.get("falls", self._falls)
        # Groups that it does not know have fallen as often as the others.
        unknown = len(self._falls) - len(falls)
        self._falls = [*falls, *[max(falls, default=0)] * unknown]
        saved, groups = state_dict.get("numbers", {}), self.optimizer.param_groups
        for i, base in enumerate((saved.get("base_lrs") or [])[: len(groups)]):
            groups[i].setdefault("initial_lr", base)  # of one that was added
        now = self.state_dict()["numbers"]
        diff = [each for each in {**now, **saved} if now.get(each) != saved.get(each)]
        if diff and len(state_dict) > 1:  # no step alone
            told = [f"{x} is {now.get(x)}, not {saved.get(x, 'saved')}" for x in diff]
            how = " Add late groups after building it." if diff == ["base_lrs"] else ""
            warn(f"Numbers differ; these hold: {'; '.join(told)}.{how}", stacklevel=2)
        kept = [] if diff and state_dict.get("active") else state_dict.get("groups", [])
        self.last_epoch = max(0, step) - 1
        if step >= 0:
            self._initial_step()  # goes one step on and sets the rates of that step
        self._step_count = 2  # torch looks for a wrong order of calls at 1 only
        for i, held in enumerate(kept[: len(groups)]):
            lr, rate = groups[i]["lr"], held["lr"]
            groups[i]["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate


# Rampsmith opens this file to edit the design (pytorch, digest 526e1eb818d88f59):
# |{"rampsmith":1,"title":"Warmup,\u0020then\u0020by\u0020the\u0020metric","class_name":
# |"WarmupPlateau","stepping":"epoch","run":{"epochs":60},"segments":[{"name":"Warmup","
# |shape":"linear","span":{"epochs":5},"start":{"factor":0.1},"end":{"factor":1.0}},{"na
# |me":"Plateau","shape":{"kind":"plateau","mode":"min","factor":0.5,"patience":3,"thres
# |hold":0.0001,"threshold_mode":"rel","cooldown":1,"min_lr":1e-06,"eps":1e-08},"span":"
# |fill"}],"metric":[0.9,0.7,0.6,0.6,0.6,0.6,0.6,0.5]}

"""Cosine annealing with warm restarts: a learning-rate schedule.

#%+:##%*+-:.###%%**++=--::..######%%%%****+++===---::::.....  <- the rate over the run
Again and again cosine from the base rate to 1e-5 over 1,000 updates (each cycle 2 times
as long). The cycles have no end. The base rate is what each parameter group was built
with (1e-3 in the design).

Call ``scheduler.step()`` after every ``optimizer.step()``, 15,000 times. To resume,
load the states of both, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect. Where a group has an ``initial_lr``, that counts as the rate it was built with.
A group that is added later is scaled from its ``initial_lr``, or without one from the
optimizer's default rate; any other ``lr`` is the rate of now, from where it goes on if
the schedule can. To resume, add it again after building the scheduler, then load.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

import math
from typing import Any
from warnings import warn

from torch import Tensor, optim


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


def cycle_at(n: float, cycle: float, stretch: float) -> tuple[int, float, float]:
    """Find the cycle that step n is in: its number, its first step and its length.

    Cycles that shrink to nothing end where they can no longer be told apart.
    """
    length = float(cycle)
    if stretch == 1:
        number = int(n / length)
        return number, min(n, number * length), length
    number = 0
    begin = 0.0
    while n >= begin + length > begin:
        begin += length
        length *= stretch
        number += 1
    return number, begin, length


class CosineRestarts(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: cosine.

    Args:
        optimizer: The optimizer whose groups are set.
        cosine_steps: Updates of "cosine".
        min_lr: At the end of "cosine", for every group.
        restarts_stretch: Length of each cycle of "restarts", times the one before.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        cosine_steps: int = 1_000,
        min_lr: float = 1e-5,
        restarts_stretch: float = 2.0,
        last_epoch: int = -1,
    ) -> None:
        self.cosine_steps = cosine_steps
        self.min_lr = min_lr
        self.restarts_stretch = restarts_stretch
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name == "cosine_steps":
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if restarts_stretch <= 0:
            raise ValueError("restarts_stretch must be above 0.")
        if cosine_steps <= 0:
            raise ValueError("A cycle must be longer than 0 steps.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "cosine_steps": self.cosine_steps,
            "min_lr": self.min_lr,
            "restarts_stretch": self.restarts_stretch,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        return [self._rate(t, base) for base in map(float, self.base_lrs)]

    def _bases(self, step: int, groups: list[dict[str, Any]]) -> list[float | Tensor]:
        """Return the base rates; a group that was added has its rate of this step."""
        bases = list(self.base_lrs)
        for group in groups[len(bases) :]:  # added later
            old = next(x for x in groups if x["lr"] is group["lr"])
            if old is not group and isinstance(group["lr"], Tensor):  # shared default
                group["lr"] = group["lr"].clone()
                group.setdefault("initial_lr", old["initial_lr"])
            base = rate = float(group["lr"])
            step = max(0, step)
            now = self._rate(step, rate)
            other = self._rate(step, 2.0 * rate)
            if now != other and group["lr"] is not self.optimizer.defaults.get("lr"):
                base += (rate - now) / (other - now) * rate
            base = base if 0 < base < 1e38 else rate
            bases.append(group.setdefault("initial_lr", base))
        return bases

    def _rate(self, t: float, base: float) -> float:
        cycle = self.cosine_steps
        _, since, length = cycle_at(t, cycle, self.restarts_stretch)
        t = (t - since) * (cycle / length)
        if t < self.cosine_steps:
            return cosine(base, self.min_lr, t / self.cosine_steps)
        return self.min_lr

    def state_dict(self) -> dict[str, Any]:
        """Return progress, rates, whether these were set here, and numbers."""
        bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])
        lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            "active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
            "groups": [{"lr": lr} for lr in lrs],
            "numbers": {**numbers, "base_lrs": [float(base) for base in bases]},
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and put back what the groups held, whoever set it."""
        step: Any = state_dict.get("last_epoch")
        if not hasattr(step, "__float__") or not -1 <= step < 1e38:
            raise ValueError(f"This state has no last_epoch that is a step: {step!r}.")
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


# Rampsmith opens this file to edit the design (pytorch, digest 2bd0fe3a3e87c798):
# |{"rampsmith":1,"title":"Cosine\u0020annealing\u0020with\u0020warm\u0020restarts","cla
# |ss_name":"CosineRestarts","run":{"updates":15000},"segments":[{"name":"Cosine","shape
# |":"cosine","span":{"steps":1000},"start":{"factor":1.0},"end":{"rate":1e-05}}],"repea
# |ts":[{"name":"Restarts","segments":[0,0],"times":"endless","stretch":2.0}]}

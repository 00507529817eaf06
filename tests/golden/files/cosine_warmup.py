"""Cosine warmup: a learning-rate schedule.

:=+%###########%%%%%%%******+++++=====------:::::::.........  <- the rate over the run
Linear from 0 to the base rate over 5 epochs, then cosine to 1e-3 over the rest. Steps
count from 1: the first epoch is one step on, not at the start. After the end the rate
stays at its end value. The base rate is what each parameter group was built with (0.1
in the design).

Call ``scheduler.step()`` at the end of every epoch, 50 times. To resume, load its state
and the optimizer's, in either order (with other numbers than were saved, the
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


class CosineWarmupScheduler(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_epochs: Epochs of "warmup".
        total_epochs: Epochs of the whole schedule.
        min_lr: At the end of "decay", for every group.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_epochs: int = 5,
        total_epochs: int = 50,
        min_lr: float = 1e-3,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_epochs = warmup_epochs
        self.total_epochs = total_epochs
        self.min_lr = min_lr
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in ("warmup_epochs", "total_epochs"):
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_epochs < warmup_epochs:
            raise ValueError("total_epochs must not be below warmup_epochs.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_epochs": self.warmup_epochs,
            "total_epochs": self.total_epochs,
            "min_lr": self.min_lr,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch + 1  # counts from 1: the last one arrives at the end
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        return self._rates(t, [float(base) for base in self.base_lrs])

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
            place = step + 1
            now = float(self._rates(place, [rate])[0])
            other = float(self._rates(place, [2.0 * rate])[0])
            if now != other and group["lr"] is not self.optimizer.defaults.get("lr"):
                base += (rate - now) / (other - now) * rate
            base = base if 0 < base < 1e38 else rate
            bases.append(group.setdefault("initial_lr", base))
        return bases

    def _rates(self, t: float, bases: list[float]) -> list[float | Tensor]:
        if t < self.warmup_epochs:
            return [base * (t / self.warmup_epochs) for base in bases]
        if t < self.total_epochs:
            p = (t - self.warmup_epochs) / (self.total_epochs - self.warmup_epochs)
            weight = 0.5 * (1.0 + math.cos(math.pi * p))
            rest = self.min_lr * (1.0 - weight)
            return [base * weight + rest for base in bases]
        return [self.min_lr for _ in bases]

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


# Rampsmith opens this file to edit the design (pytorch, digest 9d738832cc4c865b):
# |{"rampsmith":1,"title":"Cosine\u0020warmup","class_name":"CosineWarmupScheduler","ste
# |pping":"epoch","counts_from":1,"groups":[{"name":"all","base_lr":0.1}],"run":{"epochs
# |":50},"segments":[{"name":"Warmup","shape":"linear","span":{"epochs":5},"start":{"fac
# |tor":0.0},"end":{"factor":1.0}},{"name":"Decay","shape":"cosine","span":"fill","end":
# |{"rate":0.001}}]}

"""digits per epoch: a learning-rate schedule.

:=+%###########%%%%%%%******+++++=====------:::::::.........
Linear from 0 to the base rate over 5 epochs, then cosine to 1e-3 over the rest. After
the end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step()`` at the end of every epoch, 50 times. To resume, load its state
and the optimizer's, in either order. The rate is absolute at every step, so schedulers
chained before it have no effect. A group that is added later is scaled from its
``initial_lr``; without one, its ``lr`` is taken for that.

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


class CosineWarmupScheduler(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_epochs: int = 5,  # epochs of "warmup"
        total_epochs: int = 50,  # epochs of the whole schedule
        min_lr: float = 1e-3,  # at the end of "decay", for every group
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = {
            "warmup_epochs": warmup_epochs,
            "total_epochs": total_epochs,
            "min_lr": min_lr,
        }
        for name, number in self._numbers.items():
            if not hasattr(number, "__float__") or not math.isfinite(number):
                raise ValueError(f"{name} must be a finite number, not {number!r}.")
            if name.endswith("_epochs") and number != 0 and number < 1:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_epochs < warmup_epochs:
            raise ValueError("total_epochs must not be below warmup_epochs.")
        self._warmup_end = warmup_epochs
        self._decay_end = total_epochs
        self._min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch + 1  # counts from 1: the last one arrives at the end
        return self._rates(t, self._bases())

    def _bases(self) -> list[float]:
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        return [float(base) for base in self.base_lrs]

    def _rates(self, t: float, bases: list[float]) -> list[float | Tensor]:
        if t < self._warmup_end:
            return [base * (t / self._warmup_end) for base in bases]
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            weight = cosine(1.0, 0.0, p)
            rest = self._min_lr * (1.0 - weight)
            return [base * weight + rest for base in bases]
        return [self._min_lr for _ in bases]

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, what the groups hold, and numbers to compare only."""
        groups = [{"lr": float(group["lr"])} for group in self.optimizer.param_groups]
        last_lr = [float(rate) for rate in self.get_last_lr()]
        numbers = {name: float(number) for name, number in self._numbers.items()}
        return {
            "last_epoch": self.last_epoch,
            # Whether the rates are those that this scheduler set last.
            "active": [group["lr"] for group in groups][: len(last_lr)] == last_lr,
            "groups": groups,
            "numbers": {**numbers, "base_lrs": self._bases()},
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and put back what the groups held, whoever set it."""
        if "last_epoch" not in state_dict:
            raise ValueError("This state has no last_epoch, so no step to resume at.")
        numbers = self.state_dict()["numbers"]
        groups = state_dict.get("groups", [])
        if (saved := state_dict.get("numbers", numbers)) != numbers:
            warn(f"The checkpoint has {saved}; these hold: {numbers}.", stacklevel=2)
            groups = [] if state_dict.get("active") else groups
        self.last_epoch = max(0, state_dict["last_epoch"]) - 1
        if state_dict["last_epoch"] >= 0:
            self._initial_step()  # goes one step on and sets the rates of that step
        self._step_count = 2  # torch looks for a wrong order of calls at 1 only
        for index, group in enumerate(self.optimizer.param_groups[: len(groups)]):
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(groups[index]["lr"])
            else:
                group["lr"] = groups[index]["lr"]


# Rampsmith opens this file to edit the design (pytorch, digest 804695a2635e5d2a):
# |{"rampsmith":1,"title":"digits\u0020per\u0020epoch","class_name":"CosineWarmupSchedul
# |er","stepping":"epoch","counts_from":1,"groups":[{"name":"all","base_lr":0.1}],"run":
# |{"samples":1437,"batch_size":32,"epochs":50},"segments":[{"name":"Warmup","shape":"li
# |near","span":{"epochs":5},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay
# |","shape":"cosine","span":"fill","end":{"rate":0.001}}]}

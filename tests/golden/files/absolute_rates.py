"""Absolute rates: a learning-rate schedule.

:-=*%##########################%%*+++===----::::::::::......  <- the rate over the run
Linear from 1e-6 to 3e-4 over 3 epochs, constant over 40 % of the run, then exponential
to 1e-5 over the rest. After the end the rate stays at its end value. Every parameter
group gets the same rate, whatever it was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 11,730 times. To resume,
load the states of both, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

from typing import Any
from warnings import warn

from torch import Tensor, optim


def exponential(start: float, end: float, p: float) -> float:
    """Multiply by the same number at every step: start * (end / start) ** p."""
    ratio: float = (end / start) ** p
    return start * ratio


class AbsoluteRates(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, constant, then exponential.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_steps: Updates of "warmup" (3 epochs).
        hold_steps: Updates of "hold" (40 % of 11,730, fixed).
        total_steps: Updates of the whole schedule (30 epochs).
        start_lr: At the start of "warmup", for every group.
        max_lr: At the end of "warmup", for every group.
        min_lr: At the end of "decay", for every group.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 1_173,
        hold_steps: int = 4_692,
        total_steps: int = 11_730,
        start_lr: float = 1e-6,
        max_lr: float = 3e-4,
        min_lr: float = 1e-5,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_steps = warmup_steps
        self.hold_steps = hold_steps
        self._total_steps = total_steps
        self.start_lr = start_lr
        self.max_lr = max_lr
        self.min_lr = min_lr
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in ("warmup_steps", "hold_steps", "total_steps"):
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if max_lr <= 0:
            raise ValueError("max_lr must be above 0.")
        if min_lr <= 0:
            raise ValueError("min_lr must be above 0.")
        if total_steps < warmup_steps + hold_steps:
            raise ValueError("total_steps must not be below warmup_steps + hold_steps.")
        self._hold_end = warmup_steps + hold_steps
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_steps": self.warmup_steps,
            "hold_steps": self.hold_steps,
            "total_steps": self._total_steps,
            "start_lr": self.start_lr,
            "max_lr": self.max_lr,
            "min_lr": self.min_lr,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        rate = self._rate(self.last_epoch)
        return [rate for _ in self._bases()]

    def _bases(self) -> list[float | Tensor]:
        """Return the base rates: one for each group, though no rate depends on it."""
        groups, bases = self.optimizer.param_groups, self.base_lrs
        for group in groups[len(bases) :]:  # added later
            old = next(x for x in groups if x["lr"] is group["lr"])
            if old is not group and isinstance(group["lr"], Tensor):  # shared default
                group["lr"] = group["lr"].clone()
                group.setdefault("initial_lr", old["initial_lr"])
            bases.append(group.setdefault("initial_lr", float(group["lr"])))
        return bases

    def _rate(self, t: float) -> float:
        if t < self.warmup_steps:
            p = t / self.warmup_steps
            return self.start_lr + (self.max_lr - self.start_lr) * p
        if t < self._hold_end:
            return self.max_lr
        if t < self._total_steps:
            p = (t - self._hold_end) / (self._total_steps - self._hold_end)
            return exponential(self.max_lr, self.min_lr, p)
        return self.min_lr

    def state_dict(self) -> dict[str, Any]:
        """Return progress, rates, whether these were set here, and numbers."""
        lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            "active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
            "groups": [{"lr": lr} for lr in lrs],
            "numbers": numbers,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and put back what the groups held, whoever set it."""
        step: Any = state_dict.get("last_epoch")
        if not hasattr(step, "__float__") or not -1 <= step < 1e38:
            raise ValueError(f"This state has no last_epoch that is a step: {step!r}.")
        saved, groups = state_dict.get("numbers", {}), self.optimizer.param_groups
        now = self.state_dict()["numbers"]
        diff = [each for each in {**now, **saved} if now.get(each) != saved.get(each)]
        if diff and len(state_dict) > 1:  # no step alone
            told = [f"{x} is {now.get(x)}, not {saved.get(x, 'saved')}" for x in diff]
            warn(f"Numbers differ; these hold: {'; '.join(told)}.", stacklevel=2)
        kept = [] if diff and state_dict.get("active") else state_dict.get("groups", [])
        self.last_epoch = max(0, step) - 1
        if step >= 0:
            self._initial_step()  # goes one step on and sets the rates of that step
        self._step_count = 2  # torch looks for a wrong order of calls at 1 only
        for i, held in enumerate(kept[: len(groups)]):
            lr, rate = groups[i]["lr"], held["lr"]
            groups[i]["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate


# Rampsmith opens this file to edit the design (pytorch, digest 3e662e84ab08a7ce):
# |{"rampsmith":1,"title":"Absolute\u0020rates","class_name":"AbsoluteRates","segments":
# |[{"name":"Warmup","shape":"linear","span":{"epochs":3},"start":{"rate":1e-06},"end":{
# |"rate":0.0003}},{"name":"Hold","shape":"constant","span":{"percent":40}},{"name":"Dec
# |ay","shape":"exponential","span":"fill","end":{"rate":1e-05}}]}

"""Warmup, stable, decay: a learning-rate schedule.

*################################################*++=---:::.  <- the rate over the run
Linear from 0 to 1 over 2,000 updates, constant over the rest, then 1 - sqrt to 0 over
20 % of the run, all times the rate that each parameter group was built with (1e-3 in
the design). After the end the rate stays at its end value.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times. To resume,
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


class WarmupStableDecay(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, constant, then 1 - sqrt.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_steps: Updates of "warmup".
        decay_steps: Updates of "decay" (20 % of 100,000, fixed).
        total_steps: Updates of the whole schedule.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 2_000,
        decay_steps: int = 20_000,
        total_steps: int = 100_000,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_steps = warmup_steps
        self.decay_steps = decay_steps
        self._total_steps = total_steps
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not (number == 0 or 1 <= number < 1e38):
                raise ValueError(f"{name} must be 0 or from 1 to 1e38, not {number!r}.")
        needed = warmup_steps + decay_steps
        if total_steps < needed:
            raise ValueError(f"total_steps must be {needed} or more, the others' sum.")
        self._stable_end = total_steps - decay_steps
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_steps": self.warmup_steps,
            "decay_steps": self.decay_steps,
            "total_steps": self._total_steps,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        factor = self._factor(self.last_epoch)
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        return [base * factor for base in self.base_lrs]

    def _bases(self, step: int, groups: list[dict[str, Any]]) -> list[float | Tensor]:
        """Return the base rates; a group that was added has its rate of this step."""
        bases, usual = list(self.base_lrs), self.optimizer.defaults.get("lr")
        for new in groups[len(bases) :]:  # added later
            lr, now = new["lr"], self._factor(max(0, step))
            base = float(lr) / float(now) if now and lr is not usual else float(lr)
            old = next(x for x in groups if x["lr"] is lr)  # may share the default
            bases.append(new.setdefault("initial_lr", old.get("initial_lr", base)))
            new["lr"] = lr.clone() if old is not new and isinstance(lr, Tensor) else lr
        return bases

    def _factor(self, t: float) -> float:
        if t < self.warmup_steps:
            return t / self.warmup_steps
        if t < self._stable_end:
            return 1.0
        if t < self._total_steps:
            p = (t - self._stable_end) / (self._total_steps - self._stable_end)
            return 1.0 - math.sqrt(p)
        return 0.0

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


# Rampsmith opens this file to edit the design (pytorch, digest 13a9166fcf81bfe6):
# |{"rampsmith":1,"title":"Warmup,\u0020stable,\u0020decay","class_name":"WarmupStableDe
# |cay","run":{"updates":100000},"segments":[{"name":"Warmup","shape":"linear","span":{"
# |steps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Stable","shape":"c
# |onstant","span":"fill"},{"name":"Decay","shape":"one_minus_sqrt","span":{"percent":20
# |},"end":{"factor":0.0}}]}

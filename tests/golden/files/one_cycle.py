"""One cycle: a learning-rate schedule.

..:::--=++**%%############%%%%%*****++++===-----:::::.......  <- the rate over the run
Cosine from 4e-5 to 1e-3 over 30 % of the run, then cosine to 4e-9 over the rest. The
momentum, or Adam's beta1, goes along: cosine from 0.95 to 0.85 over 30 % of the run,
then cosine to 0.95 over the rest. After the end the rate stays at its end value. Every
parameter group gets the same rate, whatever it was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 10,000 times. To resume,
load the states of both, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect.

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


class OneCycle(optim.lr_scheduler.LRScheduler):
    """Set the rate and the momentum of every parameter group: cosine, then cosine.

    Args:
        optimizer: The optimizer whose groups are set.
        up_steps: Updates of "up" (30 % of 10,000, fixed).
        total_steps: Updates of the whole schedule.
        start_lr: At the start of "up", for every group.
        max_lr: At the end of "up", for every group.
        min_lr: At the end of "down", for every group.
        max_momentum: The highest momentum.
        base_momentum: The lowest momentum.
        last_epoch: The step to resume after; -1 begins anew.
    """

    SETS = ("lr", "betas[0]", "momentum")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        up_steps: int = 3_000,
        total_steps: int = 10_000,
        start_lr: float = 4e-5,
        max_lr: float = 1e-3,
        min_lr: float = 4e-9,
        max_momentum: float = 0.95,
        base_momentum: float = 0.85,
        last_epoch: int = -1,
    ) -> None:
        self.up_steps = up_steps
        self._total_steps = total_steps
        self.start_lr = start_lr
        self.max_lr = max_lr
        self.min_lr = min_lr
        self.max_momentum = max_momentum
        self.base_momentum = base_momentum
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in ("up_steps", "total_steps"):
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_steps < up_steps:
            raise ValueError("total_steps must not be below up_steps.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "up_steps": self.up_steps,
            "total_steps": self._total_steps,
            "start_lr": self.start_lr,
            "max_lr": self.max_lr,
            "min_lr": self.min_lr,
            "max_momentum": self.max_momentum,
            "base_momentum": self.base_momentum,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        self._set_momentum(self._momentum(t))
        rate = self._rate(t)
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
        if t < self.up_steps:
            return cosine(self.start_lr, self.max_lr, t / self.up_steps)
        if t < self._total_steps:
            p = (t - self.up_steps) / (self._total_steps - self.up_steps)
            return cosine(self.max_lr, self.min_lr, p)
        return self.min_lr

    def _momentum(self, t: float) -> float:
        if t < self.up_steps:
            return cosine(self.max_momentum, self.base_momentum, t / self.up_steps)
        if t < self._total_steps:
            p = (t - self.up_steps) / (self._total_steps - self.up_steps)
            return cosine(self.base_momentum, self.max_momentum, p)
        return self.max_momentum

    def _set_momentum(self, momentum: float) -> None:
        for group in self.optimizer.param_groups:
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            elif "momentum" in group:
                group["momentum"] = momentum
            else:
                raise ValueError("The optimizer has no momentum that could be set.")

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, what the groups hold, and the numbers."""
        groups: list[dict[str, Any]] = []
        for group in self.optimizer.param_groups:
            held = {**group, "lr": float(group["lr"])}
            for place, beta in enumerate(group.get("betas", ())):
                held[f"betas[{place}]"] = beta
            groups.append({name: held[name] for name in self.SETS if name in held})
        last = [float(rate) for rate in self.get_last_lr()]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            # Rates that were set here are not put back where the numbers are others.
            "active": [group["lr"] for group in groups][: len(last)] == last,
            "groups": groups,
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
        for i, group in enumerate(groups[: len(kept)]):
            held = {name: kept[i][name] for name in self.SETS if name in kept[i]}
            lr, rate = group["lr"], held.pop("lr", group["lr"])
            group["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate
            if "betas" in group:
                betas = enumerate(group["betas"])
                group["betas"] = tuple(held.get(f"betas[{k}]", old) for k, old in betas)
            group.update({name: held[name] for name in held if name in group})


# Rampsmith opens this file to edit the design (pytorch, digest 90ff7c55dfa1c7bd):
# |{"rampsmith":1,"title":"One\u0020cycle","class_name":"OneCycle","run":{"updates":1000
# |0},"segments":[{"name":"Up","shape":"cosine","span":{"percent":30},"start":{"rate":4e
# |-05},"end":{"rate":0.001}},{"name":"Down","shape":"cosine","span":"fill","end":{"rate
# |":4e-09}}],"momentum":{"segments":[{"name":"Up","shape":"cosine","span":{"percent":30
# |},"start":{"rate":0.95},"end":{"rate":0.85}},{"name":"Down","shape":"cosine","span":"
# |fill","end":{"rate":0.95}}]}}

"""Triangles, halved each time: a learning-rate schedule.

-=+*%##%*+=-:--==++==--::::------:::::::::::::::::::::::::::  <- the rate over the run
Again and again linear from 1e-4 to 1e-3 over 2,000 updates and linear to 1e-4 over
2,000 updates (what lies above the lowest times 0.5 each cycle). The momentum, or Adam's
beta1, goes along: again and again linear from 0.9 to 0.8 over 2,000 updates and linear
to 0.9 over 2,000 updates (what lies below the highest times 0.5 each cycle). The cycles
have no end. Every parameter group gets the same rate, whatever it was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 20,000 times. To resume,
load the states of both, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

from typing import Any
from warnings import warn

from torch import Tensor, optim


def shrunk(level: float, kept: float, scale: float) -> float:
    """Scale how far a level is from one that stays; a scale of 1 changes nothing."""
    return level * scale + kept * (1.0 - scale) if level != kept else level


class Triangular2(optim.lr_scheduler.LRScheduler):
    """Set the rate and the momentum of every parameter group: linear, then linear.

    Args:
        optimizer: The optimizer whose groups are set.
        up_steps: Updates of "up".
        down_steps: Updates of "down".
        base_lr: The lowest rate, for every group.
        max_lr: The highest rate, for every group.
        gamma: Times what lies above the lowest level, from cycle to cycle of "cycles";
            of the momentum too.
        max_momentum: The highest momentum.
        base_momentum: The lowest momentum.
        last_epoch: The step to resume after; -1 begins anew.
    """

    SETS = ("lr", "betas[0]", "momentum")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        up_steps: int = 2_000,
        down_steps: int = 2_000,
        base_lr: float = 1e-4,
        max_lr: float = 1e-3,
        gamma: float = 0.5,
        max_momentum: float = 0.9,
        base_momentum: float = 0.8,
        last_epoch: int = -1,
    ) -> None:
        self.up_steps = up_steps
        self.down_steps = down_steps
        self.base_lr = base_lr
        self.max_lr = max_lr
        self.gamma = gamma
        self.max_momentum = max_momentum
        self.base_momentum = base_momentum
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in ("up_steps", "down_steps"):
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        self._down_end = up_steps + down_steps
        if self._down_end <= 0:
            raise ValueError("A cycle must be longer than 0 steps.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "up_steps": self.up_steps,
            "down_steps": self.down_steps,
            "base_lr": self.base_lr,
            "max_lr": self.max_lr,
            "gamma": self.gamma,
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
        number, t = divmod(t, self._down_end)
        scale: float = self.gamma**number
        low = min(self.base_lr, self.max_lr)
        if t < self.up_steps:
            start = shrunk(self.base_lr, low, scale)
            end = shrunk(self.max_lr, low, scale)
            p = t / self.up_steps
            return start + (end - start) * p
        start = shrunk(self.max_lr, low, scale)
        end = shrunk(self.base_lr, low, scale)
        p = (t - self.up_steps) / (self._down_end - self.up_steps)
        return start + (end - start) * p

    def _momentum(self, t: float) -> float:
        number, t = divmod(t, self._down_end)
        scale: float = self.gamma**number
        high = max(self.max_momentum, self.base_momentum)
        if t < self.up_steps:
            start = shrunk(self.max_momentum, high, scale)
            end = shrunk(self.base_momentum, high, scale)
            p = t / self.up_steps
            return start + (end - start) * p
        start = shrunk(self.base_momentum, high, scale)
        end = shrunk(self.max_momentum, high, scale)
        p = (t - self.up_steps) / (self._down_end - self.up_steps)
        return start + (end - start) * p

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


# Rampsmith opens this file to edit the design (pytorch, digest 77dd2c85aa3c3408):
# |{"rampsmith":2,"title":"Triangles,\u0020halved\u0020each\u0020time","class_name":"Tri
# |angular2","run":{"updates":20000},"segments":[{"name":"Up","shape":"linear","span":{"
# |steps":2000},"start":{"rate":0.0001},"end":{"rate":0.001}},{"name":"Down","shape":"li
# |near","span":{"steps":2000},"end":{"rate":0.0001}}],"repeats":[{"name":"Cycles","segm
# |ents":[0,1],"times":"endless","scale":0.5,"scaling":"amplitude"}],"momentum":{"segmen
# |ts":[{"name":"Up","shape":"linear","span":{"steps":2000},"start":{"rate":0.9},"end":{
# |"rate":0.8}},{"name":"Down","shape":"linear","span":{"steps":2000},"end":{"rate":0.9}
# |}],"repeats":[{"name":"Cycles","segments":[0,1],"times":"endless","scale":0.5,"scalin
# |g":"depth"}]}}

"""Every kind of number: a learning-rate schedule.

:-==+*%#%%%****+++++++===---:::::----===========********+=-:
Linear from 0.1 of the base rate to 0.9 of the base rate over 7 updates, inverse square
root with a time scale of 5 updates over 20 % of the run, staircase of ratio 0.7 every 3
updates over 20 % of the run, polynomial of power 3 to 4e-4 over the rest, constant at
7e-4 over 6 updates, then cosine to 0.05 of the base rate over 10 % of the run. After
the end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 60 times. To resume, load
the states of both, in either order. The rate is absolute at every step, so schedulers
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


def polynomial(start: float, end: float, p: float, power: float) -> float:
    """Go along a power: start * w + end * (1 - w), w = (1 - p) ** power."""
    weight: float = (1.0 - p) ** power
    return start * weight + end * (1.0 - weight)


def inverse_sqrt(start: float, n: float, time_scale: float) -> float:
    """Fall with the square root of time: start * sqrt(s / (s + n)), s = time_scale."""
    return start * math.sqrt(time_scale / (time_scale + n))


def staircase(start: float, n: float, every: float, factor: float) -> float:
    """Multiply by factor after every so many steps: start * factor ** (n // every)."""
    fallen: float = factor ** (n // every)
    return start * fallen


class Everything(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group, in 6 segments."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 7,  # updates of "warmup"
        fast_steps: int = 12,  # updates of "fast" (20 % of 60, fixed)
        stairs_steps: int = 12,  # updates of "stairs" (20 % of 60, fixed)
        hold_steps: int = 6,  # updates of "hold"
        cooldown_steps: int = 6,  # updates of "cooldown" (10 % of 60, fixed)
        total_steps: int = 60,  # updates of the whole schedule
        start_factor: float = 0.1,  # at the start of "warmup", times the base rate
        max_factor: float = 0.9,  # at the end of "warmup", times the base rate
        slope_lr: float = 4e-4,  # at the end of "slope", for every group
        hold_lr: float = 7e-4,  # in "hold", for every group
        min_factor: float = 0.05,  # at the end of "cooldown", times the base rate
        fast_time_scale_steps: int = 5,  # time scale of "fast", in updates
        stairs_every_steps: int = 3,  # length of each stair of "stairs", in updates
        stairs_factor: float = 0.7,  # each stair of "stairs", times the one before
        slope_power: float = 3.0,  # power of "slope"
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = {
            "warmup_steps": warmup_steps,
            "fast_steps": fast_steps,
            "stairs_steps": stairs_steps,
            "hold_steps": hold_steps,
            "cooldown_steps": cooldown_steps,
            "total_steps": total_steps,
            "start_factor": start_factor,
            "max_factor": max_factor,
            "slope_lr": slope_lr,
            "hold_lr": hold_lr,
            "min_factor": min_factor,
            "fast_time_scale_steps": fast_time_scale_steps,
            "stairs_every_steps": stairs_every_steps,
            "stairs_factor": stairs_factor,
            "slope_power": slope_power,
        }
        for name, number in self._numbers.items():
            if not hasattr(number, "__float__") or not math.isfinite(number):
                raise ValueError(f"{name} must be a finite number, not {number!r}.")
            if name.endswith("_steps") and number != 0 and number < 1:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if fast_time_scale_steps < 1:
            raise ValueError("fast_time_scale_steps must be at least 1.")
        if stairs_every_steps < 1:
            raise ValueError("stairs_every_steps must be at least 1.")
        needed = warmup_steps + fast_steps + stairs_steps + hold_steps + cooldown_steps
        if total_steps < needed:
            raise ValueError(f"total_steps must be {needed} or more, the others' sum.")
        self._warmup_end = warmup_steps
        self._fast_end = self._warmup_end + fast_steps
        self._stairs_end = self._fast_end + stairs_steps
        rest = total_steps - hold_steps
        rest -= cooldown_steps
        self._slope_end = rest
        self._hold_end = self._slope_end + hold_steps
        self._cooldown_end = self._hold_end + cooldown_steps
        self._start_factor = start_factor
        self._max_factor = max_factor
        self._slope_lr = slope_lr
        self._hold_lr = hold_lr
        self._min_factor = min_factor
        self._fast_time_scale_steps = fast_time_scale_steps
        self._stairs_every_steps = stairs_every_steps
        self._stairs_factor = stairs_factor
        self._slope_power = slope_power
        super().__init__(optimizer, last_epoch)

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
            end = base * self._max_factor
            p = t / self._warmup_end
            return start + (end - start) * p
        start = base * self._max_factor
        time_scale = self._fast_time_scale_steps
        if t < self._fast_end:
            n = t - self._warmup_end
            return inverse_sqrt(start, n, time_scale)
        n = self._fast_end - self._warmup_end
        start = inverse_sqrt(start, n, time_scale)
        every = self._stairs_every_steps
        factor = self._stairs_factor
        if t < self._stairs_end:
            n = t - self._fast_end
            return staircase(start, n, every, factor)
        n = self._stairs_end - self._fast_end
        start = staircase(start, n, every, factor)
        if t < self._slope_end:
            p = (t - self._stairs_end) / (self._slope_end - self._stairs_end)
            return polynomial(start, self._slope_lr, p, self._slope_power)
        if t < self._hold_end:
            return self._hold_lr
        if t < self._cooldown_end:
            p = (t - self._hold_end) / (self._cooldown_end - self._hold_end)
            return cosine(self._hold_lr, base * self._min_factor, p)
        return base * self._min_factor

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


# Rampsmith opens this file to edit the design (pytorch, digest ff7686b0a11eadb7):
# |{"rampsmith":1,"title":"Every\u0020kind\u0020of\u0020number","class_name":"Everything
# |","groups":[{"name":"body","base_lr":0.001},{"name":"head","base_lr":0.01},{"name":"b
# |ias","base_lr":0.003}],"run":{"updates":60},"segments":[{"name":"Warmup","shape":"lin
# |ear","span":{"steps":7},"start":{"factor":0.1},"end":{"factor":0.9}},{"name":"Fast","
# |shape":{"kind":"inverse_sqrt","time_scale":{"steps":5}},"span":{"percent":20}},{"name
# |":"Stairs","shape":{"kind":"staircase","every":{"steps":3},"factor":0.7},"span":{"per
# |cent":20}},{"name":"Slope","shape":{"kind":"polynomial","power":3.0},"span":"fill","e
# |nd":{"rate":0.0004}},{"name":"Hold","shape":"constant","span":{"steps":6},"start":{"r
# |ate":0.0007}},{"name":"Cooldown","shape":"cosine","span":{"percent":10},"end":{"facto
# |r":0.05}}]}

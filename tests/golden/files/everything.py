"""Every kind of number: a learning-rate schedule.

:-==+*%#%%%****+++++++===---:::::----===========********+=-:  <- the rate over the run
Linear from 0.1 of the base rate to 0.9 of the base rate over 7 updates, inverse square
root with a time scale of 5 updates over 20 % of the run, staircase of ratio 0.7 every 3
updates over 20 % of the run, polynomial of power 3 to 4e-4 over the rest, constant at
7e-4 over 6 updates, then cosine to 0.05 of the base rate over 10 % of the run. After
the end the rate stays at its end value. The base rate is what each parameter group was
built with ("body" 1e-3, "head" 0.01, "bias" 3e-3 in the design).

Call ``scheduler.step()`` after every ``optimizer.step()``, 60 times. To resume, load
the states of both, in either order (with other numbers than were saved, the optimizer's
first). The rate is absolute: what schedulers chained before it set has no effect. Where
a group has an ``initial_lr``, that counts as the rate it was built with. A group that
is added later is scaled from its ``initial_lr``, or without one from the optimizer's
default rate; any other ``lr`` is the rate of now, from where it goes on if the schedule
can. To resume, add it again after building the scheduler, then load.

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
    """Multiply by factor after each stair: start * factor ** floor(n / every)."""
    fallen: float = factor ** math.floor(n / every)
    return start * fallen


class Everything(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group, in 6 segments.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_steps: Updates of "warmup".
        fast_steps: Updates of "fast" (20 % of 60, fixed).
        stairs_steps: Updates of "stairs" (20 % of 60, fixed).
        hold_steps: Updates of "hold".
        cooldown_steps: Updates of "cooldown" (10 % of 60, fixed).
        total_steps: Updates of the whole schedule.
        start_factor: At the start of "warmup", times the base rate.
        max_factor: At the end of "warmup", times the base rate.
        slope_lr: At the end of "slope", for every group.
        hold_lr: In "hold", for every group.
        min_factor: At the end of "cooldown", times the base rate.
        fast_time_scale_steps: Time scale of "fast", in updates.
        step_size: Length of each stair of "stairs", in updates.
        gamma: Each stair of "stairs", times the one before.
        slope_power: Power of "slope".
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 7,
        fast_steps: int = 12,
        stairs_steps: int = 12,
        hold_steps: int = 6,
        cooldown_steps: int = 6,
        total_steps: int = 60,
        start_factor: float = 0.1,
        max_factor: float = 0.9,
        slope_lr: float = 4e-4,
        hold_lr: float = 7e-4,
        min_factor: float = 0.05,
        fast_time_scale_steps: int = 5,
        step_size: int = 3,
        gamma: float = 0.7,
        slope_power: float = 3.0,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_steps = warmup_steps
        self.fast_steps = fast_steps
        self.stairs_steps = stairs_steps
        self.hold_steps = hold_steps
        self.cooldown_steps = cooldown_steps
        self._total_steps = total_steps
        self.start_factor = start_factor
        self.max_factor = max_factor
        self.slope_lr = slope_lr
        self.hold_lr = hold_lr
        self.min_factor = min_factor
        self.fast_time_scale_steps = fast_time_scale_steps
        self.step_size = step_size
        self.gamma = gamma
        self.slope_power = slope_power
        lengths = (
            "warmup_steps",
            "fast_steps",
            "stairs_steps",
            "hold_steps",
            "cooldown_steps",
            "total_steps",
        )
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in lengths:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if fast_time_scale_steps < 1:
            raise ValueError("fast_time_scale_steps must be at least 1.")
        if step_size < 1:
            raise ValueError("step_size must be at least 1.")
        if slope_power <= 0:
            raise ValueError("slope_power must be above 0.")
        needed = warmup_steps + fast_steps + stairs_steps + hold_steps + cooldown_steps
        if total_steps < needed:
            raise ValueError(f"total_steps must be {needed} or more, the others' sum.")
        self._fast_end = warmup_steps + fast_steps
        self._stairs_end = self._fast_end + stairs_steps
        self._slope_end = total_steps - hold_steps - cooldown_steps
        self._hold_end = self._slope_end + hold_steps
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_steps": self.warmup_steps,
            "fast_steps": self.fast_steps,
            "stairs_steps": self.stairs_steps,
            "hold_steps": self.hold_steps,
            "cooldown_steps": self.cooldown_steps,
            "total_steps": self._total_steps,
            "start_factor": self.start_factor,
            "max_factor": self.max_factor,
            "slope_lr": self.slope_lr,
            "hold_lr": self.hold_lr,
            "min_factor": self.min_factor,
            "fast_time_scale_steps": self.fast_time_scale_steps,
            "step_size": self.step_size,
            "gamma": self.gamma,
            "slope_power": self.slope_power,
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
        if t < self.warmup_steps:
            start = base * self.start_factor
            end = base * self.max_factor
            p = t / self.warmup_steps
            return start + (end - start) * p
        start = base * self.max_factor
        time_scale = self.fast_time_scale_steps
        if t < self._fast_end:
            n = t - self.warmup_steps
            return inverse_sqrt(start, n, time_scale)
        n = self._fast_end - self.warmup_steps
        start = inverse_sqrt(start, n, time_scale)
        every = self.step_size
        factor = self.gamma
        if t < self._stairs_end:
            n = t - self._fast_end
            return staircase(start, n, every, factor)
        n = self._stairs_end - self._fast_end
        start = staircase(start, n, every, factor)
        if t < self._slope_end:
            p = (t - self._stairs_end) / (self._slope_end - self._stairs_end)
            return polynomial(start, self.slope_lr, p, self.slope_power)
        if t < self._hold_end:
            return self.hold_lr
        if t < self._total_steps:
            p = (t - self._hold_end) / (self._total_steps - self._hold_end)
            return cosine(self.hold_lr, base * self.min_factor, p)
        return base * self.min_factor

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


# Rampsmith opens this file to edit the design (pytorch, digest 503a4d0c2ba67f6a):
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

"""A student and its teacher: a learning-rate schedule.

:-=*%###########%%%%%%%******+++++=====-----:::::::.........  <- the rate over the run
Linear from 0 to the base rate over 10 epochs, then cosine to 1e-6 over the rest. The
weight decay goes along: cosine from 1 to 10 over the rest, all times the weight decay
that each parameter group was built with. The teacher momentum, which the training loop
reads as ``group["teacher_momentum"]``, goes along: cosine from 0.996 to 1 over the
rest. The temperature, which the training loop reads as ``group["temperature"]``, goes
along: linear from 0.04 to 0.07 over 30 epochs, then constant over the rest. After the
end the rate stays at its end value. The base rate is what each parameter group was
built with (5e-4 in the design).

Call ``scheduler.step()`` after every ``optimizer.step()``, 156,300 times. To resume,
load the states of both, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect. Where a group has an ``initial_lr``, that counts as the rate it was built with.
A group that is added later is scaled from its ``initial_lr``, or without one from the
optimizer's default rate; any other ``lr`` is the rate of now, from where it goes on if
the schedule can. To resume, add it again after building the scheduler, then load. Its
weight decay as it is then counts as what it was built with.

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


class StudentAndTeacher(optim.lr_scheduler.LRScheduler):
    """Set the numbers of parameter groups.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_steps: Updates of "warmup" (10 epochs).
        total_steps: Updates of the whole schedule (100 epochs).
        min_lr: At the end of "decay", for every group.
        end_weight_decay_factor: At the end of "rise", times the base weight decay.
        start_teacher_momentum: At the start of "rise".
        end_teacher_momentum: At the end of "rise".
        temperature_warmup_steps: Updates of "temperature warmup" (30 epochs).
        start_temperature: At the start of "warmup".
        max_temperature: At the end of "warmup".
        last_epoch: The step to resume after; -1 begins anew.
    """

    SETS = ("weight_decay", "teacher_momentum", "temperature")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 15_630,
        total_steps: int = 156_300,
        min_lr: float = 1e-6,
        end_weight_decay_factor: float = 10.0,
        start_teacher_momentum: float = 0.996,
        end_teacher_momentum: float = 1.0,
        temperature_warmup_steps: int = 46_890,
        start_temperature: float = 0.04,
        max_temperature: float = 0.07,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_steps = warmup_steps
        self._total_steps = total_steps
        self.min_lr = min_lr
        self.end_weight_decay_factor = end_weight_decay_factor
        self.start_teacher_momentum = start_teacher_momentum
        self.end_teacher_momentum = end_teacher_momentum
        self.temperature_warmup_steps = temperature_warmup_steps
        self.start_temperature = start_temperature
        self.max_temperature = max_temperature
        lengths = ("warmup_steps", "total_steps", "temperature_warmup_steps")
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in lengths:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_steps < warmup_steps:
            raise ValueError("total_steps must not be below warmup_steps.")
        if total_steps < temperature_warmup_steps:
            raise ValueError("total_steps must not be below temperature_warmup_steps.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_steps": self.warmup_steps,
            "total_steps": self._total_steps,
            "min_lr": self.min_lr,
            "end_weight_decay_factor": self.end_weight_decay_factor,
            "start_teacher_momentum": self.start_teacher_momentum,
            "end_teacher_momentum": self.end_teacher_momentum,
            "temperature_warmup_steps": self.temperature_warmup_steps,
            "start_temperature": self.start_temperature,
            "max_temperature": self.max_temperature,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        self._set_weight_decay(self._weight_decay_factor(t))
        self._set_teacher_momentum(self._teacher_momentum(t))
        self._set_temperature(self._temperature(t))
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
            now = float(self._rates(step, [rate])[0])
            other = float(self._rates(step, [2.0 * rate])[0])
            if now != other and group["lr"] is not self.optimizer.defaults.get("lr"):
                base += (rate - now) / (other - now) * rate
            base = base if 0 < base < 1e38 else rate
            bases.append(group.setdefault("initial_lr", base))
        return bases

    def _rates(self, t: float, bases: list[float]) -> list[float | Tensor]:
        if t < self.warmup_steps:
            return [base * (t / self.warmup_steps) for base in bases]
        if t < self._total_steps:
            p = (t - self.warmup_steps) / (self._total_steps - self.warmup_steps)
            weight = 0.5 * (1.0 + math.cos(math.pi * p))
            rest = self.min_lr * (1.0 - weight)
            return [base * weight + rest for base in bases]
        return [self.min_lr for _ in bases]

    def _weight_decay_factor(self, t: float) -> float:
        if t < self._total_steps:
            return cosine(1.0, self.end_weight_decay_factor, t / self._total_steps)
        return self.end_weight_decay_factor

    def _teacher_momentum(self, t: float) -> float:
        if t < self._total_steps:
            p = t / self._total_steps
            return cosine(self.start_teacher_momentum, self.end_teacher_momentum, p)
        return self.end_teacher_momentum

    def _temperature(self, t: float) -> float:
        if t < self.temperature_warmup_steps:
            start = self.start_temperature
            end = self.max_temperature
            p = t / self.temperature_warmup_steps
            return start + (end - start) * p
        return self.max_temperature

    def _set_weight_decay(self, factor: float) -> None:
        for group in self.optimizer.param_groups:
            if "weight_decay" not in group:
                raise ValueError("The optimizer has no weight decay that could be set.")
            base = group.setdefault("initial_weight_decay", group["weight_decay"])
            group["weight_decay"] = base * factor

    def _set_teacher_momentum(self, value: float) -> None:
        for group in self.optimizer.param_groups:
            group["teacher_momentum"] = value

    def _set_temperature(self, value: float) -> None:
        for group in self.optimizer.param_groups:
            group["temperature"] = value

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, what the groups hold, and the numbers."""
        bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])
        groups: list[dict[str, Any]] = []
        for group in self.optimizer.param_groups:
            held = {name: group[name] for name in self.SETS if name in group}
            groups.append({"lr": float(group["lr"]), **held})
        last = [float(rate) for rate in self.get_last_lr()]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            # Rates that were set here are not put back where the numbers are others.
            "active": [group["lr"] for group in groups][: len(last)] == last,
            "groups": groups,
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
        for i, group in enumerate(groups[: len(kept)]):
            lr, rate = group["lr"], kept[i]["lr"]
            group["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate
            for name in self.SETS:
                if name in group and name in kept[i]:
                    group[name] = kept[i][name]


# Rampsmith opens this file to edit the design (pytorch, digest 325b5c4d4c384f4d):
# |{"rampsmith":2,"title":"A\u0020student\u0020and\u0020its\u0020teacher","class_name":"
# |StudentAndTeacher","groups":[{"name":"weights","base_lr":0.0005,"weight_decay":0.04},
# |{"name":"biases","base_lr":0.0005,"weight_decay":0.0}],"run":{"samples":100000,"batch
# |_size":64,"epochs":100},"segments":[{"name":"Warmup","shape":"linear","span":{"epochs
# |":10},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","shape":"cosine","
# |span":"fill","end":{"rate":1e-06}}],"curves":[{"of":"weight_decay","segments":[{"name
# |":"Rise","shape":"cosine","span":"fill","start":{"factor":1.0},"end":{"factor":10.0}}
# |]},{"value":"teacher_momentum","segments":[{"name":"Rise","shape":"cosine","span":"fi
# |ll","start":{"rate":0.996},"end":{"rate":1.0}}]},{"value":"temperature","segments":[{
# |"name":"Warmup","shape":"linear","span":{"epochs":30},"start":{"rate":0.04},"end":{"r
# |ate":0.07}},{"name":"Hold","shape":"constant","span":"fill"}]}]}

"""A student and its teacher: a learning-rate schedule.

:-=*%###########%%%%%%%******+++++=====-----:::::::.........
Linear from 0 to the base rate over 10 epochs, then cosine to 1e-6 over the rest. The
weight decay goes along: cosine from 1 to 10 over the rest, all times the weight decay
that each parameter group was built with. The teacher momentum, which the training loop
reads as ``group["teacher_momentum"]``, goes along: cosine from 0.996 to 1 over the
rest. The temperature, which the training loop reads as ``group["temperature"]``, goes
along: linear from 0.04 to 0.07 over 30 epochs, then constant over the rest. After the
end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 156,300 times. To resume,
load the states of both, in either order. The rate is absolute at every step, so
schedulers chained before it have no effect. A group that is added later is scaled from
its ``initial_lr``; without one, its ``lr`` is taken for that.

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
    """Set the numbers of parameter groups."""

    SETS = ("weight_decay", "teacher_momentum", "temperature")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 15_630,  # updates of "warmup" (10 epochs)
        total_steps: int = 156_300,  # updates of the whole schedule (100 epochs)
        min_lr: float = 1e-6,  # at the end of "decay", for every group
        # At the end of "rise", times the base weight decay.
        end_weight_decay_factor: float = 10.0,
        start_teacher_momentum: float = 0.996,  # at the start of "rise"
        end_teacher_momentum: float = 1.0,  # at the end of "rise"
        # Updates of "temperature warmup" (30 epochs).
        temperature_warmup_steps: int = 46_890,
        start_temperature: float = 0.04,  # at the start of "warmup"
        max_temperature: float = 0.07,  # at the end of "warmup"
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = {
            "warmup_steps": warmup_steps,
            "total_steps": total_steps,
            "min_lr": min_lr,
            "end_weight_decay_factor": end_weight_decay_factor,
            "start_teacher_momentum": start_teacher_momentum,
            "end_teacher_momentum": end_teacher_momentum,
            "temperature_warmup_steps": temperature_warmup_steps,
            "start_temperature": start_temperature,
            "max_temperature": max_temperature,
        }
        for name, number in self._numbers.items():
            if not hasattr(number, "__float__") or not math.isfinite(number):
                raise ValueError(f"{name} must be a finite number, not {number!r}.")
            if name.endswith("_steps") and number != 0 and number < 1:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_steps < warmup_steps:
            raise ValueError("total_steps must not be below warmup_steps.")
        if total_steps < temperature_warmup_steps:
            raise ValueError("total_steps must not be below temperature_warmup_steps.")
        self._warmup_end = warmup_steps
        self._decay_end = total_steps
        self._weight_decay_rise_end = total_steps
        self._teacher_momen_rise_end = total_steps
        self._temperature_warmup_end = temperature_warmup_steps
        self._min_lr = min_lr
        self._end_weight_decay_factor = end_weight_decay_factor
        self._start_teacher_momentum = start_teacher_momentum
        self._end_teacher_momentum = end_teacher_momentum
        self._start_temperature = start_temperature
        self._max_temperature = max_temperature
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        self._set_weight_decay(self._weight_decay_factor(t))
        self._set_teacher_momentum(self._teacher_momentum(t))
        self._set_temperature(self._temperature(t))
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

    def _weight_decay_factor(self, t: float) -> float:
        if t < self._weight_decay_rise_end:
            p = t / self._weight_decay_rise_end
            return cosine(1.0, self._end_weight_decay_factor, p)
        return self._end_weight_decay_factor

    def _teacher_momentum(self, t: float) -> float:
        if t < self._teacher_momen_rise_end:
            start = self._start_teacher_momentum
            end = self._end_teacher_momentum
            p = t / self._teacher_momen_rise_end
            return cosine(start, end, p)
        return self._end_teacher_momentum

    def _temperature(self, t: float) -> float:
        if t < self._temperature_warmup_end:
            start = self._start_temperature
            end = self._max_temperature
            p = t / self._temperature_warmup_end
            return start + (end - start) * p
        return self._max_temperature

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
        """Return the progress, what the groups hold, and numbers to compare only."""
        groups: list[dict[str, Any]] = []
        for group in self.optimizer.param_groups:
            held = {name: group[name] for name in self.SETS if name in group}
            groups.append({"lr": float(group["lr"]), **held})
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
            for name in self.SETS:
                if name in group and name in groups[index]:
                    group[name] = groups[index][name]


# Rampsmith opens this file to edit the design (pytorch, digest 03f0d85ac1304165):
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

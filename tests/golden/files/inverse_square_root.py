"""Inverse square root: a learning-rate schedule.

Linear from 0 to the base rate over 2,000 updates, then inverse square root with a time
scale of 2,000 updates over the rest. After the end the last rate holds. The base rate
is what each parameter group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times in all. To
resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Inverse\u0020square\u0020root","class_name":"InverseSquareRoo
# |t","stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all","base_l
# |r":0.001}],"run":{"samples":50000,"batch_size":128,"devices":1,"accumulation":1,"drop
# |_last":false,"remainder":"kept","updates":100000},"segments":[{"name":"Warmup","shape
# |":"linear","span":{"steps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"name"
# |:"Decay","shape":{"kind":"inverse_sqrt","time_scale":{"steps":2000}},"span":"fill"}]}
# It tells changes made by hand by this digest: b0d5906bec5a92df6ff8ca8275a88f60

import math
import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def inverse_sqrt(start: float, n: float, time_scale: float) -> float:
    """Fall with the square root of time: start * sqrt(s / (s + n)), s = time_scale."""
    return start * math.sqrt(time_scale / (time_scale + n))


class InverseSquareRoot(LRScheduler):
    """Set the rate of every parameter group: linear, then inverse square root.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_steps: length of the warmup in updates.
        total_steps: length of the whole schedule in updates.
        decay_time_scale_steps: time scale of the decay in updates.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        warmup_steps: int = 2_000,
        total_steps: int = 100_000,
        decay_time_scale_steps: int = 2_000,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "warmup_steps": warmup_steps,
            "total_steps": total_steps,
            "decay_time_scale_steps": decay_time_scale_steps,
        }
        self._warmup_end = warmup_steps
        self._decay_end = max(self._warmup_end, total_steps)
        self._decay_time_scale_steps = decay_time_scale_steps
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        groups = self.optimizer.param_groups
        for group in groups[len(self.base_lrs) :]:  # groups that were added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch
        factor = self._factor(t)
        return [base * factor for base in self.base_lrs]

    def _factor(self, t: float) -> float:
        if t < self._warmup_end:
            p = t / self._warmup_end
            return linear(0.0, 1.0, p)
        start = 1.0
        time_scale = self._decay_time_scale_steps
        if t < self._decay_end:
            n = t - self._warmup_end
            return inverse_sqrt(start, n, time_scale)
        n = self._decay_end - self._warmup_end
        return inverse_sqrt(start, n, time_scale)

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        bases = [float(base) for base in self.base_lrs]
        return {
            "last_epoch": self.last_epoch,
            "numbers": {**self._numbers, "base_lrs": bases},
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and give the optimizer its rates there at once."""
        numbers = self.state_dict()["numbers"]
        saved = state_dict.get("numbers", numbers)
        if saved != numbers:
            warnings.warn(
                f"The checkpoint was saved with {saved}; these hold: {numbers}.",
                stacklevel=2,
            )
        self.last_epoch = state_dict["last_epoch"]
        if self.last_epoch >= 0:  # a SequentialLR that has not come to it saves -1
            self.last_epoch -= 1
            self._initial_step()

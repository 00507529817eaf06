"""digits warmup cosine: a learning-rate schedule.

Linear from 0.1 of the base rate to the base rate over 2 epochs, then cosine to 0.01 of
the base rate over the rest. After the end the last rate holds. The base rate is what
each parameter group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 900 times in all, 45 an
epoch. To resume, load the ``state_dict()`` of both the optimizer and the scheduler, in
either order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"digits\u0020warmup\u0020cosine","class_name":"DigitsWarmupCos
# |ine","stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all","base
# |_lr":0.01}],"run":{"samples":1437,"batch_size":32,"devices":1,"accumulation":1,"drop_
# |last":false,"remainder":"kept","epochs":20},"segments":[{"name":"Warmup","shape":"lin
# |ear","span":{"epochs":2},"start":{"factor":0.1},"end":{"factor":1.0}},{"name":"Decay"
# |,"shape":"cosine","span":"fill","end":{"factor":0.01}}]}
# It tells changes made by hand by this digest: 5771242fe52113fefc9de380ea619778

import math
import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


class DigitsWarmupCosine(LRScheduler):
    """Set the rate of every parameter group: linear, then cosine.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_steps: length of the warmup in updates (2 epochs).
        total_steps: length of the whole schedule in updates.
        start_factor: rate at the start of the warmup, as a factor of the base rate.
        min_factor: rate at the end of the decay, as a factor of the base rate.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        warmup_steps: int = 90,
        total_steps: int = 900,
        start_factor: float = 0.1,
        min_factor: float = 0.01,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "warmup_steps": warmup_steps,
            "total_steps": total_steps,
            "start_factor": start_factor,
            "min_factor": min_factor,
        }
        self._warmup_end = warmup_steps
        self._decay_end = total_steps
        self._start_factor = start_factor
        self._min_factor = min_factor
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
            return linear(self._start_factor, 1.0, p)
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return cosine(1.0, self._min_factor, p)
        return self._min_factor

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

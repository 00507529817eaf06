"""Cosine warmup: a learning-rate schedule.

Linear from 0 to the base rate over 5 epochs, then cosine to 0.001 over the rest. After
the end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step()`` at the end of every epoch, 50 times in all. To resume, load
the ``state_dict()`` of both the optimizer and the scheduler, in either order. In a
``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Cosine\u0020warmup","class_name":"CosineWarmupScheduler","ste
# |pping":"epoch","counts_from":1,"after":"hold","groups":[{"name":"all","base_lr":0.1}]
# |,"run":{"samples":50000,"batch_size":128,"devices":1,"accumulation":1,"drop_last":fal
# |se,"remainder":"kept","epochs":50},"segments":[{"name":"Warmup","shape":"linear","spa
# |n":{"epochs":5},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","shape":
# |"cosine","span":"fill","end":{"rate":0.001}}]}
# It tells changes made by hand by this digest: 4ee068580da30e9742f6115cf4f2fbeb

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


class CosineWarmupScheduler(LRScheduler):
    """Set the rate of every parameter group: linear, then cosine.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_epochs: length of the warmup in epochs.
        total_epochs: length of the whole schedule in epochs.
        min_lr: rate at the end of the decay, the same for every parameter group.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        warmup_epochs: int = 5,
        total_epochs: int = 50,
        min_lr: float = 0.001,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "warmup_epochs": warmup_epochs,
            "total_epochs": total_epochs,
            "min_lr": min_lr,
        }
        self._warmup_end = warmup_epochs
        self._decay_end = total_epochs
        self._min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        groups = self.optimizer.param_groups
        for group in groups[len(self.base_lrs) :]:  # groups that were added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        # Steps count from 1, so that the last one arrives at the end.
        t = self.last_epoch + 1
        return [self._rate(t, float(base)) for base in self.base_lrs]

    def _rate(self, t: float, base: float) -> float:
        if t < self._warmup_end:
            p = t / self._warmup_end
            return linear(0.0, base, p)
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return cosine(base, self._min_lr, p)
        return self._min_lr

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

"""Cosine warmup: a learning-rate schedule.

▂▄▅▇███████████▇▇▇▇▇▇▇▆▆▆▆▆▆▅▅▅▅▅▄▄▄▄▄▃▃▃▃▃▃▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁
Linear from 0 to the base rate over 5 epochs, then cosine to 0.001 over the rest. After
the end the last rate holds. The base rate is what each parameter group was built with.

Call ``scheduler.step()`` at the end of every epoch, 50 times in all. To resume, load
the ``state_dict()`` of both the optimizer and the scheduler, in either order. In a
``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

import math
import warnings
from typing import Any

from torch import Tensor, optim


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


class CosineWarmupScheduler(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_epochs: int = 5,  # length of the warmup, in epochs
        total_epochs: int = 50,  # length of the whole schedule, in epochs
        min_lr: float = 0.001,  # at the end of the decay, for every group
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_epochs=} {total_epochs=} {min_lr=}"
        self._warmup_end = warmup_epochs
        self._decay_end = total_epochs
        self._min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch + 1  # counts from 1: the last one arrives at the end
        return [self._rate(t, float(base)) for base in self.base_lrs]

    def _rate(self, t: float, base: float) -> float:
        if t < self._warmup_end:
            return linear(0.0, base, t / self._warmup_end)
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return cosine(base, self._min_lr, p)
        return self._min_lr

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        numbers = f"{self._numbers} base_lrs={[float(base) for base in self.base_lrs]}"
        return {"last_epoch": self.last_epoch, "numbers": numbers}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and give the optimizer its rates there at once."""
        numbers = self.state_dict()["numbers"]
        saved = state_dict.get("numbers", numbers)
        if saved != numbers:
            told = f"The checkpoint was saved with {saved}; these hold: {numbers}."
            warnings.warn(told, stacklevel=2)
        self.last_epoch = state_dict["last_epoch"]
        if self.last_epoch >= 0:  # a SequentialLR that has not come to it saves -1
            self.last_epoch -= 1
            self._initial_step()


# Rampsmith opens this file to edit the design (pytorch, digest c21a8c6b6e1763f7):
# |{"rampsmith":1,"title":"Cosine\u0020warmup","class_name":"CosineWarmupScheduler","ste
# |pping":"epoch","counts_from":1,"after":"hold","groups":[{"name":"all","base_lr":0.1}]
# |,"run":{"samples":50000,"batch_size":128,"devices":1,"accumulation":1,"drop_last":fal
# |se,"remainder":"kept","epochs":50},"segments":[{"name":"Warmup","shape":"linear","spa
# |n":{"epochs":5},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","shape":
# |"cosine","span":"fill","end":{"rate":0.001}}]}

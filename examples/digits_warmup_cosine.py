"""digits warmup cosine: a learning-rate schedule.

▃▄▅▆▇███████████▇▇▇▇▇▇▇▆▆▆▆▆▆▅▅▅▅▅▄▄▄▄▄▃▃▃▃▃▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁
Linear from 0.1 to 1 over 2 epochs, then cosine to 0.01 over the rest, all times the
rate that each parameter group was built with. After the end the last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 900 times in all, 45 an
epoch. To resume, load the ``state_dict()`` of both the optimizer and the scheduler, in
either order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
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


class DigitsWarmupCosine(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 90,  # length of the warmup, in updates (2 epochs)
        total_steps: int = 900,  # length of the whole schedule, in updates
        start_factor: float = 0.1,  # at the start of the warmup, times the base rate
        min_factor: float = 0.01,  # at the end of the decay, times the base rate
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {total_steps=} {start_factor=} {min_factor=}"
        self._warmup_end = warmup_steps
        self._decay_end = total_steps
        self._start_factor = start_factor
        self._min_factor = min_factor
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        factor = self._factor(self.last_epoch)
        return [base * factor for base in self.base_lrs]

    def _factor(self, t: float) -> float:
        if t < self._warmup_end:
            return linear(self._start_factor, 1.0, t / self._warmup_end)
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return cosine(1.0, self._min_factor, p)
        return self._min_factor

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


# Rampsmith opens this file to edit the design (pytorch, digest 49aba44d96c904e1):
# |{"rampsmith":1,"title":"digits\u0020warmup\u0020cosine","class_name":"DigitsWarmupCos
# |ine","stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all","base
# |_lr":0.01}],"run":{"samples":1437,"batch_size":32,"devices":1,"accumulation":1,"drop_
# |last":false,"remainder":"kept","epochs":20},"segments":[{"name":"Warmup","shape":"lin
# |ear","span":{"epochs":2},"start":{"factor":0.1},"end":{"factor":1.0}},{"name":"Decay"
# |,"shape":"cosine","span":"fill","end":{"factor":0.01}}]}

"""Cosine annealing with warm restarts: a learning-rate schedule.

Again and again cosine from the base rate to 1e-5 over 1,000 updates (each cycle 2 times
as long). The cycles have no end. The base rate is what each parameter group was built
with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 15,000 times in all. To
resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Cosine\u0020annealing\u0020with\u0020warm\u0020restarts","cla
# |ss_name":"CosineRestarts","stepping":"update","counts_from":0,"after":"hold","groups"
# |:[{"name":"all","base_lr":0.001}],"run":{"samples":50000,"batch_size":128,"devices":1
# |,"accumulation":1,"drop_last":false,"remainder":"kept","updates":15000},"segments":[{
# |"name":"Cosine","shape":"cosine","span":{"steps":1000},"start":{"factor":1.0},"end":{
# |"rate":1e-05}}],"repeats":[{"name":"Restarts","segments":[0,0],"times":"endless","str
# |etch":2.0}]}
# It tells changes made by hand by this digest: 811e65f137b23c04123b3b43c048787d

import math
import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


def cycle_at(n: float, cycle: float, stretch: float) -> tuple[int, float, float]:
    """Find the cycle that step n of a repeat is in: its number, its first step and its length."""
    number = 0
    begin = 0.0
    length = float(cycle)
    while n >= begin + length:
        begin += length
        length *= stretch
        number += 1
    return number, begin, length


class CosineRestarts(LRScheduler):
    """Set the rate of every parameter group: cosine.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        cosine_steps: length of the cosine in updates.
        min_lr: rate at the end of the cosine, the same for every parameter group.
        restarts_stretch: length of each cycle of the restarts, as a factor of the one
            before.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        cosine_steps: int = 1_000,
        min_lr: float = 1e-5,
        restarts_stretch: float = 2.0,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "cosine_steps": cosine_steps,
            "min_lr": min_lr,
            "restarts_stretch": restarts_stretch,
        }
        self._cosine_end = cosine_steps
        self._min_lr = min_lr
        self._restarts_stretch = restarts_stretch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        groups = self.optimizer.param_groups
        for group in groups[len(self.base_lrs) :]:  # groups that were added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch
        return [self._rate(t, float(base)) for base in self.base_lrs]

    def _rate(self, t: float, base: float) -> float:
        n = t
        cycle = self._cosine_end
        _, since, length = cycle_at(n, cycle, self._restarts_stretch)
        t = (n - since) * cycle / length
        return self._restarts_cycle(t, base)

    def _restarts_cycle(self, t: float, base: float) -> float:
        if t < self._cosine_end:
            p = t / self._cosine_end
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

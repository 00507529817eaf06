"""Warm restarts: a learning-rate schedule.

██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂██▇▅▃▂
Linear from 0.1 of the base rate to the base rate over 100 updates, then cosine to 1e-5
over 900 updates. After the end it begins again. The base rate is what each parameter
group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 10,000 times in all. To
resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
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


class WarmRestarts(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 100,  # length of the warmup, in updates
        decay_steps: int = 900,  # length of the decay, in updates
        start_factor: float = 0.1,  # at the start of the warmup, times the base rate
        min_lr: float = 1e-5,  # at the end of the decay, for every group
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {decay_steps=} {start_factor=} {min_lr=}"
        self._warmup_end = warmup_steps
        self._decay_end = self._warmup_end + decay_steps
        self._start_factor = start_factor
        self._min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch % self._decay_end
        return [self._rate(t, float(base)) for base in self.base_lrs]

    def _rate(self, t: float, base: float) -> float:
        if t < self._warmup_end:
            return linear(base * self._start_factor, base, t / self._warmup_end)
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


# Rampsmith opens this file to edit the design (pytorch, digest e74d28c020f15c98):
# |{"rampsmith":1,"title":"Warm\u0020restarts","class_name":"WarmRestarts","stepping":"u
# |pdate","counts_from":0,"after":"repeat","groups":[{"name":"body","base_lr":0.001},{"n
# |ame":"head","base_lr":0.01}],"run":{"samples":50000,"batch_size":128,"devices":1,"acc
# |umulation":1,"drop_last":false,"remainder":"kept","updates":10000},"segments":[{"name
# |":"Warmup","shape":"linear","span":{"steps":100},"start":{"factor":0.1},"end":{"facto
# |r":1.0}},{"name":"Decay","shape":"cosine","span":{"steps":900},"end":{"rate":1e-05}}]
# |}

"""digits warmup cosine: a learning-rate schedule.

▃▄▅▆▇███████████▇▇▇▇▇▇▇▆▆▆▆▆▆▅▅▅▅▅▄▄▄▄▄▃▃▃▃▃▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁
Linear from 0.1 to 1 over 2 epochs, then cosine to 0.01 over the rest, all times the
rate that each parameter group was built with. After the end the last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 900 times. To resume, load
the states of both, in either order. In a ``ChainedScheduler`` it overrules others.
"""

import math
from typing import Any
from warnings import warn

from torch import Tensor, optim


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


class DigitsWarmupCosine(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then cosine."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 90,  # updates of "warmup" (2 epochs)
        total_steps: int = 900,  # updates of the whole schedule (20 epochs)
        start_factor: float = 0.1,  # at the start of "warmup", times the base rate
        min_factor: float = 0.01,  # at the end of "decay", times the base rate
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
        factor = self._factor(self.last_epoch)
        return [base * factor for base in self._bases()]

    def _bases(self) -> list[float | Tensor]:
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        return self.base_lrs

    def _factor(self, t: float) -> float:
        if t < self._warmup_end:
            p = t / self._warmup_end
            return self._start_factor + (1.0 - self._start_factor) * p
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return cosine(1.0, self._min_factor, p)
        return self._min_factor

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        numbers = f"{self._numbers} base_lrs={[float(base) for base in self._bases()]}"
        active = bool(self.optimizer.param_groups[0]["lr"] == self.get_last_lr()[0])
        return {"last_epoch": self.last_epoch, "active": active, "numbers": numbers}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step; set its rates at once if this scheduler was active."""
        numbers = self.state_dict()["numbers"]
        if (saved := state_dict.get("numbers", numbers)) != numbers:
            warn(f"The checkpoint has {saved}; these hold: {numbers}.", stacklevel=2)
        self.last_epoch = state_dict["last_epoch"]
        if state_dict.get("active", True) and self.last_epoch >= 0:
            self.last_epoch -= 1
            self._initial_step()


# Rampsmith opens this file to edit the design (pytorch, digest 2406bbd3c76e3cd9):
# |{"rampsmith":1,"title":"digits\u0020warmup\u0020cosine","class_name":"DigitsWarmupCos
# |ine","groups":[{"name":"all","base_lr":0.01}],"run":{"samples":1437,"batch_size":32,"
# |epochs":20},"segments":[{"name":"Warmup","shape":"linear","span":{"epochs":2},"start"
# |:{"factor":0.1},"end":{"factor":1.0}},{"name":"Decay","shape":"cosine","span":"fill",
# |"end":{"factor":0.01}}]}

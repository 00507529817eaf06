"""Inverse square root: a learning-rate schedule.

▆█▇▆▅▄▄▄▄▄▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂
Linear from 0 to 1 over 2,000 updates, then inverse square root with a time scale of
2,000 updates over the rest, all times the rate that each parameter group was built
with. After the end the last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times. To resume,
load the states of both, in either order. In a ``ChainedScheduler`` it overrules others.
"""

import math
from typing import Any
from warnings import warn

from torch import Tensor, optim


def inverse_sqrt(start: float, n: float, time_scale: float) -> float:
    """Fall with the square root of time: start * sqrt(s / (s + n)), s = time_scale."""
    return start * math.sqrt(time_scale / (time_scale + n))


class InverseSquareRoot(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then inverse square root."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 2_000,  # updates of "warmup"
        total_steps: int = 100_000,  # updates of the whole schedule
        decay_time_scale_steps: int = 2_000,  # time scale of "decay", in updates
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {total_steps=} {decay_time_scale_steps=}"
        self._warmup_end = warmup_steps
        self._decay_end = max(self._warmup_end, total_steps)
        self._decay_time_scale_steps = decay_time_scale_steps
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
            return t / self._warmup_end
        n = min(t, self._decay_end) - self._warmup_end
        return inverse_sqrt(1.0, n, self._decay_time_scale_steps)

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


# Rampsmith opens this file to edit the design (pytorch, digest 1abee9abf6347095):
# |{"rampsmith":1,"title":"Inverse\u0020square\u0020root","class_name":"InverseSquareRoo
# |t","run":{"updates":100000},"segments":[{"name":"Warmup","shape":"linear","span":{"st
# |eps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","shape":{"kin
# |d":"inverse_sqrt","time_scale":{"steps":2000}},"span":"fill"}]}

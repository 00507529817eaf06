"""Warmup, stable, decay: a learning-rate schedule.

▆████████████████████████████████████████████████▆▅▅▄▃▃▃▂▂▂▁
Linear from 0 to 1 over 2,000 updates, constant over the rest, then 1 - sqrt to 0 over
20 % of the run, all times the rate that each parameter group was built with. After the
end the last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times. To resume,
load the states of both, in either order. In a ``ChainedScheduler`` it overrules others.
"""

import math
from typing import Any
from warnings import warn

from torch import Tensor, optim


def one_minus_sqrt(start: float, end: float, p: float) -> float:
    """Fall steeply, then ever more gently: start + (end - start) * sqrt(p)."""
    return start + (end - start) * math.sqrt(p)


class WarmupStableDecay(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, constant, then 1 - sqrt."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 2_000,  # updates of "warmup"
        decay_steps: int = 20_000,  # updates of "decay" (20 % of 100,000, fixed)
        total_steps: int = 100_000,  # updates of the whole schedule
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {decay_steps=} {total_steps=}"
        self._warmup_end = warmup_steps
        rest = total_steps - decay_steps
        self._stable_end = max(self._warmup_end, rest)
        self._decay_end = self._stable_end + decay_steps
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
        if t < self._stable_end:
            return 1.0
        if t < self._decay_end:
            p = (t - self._stable_end) / (self._decay_end - self._stable_end)
            return one_minus_sqrt(1.0, 0.0, p)
        return 0.0

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


# Rampsmith opens this file to edit the design (pytorch, digest a5ab689bf5c35c31):
# |{"rampsmith":1,"title":"Warmup,\u0020stable,\u0020decay","class_name":"WarmupStableDe
# |cay","run":{"updates":100000},"segments":[{"name":"Warmup","shape":"linear","span":{"
# |steps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Stable","shape":"c
# |onstant","span":"fill"},{"name":"Decay","shape":"one_minus_sqrt","span":{"percent":20
# |},"end":{"factor":0.0}}]}

"""A formula behind a warmup: a learning-rate schedule.

▆█▄▃▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
Linear from 0 to 1 over 2,000 updates, then the formula start / (1.0 + 0.001 * n) over
the rest, all times the rate that each parameter group was built with. After the end the
last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times. To resume,
load the states of both, in either order. In a ``ChainedScheduler`` it overrules others.
"""

from typing import Any
from warnings import warn

from torch import Tensor, optim


def decay_formula(n: float, start: float) -> float:
    """Work the formula out that was typed."""
    return float(start / (1.0 + 0.001 * n))


class InverseTime(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then a formula."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 2_000,  # updates of "warmup"
        total_steps: int = 100_000,  # updates of the whole schedule
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {total_steps=}"
        self._warmup_end = warmup_steps
        self._decay_end = max(self._warmup_end, total_steps)
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
        return decay_formula(n, 1.0)

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


# Rampsmith opens this file to edit the design (pytorch, digest 162d1944461aa54a):
# |{"rampsmith":1,"title":"A\u0020formula\u0020behind\u0020a\u0020warmup","class_name":"
# |InverseTime","run":{"updates":100000},"segments":[{"name":"Warmup","shape":"linear","
# |span":{"steps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","sh
# |ape":{"kind":"expression","text":"start\u0020/\u0020(1\u0020+\u00200.001\u0020*\u0020
# |n)"},"span":"fill"}]}

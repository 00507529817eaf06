"""Warmup, stable, decay: a learning-rate schedule.

Linear from 0 to the base rate over 2,000 updates, constant over the rest, then 1 - sqrt
to 0 over 20 % of the run. After the end the last rate holds. The base rate is what each
parameter group was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 100,000 times in all. To
resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Warmup,\u0020stable,\u0020decay","class_name":"WarmupStableDe
# |cay","stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all","base
# |_lr":0.001}],"run":{"samples":50000,"batch_size":128,"devices":1,"accumulation":1,"dr
# |op_last":false,"remainder":"kept","updates":100000},"segments":[{"name":"Warmup","sha
# |pe":"linear","span":{"steps":2000},"start":{"factor":0.0},"end":{"factor":1.0}},{"nam
# |e":"Stable","shape":"constant","span":"fill"},{"name":"Decay","shape":"one_minus_sqrt
# |","span":{"percent":20},"end":{"factor":0.0}}]}
# It tells changes made by hand by this digest: 51384b8fbccd6bcf2b95c1d4b40a5519

import math
import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def one_minus_sqrt(start: float, end: float, p: float) -> float:
    """Fall steeply, then ever more gently: start + (end - start) * sqrt(p)."""
    return start + (end - start) * math.sqrt(p)


class WarmupStableDecay(LRScheduler):
    """Set the rate of every parameter group: linear, constant, then 1 - sqrt.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_steps: length of the warmup in updates.
        decay_steps: length of the decay in updates (20 % of the run).
        total_steps: length of the whole schedule in updates.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        warmup_steps: int = 2_000,
        decay_steps: int = 20_000,
        total_steps: int = 100_000,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "warmup_steps": warmup_steps,
            "decay_steps": decay_steps,
            "total_steps": total_steps,
        }
        self._warmup_end = warmup_steps
        rest = total_steps - decay_steps
        self._stable_end = max(self._warmup_end, rest)
        self._decay_end = self._stable_end + decay_steps
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
            return linear(0.0, 1.0, p)
        if t < self._stable_end:
            return 1.0
        if t < self._decay_end:
            p = (t - self._stable_end) / (self._decay_end - self._stable_end)
            return one_minus_sqrt(1.0, 0.0, p)
        return 0.0

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

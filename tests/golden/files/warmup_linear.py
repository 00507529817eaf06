"""Warmup, linear decay: a learning-rate schedule.

Linear from 0 to the base rate over 10 % of the run, then linear to 0 over the rest.
After the end the last rate holds. The base rate is what each parameter group was built
with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 96 times in all, 8 an epoch.
To resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Warmup,\u0020linear\u0020decay","class_name":"WarmupLinear","
# |stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all","base_lr":0
# |.001}],"run":{"samples":1000,"batch_size":32,"devices":1,"accumulation":4,"drop_last"
# |:false,"remainder":"kept","epochs":12},"segments":[{"name":"Warmup","shape":"linear",
# |"span":{"percent":10},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay","s
# |hape":"linear","span":"fill","end":{"factor":0.0}}]}
# It tells changes made by hand by this digest: 800c6e00e55e61584e5e87cab9dc4739

import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


class WarmupLinear(LRScheduler):
    """Set the rate of every parameter group: linear, then linear.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        warmup_steps: length of the warmup in updates (10 % of the run).
        total_steps: length of the whole schedule in updates.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        warmup_steps: int = 10,
        total_steps: int = 96,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {"warmup_steps": warmup_steps, "total_steps": total_steps}
        self._warmup_end = warmup_steps
        self._decay_end = total_steps
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
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return linear(1.0, 0.0, p)
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

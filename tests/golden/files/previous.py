"""A factor for each epoch: a learning-rate schedule.

The formula previous * 0.95 over the rest. After the end the last rate holds. The base
rate is what each parameter group was built with.

Call ``scheduler.step()`` at the end of every epoch, 60 times in all. To resume, load
the ``state_dict()`` of both the optimizer and the scheduler, in either order. In a
``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"A\u0020factor\u0020for\u0020each\u0020epoch","class_name":"Mu
# |ltiplicative","stepping":"epoch","counts_from":0,"after":"hold","groups":[{"name":"al
# |l","base_lr":0.001}],"run":{"samples":50000,"batch_size":128,"devices":1,"accumulatio
# |n":1,"drop_last":false,"remainder":"kept","epochs":60},"segments":[{"name":"Decay","s
# |hape":{"kind":"expression","text":"previous\u0020*\u00200.95"},"span":"fill"}]}
# It tells changes made by hand by this digest: e4c9a65bf5c67d26b6f98af5b95e3935

import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def decay_formula(previous: float) -> float:
    """Work the formula out that was typed."""
    return float(previous * 0.95)


class Multiplicative(LRScheduler):
    """Set the rate of every parameter group: a formula.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        total_epochs: length of the whole schedule in epochs.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        total_epochs: int = 60,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {"total_epochs": total_epochs}
        self._decay_end = total_epochs
        # The newest value of a formula that builds on the one before; it can be worked out anew.
        self._decay_known: dict[tuple[float, ...], tuple[int, float]] = {}
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
        if t < self._decay_end:
            done = int(t)
            return self._decay_value(done, 1.0)
        done = int(self._decay_end)
        return self._decay_value(done, 1.0)

    def _decay_value(self, number: int, start: float) -> float:
        key = (start,)
        at, value = self._decay_known.get(key, (0, start))
        if at > number:
            at, value = 0, start
        while at < number:
            at += 1
            value = decay_formula(value)
        self._decay_known[key] = (at, value)
        return value

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

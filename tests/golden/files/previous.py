"""A factor for each epoch: a learning-rate schedule.

██▇▇▇▆▆▆▆▅▅▅▅▅▄▄▄▄▄▄▄▃▃▃▃▃▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁
The formula previous * 0.95 over the rest, all times the rate that each parameter group
was built with. After the end the last rate holds.

Call ``scheduler.step()`` at the end of every epoch, 60 times. To resume, load its state
and the optimizer's, in either order. In a ``ChainedScheduler`` it overrules others.
"""

from typing import Any
from warnings import warn

from torch import Tensor, optim


def decay_formula(previous: float) -> float:
    """Work the formula out that was typed."""
    return float(previous * 0.95)


class Multiplicative(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: a formula."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        total_epochs: int = 60,  # epochs of the whole schedule
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{total_epochs=}"
        self._decay_end = total_epochs
        # The newest value of a formula that builds on the one before, by how it began.
        self._decay_known: dict[tuple[float, ...], tuple[int, float]] = {}
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
        done = int(min(t, self._decay_end))
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


# Rampsmith opens this file to edit the design (pytorch, digest 1f9ce432383cf1e8):
# |{"rampsmith":1,"title":"A\u0020factor\u0020for\u0020each\u0020epoch","class_name":"Mu
# |ltiplicative","stepping":"epoch","run":{"epochs":60},"segments":[{"name":"Decay","sha
# |pe":{"kind":"expression","text":"previous\u0020*\u00200.95"},"span":"fill"}]}

"""Stairs, warmed up by a factor: a learning-rate schedule.

▃▄▇█████████████████▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
Staircase of ratio 0.1 every 30 epochs over the rest, all times the rate that each
parameter group was built with. All of it is multiplied by a factor: linear from 0.1 to
1 over 5 epochs, then constant over the rest. After the end the last rate holds.

Call ``scheduler.step()`` at the end of every epoch, 90 times. To resume, load its state
and the optimizer's, in either order. In a ``ChainedScheduler`` it overrules others.
"""

from typing import Any
from warnings import warn

from torch import Tensor, optim


def staircase(start: float, n: float, every: float, factor: float) -> float:
    """Multiply by factor after every so many steps: start * factor ** (n // every)."""
    fallen: float = factor ** (n // every)
    return start * fallen


class WarmedStairs(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: staircase."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        total_epochs: int = 90,  # epochs of the whole schedule
        decay_every_epochs: int = 30,  # length of each stair of "decay", in epochs
        decay_factor: float = 0.1,  # each stair of "decay", times the one before
        multiplier_epochs: int = 5,  # epochs of "multiplier"
        start_multiplier: float = 0.1,  # at the start of "multiplier"
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{total_epochs=} {decay_every_epochs=} {decay_factor=}"
        self._numbers += f" {multiplier_epochs=} {start_multiplier=}"
        self._decay_end = total_epochs
        self._multiplier_end = multiplier_epochs
        self._decay_every_epochs = decay_every_epochs
        self._decay_factor = decay_factor
        self._start_multiplier = start_multiplier
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch
        factor = self._factor(t) * self._multiplier(t)
        return [base * factor for base in self._bases()]

    def _bases(self) -> list[float | Tensor]:
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        return self.base_lrs

    def _factor(self, t: float) -> float:
        n = min(t, self._decay_end)
        return staircase(1.0, n, self._decay_every_epochs, self._decay_factor)

    def _multiplier(self, t: float) -> float:
        if t < self._multiplier_end:
            p = t / self._multiplier_end
            return self._start_multiplier + (1.0 - self._start_multiplier) * p
        return 1.0

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


# Rampsmith opens this file to edit the design (pytorch, digest 834aa0386b5f8f5d):
# |{"rampsmith":1,"title":"Stairs,\u0020warmed\u0020up\u0020by\u0020a\u0020factor","clas
# |s_name":"WarmedStairs","stepping":"epoch","run":{"epochs":90},"segments":[{"name":"De
# |cay","shape":{"kind":"staircase","every":{"epochs":30},"factor":0.1},"span":"fill"}],
# |"multiplier":{"segments":[{"name":"Warmup","shape":"linear","span":{"epochs":5},"star
# |t":{"factor":0.1},"end":{"factor":1.0}},{"name":"Hold","shape":"constant","span":"fil
# |l"}]}}

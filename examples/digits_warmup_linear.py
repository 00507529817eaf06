"""digits warmup linear: a learning-rate schedule.

▂▃▅▆▇█████▇▇▇▇▇▇▇▇▆▆▆▆▆▆▆▆▅▅▅▅▅▅▅▄▄▄▄▄▄▄▄▃▃▃▃▃▃▃▃▂▂▂▂▂▂▂▁▁▁▁
Linear from 0 to 1 over 10 % of the run, then linear to 0 over the rest, all times the
rate that each parameter group was built with. After the end the last rate holds.

Call ``scheduler.step()`` after every ``optimizer.step()``, 240 times. To resume, load
the states of both, in either order. In a ``ChainedScheduler`` it overrules others.
"""

from typing import Any
from warnings import warn

from torch import Tensor, optim


class DigitsWarmupLinear(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, then linear."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 24,  # updates of "warmup" (10 % of 240, fixed)
        total_steps: int = 240,  # updates of the whole schedule (20 epochs)
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {total_steps=}"
        self._warmup_end = warmup_steps
        self._decay_end = total_steps
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        t = self.last_epoch + 1  # counts from 1: the last one arrives at the end
        factor = self._factor(t)
        return [base * factor for base in self._bases()]

    def _bases(self) -> list[float | Tensor]:
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        return self.base_lrs

    def _factor(self, t: float) -> float:
        if t < self._warmup_end:
            return t / self._warmup_end
        if t < self._decay_end:
            p = (t - self._warmup_end) / (self._decay_end - self._warmup_end)
            return 1.0 - p
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


# Rampsmith opens this file to edit the design (pytorch, digest 43fd649a5230cf1e):
# |{"rampsmith":1,"title":"digits\u0020warmup\u0020linear","class_name":"DigitsWarmupLin
# |ear","counts_from":1,"groups":[{"name":"all","base_lr":0.02}],"run":{"samples":1437,"
# |batch_size":32,"accumulation":4,"epochs":20},"segments":[{"name":"Warmup","shape":"li
# |near","span":{"percent":10},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Dec
# |ay","shape":"linear","span":"fill","end":{"factor":0.0}}]}

"""Absolute rates: a learning-rate schedule.

▂▃▄▆▇██████████████████████████▇▇▆▅▅▅▄▄▄▃▃▃▃▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁
Linear from 1e-6 to 0.0003 over 3 epochs, constant over 40 % of the run, then
exponential to 1e-5 over the rest. After the end the last rate holds. Every parameter
group gets the same rate, whatever it was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 11,730 times in all, 391 an
epoch. To resume, load the ``state_dict()`` of both the optimizer and the scheduler, in
either order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

import warnings
from typing import Any

from torch import Tensor, optim


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def exponential(start: float, end: float, p: float) -> float:
    """Multiply by the same number at every step: start * (end / start) ** p."""
    ratio: float = (end / start) ** p
    return start * ratio


class AbsoluteRates(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group: linear, constant, then exponential."""

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 1_173,  # length of the warmup, in updates (3 epochs)
        hold_steps: int = 4_692,  # length of the hold, in updates (40 % of the run)
        total_steps: int = 11_730,  # length of the whole schedule, in updates
        start_lr: float = 1e-6,  # at the start of the warmup, for every group
        max_lr: float = 0.0003,  # at the end of the warmup, for every group
        min_lr: float = 1e-5,  # at the end of the decay, for every group
        last_epoch: int = -1,  # the step to resume after; -1 begins anew
    ) -> None:
        self._numbers = f"{warmup_steps=} {hold_steps=} {total_steps=} {start_lr=}"
        self._numbers += f" {max_lr=} {min_lr=}"
        self._warmup_end = warmup_steps
        self._hold_end = self._warmup_end + hold_steps
        self._decay_end = total_steps
        self._start_lr = start_lr
        self._max_lr = max_lr
        self._min_lr = min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:  # added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        rate = self._rate(self.last_epoch)
        return [rate for _ in self.base_lrs]

    def _rate(self, t: float) -> float:
        if t < self._warmup_end:
            return linear(self._start_lr, self._max_lr, t / self._warmup_end)
        if t < self._hold_end:
            return self._max_lr
        if t < self._decay_end:
            p = (t - self._hold_end) / (self._decay_end - self._hold_end)
            return exponential(self._max_lr, self._min_lr, p)
        return self._min_lr

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        numbers = self._numbers
        return {"last_epoch": self.last_epoch, "numbers": numbers}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and give the optimizer its rates there at once."""
        numbers = self.state_dict()["numbers"]
        saved = state_dict.get("numbers", numbers)
        if saved != numbers:
            told = f"The checkpoint was saved with {saved}; these hold: {numbers}."
            warnings.warn(told, stacklevel=2)
        self.last_epoch = state_dict["last_epoch"]
        if self.last_epoch >= 0:  # a SequentialLR that has not come to it saves -1
            self.last_epoch -= 1
            self._initial_step()


# Rampsmith opens this file to edit the design (pytorch, digest b9e48b94016f266d):
# |{"rampsmith":1,"title":"Absolute\u0020rates","class_name":"AbsoluteRates","stepping":
# |"update","counts_from":0,"after":"hold","groups":[{"name":"all","base_lr":0.001}],"ru
# |n":{"samples":50000,"batch_size":128,"devices":1,"accumulation":1,"drop_last":false,"
# |remainder":"kept","epochs":30},"segments":[{"name":"Warmup","shape":"linear","span":{
# |"epochs":3},"start":{"rate":1e-06},"end":{"rate":0.0003}},{"name":"Hold","shape":"con
# |stant","span":{"percent":40}},{"name":"Decay","shape":"exponential","span":"fill","en
# |d":{"rate":1e-05}}]}

"""Triangles, halved each time: a learning-rate schedule.

Again and again linear from 0.0001 to 0.001 over 2,000 updates and linear to 0.0001 over
2,000 updates (what lies above the lowest times 0.5 each cycle). The momentum, or Adam's
beta1, goes along: again and again linear from 0.9 to 0.8 over 2,000 updates and linear
to 0.9 over 2,000 updates (what lies above the lowest times 0.5 each cycle). The cycles
have no end. Every parameter group gets the same rate, whatever it was built with.

Call ``scheduler.step()`` after every ``optimizer.step()``, 20,000 times in all. To
resume, load the ``state_dict()`` of both the optimizer and the scheduler, in either
order. In a ``ChainedScheduler`` it overwrites what the schedulers before it did.
"""

# Made with Rampsmith, which opens this file again to edit the design:
# |{"rampsmith":1,"title":"Triangles,\u0020halved\u0020each\u0020time","class_name":"Tri
# |angular2","stepping":"update","counts_from":0,"after":"hold","groups":[{"name":"all",
# |"base_lr":0.001}],"run":{"samples":50000,"batch_size":128,"devices":1,"accumulation":
# |1,"drop_last":false,"remainder":"kept","updates":20000},"segments":[{"name":"Up","sha
# |pe":"linear","span":{"steps":2000},"start":{"rate":0.0001},"end":{"rate":0.001}},{"na
# |me":"Down","shape":"linear","span":{"steps":2000},"end":{"rate":0.0001}}],"repeats":[
# |{"name":"Cycles","segments":[0,1],"times":"endless","scale":0.5,"scaling":"amplitude"
# |}],"momentum":{"segments":[{"name":"Up","shape":"linear","span":{"steps":2000},"start
# |":{"rate":0.9},"end":{"rate":0.8}},{"name":"Down","shape":"linear","span":{"steps":20
# |00},"end":{"rate":0.9}}],"repeats":[{"name":"Cycles","segments":[0,1],"times":"endles
# |s","scale":0.5,"scaling":"amplitude"}]}}
# It tells changes made by hand by this digest: e4079468790ca82533ed8a5eefba21b0

import warnings
from typing import Any

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


class Triangular2(LRScheduler):
    """Set the rate and the momentum of every parameter group: linear, then linear.

    Args:
        optimizer: the optimizer whose parameter groups follow the schedule.
        up_steps: length of the up in updates.
        down_steps: length of the down in updates.
        start_lr: rate at the start of the up, the same for every parameter group.
        max_lr: rate at the end of the up, the same for every parameter group.
        min_lr: rate at the end of the down, the same for every parameter group.
        cycles_scale: what multiplies what lies above the lowest level from cycle to
            cycle in the cycles.
        start_momentum: momentum at the start of the up.
        up_momentum: momentum at the end of the up.
        end_momentum: momentum at the end of the down.
        cycles_momentum_scale: what multiplies what lies above the lowest level from
            cycle to cycle in the momentum of the cycles.
        last_epoch: the step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        up_steps: int = 2_000,
        down_steps: int = 2_000,
        start_lr: float = 0.0001,
        max_lr: float = 0.001,
        min_lr: float = 0.0001,
        cycles_scale: float = 0.5,
        start_momentum: float = 0.9,
        up_momentum: float = 0.8,
        end_momentum: float = 0.9,
        cycles_momentum_scale: float = 0.5,
        last_epoch: int = -1,
    ) -> None:
        self._numbers = {
            "up_steps": up_steps,
            "down_steps": down_steps,
            "start_lr": start_lr,
            "max_lr": max_lr,
            "min_lr": min_lr,
            "cycles_scale": cycles_scale,
            "start_momentum": start_momentum,
            "up_momentum": up_momentum,
            "end_momentum": end_momentum,
            "cycles_momentum_scale": cycles_momentum_scale,
        }
        self._up_end = up_steps
        self._down_end = self._up_end + down_steps
        self._start_lr = start_lr
        self._max_lr = max_lr
        self._min_lr = min_lr
        self._cycles_scale = cycles_scale
        self._start_momentum = start_momentum
        self._up_momentum = up_momentum
        self._end_momentum = end_momentum
        self._cycles_momentum_scale = cycles_momentum_scale
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        groups = self.optimizer.param_groups
        for group in groups[len(self.base_lrs) :]:  # groups that were added later
            self.base_lrs.append(group.setdefault("initial_lr", float(group["lr"])))
        t = self.last_epoch
        self._set_momentum(self._momentum(t))
        rate = self._rate(t)
        return [rate for _ in self.base_lrs]

    def _rate(self, t: float) -> float:
        n = t
        number = n // self._down_end
        t = n % self._down_end
        scale: float = self._cycles_scale**number
        return self._cycles_cycle(t, scale)

    def _cycles_cycle(self, t: float, scale: float) -> float:
        low = self._start_lr
        if t < self._up_end:
            start = self._start_lr
            end = self._max_lr * scale + low * (1.0 - scale)
            p = t / self._up_end
            return linear(start, end, p)
        if t < self._down_end:
            start = self._max_lr * scale + low * (1.0 - scale)
            end = self._min_lr
            p = (t - self._up_end) / (self._down_end - self._up_end)
            return linear(start, end, p)
        return self._min_lr

    def _momentum(self, t: float) -> float:
        n = t
        number = n // self._down_end
        t = n % self._down_end
        scale: float = self._cycles_momentum_scale**number
        return self._momentum_cycles_cycle(t, scale)

    def _momentum_cycles_cycle(self, t: float, scale: float) -> float:
        low = self._up_momentum
        if t < self._up_end:
            start = self._start_momentum * scale + low * (1.0 - scale)
            end = self._up_momentum
            p = t / self._up_end
            return linear(start, end, p)
        if t < self._down_end:
            start = self._up_momentum
            end = self._end_momentum * scale + low * (1.0 - scale)
            p = (t - self._up_end) / (self._down_end - self._up_end)
            return linear(start, end, p)
        return self._end_momentum * scale + low * (1.0 - scale)

    def _set_momentum(self, momentum: float) -> None:
        for group in self.optimizer.param_groups:
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            elif "momentum" in group:
                group["momentum"] = momentum
            else:
                raise ValueError("The optimizer has no momentum that could be set.")

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, and the numbers to compare; they are not restored."""
        return {"last_epoch": self.last_epoch, "numbers": dict(self._numbers)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and give the optimizer its rates there at once."""
        numbers = self._numbers
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

"""A head first, then the backbone: a learning-rate schedule.

.........-+##########%%%%%%*****+++++====-----:::::::.......  <- the rate over the run
Linear from 0 to the base rate over 1 epoch, then cosine to 1e-6 over the rest. The rate
of "backbone" has a curve of its own: constant at 0 over 3 epochs, linear to the base
rate over 1 epoch, then cosine to 1e-6 over the rest. After the end the rate stays at
its end value. The base rate is what each parameter group was built with ("backbone"
1e-4, "head" 1e-3 in the design).

Call ``scheduler.step()`` after every ``optimizer.step()``, 7,820 times. To resume, load
the states of both, in either order (with other numbers than were saved, the optimizer's
first). The rate is absolute: what schedulers chained before it set has no effect. Where
a group has an ``initial_lr``, that counts as the rate it was built with. A group that
is added later is scaled from its ``initial_lr``, or without one from the optimizer's
default rate; any other ``lr`` is the rate of now, from where it goes on if the schedule
can. To resume, add it again after building the scheduler, then load.

``groups`` names the optimizer's groups in their order: all of them, or those that one
of several optimizers has. Groups past the last one named follow the common curves.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

import math
from typing import Any
from warnings import warn

from torch import Tensor, optim


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


class ThawingBackbone(optim.lr_scheduler.LRScheduler):
    """Set the rate of parameter groups, by several curves.

    Args:
        optimizer: The optimizer whose groups are set.
        warmup_steps: Updates of "warmup" (1 epoch).
        total_steps: Updates of the whole schedule (20 epochs).
        min_lr: At the end of "decay", for every group.
        backbone_frozen_steps: Updates of "backbone frozen" (3 epochs).
        backbone_thaw_steps: Updates of "backbone thaw" (1 epoch).
        backbone_min_lr: At the end of "backbone decay".
        groups: The optimizer's groups, in their order.
        last_epoch: The step to resume after; -1 begins anew.
    """

    GROUPS = ("backbone", "head")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        warmup_steps: int = 391,
        total_steps: int = 7_820,
        min_lr: float = 1e-6,
        backbone_frozen_steps: int = 1_173,
        backbone_thaw_steps: int = 391,
        backbone_min_lr: float = 1e-6,
        groups: tuple[str, ...] = GROUPS,
        last_epoch: int = -1,
    ) -> None:
        self.warmup_steps = warmup_steps
        self._total_steps = total_steps
        self.min_lr = min_lr
        self.backbone_frozen_steps = backbone_frozen_steps
        self.backbone_thaw_steps = backbone_thaw_steps
        self.backbone_min_lr = backbone_min_lr
        lengths = (
            "warmup_steps",
            "total_steps",
            "backbone_frozen_steps",
            "backbone_thaw_steps",
        )
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in lengths:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_steps < warmup_steps:
            raise ValueError("total_steps must not be below warmup_steps.")
        needed = backbone_frozen_steps + backbone_thaw_steps
        if total_steps < needed:
            raise ValueError(f"total_steps must be {needed} or more, the others' sum.")
        self._backbone_thaw_end = backbone_frozen_steps + backbone_thaw_steps
        for name in groups:
            if name not in self.GROUPS:
                raise ValueError(f"There is no group {name!r}, only {self.GROUPS}.")
        for i, x in enumerate(getattr(optimizer, "param_groups", [])[: len(groups)]):
            name = x.get("name", groups[i])
            if name != groups[i] and name in self.GROUPS:
                raise ValueError(f"{name!r} stands where groups= has {groups[i]!r}.")
        self._groups = dict(enumerate(groups))
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            "warmup_steps": self.warmup_steps,
            "total_steps": self._total_steps,
            "min_lr": self.min_lr,
            "backbone_frozen_steps": self.backbone_frozen_steps,
            "backbone_thaw_steps": self.backbone_thaw_steps,
            "backbone_min_lr": self.backbone_min_lr,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        bases = [float(base) for base in self.base_lrs]
        return self._rates(self.last_epoch, bases)

    def _rates(self, step: int, bases: list[float]) -> list[float | Tensor]:
        rates: list[float | Tensor] = []
        for number, base in enumerate(bases):
            name = self._groups.get(number)
            if name == "backbone":
                rates.append(self._backbone_rate(step, base))
            else:
                rates.append(self._rate(step, base))
        return rates

    def _bases(self, step: int, groups: list[dict[str, Any]]) -> list[float | Tensor]:
        """Return the base rates; a group that was added has its rate of this step."""
        bases = list(self.base_lrs)
        for group in groups[len(bases) :]:  # added later
            old = next(x for x in groups if x["lr"] is group["lr"])
            if old is not group and isinstance(group["lr"], Tensor):  # shared default
                group["lr"] = group["lr"].clone()
                group.setdefault("initial_lr", old["initial_lr"])
            known = [float(base) for base in bases]
            base = rate = float(group["lr"])
            step = max(0, step)
            now = float(self._rates(step, [*known, rate])[-1])
            other = float(self._rates(step, [*known, 2.0 * rate])[-1])
            if now != other and group["lr"] is not self.optimizer.defaults.get("lr"):
                base += (rate - now) / (other - now) * rate
            base = base if 0 < base < 1e38 else rate
            bases.append(group.setdefault("initial_lr", base))
        return bases

    def _rate(self, t: float, base: float) -> float:
        if t < self.warmup_steps:
            return base * (t / self.warmup_steps)
        if t < self._total_steps:
            p = (t - self.warmup_steps) / (self._total_steps - self.warmup_steps)
            return cosine(base, self.min_lr, p)
        return self.min_lr

    def _backbone_rate(self, t: float, base: float) -> float:
        if t < self.backbone_frozen_steps:
            return 0.0
        if t < self._backbone_thaw_end:
            begin: float = self.backbone_frozen_steps
            p = (t - begin) / (self._backbone_thaw_end - begin)
            return base * p
        if t < self._total_steps:
            begin = self._backbone_thaw_end
            p = (t - begin) / (self._total_steps - begin)
            return cosine(base, self.backbone_min_lr, p)
        return self.backbone_min_lr

    def state_dict(self) -> dict[str, Any]:
        """Return progress, rates, whether these were set here, and numbers."""
        bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])
        lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            "active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
            "groups": [{"lr": lr} for lr in lrs],
            "numbers": {
                **numbers,
                "base_lrs": [float(base) for base in bases],
                "groups": list(self._groups.values()),
            },
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to the saved step and put back what the groups held, whoever set it."""
        step: Any = state_dict.get("last_epoch")
        if not hasattr(step, "__float__") or not -1 <= step < 1e38:
            raise ValueError(f"This state has no last_epoch that is a step: {step!r}.")
        saved, groups = state_dict.get("numbers", {}), self.optimizer.param_groups
        for i, base in enumerate((saved.get("base_lrs") or [])[: len(groups)]):
            groups[i].setdefault("initial_lr", base)  # of one that was added
        now = self.state_dict()["numbers"]
        diff = [each for each in {**now, **saved} if now.get(each) != saved.get(each)]
        if diff and len(state_dict) > 1:  # no step alone
            told = [f"{x} is {now.get(x)}, not {saved.get(x, 'saved')}" for x in diff]
            how = " Add late groups after building it." if diff == ["base_lrs"] else ""
            warn(f"Numbers differ; these hold: {'; '.join(told)}.{how}", stacklevel=2)
        kept = [] if diff and state_dict.get("active") else state_dict.get("groups", [])
        self.last_epoch = max(0, step) - 1
        if step >= 0:
            self._initial_step()  # goes one step on and sets the rates of that step
        self._step_count = 2  # torch looks for a wrong order of calls at 1 only
        for i, held in enumerate(kept[: len(groups)]):
            lr, rate = groups[i]["lr"], held["lr"]
            groups[i]["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate


# Rampsmith opens this file to edit the design (pytorch, digest 0e8bdbc67ed2a876):
# |{"rampsmith":2,"title":"A\u0020head\u0020first,\u0020then\u0020the\u0020backbone","cl
# |ass_name":"ThawingBackbone","groups":[{"name":"backbone","base_lr":0.0001},{"name":"h
# |ead","base_lr":0.001}],"run":{"epochs":20},"segments":[{"name":"Warmup","shape":"line
# |ar","span":{"epochs":1},"start":{"factor":0.0},"end":{"factor":1.0}},{"name":"Decay",
# |"shape":"cosine","span":"fill","end":{"rate":1e-06}}],"curves":[{"of":"rate","group":
# |"backbone","segments":[{"name":"Frozen","shape":"constant","span":{"epochs":3},"start
# |":{"factor":0.0}},{"name":"Thaw","shape":"linear","span":{"epochs":1},"end":{"factor"
# |:1.0}},{"name":"Decay","shape":"cosine","span":"fill","end":{"rate":1e-06}}]}]}

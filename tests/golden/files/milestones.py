"""Milestones: a learning-rate schedule.

####################::::::::::::::::::::....................  <- the rate over the run
Constant at 1 over 30 epochs, constant at 0.1 over 30 epochs, then constant at 0.01 over
30 epochs, all times the rate that each parameter group was built with (1e-3 in the
design). After the end the rate stays at its end value.

Call ``scheduler.step()`` at the end of every epoch, 90 times. To resume, load its state
and the optimizer's, in either order (with other numbers than were saved, the
optimizer's first). The rate is absolute: what schedulers chained before it set has no
effect. Where a group has an ``initial_lr``, that counts as the rate it was built with.
A group that is added later is scaled from its ``initial_lr``, or without one from the
optimizer's default rate; any other ``lr`` is the rate of now, from where it goes on if
the schedule can. To resume, add it again after building the scheduler, then load.

The comment at the end may be deleted. No licence of Rampsmith covers this file.
"""

from __future__ import annotations

from typing import Any
from warnings import warn

from torch import Tensor, optim


class Milestones(optim.lr_scheduler.LRScheduler):
    """Set the rate of every parameter group, in 3 segments.

    Args:
        optimizer: The optimizer whose groups are set.
        milestones: Epochs at which it changes.
        gamma: Times the rate at each milestone.
        last_epoch: The step to resume after; -1 begins anew.
    """

    def __init__(
        self,
        optimizer: optim.Optimizer,
        milestones: list[int] | tuple[int, ...] = (30, 60),
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        self.milestones = tuple(milestones)
        self.gamma = gamma
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
        if any(0 < place < 1 for place in self.milestones):
            raise ValueError("milestones must be epochs, not shares.")
        is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
        if not is_whole or last_epoch < -1:
            raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
        super().__init__(optimizer, last_epoch)

    def _numbers(self) -> dict[str, float]:
        """Return the numbers that the constructor was given."""
        return {
            **{f"milestones[{i}]": place for i, place in enumerate(self.milestones)},
            "gamma": self.gamma,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        factor = self._factor(self.last_epoch)
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        return [base * factor for base in self.base_lrs]

    def _bases(self, step: int, groups: list[dict[str, Any]]) -> list[float | Tensor]:
        """Return the base rates; a group that was added has its rate of this step."""
        bases, usual = list(self.base_lrs), self.optimizer.defaults.get("lr")
        for new in groups[len(bases) :]:  # added later
            lr, now = new["lr"], self._factor(max(0, step))
            base = float(lr) / float(now) if now and lr is not usual else float(lr)
            old = next(x for x in groups if x["lr"] is lr)  # may share the default
            bases.append(new.setdefault("initial_lr", old.get("initial_lr", base)))
            new["lr"] = lr.clone() if old is not new and isinstance(lr, Tensor) else lr
        return bases

    def _factor(self, t: float) -> float:
        passed = sum(t >= each for each in self.milestones)
        if passed == 1:
            return self.gamma
        # To 15 digits: 0.1 ** 2 itself is 0.010000000000000002.
        return float(f"{self.gamma**passed:.15g}")

    def state_dict(self) -> dict[str, Any]:
        """Return progress, rates, whether these were set here, and numbers."""
        bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])
        lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            "active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
            "groups": [{"lr": lr} for lr in lrs],
            "numbers": {**numbers, "base_lrs": [float(base) for base in bases]},
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


# Rampsmith opens this file to edit the design (pytorch, digest fb35c4a3c426a8a0):
# |{"rampsmith":1,"title":"Milestones","class_name":"Milestones","stepping":"epoch","run
# |":{"epochs":90},"segments":[{"name":"First","shape":"constant","span":{"epochs":30},"
# |start":{"factor":1.0}},{"name":"Second","shape":"constant","span":{"epochs":30},"star
# |t":{"factor":0.1}},{"name":"Third","shape":"constant","span":{"epochs":30},"start":{"
# |factor":0.01}}]}

"""Muon and Adam: a learning-rate schedule.

######################################%%%%***++++===---::::.  <- the rate over the run
Constant over the rest, then linear from 1 to 0 over 40 % of the run, all times the rate
that each parameter group was built with ("muon" 0.025, "adam" 3e-3 in the design). The
rate of "adam" has a curve of its own: constant over the rest, then linear from 1 to 0
over 80 % of the run, all times the rate that the group was built with. The momentum, or
Adam's beta1, goes along: linear from 0.85 to 0.95 over 300 updates, then constant over
the rest. The momentum of "adam" is left alone. After the end the rate stays at its end
value.

Call ``scheduler.step()`` after every ``optimizer.step()``, 3,500 times. To resume, load
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

from typing import Any
from warnings import warn

from torch import Tensor, optim


class MuonAndAdam(optim.lr_scheduler.LRScheduler):
    """Set the rate and the momentum of parameter groups, by several curves.

    Args:
        optimizer: The optimizer whose groups are set.
        cooldown_steps: Updates of "cooldown" (40 % of 3,500, fixed).
        total_steps: Updates of the whole schedule.
        adam_cooldown_steps: Updates of "adam cooldown" (80 % of 3,500, fixed).
        momentum_warmup_steps: Updates of "momentum warmup".
        start_momentum: At the start of "warmup".
        max_momentum: At the end of "warmup".
        groups: The optimizer's groups, in their order.
        last_epoch: The step to resume after; -1 begins anew.
    """

    GROUPS = ("muon", "adam")

    def __init__(
        self,
        optimizer: optim.Optimizer,
        cooldown_steps: int = 1_400,
        total_steps: int = 3_500,
        adam_cooldown_steps: int = 2_800,
        momentum_warmup_steps: int = 300,
        start_momentum: float = 0.85,
        max_momentum: float = 0.95,
        groups: tuple[str, ...] = GROUPS,
        last_epoch: int = -1,
    ) -> None:
        self.cooldown_steps = cooldown_steps
        self._total_steps = total_steps
        self.adam_cooldown_steps = adam_cooldown_steps
        self.momentum_warmup_steps = momentum_warmup_steps
        self.start_momentum = start_momentum
        self.max_momentum = max_momentum
        lengths = (
            "cooldown_steps",
            "total_steps",
            "adam_cooldown_steps",
            "momentum_warmup_steps",
        )
        for name, number in self._numbers().items():
            is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
            if not is_number or not 0 <= number < 1e38:
                raise ValueError(f"{name} must be >= 0 and below 1e38, not {number!r}.")
            if 0 < number < 1 and name in lengths:
                raise ValueError(f"{name} must be 0 or at least 1, not {number!r}.")
        if total_steps < cooldown_steps:
            raise ValueError("total_steps must not be below cooldown_steps.")
        if total_steps < adam_cooldown_steps:
            raise ValueError("total_steps must not be below adam_cooldown_steps.")
        if total_steps < momentum_warmup_steps:
            raise ValueError("total_steps must not be below momentum_warmup_steps.")
        self._hold_end = total_steps - cooldown_steps
        self._adam_hold_end = total_steps - adam_cooldown_steps
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
            "cooldown_steps": self.cooldown_steps,
            "total_steps": self._total_steps,
            "adam_cooldown_steps": self.adam_cooldown_steps,
            "momentum_warmup_steps": self.momentum_warmup_steps,
            "start_momentum": self.start_momentum,
            "max_momentum": self.max_momentum,
        }

    def get_lr(self) -> list[float | Tensor]:
        """Return the rate of each parameter group at step ``last_epoch``."""
        self._set_momentum()
        if len(self.base_lrs) < len(groups := self.optimizer.param_groups):
            self.base_lrs = self._bases(self.last_epoch - 1, groups)
        return self._rates(self.last_epoch, self.base_lrs)

    def _rates(self, step: int, bases: list[float | Tensor]) -> list[float | Tensor]:
        adam_factor = self._adam_factor(step)
        factor = self._factor(step)
        rates: list[float | Tensor] = []
        for number, base in enumerate(bases):
            name = self._groups.get(number)
            if name == "adam":
                rates.append(base * adam_factor)
            else:
                rates.append(base * factor)
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

    def _factor(self, t: float) -> float:
        if t < self._hold_end:
            return 1.0
        if t < self._total_steps:
            p = (t - self._hold_end) / (self._total_steps - self._hold_end)
            return 1.0 - p
        return 0.0

    def _adam_factor(self, t: float) -> float:
        if t < self._adam_hold_end:
            return 1.0
        if t < self._total_steps:
            begin = self._adam_hold_end
            p = (t - begin) / (self._total_steps - begin)
            return 1.0 - p
        return 0.0

    def _momentum(self, t: float) -> float:
        if t < self.momentum_warmup_steps:
            start = self.start_momentum
            end = self.max_momentum
            p = t / self.momentum_warmup_steps
            return start + (end - start) * p
        return self.max_momentum

    def _set_momentum(self) -> None:
        t = self.last_epoch
        momentum = self._momentum(t)
        for number, group in enumerate(self.optimizer.param_groups):
            name = self._groups.get(number)
            if name == "adam":
                continue  # left as it is
            self._put_momentum(group, momentum)

    def _put_momentum(self, group: dict[str, Any], momentum: float) -> None:
        if "betas" in group:
            group["betas"] = (momentum, *group["betas"][1:])
        elif "momentum" in group:
            group["momentum"] = momentum
        else:
            raise ValueError("The optimizer has no momentum that could be set.")

    def state_dict(self) -> dict[str, Any]:
        """Return the progress, what the groups hold, and the numbers."""
        bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])
        groups: list[dict[str, Any]] = []
        for index, group in enumerate(self.optimizer.param_groups):
            held = {**group, "lr": float(group["lr"])}
            for place, beta in enumerate(group.get("betas", ())):
                held[f"betas[{place}]"] = beta
            names = self._sets(index)
            groups.append({name: held[name] for name in names if name in held})
        last = [float(rate) for rate in self.get_last_lr()]
        numbers = {name: float(number) for name, number in self._numbers().items()}
        return {
            "last_epoch": self.last_epoch,
            # Rates that were set here are not put back where the numbers are others.
            "active": [group["lr"] for group in groups][: len(last)] == last,
            "groups": groups,
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
        for i, group in enumerate(groups[: len(kept)]):
            held = {name: kept[i][name] for name in self._sets(i) if name in kept[i]}
            lr, rate = group["lr"], held.pop("lr", group["lr"])
            group["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate
            if "betas" in group:
                betas = enumerate(group["betas"])
                group["betas"] = tuple(held.get(f"betas[{k}]", old) for k, old in betas)
            group.update({name: held[name] for name in held if name in group})

    def _sets(self, index: int) -> tuple[str, ...]:
        """Name what is set in a group; all else in it is left as it is."""
        name = self._groups.get(index)
        if name == "adam":
            return ("lr",)
        return ("lr", "betas[0]", "momentum")


# Rampsmith opens this file to edit the design (pytorch, digest 84fba049db23346c):
# |{"rampsmith":2,"title":"Muon\u0020and\u0020Adam","class_name":"MuonAndAdam","groups":
# |[{"name":"muon","base_lr":0.025},{"name":"adam","base_lr":0.003}],"run":{"updates":35
# |00},"segments":[{"name":"Hold","shape":"constant","span":"fill"},{"name":"Cooldown","
# |shape":"linear","span":{"percent":40},"start":{"factor":1.0},"end":{"factor":0.0}}],"
# |momentum":{"segments":[{"name":"Warmup","shape":"linear","span":{"steps":300},"start"
# |:{"rate":0.85},"end":{"rate":0.95}},{"name":"Hold","shape":"constant","span":"fill"}]
# |},"curves":[{"of":"rate","group":"adam","segments":[{"name":"Hold","shape":"constant"
# |,"span":"fill"},{"name":"Cooldown","shape":"linear","span":{"percent":80},"start":{"f
# |actor":1.0},"end":{"factor":0.0}}]},{"of":"momentum","group":"adam","left_alone":true
# |}]}

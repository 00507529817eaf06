"""A scheduler class under test: how to build it, and what is right for it at every step."""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.optim import SGD, Optimizer

from rampsmith.designer.document.kinds import KIND_OF_NAME, CurveKind, own_kind

Values = tuple[float, ...]
"""A number for each parameter group."""

BASE_WEIGHT_DECAY = 0.25
"""The weight decay that each parameter group is built with."""

WALKED = 8
"""A step up to this one is come to by walking, a later one by a jump where there is one."""


def no_metric(step: int) -> float | None:
    """Say that no step takes a metric."""
    return None


def no_others(step: int, place: int) -> dict[str, float]:
    """Say that no other number is set in any group."""
    return {}


@dataclass(frozen=True, slots=True)
class Subject:
    """A scheduler class and what is right for it.

    Attributes:
        name: what it is called in a report.
        build: the class, or a function that builds one on an optimizer.
        bases: the base rates of an optimizer's groups.
        expected: the rates of step t for base rates.
        stops: the steps at which most checks look, in rising order, beginning with 0.
        numbers: other values for some of the constructor's own numbers.
        sets: the names of the kinds of other numbers that the class sets in some group.
        others: those of step t in the group at a place, by the names of their kinds.
        metric: the metric with which the step after t is taken, where one is.
        free: the first step that depends on a metric; before it, progress is the step alone.
        jump: goes to a far step without walking there.
    """

    name: str
    build: Callable[..., Any]
    bases: Values
    expected: Callable[[int, Values], Values]
    stops: tuple[int, ...]
    numbers: dict[str, Any] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    others: Callable[[int, int], dict[str, float]] = no_others
    metric: Callable[[int], float | None] = no_metric
    free: float = math.inf
    jump: Callable[[Any, int], None] | None = None

    @property
    def free_stops(self) -> tuple[int, ...]:
        """The stops at which the step says all that there is to know."""
        return tuple(stop for stop in self.stops if stop < self.free)

    def optimizer(self, bases: Values | None = None) -> SGD:
        """Build an optimizer with a group for each base rate."""
        return optimizer_of(bases or self.bases)

    def late_group(self, base: float | torch.Tensor) -> dict[str, Any]:
        """Make a group that is added in mid-run, and goes as if it had been there from the start."""
        return {**new_group(base), "initial_lr": float(base)}

    def made(self, **numbers: Any) -> Any:
        """Build the scheduler on a new optimizer."""
        return self.build(self.optimizer(), **numbers)

    def reached(self, step: int, **numbers: Any) -> Any:
        """Build the scheduler and bring it to a step."""
        scheduler = self.made(**numbers)
        self.go(scheduler, step)
        return scheduler

    def go(self, scheduler: Any, step: int) -> None:
        """Bring a scheduler that is at step 0 to another."""
        if step > WALKED and self.jump is not None:
            self.jump(scheduler, step)
        while scheduler.last_epoch < step:
            self.advance(scheduler)

    def advance(self, scheduler: Any, steps: int = 1) -> None:
        """Do what a training loop does, so many times."""
        for _ in range(steps):
            metric = self.metric(scheduler.last_epoch)
            scheduler.optimizer.step()
            if metric is None:
                scheduler.step()
            else:
                scheduler.step(metric)

    def follows(self, scheduler: Any, step: int, bases: Values | None = None) -> None:
        """Assert that a scheduler is at a step, and stays right for a few more."""
        for t in range(step, step + 4):
            self.stands(scheduler, t, bases)
            self.advance(scheduler)

    def stands(self, scheduler: Any, step: int, bases: Values | None = None) -> None:
        """Assert that an optimizer has what is right at a step."""
        wanted = self.expected(step, bases or self.bases)
        found = rates(scheduler.optimizer)
        assert found == wanted, f"step {step}: {found}, not {wanted}"
        for place, group in enumerate(scheduler.optimizer.param_groups):
            others = self.others(step, place)
            held = {name: kind_called(name).read(group) for name in others}
            assert held == others, f"step {step}, group {place}: {held}, not {others}"


def optimizer_of(bases: tuple[float | torch.Tensor, ...]) -> SGD:
    """Build an optimizer with momentum and a group for each base rate."""
    return SGD(groups_of(bases), lr=0.5, momentum=0.9, foreach=False)


def groups_of(bases: tuple[float | torch.Tensor, ...]) -> list[dict[str, Any]]:
    """Make a parameter group for each base rate."""
    return [new_group(base) for base in bases]


def new_group(base: float | torch.Tensor) -> dict[str, Any]:
    """Make a parameter group with a parameter of its own."""
    parameters = [torch.nn.Parameter(torch.ones(1))]
    return {"params": parameters, "lr": base, "weight_decay": BASE_WEIGHT_DECAY}


def rates(of: Optimizer) -> Values:
    """Read the rates that an optimizer would train with."""
    return tuple(float(group["lr"]) for group in of.param_groups)


def kind_called(name: str) -> CurveKind:
    """Return the kind of a name, which may be one of the person's own."""
    return KIND_OF_NAME.get(name) or own_kind(name)


def saved_and_read(state: Any) -> Any:
    """Send a state through a file as ``torch.load`` reads it by default."""
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def remember_initial_rates(optimizer: Optimizer) -> None:
    """Prepare a new optimizer for ``last_epoch``, as torch asks for it."""
    for group in optimizer.param_groups:
        group["initial_lr"] = group["lr"]

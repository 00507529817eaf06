"""Exported classes as real modules, optimizers for them, and runs of real steps."""

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import torch
from torch.optim import SGD, Optimizer

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.workbench import moved
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source

PER_EPOCH = Schedule(
    title="Cosine warmup",
    class_name="CosineWarmupScheduler",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.0), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, Level.of_rate(0.001)),
    ),
    counts_from=1,
    stepping="epoch",
    groups=(Group("all", 0.1),),
    run=Run(epochs=50),
)
"""The first example of what must come out."""

WARMUP_LINEAR = Schedule(
    title="Warmup, linear decay",
    class_name="WarmupLinear",
    segments=(
        Segment("Warmup", Linear(), Span.of_percent(10), Level(0.0), Level(1.0)),
        Segment("Decay", Linear(), Span.of_the_rest(), None, Level(0.0)),
    ),
    run=Run(samples=1_000, batch_size=32, accumulation=4, epochs=12),
)
"""The second."""

MIXED = Schedule(
    title="Everything",
    class_name="Everything",
    segments=(
        Segment("Warmup", Linear(), Span.of_steps(7), Level(0.1), Level(0.9)),
        Segment("Fast", InverseSqrt(Span.of_steps(5)), Span.of_percent(20)),
        Segment("Stairs", Staircase(Span.of_steps(3), 0.7), Span.of_percent(20)),
        Segment("Slope", Polynomial(3.0), Span.of_the_rest(), None, Level.of_rate(0.0004)),
        Segment("Hold", Constant(), Span.of_steps(6), Level.of_rate(0.0007)),
        Segment("Cooldown", Cosine(), Span.of_percent(10), None, Level(0.05)),
    ),
    groups=(Group("body", 1e-3), Group("head", 1e-2), Group("bias", 3e-3)),
    run=Run(epochs=None, updates=60),
)
"""Every way in which a number can get into the constructor."""


@cache
def module(source: str) -> ModuleType:
    """Make a module of an exported file that pickle can find by its name."""
    made = ModuleType(f"exported_{len(sys.modules)}")
    sys.modules[made.__name__] = made
    exec(compile(source, made.__name__, "exec"), made.__dict__)  # noqa: S102 - our own export.
    return made


def exported(schedule: Schedule) -> Any:
    """Export a schedule and return its class."""
    return getattr(module(pytorch_source(schedule)), schedule.class_name)


def optimizer(*bases: float | torch.Tensor) -> SGD:
    """Build an optimizer with a parameter group for each base rate."""
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": base} for base in bases]
    return SGD(groups, lr=0.5, foreach=False)


def optimizer_for(schedule: Schedule) -> SGD:
    """Build an optimizer with the groups of a schedule."""
    return optimizer(*(group.base_lr for group in schedule.groups))


def rates(of: Optimizer) -> list[float]:
    """Read the rates that an optimizer would train with."""
    return [float(group["lr"]) for group in of.param_groups]


def advance(scheduler: Any, steps: int = 1) -> None:
    """Do what a training loop does, so many times."""
    for _ in range(steps):
        scheduler.optimizer.step()
        scheduler.step()


def walk(scheduler: Any, steps: int) -> list[list[float]]:
    """Return the rates of steps 0 to ``steps`` of a scheduler that is at step 0."""
    found = [rates(scheduler.optimizer)]
    for _ in range(steps):
        advance(scheduler)
        found.append(rates(scheduler.optimizer))
    return found


def designed(schedule: Schedule, steps: Iterable[int]) -> list[list[float]]:
    """Return the designer's rates at steps."""
    curve = Rates(schedule)
    return [list(curve.at(t)) for t in steps]


def rates_at(scheduler: Any, steps: Sequence[int]) -> list[list[float]]:
    """Return the rates at steps that a scheduler comes to by its state, not by walking there."""
    found: list[list[float]] = []
    for t in steps:
        scheduler.load_state_dict(moved(scheduler.state_dict(), t))
        found.append(rates(scheduler.optimizer))
    return found

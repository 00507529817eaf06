"""Copied loops as modules, what they are given, and the rates of the updates that they make."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count, repeat
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.data import Dataset, IterableDataset

from rampsmith.designer.document.curves import groups_set, in_order
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE, RATE_CURVE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import set_curves
from rampsmith.designer.proof.workbench import TrainingStepper
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.loops.writing import loop_source
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.words.frameworks import Framework
from tests.designer.designs import line_over

Update = tuple[tuple[float, ...], float]
"""The rates of an update's groups, and its momentum."""

WARMUP_COSINE = Schedule(
    title="Short run",
    class_name="ShortRun",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(1), Level(0.1), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01)),
    ),
    groups=(Group("all", 1e-3),),
    run=Run(samples=24, batch_size=6, epochs=5),
)
MOMENTUM = Track(
    MOMENTUM_CURVE,
    (Segment("Up", Linear(), Span.of_the_rest(), Level.of_rate(0.8), Level.of_rate(0.95)),),
)
FALLING = replace(
    WARMUP_COSINE,
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(1), Level(0.1), Level(1.0)),
        Segment("Plateau", Plateau(patience=1), Span.of_the_rest()),
    ),
    metric=(1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8),
    tracks=(MOMENTUM,),
)
"""A plateau, and a momentum that changes."""

CYCLES = replace(
    WARMUP_COSINE,
    segments=(Segment("Cycle", Cosine(), Span.of_steps(3), Level(1.0), Level(0.1)),),
    repeats=(Repeat("Cycles", 0, 0, times=None),),
    groups=(Group("body", 1e-3), Group("head", 1e-2)),
)
"""A repeat, and two groups."""


DIVIDED = replace(
    WARMUP_COSINE,
    groups=(Group("body", 1e-3), Group("adam", 3e-3), Group("head", 1e-2)),
    tracks=in_order(
        [
            Track(CurveKey(RATE, "adam"), line_over(Level(0.5), Level(0.25))),
            MOMENTUM,
            Track(CurveKey(MOMENTUM_CURVE.kind, "adam"), left_alone=True),
        ]
    ),
)
"""Groups with curves of their own, for two optimizers."""
OPTIMIZERS = (("head", "body"), ("adam",))


class Ones(Dataset[dict[str, Tensor]]):
    """So many samples that are all alike; dictionaries, as transformers want them."""

    def __init__(self, samples: int) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return self.samples

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        if not 0 <= index < self.samples:
            raise IndexError(index)
        return {"x": torch.ones(1)}


class Stream(IterableDataset[dict[str, Tensor]]):
    """Samples without end, or whole batches of them."""

    def __init__(self, each: int = 0) -> None:
        self.each = each

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        shape = (self.each, 1) if self.each else (1,)
        return repeat({"x": torch.ones(shape)})


def data_of(run: Run) -> Dataset[dict[str, Tensor]]:
    """Make the data of a run; where nobody knows its samples, in batches."""
    if run.samples is not None:
        return Ones(run.samples)
    return Stream(0 if run.samples_of_one else 2)


class Layers(nn.Module):
    """A model with a layer for each parameter group; it returns its loss as transformers do."""

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(1, 1) for _ in range(groups))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"loss": sum((layer(x).mean() for layer in self.layers), torch.zeros(()))}


def mean_loss(model: nn.Module, batch: Any) -> Tensor:
    """Return a loss so small that it can be scaled by 65,536 and still is a 16-bit float."""
    loss: Tensor = model(**batch)["loss"]
    return loss * 2**-4


class Given:
    """The arguments of ``train`` for a schedule, and the rates of every update that it makes."""

    def __init__(self, schedule: Schedule, optimizers: Sequence[Sequence[str]] = ()) -> None:
        self.schedule = schedule
        self.optimizers = optimizers
        self.model = Layers(len(schedule.groups))
        self.updates: list[Update] = []
        self.loss_of: Callable[[nn.Module, Any], Tensor] = mean_loss
        self._feed = TrainingStepper(schedule)
        self._steps = count()

    def metric_of(self, model: nn.Module) -> float:
        """Return the metrics that the plateau is shown with, one after the other."""
        metric = self._feed.metric(next(self._steps))
        return 0.0 if metric is None else metric

    def arguments(self, framework: Framework, *more: object) -> list[object]:
        """List the arguments in the order in which the head names them."""
        groups = [list(layer.parameters()) for layer in self.model.layers]
        found: list[object] = [self.model, *(groups if len(groups) > 1 else ())]
        found.append(data_of(self.schedule.run))
        if framework != "trainer":
            found.append(self.loss_of)
        if isinstance(self.schedule.segments[-1].shape, Plateau):
            found.append(self.metric_of)
        return [*found, *more]

    def note(self, optimizer: Optimizer, *_: object) -> None:
        """Remember the rates of an update that is being made."""
        groups = optimizer.param_groups
        self.updates.append((tuple(float(g["lr"]) for g in groups), groups[0]["betas"][0]))


Changes = Sequence[tuple[str, str]]
"""Lines of a loop, and what a person makes of them."""


def written(given: Given, framework: Framework, folder: Path, changes: Changes) -> None:
    """Write the class and its loop as a person would, and change what they would change."""
    schedule = given.schedule
    (folder / "short_run.py").write_text(pytorch_source(schedule), encoding="utf-8")
    source = loop_source(schedule, framework, module="short_run", optimizers=given.optimizers)
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    (folder / "short_run_loop.py").write_text(source, encoding="utf-8")


@contextmanager
def imported(folder: Path) -> Iterator[Callable[..., None]]:
    """Import the loop from where it is written, and forget it afterwards."""
    sys.path.insert(0, str(folder))
    try:
        train: Callable[..., None] = __import__("short_run_loop").train
        yield train
    finally:
        sys.path.remove(str(folder))
        for name in ("short_run", "short_run_loop"):
            sys.modules.pop(name, None)


def trained(
    given: Given, framework: Framework, folder: Path, *more: object, changes: Changes = ()
) -> list[Update]:
    """Run a copied loop, and return what every update was made with."""
    written(given, framework, folder, changes)
    hook = register_optimizer_step_pre_hook(given.note)
    try:
        with imported(folder) as train:
            train(*given.arguments(framework, *more))
    finally:
        hook.remove()
    return given.updates


def designed(schedule: Schedule, optimizers: Sequence[Sequence[str]] = ()) -> list[Update]:
    """Return what every update of the run is designed to be made with, of each optimizer."""
    curves = set_curves(schedule)
    rates, momentum = curves[RATE_CURVE], curves.get(MOMENTUM_CURVE)
    names = [group.name for group in schedule.groups]
    divided = [[names.index(name) for name in groups] for groups in optimizers or [names]]
    moved = groups_set(schedule, MOMENTUM_CURVE.kind)

    def momentum_of(place: int, t: int) -> float:
        if momentum is None or place not in moved:
            return 0.9
        found = momentum.at(t)
        return found[moved.index(place) if len(found) > 1 else 0]

    return [
        (tuple(rates.at(t)[place] for place in places), momentum_of(places[0], t))
        for t in steps_of_updates(schedule.run, schedule.stepping)
        for places in divided
    ]


def steps_of_updates(run: Run, stepping: str) -> list[int]:
    """Return how many steps are done at every update, by going through all batches one by one."""
    if run.is_endless or run.stages:
        loop = Loop(run, "update" if stepping == "update" else "epoch")
        return [loop.step_of_update(update) for update in range(loop.updates)]
    found: list[int] = []
    epoch = waiting = 0
    while epoch < (run.epochs or 0) if run.in_epochs else len(found) < run.total_updates:
        for number in range(run.batches_per_epoch):
            waiting += 1
            is_last = number + 1 == run.batches_per_epoch
            if waiting == run.accumulation or (is_last and run.remainder == "kept"):
                found.append(epoch if stepping == "epoch" else len(found))
                waiting = 0
        if run.remainder == "dropped":
            waiting = 0
        epoch += 1
    return found[: run.total_updates]

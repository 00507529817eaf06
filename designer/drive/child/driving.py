"""The training itself: a plain loop that steps the exported class and reports what happens."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.child import own_file
from rampsmith.designer.drive.child.networks import Network, network
from rampsmith.designer.drive.child.optimizers import DrivenOptimizer, NoOptimizerError, optimizers
from rampsmith.designer.drive.child.own_file import UnfitFileError, own_function, own_network
from rampsmith.designer.drive.events import (
    Diverged,
    Event,
    RunFinished,
    Started,
    UpdateRows,
    final_loss,
)
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.drive.tasks import OPTIMIZERS, TASKS
from rampsmith.designer.proof.descriptions import exception_sentence
from rampsmith.designer.proof.task import LOADING, Progress
from rampsmith.designer.proof.workbench import (
    TrainingStepper,
    Workbench,
    moved,
    set_kinds,
    workbench_or_reason,
)
from rampsmith.designer.shapes.plateau import Plateau

BETWEEN_ROWS = 0.05
"""Seconds between two events with rows."""

Tell: TypeAlias = Callable[[Event], None]


class CannotDriveError(Exception):
    """Why there can be no drive, as a sentence."""


class Training(NamedTuple):
    """A network with its optimizers, each with a scheduler of the exported class."""

    network: Network
    optimizers: tuple[DrivenOptimizer, ...]
    schedulers: tuple[Any, ...]


def driven(request: DriveRequest, folder: str, progress: Progress, tell: Tell) -> None:
    """Train each run with each seed, and report it.

    Raises:
        CannotDriveError: if it cannot be done.
    """
    progress[0] = LOADING
    benches = [_bench(run.name, run.file, Path(folder)) for run in request.runs]
    if request.own_file:
        _driven_own(request, benches, progress, tell)
        return
    optimizer = request.optimizer or TASKS[request.task].usual_optimizer
    words = f"{TASKS[request.task].words}, {OPTIMIZERS[optimizer]}"
    notes = tuple(
        f"{run.name}: {note}" if len(benches) > 1 else note
        for run, bench in zip(request.runs, benches, strict=True)
        for note in left_out(training_of(request.task, optimizer, bench, 0), bench.schedule)
    )
    tell(Started(request.total_updates, words, notes))
    _drive(
        request,
        benches,
        lambda bench, seed: training_of(request.task, optimizer, bench, seed),
        progress,
        tell,
    )


def _driven_own(
    request: DriveRequest, benches: Sequence[Workbench], progress: Progress, tell: Tell
) -> None:
    """Train as a file of the person's own says.

    Raises:
        CannotDriveError: if the file raises anything, or is not what can be driven.
    """
    name = Path(request.own_file).name
    try:
        training = own_function(request.own_file)
        tell(Started(request.total_updates, name))
        _drive(
            request,
            benches,
            lambda bench, seed: _scheduled(bench, *own_network(training, bench.schedule, seed)),
            progress,
            tell,
        )
    except UnfitFileError as error:
        raise CannotDriveError(f"{name}: {error}") from None
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
        raise CannotDriveError(exception_sentence(error, name, own_file.MODULE)) from None


def _drive(
    request: DriveRequest,
    benches: Sequence[Workbench],
    made: Callable[[Workbench, int], Training],
    progress: Progress,
    tell: Tell,
) -> None:
    """Make and train a network for each seed and each run."""
    for seed in range(request.seeds):
        for number, (run, bench) in enumerate(zip(request.runs, benches, strict=True)):
            rows = Teller(number, seed, tell)
            trained(made(bench, seed), bench.schedule, run.updates, rows, progress)
            rows.finish()


def training_of(task: str, optimizer: str, bench: Workbench, seed: int) -> Training:
    """Make a task from a seed, with an optimizer for the groups of a design.

    Raises:
        CannotDriveError: if this torch has no such optimizer, or it has nothing of what a curve sets.
    """
    made = network(task, seed)
    try:
        return _scheduled(bench, made, optimizers(optimizer, bench.schedule, made.model))
    except NoOptimizerError as error:
        raise CannotDriveError(str(error)) from None
    except ValueError as error:
        # The exported class says so, in a sentence.
        raise CannotDriveError(f"{OPTIMIZERS[optimizer]}: {error}") from None


def left_out(training: Training, schedule: Schedule) -> Iterator[str]:
    """Say what a design sets that this network does not have."""
    for kind in set_kinds(schedule):
        if kind.is_own:
            yield f"Nothing reads the {kind.words} here."
    dealt = {name for each in training.optimizers for name in each.names}
    without = [group.name for group in schedule.groups if group.name not in dealt]
    if without:
        yield f"The network has no layer left for {', '.join(without)}."


def _scheduled(
    bench: Workbench, network: Network, optimizers: Sequence[DrivenOptimizer]
) -> Training:
    """Build a scheduler of the exported class for each optimizer."""
    named = "groups" in signature(bench.scheduler_class).parameters
    schedulers = (
        bench.scheduler_class(each.optimizer, **({"groups": each.names} if named else {}))
        for each in optimizers
    )
    return Training(network, tuple(optimizers), tuple(schedulers))


def trained(
    training: Training, schedule: Schedule, updates: int, rows: "Teller", progress: Progress
) -> None:
    """Train a network, up to the first loss that is not finite."""
    model, batches, loss_of = training.network
    used = [each.optimizer for each in training.optimizers]
    advance = _Advance(schedule)
    steps = schedule.total_steps
    for update in range(updates):
        loss = loss_of(model, next(batches))
        value = loss.item()
        if not rows.takes(update, float(used[0].param_groups[0]["lr"]), value):
            return
        for optimizer in used:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in used:
            optimizer.step()
        # The whole run of the design is spread over the updates.
        progress[0] = (update + 1) * steps // updates
        for scheduler in training.schedulers:
            advance.to(progress[0], scheduler, value)


class _Advance:
    """Steps a scheduler as often as one update of the drive stands for."""

    def __init__(self, schedule: Schedule) -> None:
        """Find from which step on the rates depend on the loss, if they do."""
        self._first = TrainingStepper(schedule).first
        shape = schedule.segments[-1].shape if schedule.segments else None
        self._sign = -1.0 if isinstance(shape, Plateau) and shape.mode == "max" else 1.0

    def to(self, step: int, scheduler: Any, loss: float) -> None:
        """Go to a step, with the loss as the metric where there is a plateau."""
        while scheduler.last_epoch < step:
            if step < self._first and scheduler.last_epoch < step - 1:
                # What the steps between would set follows from their number alone.
                scheduler.load_state_dict(moved(scheduler.state_dict(), step - 1))
            if math.isinf(self._first):
                scheduler.step()
            else:
                scheduler.step(self._sign * loss)


class Teller:
    """Reports the updates of a run with a seed, several at a time."""

    def __init__(self, run: int, seed: int, tell: Tell) -> None:
        """Begin with the first update."""
        self._run = run
        self._seed = seed
        self._tell = tell
        self._rates: list[float] = []
        self._losses: list[float] = []
        self._told = 0
        self._due = 0.0
        self._is_finite = True

    def takes(self, update: int, rate: float, loss: float) -> bool:
        """Take an update; return whether its loss is finite."""
        if not math.isfinite(loss):
            self._is_finite = False
            self._send()
            self._tell(Diverged(self._run, self._seed, update, rate))
            return False
        self._rates.append(rate)
        self._losses.append(loss)
        if time.monotonic() >= self._due:
            self._send()
        return True

    def finish(self) -> None:
        """Report the rest, and the final loss."""
        if self._is_finite:
            self._send()
            self._tell(RunFinished(self._run, self._seed, final_loss(self._losses)))

    def _send(self) -> None:
        new = slice(self._told, None)
        if rates := tuple(self._rates[new]):
            self._tell(
                UpdateRows(self._run, self._seed, self._told, rates, tuple(self._losses[new]))
            )
        self._told = len(self._losses)
        self._due = time.monotonic() + BETWEEN_ROWS


def _bench(name: str, file: Any, folder: Path) -> Workbench:
    """Run an exported file.

    Raises:
        CannotDriveError: if it does not hold its class.
    """
    bench = workbench_or_reason(file, folder)
    if isinstance(bench, str):
        raise CannotDriveError(f"{name}: {bench}")
    return bench

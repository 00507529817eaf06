"""Designs to drive, and the plain loop that a drive is compared with."""

import math
from pathlib import Path
from typing import Any

import torch

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.drive.child.networks import network
from rampsmith.designer.drive.child.optimizers import optimizers
from rampsmith.designer.drive.events import Diverged, Event, RunFinished
from rampsmith.designer.drive.request import DrivenRun, DriveRequest
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source


def schedule(rate: float = 0.05, steps: int = 40, *groups: Group) -> Schedule:
    """Warm up over a quarter of the steps, then fall to a tenth."""
    return Schedule(
        class_name="Ramp",
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(steps // 4), Level(0.1), Level(1)),
            Segment("Decay", Cosine(), Span.of_the_rest(), end=Level(0.1)),
        ),
        groups=groups or (Group("all", rate),),
        run=Run(epochs=None, updates=steps),
    )


def run_of(schedule: Schedule, updates: int | None = None, name: str = "ramp") -> DrivenRun:
    """Return the run of a design, with as many updates as it has steps."""
    file = ExportedFile(pytorch_source(schedule), schedule)
    return DrivenRun(name, file, schedule.total_steps if updates is None else updates)


def request_of(*schedules: Schedule, **changes: Any) -> DriveRequest:
    """Return the request to drive designs."""
    runs = tuple(run_of(each, name=f"ramp {n}") for n, each in enumerate(schedules))
    return DriveRequest(runs, **changes)


def exported_class(schedule: Schedule, folder: Path) -> Any:
    """Run the exported file as a script would import it."""
    source = pytorch_source(schedule)
    (folder / "exported.py").write_text(source, encoding="utf-8")
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "exported.py", "exec"), names)  # noqa: S102 - it is our own file.
    return names[schedule.class_name]


def plain_loop(
    schedule: Schedule,
    folder: Path,
    *,
    task: str,
    optimizer: str,
    seed: int = 0,
    updates: int | None = None,
) -> tuple[list[torch.Tensor], list[float], list[float]]:
    """Train as anybody would; return the weights, the rates and the losses.

    It ends with the first loss that is not finite, which is the last of them.
    """
    updates = schedule.total_steps if updates is None else updates
    made = network(task, seed)
    used = optimizers(optimizer, schedule, made.model)
    cls = exported_class(schedule, folder)
    named = len(schedule.groups) > 1 and "groups" in cls.__init__.__annotations__
    schedulers = [cls(o, **({"groups": names} if named else {})) for o, names in used]
    rates, losses = [], []
    for update in range(updates):
        loss = made.loss(made.model, next(made.batches))
        rates.append(used[0].optimizer.param_groups[0]["lr"])
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            break
        for each in used:
            each.optimizer.zero_grad()
        loss.backward()
        for each in used:
            each.optimizer.step()
        for each in schedulers:
            while each.last_epoch < (update + 1) * schedule.total_steps // updates:
                each.step()
    return list(made.model.parameters()), rates, losses


def ends(events: list[Event]) -> list[Diverged | RunFinished]:
    """Return how each run ended with each seed."""
    return [event for event in events if isinstance(event, Diverged | RunFinished)]

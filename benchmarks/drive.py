"""The cost of a drive, in a child process that tells of each update, beside a bare loop."""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.measures import Table, ratio, turn_about
from rampsmith.designer.document.run import Run
from rampsmith.designer.drive.child.networks import network
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import Event, Failed, UpdateRows
from rampsmith.designer.drive.request import DrivenRun, DriveRequest
from rampsmith.designer.drive.tasks import TASKS
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.proof.workbench import Workbench, workbench_or_reason
from rampsmith.exporters.targets.pytorch import pytorch_source

UPDATES = 1_000
TARGET = 1.2
ROUNDS = 7
QUICKEST = next(iter(TASKS))
RATE = 0.05


def exported() -> ExportedFile:
    """Export warmup and cosine decay over the updates."""
    schedule = preset_named("warmup-cosine").make_from_texts([f"base_lr={RATE}"], [])
    schedule = replace(schedule, run=Run(samples=None, epochs=None, updates=UPDATES))
    return ExportedFile(pytorch_source(schedule), schedule)


def bare_losses(scheduler_class: type[Any]) -> list[float]:
    """Train as a script would that keeps its losses."""
    model, batches, loss_of = network(QUICKEST, 0)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)
    scheduler = scheduler_class(optimizer)
    losses = []
    for _ in range(UPDATES):
        loss = loss_of(model, next(batches))
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    return losses


def driven_losses(client: DriveClient, file: ExportedFile) -> tuple[list[float], float]:
    """Drive the same; return the losses, and after how many milliseconds the first one was there."""
    begin = time.perf_counter()
    losses: list[float] = []
    first = 0.0

    def heard(event: Event) -> None:
        nonlocal first
        if isinstance(event, UpdateRows):
            first = first or 1000 * (time.perf_counter() - begin)
            losses.extend(event.losses)

    request = DriveRequest((DrivenRun("bare", file, UPDATES),), task=QUICKEST)
    end = client.drive(request, heard)
    if isinstance(end, Failed):
        raise SystemExit(end.sentence)
    return losses, first


def main() -> int:
    """Print a table of ratios; return 1 where one of them misses its target."""
    torch.set_num_threads(1)
    table = Table(f"a drive of {UPDATES:,} updates, {TASKS[QUICKEST].words.lower()}")
    file = exported()
    firsts: list[float] = []
    with tempfile.TemporaryDirectory() as folder, DriveClient() as client:
        bench = workbench_or_reason(file, Path(folder))
        if not isinstance(bench, Workbench):
            raise TypeError(bench)
        scheduler_class = bench.scheduler_class
        same = bare_losses(scheduler_class) == driven_losses(client, file)[0]

        def bare() -> list[float]:
            begin = time.perf_counter()
            bare_losses(scheduler_class)
            return [time.perf_counter() - begin]

        def driven() -> list[float]:
            begin = time.perf_counter()
            firsts.append(driven_losses(client, file)[1])
            return [time.perf_counter() - begin]

        times = turn_about({"bare": bare, "driven": driven}, rounds=ROUNDS)
    table.holds("the losses are those of a bare loop, bit for bit", met=same)
    table.at_most(
        "time from asking to the end : of a bare loop",
        ratio(times["driven"], times["bare"]),
        TARGET,
    )
    table.tell("milliseconds from asking to the first loss, at worst", f"{max(firsts):.0f}")
    return 0 if table.kept else 1


if __name__ == "__main__":
    sys.exit(main())

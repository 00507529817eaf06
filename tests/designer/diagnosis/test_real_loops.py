"""Loops that step rightly and wrongly, run in torch, logged as frameworks log, and told rightly."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.diagnosis.outcome import Diagnosis
from rampsmith.designer.diagnosis.phrases import doubt
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import Log
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.training_loop.stepping_mistakes import SKIPPED, MistakeName
from tests.designer.designs import PLAIN
from tests.designer.logs.event_files import event, event_file, simple
from tests.designer.training_loop.real_loops import Training

BY_UPDATE = replace(PLAIN, run=Run(200, 4, epochs=4))
GATHERED = replace(PLAIN, run=Run(400, 2, accumulation=4, epochs=4))
ON_FOUR = replace(PLAIN, run=Run(800, 4, 4, epochs=4))
BY_EPOCH = replace(PLAIN, run=Run(40, 4, epochs=20), stepping="epoch")
RESUMED_AT = 120

Rates = tuple[float, ...]


@dataclass
class Notes:
    """The rates that a loop has noted at each update: at three moments."""

    begun: list[Rates] = field(default_factory=list)
    used: list[Rates] = field(default_factory=list)
    after: list[Rates] = field(default_factory=list)


def trained(schedule: Schedule, mistake: MistakeName | None, *, skips: bool) -> Notes:
    """Train with a mistake in mixed precision; some gradients overflow where updates are skipped."""
    training, notes = Training(schedule), Notes()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    every, tried = schedule.run.accumulation, 0
    for _ in range(schedule.run.epochs or 0):
        for batch, (inputs,) in enumerate(training.loader, start=1):
            if tried == RESUMED_AT:
                resume(training, mistake)
            if batch % every == 1 or every == 1:
                notes.begun.append(training.rates())
            loss: Any = sum((parameter * inputs).mean() for parameter in training.parameters)
            overflows = skips and tried < SKIPPED
            scaler.scale(loss * (math.inf if overflows else 1.0)).backward()
            is_updated = False
            if batch % every == 0:
                if mistake == "before_optimizer":
                    training.scheduler.step()
                notes.used.append(training.rates())
                before, tried = scaler.get_scale(), tried + 1
                scaler.step(training.optimizer)
                scaler.update()
                training.optimizer.zero_grad()
                is_updated = scaler.get_scale() >= before
            is_last = batch == len(training.loader)
            for _ in range(calls(schedule, mistake, is_updated=is_updated, is_last=is_last)):
                training.scheduler.step()
            if batch % every == 0:
                notes.after.append(training.rates())
    return notes


def resume(training: Training, mistake: MistakeName | None) -> None:
    """Go on in a new process, wrongly where that is the mistake."""
    if mistake not in ("without_state", "last_epoch_off"):
        return
    saved, last = training.optimizer.state_dict(), training.scheduler.last_epoch
    training.optimizer = training.new_optimizer()
    if mistake == "without_state":
        training.scheduler = training.scheduler_class(training.optimizer)
        training.optimizer.load_state_dict(saved)
    else:
        training.optimizer.load_state_dict(saved)
        training.scheduler = training.scheduler_class(training.optimizer, last_epoch=last)


def calls(
    schedule: Schedule, mistake: MistakeName | None, *, is_updated: bool, is_last: bool
) -> int:
    """Return how often a loop calls ``scheduler.step()`` when a batch is over."""
    match mistake:
        case "per_batch":
            return 1
        case "per_epoch":
            return int(is_last)
        case "per_process":
            return schedule.run.devices * is_updated
        case "per_update":
            return int(is_updated)
        case "before_optimizer":
            return 0
        case _:
            return int(is_last if schedule.stepping == "epoch" else is_updated)


def as_lightning(notes: Notes, folder: Path) -> Log:
    """Write what LearningRateMonitor and CSVLogger write."""
    rows = [f",{rates[0]!r},{rates[1]!r},{step},\n" for step, rates in enumerate(notes.begun)]
    losses = [f"{step // 50},,,{step},{2.5 - step / 1_000}\n" for step in range(0, len(rows), 50)]
    text = "epoch,lr-SGD/pg1,lr-SGD/pg2,step,train_loss\n" + "".join(rows + losses)
    (folder / "metrics.csv").write_text(text)
    return read_log(folder / "metrics.csv")


def as_trainer(rates: list[Rates], folder: Path) -> Log:
    """Write what the Trainer of Hugging Face keeps, which logs every fifth step."""
    history = [
        {"epoch": step / 50, "learning_rate": rates[step - 1][0], "loss": 1.5, "step": step}
        for step in range(5, len(rates) + 1, 5)
    ]
    closing = {"epoch": 4.0, "step": len(rates), "train_loss": 1.5, "train_runtime": 9.5}
    path = folder / "trainer_state.json"
    path.write_text(json.dumps({"log_history": [*history, closing]}))
    return read_log(path)


def as_events(rates: list[Rates], folder: Path) -> Log:
    """Write what a SummaryWriter is told at each update."""
    events = (event(step, simple("train/lr", each[0])) for step, each in enumerate(rates))
    path = folder / "events.out.tfevents.1"
    path.write_bytes(event_file(events))
    return read_log(path)


def as_printed(rates: list[Rates], updates: list[int], folder: Path) -> Log:
    """Write lines for some updates, with four digits and both groups."""
    path = folder / "run.log"
    path.write_text(
        "".join(
            f"step {u}: loss 1.5 lr/0 {rates[u][0]:.4g} lr/1 {rates[u][1]:.4g}\n" for u in updates
        )
    )
    return read_log(path)


def logs(notes: Notes, folder: Path) -> Iterator[tuple[str, Log]]:
    """Yield the logs of every form."""
    yield "Lightning", as_lightning(notes, folder)
    yield "older Trainer", as_trainer(notes.after, folder)
    yield "Trainer", as_trainer(notes.used, folder)
    yield "events", as_events(notes.used, folder)
    yield "events after", as_events(notes.after, folder)
    every = range(len(notes.used))
    yield "without the first", as_printed(notes.used, list(every[1:]), folder)
    yield "every third", as_printed(notes.used, list(every[::3]), folder)
    overlapping = [*every[:RESUMED_AT], *every[RESUMED_AT - 10 :]]
    yield "resumed", as_printed(notes.used, overlapping, folder)


@pytest.mark.parametrize("schedule", [BY_UPDATE, GATHERED, BY_EPOCH])
def test_a_loop_that_steps_rightly_is_never_accused(schedule: Schedule, tmp_path: Path) -> None:
    for form, log in logs(trained(schedule, None, skips=False), tmp_path):
        assert log.of_kind("rate")
        for series in log.of_kind("rate"):
            assert diagnosed(schedule, series).follows, (form, series.name)


def told_lag(found: Diagnosis) -> set[int]:
    """Return how many updates a diagnosis may tell of as skipped."""
    lag = found.way.lag
    return {lag} if found.lag_is_exact else {lag, lag + 1}


WRONG: list[tuple[Schedule, MistakeName]] = [
    (BY_UPDATE, "per_epoch"),
    (GATHERED, "per_epoch"),
    (GATHERED, "per_batch"),
    (ON_FOUR, "per_process"),
    (BY_UPDATE, "without_state"),
    (BY_UPDATE, "last_epoch_off"),
    (BY_EPOCH, "per_update"),
]


@pytest.mark.parametrize(("schedule", "mistake"), WRONG)
@pytest.mark.parametrize("skips", [False, True])
@pytest.mark.filterwarnings("ignore:Detected call of")  # What torch warns of is what is meant here.
def test_a_loop_that_steps_wrongly_is_told(
    schedule: Schedule, mistake: MistakeName, tmp_path: Path, *, skips: bool
) -> None:
    for form, log in logs(trained(schedule, mistake, skips=skips), tmp_path):
        for series in log.of_kind("rate"):
            found = diagnosed(schedule, series)
            assert (found.outcome, found.way.mistake) == ("mistake", mistake), (form, series.name)
            if mistake == "per_process":
                assert found.way.times == 4
                assert told_lag(found) >= {SKIPPED if skips else 0}


@pytest.mark.parametrize("schedule", [BY_UPDATE, GATHERED])
def test_updates_that_are_skipped_are_told(schedule: Schedule, tmp_path: Path) -> None:
    for form, log in logs(trained(schedule, None, skips=True), tmp_path):
        for series in log.of_kind("rate"):
            found = diagnosed(schedule, series)
            assert (found.outcome, found.way.mistake) == ("mistake", "skipped_updates"), form
            assert told_lag(found) >= {SKIPPED}, form


@pytest.mark.parametrize("schedule", [BY_UPDATE])
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_a_step_too_early_is_told_where_one_knows_when_the_rate_was_read(
    schedule: Schedule, tmp_path: Path
) -> None:
    notes = trained(schedule, "before_optimizer", skips=False)
    (series,) = as_events(notes.used, tmp_path).of_kind("rate")
    # One who reads the rate after scheduler.step() has the same log.
    assert diagnosed(schedule, series).reading.moment == "after"
    found = diagnosed(schedule, series, moment="before")
    assert found.way.mistake == "before_optimizer"


def test_how_many_were_skipped_is_exact_where_one_knows_when_the_rate_was_read(
    tmp_path: Path,
) -> None:
    notes = trained(BY_UPDATE, None, skips=True)
    (series,) = as_events(notes.used, tmp_path).of_kind("rate")
    found = diagnosed(BY_UPDATE, series, moment="before")
    assert (found.way.mistake, found.way.lag, found.lag_is_exact) == (
        "skipped_updates",
        SKIPPED,
        True,
    )
    assert doubt(found) == ""
    unsure = diagnosed(BY_UPDATE, series)
    assert told_lag(unsure) == {SKIPPED, SKIPPED + 1}
    assert doubt(unsure).startswith("Which of the two it is depends on")

"""What is to be driven: which classes, on which task, how often and how long."""

from dataclasses import dataclass
from typing import Any, ClassVar

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.events import DriveEnd
from rampsmith.designer.drive.tasks import OPTIMIZERS, TASKS
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.values.numbers import count_text, counted

MOST_SEEDS = 16
MOST_UPDATES = 20_000
"""Updates of one run; the quickest task does so many in some ten seconds."""

SILENT_SECONDS = 60.0
"""After how many seconds without a row a task of ours has surely gone wrong."""
OWN_SILENT_SECONDS = 600.0
"""The same for a file of the person's own, which may load much before it begins."""


@dataclass(frozen=True, slots=True)
class DrivenRun:
    """A design that is driven.

    Attributes:
        name: what it is called.
        file: the class, and the schedule that it was exported from, without errors.
        updates: how many updates the network is trained for. The schedule's whole run is spread
            over them evenly: before update u it stands at its step ``u * total_steps // updates``.
    """

    name: str
    file: ExportedFile
    updates: int

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {"name": self.name, "updates": self.updates, **self.file.to_json()}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "DrivenRun":
        """Read what ``to_json`` has made."""
        file = ExportedFile.from_json(document)
        return cls(str(document["name"]), file, int(document["updates"]))


@dataclass(frozen=True, slots=True)
class DriveRequest:
    """A drive: every run with every seed, one after the other; the first seed of each run first.

    Attributes:
        runs: the designs, at least one.
        task: a name of ``TASKS``; it means nothing where there is a file of the person's own.
        optimizer: a name of ``OPTIMIZERS``; the task's usual one where it is empty.
        seeds: how often each run is repeated, from other weights and with other batches.
        own_file: the full path of a file of the person's own, which is run; empty for a task.
    """

    runs: tuple[DrivenRun, ...]
    task: str = "deep"
    optimizer: str = ""
    seeds: int = 1
    own_file: str = ""
    answer_type: ClassVar[type[DriveEnd]] = DriveEnd

    @property
    def total_updates(self) -> int:
        """The updates of all runs with all seeds, should none diverge."""
        return self.seeds * sum(run.updates for run in self.runs)

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            "runs": [run.to_json() for run in self.runs],
            "task": self.task,
            "optimizer": self.optimizer,
            "seeds": self.seeds,
            "own_file": self.own_file,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "DriveRequest":
        """Read what ``to_json`` has made."""
        return cls(
            tuple(DrivenRun.from_json(run) for run in document["runs"]),
            str(document["task"]),
            str(document["optimizer"]),
            int(document["seeds"]),
            str(document["own_file"]),
        )

    def time_limit(self) -> float:
        """Return after how many seconds without a row it has surely gone wrong."""
        return OWN_SILENT_SECONDS if self.own_file else SILENT_SECONDS


def driven_updates(schedule: Schedule, task: str, asked: int | None = None) -> int:
    """Return for how many updates a design is driven.

    Args:
        schedule: the design.
        task: a name of ``TASKS``; empty for a file of the person's own.
        asked: what the person asks for; None for the design's own run, or the task's usual number of
            updates where that is shorter.
    """
    if asked is not None:
        return asked
    usual = TASKS[task].usual_updates if task else MOST_UPDATES
    return max(1, min(schedule.run.total_updates, usual))


def spread_words(schedule: Schedule, updates: int) -> str:
    """Say how the run of a design is spread over the updates; empty where they are the same."""
    steps = schedule.total_steps
    if steps == updates:
        return ""
    word = "epoch" if schedule.stepping == "epoch" else "step"
    each = (
        f"{_ratio_text(steps / updates)} of them to each update"
        if steps > updates
        else f"{_ratio_text(updates / steps)} updates to each {word}"
    )
    return f"its {counted(steps, word)} are driven in {counted(updates, 'update')}, {each}"


def _ratio_text(ratio: float) -> str:
    return count_text(round(ratio, 1) if ratio < 100 else round(ratio))


def request_faults(request: DriveRequest) -> tuple[str, ...]:
    """Say what is wrong with a request, a sentence each."""
    faults = []
    if not request.own_file and request.task not in TASKS:
        faults.append(f"There is no task “{request.task}”; there are {', '.join(TASKS)}.")
    if request.optimizer and request.optimizer not in OPTIMIZERS:
        words = ", ".join(OPTIMIZERS)
        faults.append(f"There is no optimizer “{request.optimizer}”; there are {words}.")
    if not 1 <= request.seeds <= MOST_SEEDS:
        faults.append(f"There can be 1 to {MOST_SEEDS} seeds, not {request.seeds}.")
    faults += [
        f"{run.name}: There can be 1 to {MOST_UPDATES:,} updates, not {run.updates:,}."
        for run in request.runs
        if not 1 <= run.updates <= MOST_UPDATES
    ]
    return tuple(faults)

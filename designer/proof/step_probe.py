"""The values that a real optimizer has at some steps of a run, as the exported class sets them."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from rampsmith.designer.document.curves import groups_set
from rampsmith.designer.document.kinds import CurveKey, kind_named
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Values, set_curves
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.descriptions import exception_sentence
from rampsmith.designer.proof.task import LOADING, ExportedFile, Progress
from rampsmith.designer.proof.workbench import (
    TrainingStepper,
    Workbench,
    moved,
    workbench_or_reason,
)

MOST_TAKEN = 20_000
"""Steps that are taken one after the other in one task; what lies further takes another one."""
KEPT_EVERY = 2_000
"""Steps between the checkpoints that are kept on the way."""
SECONDS = 60.0
"""A task takes some seconds at the most; this much has surely gone wrong."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The outcome of a probe.

    Attributes:
        states: what was set at each step that was reached.
        checkpoints: the ``state_dict()`` at some of the steps, as JSON, to go on from.
        fault: why it ended early, as a sentence; empty where it did not.
    """

    states: dict[int, Values]
    checkpoints: dict[int, str]
    fault: str = ""

    ran: ClassVar[str] = "exported file"

    @classmethod
    def failed(cls, sentence: str) -> "ProbeResult":
        """Return the result of a probe that came nowhere."""
        return cls({}, {}, sentence)

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            "states": states_to_json(self.states),
            "checkpoints": list(self.checkpoints.items()),
            "fault": self.fault,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "ProbeResult":
        """Read what ``to_json`` has made."""
        states = states_from_json(document["states"])
        checkpoints = {int(t): str(state) for t, state in document["checkpoints"]}
        return cls(states, checkpoints, str(document["fault"]))


@dataclass(frozen=True, slots=True)
class ProbeTask:
    """Steps in rising order that the class of an exported file is to be taken to.

    It may begin at the checkpoints that an earlier task with the same file has kept.
    """

    file: ExportedFile
    steps: tuple[int, ...]
    checkpoints: tuple[tuple[int, str], ...] = ()
    answer_type: ClassVar[type[ProbeResult]] = ProbeResult

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {
            "kind": "probe",
            **self.file.to_json(),
            "steps": self.steps,
            "checkpoints": self.checkpoints,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "ProbeTask":
        """Read what ``to_json`` has made."""
        checkpoints = tuple((int(t), str(state)) for t, state in document["checkpoints"])
        steps = tuple(map(int, document["steps"]))
        return cls(ExportedFile.from_json(document), steps, checkpoints)

    def time_limit(self) -> float:
        """Return after how many seconds it has surely gone wrong."""
        return SECONDS

    def carried_out(self, folder: Path, progress: Progress) -> ProbeResult:
        """Take the class to each of the steps."""
        progress[0] = LOADING
        bench = workbench_or_reason(self.file, folder)
        if isinstance(bench, str):
            return ProbeResult.failed(bench)
        run = _ProbeRun(bench, dict(self.checkpoints), progress)
        fault = ""
        try:
            run.go_through(self.steps)
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
            fault = f"At step {progress[0]:,} {exception_sentence(error)}"
        return ProbeResult(run.states, run.checkpoints, fault)


def values_held(optimizer: Any, schedule: Schedule) -> Values:
    """Read what the curves of a schedule set from an optimizer.

    Where one value stands for all groups, it is that of the first.
    """
    groups = optimizer.param_groups
    found: dict[CurveKey, tuple[float, ...]] = {}
    for key, curve in set_curves(schedule).items():
        places = groups_set(schedule, key.kind)[: len(curve.schedule.groups)]
        found[key] = tuple(float(key.kind.read(groups[place])) for place in places)
    return found


def states_to_json(states: dict[int, Values]) -> list[Any]:
    """Return what was set at some places in JSON's own types."""
    return [
        [place, [[key.kind.name, key.group, numbers] for key, numbers in values.items()]]
        for place, values in states.items()
    ]


def states_from_json(document: list[Any]) -> dict[int, Values]:
    """Read what ``states_to_json`` has made.

    Raises:
        KeyError, TypeError, ValueError: if it is anything else.
    """
    return {
        int(place): {
            CurveKey(kind_named(kind), group): tuple(map(float, numbers))
            for kind, group, numbers in values
        }
        for place, values in document
    }


class _ProbeRun:
    """Takes a scheduler to steps: by a jump where it is a closed form, step by step where not."""

    def __init__(self, bench: Workbench, known: dict[int, str], progress: Progress) -> None:
        self._bench = bench
        self._stepper = TrainingStepper(bench.schedule)
        self._known = known
        self._progress = progress
        self._taken = 0
        self.states: dict[int, Values] = {}
        self.checkpoints: dict[int, str] = {}

    def go_through(self, steps: Iterable[int]) -> None:
        """Go to each of these steps, or as far as one task goes."""
        self._scheduler = self._bench.scheduler(self._bench.optimizer())
        for step in steps:
            if not self._go(step):
                return
            optimizer = self._scheduler.optimizer
            self.states[step] = values_held(optimizer, self._bench.schedule)

    def _go(self, step: int) -> bool:
        """Go to a step; return whether it was reached."""
        if step < self._scheduler.last_epoch:
            self._scheduler = self._bench.scheduler(self._bench.optimizer())
        # The last place that can be jumped to; the step after it is then really taken.
        place = min(step - 1, max(self._jumpable(step)))
        if place > self._scheduler.last_epoch:
            state = self.checkpoints.get(place, self._known.get(place))
            self._scheduler.load_state_dict(
                moved(self._scheduler.state_dict(), place) if state is None else json.loads(state)
            )
        while self._scheduler.last_epoch < step:
            if self._taken == MOST_TAKEN:
                self._keep()
                return False
            self._taken += 1
            self._progress[0] = self._scheduler.last_epoch + 1
            self._stepper.advance(self._scheduler.last_epoch, self._scheduler)
            if self._scheduler.last_epoch % KEPT_EVERY == 0:
                self._keep()
        return True

    def _jumpable(self, step: int) -> Iterable[int]:
        """Yield places to jump to: the last before a metric is taken in, and what was kept."""
        yield int(min(step - 1, self._stepper.first - 1))
        yield from (place for place in (*self._known, *self.checkpoints) if place < step)

    def _keep(self) -> None:
        """Keep the state of a plateau; anywhere else it need not be kept."""
        place = self._scheduler.last_epoch
        if place >= self._stepper.first:
            self.checkpoints[place] = json.dumps(self._scheduler.state_dict())


class StepProbe:
    """Asks for the states at any steps of one exported file after the other.

    It is used from one thread at a time, and goes on from what earlier probes of the same file
    have kept.
    """

    def __init__(self, client: WorkerClient) -> None:
        """Ask through a client, which is left open."""
        self._client = client
        self._file: ExportedFile | None = None
        self._checkpoints: dict[int, str] = {}

    def result(
        self, file: ExportedFile, steps: Sequence[int], cancellation: Cancellation | None = None
    ) -> ProbeResult:
        """Take the class of a file to steps in rising order, and return what it does there.

        A plateau is taken step by step, in as many tasks as that needs; a closed form jumps, and
        takes some hundredths of a second for a few hundred steps. When it is cancelled between two
        tasks, what was kept so far helps the next probe.

        Raises:
            CancelledError: if it was cancelled, or the client closed.
        """
        if self._file != file:
            self._file, self._checkpoints = file, {}
        states: dict[int, Values] = {}
        while True:
            left = tuple(step for step in steps if step not in states)
            task = ProbeTask(file, left, self._useful(left))
            found = self._client.ask(task, cancellation)
            before = len(self._checkpoints) + len(states)
            states |= found.states
            self._checkpoints |= found.checkpoints
            is_stuck = len(self._checkpoints) + len(states) == before
            if found.fault or is_stuck or len(states) == len(set(steps)):
                return ProbeResult(states, self._checkpoints, found.fault)

    def _useful(self, steps: Sequence[int]) -> tuple[tuple[int, str], ...]:
        """Choose the last checkpoint before each step."""
        places = sorted(self._checkpoints)
        numbers = {bisect_left(places, step) - 1 for step in steps} - {-1}
        return tuple((places[i], self._checkpoints[places[i]]) for i in sorted(numbers))

"""A training loop that steps the exported class by mistake, run on a real optimizer."""

import copy
import warnings
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Values, set_curves, values_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.proof.descriptions import exception_sentence, one_line
from rampsmith.designer.proof.step_probe import (
    SECONDS,
    states_from_json,
    states_to_json,
    values_held,
)
from rampsmith.designer.proof.task import ExportedFile, Progress
from rampsmith.designer.proof.workbench import (
    TrainingStepper,
    Workbench,
    moved,
    workbench_or_reason,
)
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import (
    MISTAKES,
    RESUMED,
    SKIPPED,
    MistakeName,
    calls_before,
    step_at_call,
)

MOST_CALLS = 100_000
"""Calls of ``scheduler.step()`` that are all made; in a longer run a closed form jumps."""
MOST_POINTS = 2_000
"""Updates of a longer run that are looked at, besides the decisive ones."""
MOST_VALUES = 60_000
"""Numbers that are returned, of all curves and parameter groups."""
MOST_EDGES = 200
"""Boundaries of any curve at which the updates on both sides are looked at."""
FOLLOWING = 5
"""Updates after a resume that are looked at."""
MOST_WARNINGS = 5


@dataclass(frozen=True, slots=True)
class MistakenRun:
    """The outcome of a run with a mistake in its loop.

    Attributes:
        states: what was set for each update that was looked at.
        warnings: those of torch, or of the file itself, each once.
        fault: why it ended early, as a sentence; empty where it did not.
    """

    states: dict[int, Values]
    warnings: tuple[str, ...] = ()
    fault: str = ""

    ran: ClassVar[str] = "exported file"

    @classmethod
    def failed(cls, sentence: str) -> "MistakenRun":
        """Return the outcome of a run that was not made."""
        return cls({}, (), sentence)

    def first_difference(self, schedule: Schedule) -> tuple[int, CurveKey] | None:
        """Return the first update looked at that does not use the designed numbers, and which.

        It is None where all are used as designed.
        """
        loop = Loop.of(schedule)
        curves = set_curves(schedule)
        for update, found in self.states.items():
            right = values_at(curves, loop.step_of_update(update))
            for key, values in right.items():
                if found.get(key) != values:
                    return update, key
        return None

    def places(self, schedule: Schedule) -> tuple[float, ...]:
        """Return where on the plot each update lies: its step, in epochs with a fraction."""
        loop = Loop.of(schedule)
        if schedule.stepping == "update":
            return tuple(map(float, self.states))
        begun = map(loop.first_batch_of_update, self.states)
        return tuple(float(loop.clock.epochs_before(batch)) for batch in begun)

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        states = states_to_json(self.states)
        return {"states": states, "warnings": self.warnings, "fault": self.fault}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "MistakenRun":
        """Read what ``to_json`` has made."""
        states = states_from_json(document["states"])
        return cls(states, tuple(map(str, document["warnings"])), str(document["fault"]))


@dataclass(frozen=True, slots=True)
class MistakeTask:
    """A mistake to be made in a run, which has updates.

    Where the mistake is about resuming, the run is resumed before the update ``resumed_at``.
    """

    file: ExportedFile
    mistake: MistakeName
    resumed_at: int
    answer_type: ClassVar[type[MistakenRun]] = MistakenRun

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {
            "kind": "mistake",
            **self.file.to_json(),
            "mistake": self.mistake,
            "resumed_at": self.resumed_at,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "MistakeTask":
        """Read what ``to_json`` has made."""
        mistake = next(name for name in MISTAKES if name == document["mistake"])
        return cls(ExportedFile.from_json(document), mistake, int(document["resumed_at"]))

    def time_limit(self) -> float:
        """Return after how many seconds it has surely gone wrong."""
        return SECONDS

    def carried_out(self, folder: Path, progress: Progress) -> MistakenRun:
        """Run all of a short loop with the mistake in it, or the decisive updates of a long one."""
        bench = workbench_or_reason(self.file, folder)
        if isinstance(bench, str):
            return MistakenRun.failed(bench)
        loop = _MistakenLoop(bench, self.mistake, self.resumed_at)
        fault = ""
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                loop.run(progress)
            except MemoryError:
                raise
            except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
                fault = f"At update {progress[0]:,} {exception_sentence(error)}"
        texts = dict.fromkeys(one_line(warning.message) for warning in warned)
        return MistakenRun(loop.states, tuple(texts)[:MOST_WARNINGS], fault or loop.fault)


class _MistakenLoop:
    """The loop: what it has done so far, and the states at the updates that are looked at."""

    def __init__(self, bench: Workbench, mistake: MistakeName, resumed_at: int) -> None:
        self._bench = bench
        self._mistake = mistake
        self._loop = Loop.of(bench.schedule)
        self._stepper = TrainingStepper(bench.schedule)
        self._resumed_at = resumed_at if mistake in RESUMED else self._loop.updates
        self._calls = 0
        self._taken = 0
        self._jumps = False
        self.states: dict[int, Values] = {}
        self.fault = ""

    def run(self, progress: Progress) -> None:
        """Make the updates."""
        self._optimizer = self._bench.optimizer()
        self._scheduler = self._bench.scheduler(self._optimizer)
        last = self._loop.updates - 1
        chosen = self._chosen()
        self._jumps = max(last, self._calls_before(last)) > MOST_CALLS
        looked_at = set(chosen)
        for update in chosen if self._jumps else range(last + 1):
            progress[0] = update
            if not self._come_to(update):
                return
            if update == self._resumed_at:
                self._resume()
            if update in looked_at:
                self.states[update] = values_held(self._optimizer, self._bench.schedule)
            if self._mistake != "skipped_updates" or update >= SKIPPED:
                self._optimizer.step()

    def _chosen(self) -> list[int]:
        """Choose the updates that are looked at: all of a short run, the decisive ones of a long one."""
        updates = self._loop.updates
        curves = set_curves(self._bench.schedule).values()
        values = sum(len(curve.schedule.groups) for curve in curves)
        points = min(MOST_POINTS, max(2, MOST_VALUES // (2 * values)))
        if updates <= 2 * points:
            return list(range(updates))
        found = {(updates - 1) * i // points for i in range(points + 1)}
        found |= set(range(self._resumed_at - 2, self._resumed_at + FOLLOWING))
        schedule = self._bench.schedule
        for edge in _edges(schedule)[:MOST_EDGES]:
            calls = int(edge) - schedule.counts_from
            update = bisect_left(range(updates), calls, key=self._calls_before)
            found |= {update - 1, update, update + 1}
        return sorted(update for update in found if 0 <= update < updates)

    def _come_to(self, update: int) -> bool:
        """Make the calls that come before an update; in a long run only those after a jump."""
        calls = self._calls_before(update)
        if self._jumps:
            self._jump(calls - 1)
        self._taken += max(0, calls - self._calls)
        if self._taken > MOST_CALLS:
            self.fault = (
                f"The plateau was followed up to call {self._calls:,} of scheduler.step(); "
                "each of its rates follows from all before."
            )
            return False
        while self._calls < calls:
            self._call()
        return True

    def _jump(self, calls: int) -> None:
        """Go to where so many calls lead, or as far as no metric is taken in."""
        ahead = self._scheduler.last_epoch - self._calls
        calls = int(min(calls, self._stepper.first - 1 - ahead))
        if calls > self._calls:
            state = self._scheduler.state_dict()
            self._scheduler.load_state_dict(moved(state, calls + ahead))
            self._calls = calls

    def _call(self) -> None:
        """Call ``scheduler.step()``, with the metric that the loop knows then."""
        metric = self._stepper.shown_metric(step_at_call(self._mistake, self._loop, self._calls))
        if metric is None:
            self._scheduler.step()
        else:
            self._scheduler.step(metric)
        self._calls += 1

    def _calls_before(self, update: int) -> int:
        return calls_before(self._mistake, self._loop, update)

    def _resume(self) -> None:
        """Save what a script saves, and resume from it in a new process, by mistake."""
        saved = copy.deepcopy(self._optimizer.state_dict())
        state = copy.deepcopy(self._scheduler.state_dict())
        self._optimizer = self._bench.optimizer()
        match self._mistake:
            case "without_state":
                self._scheduler = self._bench.scheduler(self._optimizer)
                self._optimizer.load_state_dict(saved)
            case "last_epoch_off":
                self._optimizer.load_state_dict(saved)
                # Right would be one less: the step that the constructor goes on from.
                last_epoch = state["last_epoch"]
                self._scheduler = self._bench.scheduler(self._optimizer, last_epoch=last_epoch)
            case _:
                self._optimizer.load_state_dict(saved)
                self._scheduler = self._bench.scheduler(self._optimizer)
                self._scheduler.load_state_dict(state)


def _edges(schedule: Schedule) -> list[float]:
    """Return the boundaries of all curves, each once, in order."""
    curves = (curve_of(schedule, key) for key in curve_keys(schedule))
    return sorted({edge for curve in curves for edge in timeline(curve).boundaries})

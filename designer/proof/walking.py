"""The rates of some steps of a run, as the exported class sets them on a real optimizer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.proof.comparison import Progress
from rampsmith.designer.proof.descriptions import described
from rampsmith.designer.proof.examination import LOADING
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.proof.rig import Rig, rig_or_reason
from rampsmith.designer.schedule import Schedule

MOST_TAKEN = 20_000
"""Steps that are taken one after the other in one task; what lies further takes another one."""
KEPT_EVERY = 2_000
"""Steps between the checkpoints that are kept on the way."""
SECONDS = 60.0
"""A walk takes some seconds at the most; this much has surely gone wrong."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an exported class does at one step.

    Attributes:
        rates: the rate of each parameter group, as the optimizer has it.
        momentum: the optimizer's momentum, where the schedule changes that too.
    """

    rates: tuple[float, ...]
    momentum: float | None = None


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of a walk.

    Attributes:
        standings: what the class does at each step that was reached.
        checkpoints: the ``state_dict()`` at some of the steps, as JSON, to go on from.
        fault: why it ended early, as a sentence; empty where it did not.
    """

    standings: dict[int, Standing]
    checkpoints: dict[int, str]
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        standings = [[t, each.rates, each.momentum] for t, each in self.standings.items()]
        return {
            "standings": standings,
            "checkpoints": list(self.checkpoints.items()),
            "fault": self.fault,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Walked":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, TypeError, ValueError: if it is anything else.
        """
        standings = {
            int(t): Standing(tuple(map(float, rates)), None if own is None else float(own))
            for t, rates, own in document["standings"]
        }
        checkpoints = {int(t): str(state) for t, state in document["checkpoints"]}
        return cls(standings, checkpoints, str(document["fault"]))


@dataclass(frozen=True, slots=True)
class WalkTask:
    """Some steps that the exported class is to be taken to.

    Attributes:
        source: the text of the exported file.
        schedule: the schedule that it was exported from, without errors.
        steps: the steps, in rising order.
        checkpoints: where it may begin, as an earlier walk with the same file has kept them.
    """

    source: str
    schedule: Schedule
    steps: tuple[int, ...]
    checkpoints: tuple[tuple[int, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {
            "kind": "walk",
            "source": self.source,
            "design": design_text(self.schedule),
            "steps": self.steps,
            "checkpoints": self.checkpoints,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "WalkTask":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, DesignError: if it is anything else.
        """
        schedule = schedule_from_text(document["design"], source="the design")
        checkpoints = tuple((int(t), str(state)) for t, state in document["checkpoints"])
        steps = tuple(map(int, document["steps"]))
        return cls(str(document["source"]), schedule, steps, checkpoints)

    def time_limit(self) -> float:
        """Say after how many seconds it has surely gone wrong."""
        return SECONDS

    def carried_out(self, folder: Path, progress: Progress) -> Walked:
        """Take the class to each of the steps."""
        progress[0] = LOADING
        rig = rig_or_reason(self.source, self.schedule, folder)
        if isinstance(rig, str):
            return self.failed(rig)
        walker = _Walker(rig, dict(self.checkpoints), progress)
        fault = ""
        try:
            walker.walk(self.steps)
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
            fault = f"At step {progress[0]:,} {described(error)}"
        return Walked(walker.standings, walker.checkpoints, fault)

    def failed(self, sentence: str) -> Walked:
        """Return a walk that came nowhere."""
        return Walked({}, {}, sentence)

    def read(self, document: dict[str, Any]) -> Walked:
        """Read what came of it."""
        return Walked.from_json(document)


def standing(optimizer: Any, schedule: Schedule) -> Standing:
    """Read the rates, and the momentum where that changes, off an optimizer."""
    groups = optimizer.param_groups
    rates = tuple(float(group["lr"]) for group in groups)
    momentum = None if schedule.momentum is None else float(groups[0]["momentum"])
    return Standing(rates, momentum)


class _Walker:
    """Takes a scheduler to steps: by a jump where it is a closed form, step by step where not."""

    def __init__(self, rig: Rig, known: dict[int, str], progress: Progress) -> None:
        self._rig = rig
        self._feed = Feed(rig.schedule)
        self._known = known
        self._progress = progress
        self._taken = 0
        self.standings: dict[int, Standing] = {}
        self.checkpoints: dict[int, str] = {}

    def walk(self, steps: Iterable[int]) -> None:
        """Go to each of these steps, or as far as one task goes."""
        self._scheduler = self._rig.scheduler(self._rig.optimizer())
        for step in steps:
            if not self._go(step):
                return
            optimizer = self._scheduler.optimizer
            self.standings[step] = standing(optimizer, self._rig.schedule)

    def _go(self, step: int) -> bool:
        """Go to a step, and tell whether it was reached."""
        if step < self._scheduler.last_epoch:
            self._scheduler = self._rig.scheduler(self._rig.optimizer())
        # The last place that can be jumped to; the step behind it is then really taken.
        place = min(step - 1, max(self._jumpable(step)))
        if place > self._scheduler.last_epoch:
            state = self.checkpoints.get(place, self._known.get(place))
            self._scheduler.load_state_dict(
                {**self._scheduler.state_dict(), "last_epoch": place}
                if state is None
                else json.loads(state)
            )
        while self._scheduler.last_epoch < step:
            if self._taken == MOST_TAKEN:
                self._keep()
                return False
            self._taken += 1
            self._progress[0] = self._scheduler.last_epoch + 1
            self._feed.advance(self._scheduler.last_epoch, self._scheduler)
            if self._scheduler.last_epoch % KEPT_EVERY == 0:
                self._keep()
        return True

    def _jumpable(self, step: int) -> Iterable[int]:
        """Yield places to jump to: the last before a metric is taken in, and what was kept."""
        yield int(min(step - 1, self._feed.first - 1))
        yield from (place for place in (*self._known, *self.checkpoints) if place < step)

    def _keep(self) -> None:
        """Keep the state of a plateau; anywhere else it need not be kept."""
        place = self._scheduler.last_epoch
        if place >= self._feed.first:
            self.checkpoints[place] = json.dumps(self._scheduler.state_dict())

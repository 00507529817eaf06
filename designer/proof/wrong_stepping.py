"""What an exported class does when it is stepped wrongly, by running it so on a real optimizer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.proof.comparison import Progress
from rampsmith.designer.proof.rig import rig_or_reason
from rampsmith.designer.proof.walking import SECONDS, Standing
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.loop import Loop
from rampsmith.designer.stepping.wrong_ways import WAYS, Way


@dataclass(frozen=True, slots=True)
class WrongCurve:
    """What a wrong way comes to.

    Attributes:
        standings: what each update that was looked at used, by its number in the run.
        warnings: what torch, or the file itself, warned of on the way; each once.
        fault: why it ended early, as a sentence; empty where it did not.
    """

    standings: dict[int, Standing]
    warnings: tuple[str, ...] = ()
    fault: str = ""

    def first_difference(self, schedule: Schedule) -> int | None:
        """Return the first update looked at whose rates are not the designed ones, or None."""
        loop = Loop.of(schedule)
        rates = Rates(schedule)
        for update, found in self.standings.items():
            t = loop.step_of_update(update)
            momentum = None if rates.momentum is None else rates.momentum.at(t)
            if found != Standing(rates.at(t), momentum):
                return update
        return None

    def places(self, schedule: Schedule) -> tuple[float, ...]:
        """Return where on the plot each update lies: its step, in epochs with a fraction."""
        loop = Loop.of(schedule)
        if schedule.stepping == "update":
            return tuple(map(float, self.standings))
        batches = max(1, schedule.run.batches_per_epoch)
        return tuple(loop.first_batch_of_update(update) / batches for update in self.standings)

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        standings = [[u, each.rates, each.momentum] for u, each in self.standings.items()]
        return {"standings": standings, "warnings": self.warnings, "fault": self.fault}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "WrongCurve":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, TypeError, ValueError: if it is anything else.
        """
        standings = {
            int(update): Standing(tuple(map(float, rates)), None if own is None else float(own))
            for update, rates, own in document["standings"]
        }
        return cls(standings, tuple(map(str, document["warnings"])), str(document["fault"]))


@dataclass(frozen=True, slots=True)
class WrongTask:
    """One wrong way to be taken.

    Attributes:
        source: the text of the exported file.
        schedule: the schedule that it was exported from, without errors; its run has updates.
        way: how it is stepped.
        resumed_at: the update before which a run is resumed, where the way is about that.
    """

    source: str
    schedule: Schedule
    way: Way
    resumed_at: int

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {
            "kind": "wrong",
            "source": self.source,
            "design": design_text(self.schedule),
            "way": self.way,
            "resumed_at": self.resumed_at,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "WrongTask":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, DesignError, StopIteration: if it is anything else.
        """
        schedule = schedule_from_text(document["design"], source="the design")
        way = next(way for way in WAYS if way == document["way"])
        return cls(str(document["source"]), schedule, way, int(document["resumed_at"]))

    def time_limit(self) -> float:
        """Say after how many seconds it has surely gone wrong."""
        return SECONDS

    def carried_out(self, folder: Path, progress: Progress) -> WrongCurve:
        """Run the loop wrongly."""
        from rampsmith.designer.proof.wrong_loop import stepped_wrongly

        rig = rig_or_reason(self.source, self.schedule, folder)
        if isinstance(rig, str):
            return self.failed(rig)
        return stepped_wrongly(rig, self.way, self.resumed_at, progress)

    def failed(self, sentence: str) -> WrongCurve:
        """Return what came of a way that was not taken."""
        return WrongCurve({}, (), sentence)

    def read(self, document: dict[str, Any]) -> WrongCurve:
        """Read what came of it."""
        return WrongCurve.from_json(document)

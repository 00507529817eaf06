"""What is to be proved: an exported file, and the schedule that it should follow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.proof.comparison import Progress
from rampsmith.designer.proof.places import places
from rampsmith.designer.proof.verdict import Verdict, failed
from rampsmith.designer.schedule import Schedule

# Guesses, and generous: a step takes some 25 microseconds, and 10 more for each further group.
SECONDS_AT_LEAST = 20.0
SECONDS_PER_STEP = 2e-4
SECONDS_PER_GROUP = 5e-5


@dataclass(frozen=True, slots=True)
class Job:
    """One proof to be made.

    Attributes:
        source: the text of the exported file.
        schedule: the schedule that it was exported from, without errors.
    """

    source: str
    schedule: Schedule

    def to_json(self) -> dict[str, Any]:
        """Return the job in JSON's own types; the schedule as the text of its design file."""
        return {"kind": "proof", "source": self.source, "design": design_text(self.schedule)}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Job":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, DesignError: if it is anything else.
        """
        schedule = schedule_from_text(document["design"], source="the design")
        return cls(source=str(document["source"]), schedule=schedule)

    def time_limit(self) -> float:
        """Say after how many seconds a proof has surely gone wrong."""
        plan = places(self.schedule)
        steps = plan.walked + len(plan.visited) + len(plan.watched) + len(plan.past)
        per_step = SECONDS_PER_STEP + SECONDS_PER_GROUP * len(self.schedule.groups)
        return SECONDS_AT_LEAST + steps * per_step

    def carried_out(self, folder: Path, progress: Progress) -> Verdict:
        """Run the exported file and try everything that it promises."""
        from rampsmith.designer.proof.examination import examine

        return examine(self, folder, progress)

    def failed(self, sentence: str) -> Verdict:
        """Return the verdict on a file that did not get so far as to be examined."""
        return failed(sentence)

    def read(self, document: dict[str, Any]) -> Verdict:
        """Read a verdict."""
        return Verdict.from_json(document)

"""The task to prove that an exported class keeps every promise, and the verdict on it."""

import math
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

from rampsmith.designer.proof.comparison import Difference
from rampsmith.designer.proof.examination import Examination
from rampsmith.designer.proof.plan import examined_steps
from rampsmith.designer.proof.task import LOADING, ExportedFile, Progress
from rampsmith.designer.proof.workbench import set_kinds, workbench_or_reason
from rampsmith.designer.values.numbers import counted

# Guesses, and generous: a step takes some 25 microseconds, and 10 more for each further number of a group.
SECONDS_AT_LEAST = 20.0
SECONDS_PER_STEP = 2e-4
SECONDS_PER_VALUE = 1e-4
MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one proof, as a value that goes through pipes and onto the status line.

    Attributes:
        sentence: the outcome for the status line; what failed first, where something did.
        findings: everything that failed, one sentence each.
        steps: how many steps were compared with the designer's numbers.
        groups: how many parameter groups were compared at each of them.
        resumes: at how many steps the state was saved and loaded again.
        torch_version: empty where the file was not run.
        difference: the first number that differs, where one does.
    """

    passed: bool
    sentence: str
    findings: tuple[str, ...]
    steps: int = 0
    groups: int = 0
    resumes: int = 0
    torch_version: str = ""
    difference: Difference | None = None

    ran: ClassVar[str] = "exported file"

    @classmethod
    def failed(cls, sentence: str, *, torch_version: str = "") -> "Verdict":
        """Return the verdict on a file that did not get as far as being examined."""
        return cls(
            passed=False, sentence=sentence, findings=(sentence,), torch_version=torch_version
        )

    def to_json(self) -> dict[str, Any]:
        """Return the verdict in JSON's own types; what is no number becomes its name."""
        document: dict[str, Any] = asdict(self)
        document["findings"] = list(self.findings)
        if self.difference is not None:
            for key in ("expected", "found"):
                document["difference"][key] = _plain(document["difference"][key])
        return document

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Verdict":
        """Read what ``to_json`` has made."""
        difference = document["difference"]
        if difference is not None:
            step, group = int(difference["step"]), int(difference["group"])
            expected, found = float(difference["expected"]), float(difference["found"])
            kind = str(difference["kind"])
            difference = Difference(step, group, expected, found, kind)
        return cls(
            passed=document["passed"] is True,
            sentence=str(document["sentence"]),
            findings=tuple(str(finding) for finding in document["findings"]),
            steps=int(document["steps"]),
            groups=int(document["groups"]),
            resumes=int(document["resumes"]),
            torch_version=str(document["torch_version"]),
            difference=difference,
        )


@dataclass(frozen=True, slots=True)
class ProofTask:
    """One proof to be made."""

    file: ExportedFile
    answer_type: ClassVar[type[Verdict]] = Verdict

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {"kind": "proof", **self.file.to_json()}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "ProofTask":
        """Read what ``to_json`` has made."""
        return cls(ExportedFile.from_json(document))

    def time_limit(self) -> float:
        """Return after how many seconds a proof has surely gone wrong."""
        plan = examined_steps(self.file.schedule)
        steps = plan.walked + len(plan.visited) + len(plan.watched) + len(plan.past)
        schedule = self.file.schedule
        values = len(schedule.groups) * len(set_kinds(schedule))
        per_step = SECONDS_PER_STEP + SECONDS_PER_VALUE * values
        return SECONDS_AT_LEAST + steps * per_step

    def carried_out(self, folder: Path, progress: Progress) -> Verdict:
        """Run the exported file and try everything that it promises."""
        import torch

        version = str(torch.__version__)
        progress[0] = LOADING
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            bench = workbench_or_reason(self.file, folder)
            if isinstance(bench, str):
                return Verdict.failed(bench, torch_version=version)
            examination = Examination(bench, progress)
            examination.run()
        return _verdict(examination, version)


def _verdict(examination: Examination, torch_version: str) -> Verdict:
    findings = tuple(examination.findings[:MOST_FINDINGS])
    return Verdict(
        passed=not findings,
        sentence=findings[0] if findings else _success_sentence(examination, torch_version),
        findings=findings,
        steps=examination.steps.compared,
        groups=examination.groups,
        resumes=len(examination.resumed),
        torch_version=torch_version,
        difference=examination.difference,
    )


def _success_sentence(examination: Examination, torch_version: str) -> str:
    """Describe what was proved: ``proved in torch 2.13: 9,000 steps, 2 groups, …``."""
    version = ".".join(torch_version.split("+", maxsplit=1)[0].split(".")[:2])
    steps = examination.steps
    extent = counted(steps.compared, "step")
    if steps.compared < steps.last:
        extent = f"{steps.compared:,} of {counted(steps.last, 'step')}"
    groups = counted(examination.groups, "group")
    if len(examination.kinds) > 1:
        groups += f" ({', '.join(kind.words for kind in examination.kinds)})"
    return (
        f"proved in torch {version}: {extent}, {groups}, "
        f"resumed at {counted(len(examination.resumed), 'place')}"
    )


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else repr(value)

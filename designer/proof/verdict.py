"""What a proof found, as a value that goes through pipes and onto the status line."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from rampsmith.designer.numbers import counted


@dataclass(frozen=True, slots=True)
class Difference:
    """A step at which the exported class and the designer do not agree.

    Attributes:
        step: how many calls of ``scheduler.step()`` led there.
        group: the index of the parameter group.
        expected: the designer's rate.
        found: the rate that the exported class gave to the optimizer.
    """

    step: int
    group: int
    expected: float
    found: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one proof.

    Attributes:
        passed: whether everything that the exported class promises was seen to hold.
        sentence: the outcome for the status line; what failed first, where something did.
        findings: everything that failed, one sentence each.
        steps: how many steps were compared with the designer's rates.
        groups: how many parameter groups were compared at each of them.
        resumes: at how many places the state was saved and loaded again.
        torch_version: the torch that it was run with, or nothing where there was none.
        difference: the first step whose rate differs, where one does.
    """

    passed: bool
    sentence: str
    findings: tuple[str, ...]
    steps: int
    groups: int
    resumes: int
    torch_version: str
    difference: Difference | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the verdict in JSON's own types; a rate that is no number becomes its name."""
        document: dict[str, Any] = asdict(self)
        document["findings"] = list(self.findings)
        if self.difference is not None:
            for key in ("expected", "found"):
                document["difference"][key] = _plain(document["difference"][key])
        return document

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Verdict":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, TypeError, ValueError: if it is anything else.
        """
        found = document["difference"]
        difference = found and Difference(
            step=int(found["step"]),
            group=int(found["group"]),
            expected=float(found["expected"]),
            found=float(found["found"]),
        )
        return cls(
            passed=document["passed"] is True,
            sentence=str(document["sentence"]),
            findings=tuple(str(finding) for finding in document["findings"]),
            steps=int(document["steps"]),
            groups=int(document["groups"]),
            resumes=int(document["resumes"]),
            torch_version=str(document["torch_version"]),
            difference=difference or None,
        )


def failed(sentence: str, *, torch_version: str = "") -> Verdict:
    """Make the verdict on a file that did not get as far as being examined."""
    return Verdict(
        passed=False,
        sentence=sentence,
        findings=(sentence,),
        steps=0,
        groups=0,
        resumes=0,
        torch_version=torch_version,
    )


def success_sentence(
    torch_version: str, steps: int, of_steps: int, groups: int, resumes: int
) -> str:
    """Say what was proved: ``proved in torch 2.13: 9,000 steps, 2 groups, …``."""
    version = ".".join(torch_version.split("+", maxsplit=1)[0].split(".")[:2])
    extent = counted(steps, "step")
    if steps < of_steps:
        extent = f"{steps:,} of {counted(of_steps, 'step')}"
    return (
        f"proved in torch {version}: {extent}, {counted(groups, 'group')}, "
        f"resumed at {counted(resumes, 'place')}"
    )


def _plain(value: float) -> float | str:
    return value if math.isfinite(value) else repr(value)

"""The tasks of a worker, which run an exported file, and their answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self, TypeVar

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.files.embedded import without_design

LOADING = -1
"""The progress while the exported file is imported, before there is a step."""


class Progress(Protocol):
    """A list of one number, or memory shared with another process that looks like one."""

    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


class Answer(Protocol):
    """The outcome of a task, as a value that goes through pipes.

    Attributes:
        ran: what was run for it, in words.
    """

    ran: ClassVar[str]

    @classmethod
    def failed(cls, sentence: str) -> Self:
        """Return the answer of a task that could not answer itself."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Read what ``to_json`` has made.

        Raises:
            KeyError, TypeError, ValueError: if it is anything else.
        """


AnswerT = TypeVar("AnswerT", bound=Answer)
AnswerT_co = TypeVar("AnswerT_co", bound=Answer, covariant=True)


class Job(Protocol[AnswerT_co]):
    """Something that a worker does, as the one who asks for it sees it."""

    @property
    def answer_type(self) -> type[AnswerT_co]:
        """The class of the answer."""

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types; its ``kind`` names it for the worker."""

    def time_limit(self) -> float:
        """Return after how many seconds without a word of it it has surely gone wrong."""


class Task(Job[AnswerT_co], Protocol[AnswerT_co]):
    """One thing to be done with an exported file, in a process of its own."""

    def carried_out(self, folder: Path, progress: Progress) -> AnswerT_co:
        """Do it, in a process that has torch and may end any moment.

        Args:
            folder: an empty folder for the file.
            progress: its first number is kept at the step that is being looked at.

        Raises:
            MemoryError: if the file used up what it may have.
        """


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The text of an exported file, and the schedule that it was exported from, without errors."""

    source: str
    schedule: Schedule

    def to_json(self) -> dict[str, str]:
        """Return both in JSON's own types; the schedule only once, as the text of a design."""
        return {"source": without_design(self.source), "design": design_text(self.schedule)}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "ExportedFile":
        """Read what ``to_json`` has made.

        Raises:
            KeyError, DesignError: if it is anything else.
        """
        schedule = schedule_from_text(document["design"], source="the design")
        return cls(str(document["source"]), schedule)

"""What a worker can be asked for: something that runs an exported file, and what comes of it."""

from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from rampsmith.designer.proof.comparison import Progress


class Answer(Protocol):
    """What came of a task, as a value that goes through pipes."""

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


class Task(Protocol[AnswerT_co]):
    """One thing to be done with an exported file, in a process of its own."""

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types; its ``kind`` tells which one it is."""

    def time_limit(self) -> float:
        """Say after how many seconds it has surely gone wrong."""

    def carried_out(self, folder: Path, progress: Progress) -> AnswerT_co:
        """Do it, in a process that has torch and may end any moment.

        Args:
            folder: an empty folder for the file.
            progress: its first number is kept at the step that is being looked at.

        Raises:
            MemoryError: if the file used up what it may have.
        """

    def failed(self, sentence: str) -> AnswerT_co:
        """Return the answer of one that did not get so far as to give an answer itself."""

    def read(self, document: dict[str, Any]) -> AnswerT_co:
        """Read an answer in JSON's own types.

        Raises:
            KeyError, TypeError, ValueError: if it is none.
        """

"""The events of a running drive, as values that can be sent through a pipe."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

LAST_PART = 20
"""The final loss of a run is the mean over the last update of so many, or one of so few."""


@dataclass(frozen=True, slots=True)
class Started:
    """The task is made and the first run begins.

    Attributes:
        total: the updates of all runs with all seeds, should none diverge.
        task: what is trained, with which optimizer, in words.
        notes: decisions that were made for the person, one sentence each.
    """

    total: int
    task: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateRows:
    """Updates of one run with one seed, one after the other, as they are done.

    Attributes:
        run: the run, by its place in the request.
        seed: the seed, from 0.
        first: the first of the updates, counted from 0.
        rates: the rate of the first parameter group at each update.
        losses: the loss of its batch at each, before the update; all are finite.
    """

    run: int
    seed: int
    first: int
    rates: tuple[float, ...]
    losses: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Diverged:
    """The first loss that is not finite, of a run with a seed; it is the last event of the two.

    Attributes:
        run: the run, by its place in the request.
        seed: the seed, from 0.
        update: the update whose loss it is, counted from 0.
        rate: the rate of the first parameter group at that update.
    """

    run: int
    seed: int
    update: int
    rate: float


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run is done with a seed.

    Attributes:
        run: the run, by its place in the request.
        seed: the seed, from 0.
        final_loss: the mean loss of the last twentieth of its updates.
    """

    run: int
    seed: int
    final_loss: float


@dataclass(frozen=True, slots=True)
class Finished:
    """All is done.

    Attributes:
        seconds: how long it took, counted from when the child was asked.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The drive could not begin or could not go on; the sentence says why."""

    sentence: str


Event: TypeAlias = Started | UpdateRows | Diverged | RunFinished
"""The events of a drive that runs."""

End: TypeAlias = Finished | Failed
"""The last event of a drive."""

_KINDS: dict[str, type[Any]] = {
    each.__name__: each for each in (Started, UpdateRows, Diverged, RunFinished)
}


def event_json(event: Event) -> dict[str, Any]:
    """Return an event in JSON's own types."""
    return {"kind": type(event).__name__, **asdict(event)}


def event_of(document: dict[str, Any]) -> Event:
    """Read what ``event_json`` has made.

    Raises:
        KeyError, TypeError, ValueError: if it is anything else.
    """
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in document.items()
        if name != "kind"
    }
    event: Event = _KINDS[document["kind"]](**values)
    return event


@dataclass(frozen=True, slots=True)
class DriveEnd:
    """The answer to a request, as it is sent through a pipe."""

    end: End

    ran: ClassVar[str] = "drive"

    @classmethod
    def failed(cls, sentence: str) -> "DriveEnd":
        """Return the end of a drive that broke off without a word."""
        return cls(Failed(sentence))

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return asdict(self.end)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "DriveEnd":
        """Read what ``to_json`` has made."""
        if "sentence" in document:
            return cls.failed(str(document["sentence"]))
        return cls(Finished(float(document["seconds"])))


def final_loss(losses: Sequence[float]) -> float:
    """Return the mean of the last twentieth of the losses, at least one."""
    last = losses[-max(1, len(losses) // LAST_PART) :]
    return math.fsum(last) / len(last)

"""A reading: the design that a source gives, with notes on what it could not know."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError, DesignFault

NoteKind: TypeAlias = Literal["not understood", "assumed", "asked for"]

NOTE_KINDS: tuple[NoteKind, ...] = ("asked for", "not understood", "assumed")
"""What a person has to look at, the most urgent first."""

MOST_NOTES = 50
"""Nobody reads more of one text."""


class TextPlace(NamedTuple):
    """Where something stands in a text; both counted from 1, and 0 where it is about the whole."""

    line: int = 0
    column: int = 0

    @property
    def words(self) -> str:
        """The place in words, as faults have it; empty for the whole text."""
        return f"line {self.line}, column {self.column}" if self.line else ""


WHOLE = TextPlace()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of a reader on a place in a text.

    Attributes:
        kind: whether something was not understood, was assumed, or is asked for: a number that the
            text does not hold, for which the design has a usual one until it is given.
        sentence: what is said, for people.
    """

    kind: NoteKind
    place: TextPlace
    sentence: str

    @property
    def words(self) -> str:
        """The note on one line: ``line 3, column 7: assumed: ...``."""
        return ": ".join(part for part in (self.place.words, self.kind, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class Reading:
    """The design that was read from a source, and the notes on it.

    Attributes:
        form: what it was read as, in words; None for what is a design itself.
    """

    schedule: Schedule
    form: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def words(self) -> str:
        """What it was read as, in words."""
        return self.form or "a design"


class Notes:
    """The notes that were made so far; each is kept once."""

    def __init__(self) -> None:
        """Start without any."""
        self._kept: dict[Note, None] = {}

    def add(self, kind: NoteKind, place: TextPlace, sentence: str) -> None:
        """Make a note, unless there are more than anybody reads."""
        if len(self._kept) < MOST_NOTES:
            self._kept[Note(kind, place, sentence)] = None

    def all(self) -> tuple[Note, ...]:
        """Return the notes in the order of the text."""
        return tuple(sorted(self._kept, key=lambda note: note.place))


class Unreadable(Exception):  # noqa: N818 - it is no error, another source may read the text
    """A fault in a text that a source recognises and cannot read, with its place."""

    def __init__(self, sentence: str, place: TextPlace = WHOLE) -> None:
        """Keep the sentence and its place."""
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place

    def error(self, name: str) -> DesignError:
        """Say the same of a named text."""
        return DesignError(name, (DesignFault(self.place.words, self.sentence),))

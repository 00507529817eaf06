"""A problem: what is wrong or doubtful about a schedule, and where, as a value."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Schedule

Severity: TypeAlias = Literal["error", "warning", "note"]
Part: TypeAlias = Literal[
    "segments",
    "repeats",
    "class_name",
    "groups",
    "run",
    "after",
    "stepping",
    "metric",
    "target",
    "exported file",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a part of the design or of one of its curves, and a field there.

    The index is that in a list, where the part is one; the field is the way to it by names and
    indices, empty for the whole part. What belongs to the whole design belongs to no curve.
    """

    part: Part
    index: int | None = None
    field: tuple[str | int, ...] = ()
    curve: CurveKey | None = None

    @classmethod
    def of_segment(cls, index: int | None, *field: str | int) -> "Place":
        """Return the place of a segment of the rates, or of all of them."""
        return cls("segments", index, field, RATE_CURVE)

    @classmethod
    def of_repeat(cls, index: int, *field: str | int) -> "Place":
        """Return the place of a repeat of the rates."""
        return cls("repeats", index, field, RATE_CURVE)

    def at(self, *field: str | int) -> "Place":
        """Return the place of a field in it."""
        return replace(self, field=(*self.field, *field))

    @property
    def segment(self) -> int | None:
        """The index of the segment that it is in, or None."""
        return self.index if self.part == "segments" else None

    def __str__(self) -> str:
        """Write the path in the design file: ``momentum.segments[2].span``."""
        curve = "" if self.curve in (None, RATE_CURVE) else f"{self.curve}."
        inside = self.field if self.index is None else (self.index, *self.field)
        path = (f"[{each}]" if isinstance(each, int) else f".{each}" for each in inside)
        return f"{curve}{self.part}{''.join(path)}"


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out of a problem, and the edit that is made once somebody wants it.

    Attributes:
        words: what is done, as short as on a button.
        change: the edit.
        effect: what that changes, as a sentence without its stop; empty where the words say it.
    """

    words: str
    change: Callable[[Schedule], Schedule] = field(compare=False)
    effect: str = ""


@dataclass(frozen=True, slots=True)
class ToldRate:
    """A rate that a sentence tells: the group that has it, and the step at which it is executed."""

    group: str
    step: int
    rate: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful.

    Attributes:
        severity: "error" cannot be exported, "warning" is doubtful, "note" is worth knowing.
        place: where it is.
        words: what is the matter, with the value, as a sentence.
        step: the step at which it shows on the plot, where there is one.
        mark: a few words for that step on the plot; notes need none.
        fix: a way out, where there is one.
        rates: the executed rates that the sentence tells.
        topic: what kind of doubt it is, where a place may have several.
        whose: the curve or the group that it is about, where the words leave that open.
    """

    severity: Severity
    place: Place
    words: str
    step: float | None = None
    mark: str = ""
    fix: Fix | None = None
    rates: tuple[ToldRate, ...] = ()
    topic: str = field(default="", compare=False)
    whose: str = ""

    @property
    def sentence(self) -> str:
        """The words, after the curve or the group that they are about."""
        return f"{self.whose}: {self.words}" if self.whose else self.words

    @property
    def label(self) -> str:
        """The words for its step on the plot; empty where it has none."""
        return f"{self.whose}: {self.mark}" if self.whose and self.mark else self.mark

    @property
    def name(self) -> str:
        """The name of a doubt, whatever its numbers are: its topic and its place."""
        return f"{self.topic} {self.place}".strip()

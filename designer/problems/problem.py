"""A problem: what is wrong or doubtful about a schedule, as a value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rampsmith.designer.schedule import Schedule

Severity: TypeAlias = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out of a problem: what it does, in words, and the edit that does it.

    The edit is not made before somebody wants it: of a thousand segments, each may have one.
    """

    words: str
    change: Callable[[Schedule], Schedule] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful.

    Attributes:
        severity: "error" cannot be exported, "warning" is doubtful, "note" is worth knowing.
        place: the path in the design file: ``segments[2].span``, ``run.batch_size``.
        sentence: what is the matter, with the value.
        step: the step at which it shows on the plot, where there is one.
        fix: a way out, where there is one.
    """

    severity: Severity
    place: str
    sentence: str
    step: float | None = None
    fix: Fix | None = None

    @property
    def segment(self) -> int | None:
        """The index of the segment that it is about, or None."""
        if not self.place.startswith("segments["):
            return None
        return int(self.place[len("segments[") : self.place.index("]")])

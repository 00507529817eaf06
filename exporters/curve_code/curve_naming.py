"""Identifiers for the parts of a curve, which say whose and of which kind it is."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.shapes.shape import LevelUnit
from rampsmith.exporters.words.naming import (
    LONGEST_KIND,
    LONGEST_STEM,
    LONGEST_WITH_OWNER,
    identifier,
    spoken,
    stems,
)

LONGEST_LEVEL = 34
"""Characters of the name of a level that every line has room for."""

_SHORT = 8
"""Characters of a kind's name that leave room for that of a segment after it."""

_RATE_SUFFIXES: dict[LevelUnit, str] = {"factor": "factor", "rate": "lr"}
"""The endings of the names of the rates' levels; those of another curve end with its kind."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the names of a curve say what it is.

    Attributes:
        kind: what it sets.
        group: an identifier for the group that it is for; empty if for all.
    """

    kind: CurveKind
    group: str = ""

    @property
    def kind_name(self) -> str:
        """The kind as a part of names, short enough for a line."""
        return identifier(self.kind.name, LONGEST_KIND)

    @property
    def owner(self) -> str:
        """The beginning of names: the group, or the kind; empty for the rates of all groups."""
        return self.group or ("" if self.kind == RATE else self.kind_name)

    def curve(self, schedule: Schedule) -> str:
        """Name the curve itself: ``factor``, ``head_rate``, ``adam_momentum``."""
        relative = self.kind.usual_base is not None and schedule.is_relative
        kind = self.kind_name
        if self.kind == RATE and relative:
            kind = ""
        return "_".join(filter(None, (self.group, kind, "factor" if relative else "")))

    def stems(
        self, schedule: Schedule, taken: AbstractSet[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Make identifiers of its segments and of its repeats that nothing else has."""
        segments = [segment.name for segment in schedule.segments]
        repeats = [repeat.name for repeat in schedule.repeats]
        if self.is_short:
            names = [f"{self.owner} {name}".strip() for name in (*segments, *repeats)]
            found = stems(names, taken)
            return found[: len(segments)], found[len(segments) :]
        found = stems(segments, taken, owner=self.owner)
        taken = {*taken, *found}
        return found, stems(repeats, taken, owner=self.owner, longest=LONGEST_STEM)

    def level_stems(self, schedule: Schedule) -> tuple[str, ...]:
        """Make identifiers of its segments for the names of levels.

        The kind is not in them, for it ends the names of levels. Empty where the segments' own
        identifiers will do.
        """
        if not self.owner:
            return ()
        names = [segment.name for segment in schedule.segments]
        endings = (f"_start_{self.suffix(unit)}" for unit, _ in self.kind.units)
        longest = min(LONGEST_WITH_OWNER - 1, LONGEST_LEVEL - max(map(len, endings)))
        return stems(names, owner=self.group, longest=longest)

    def following(self, stem: str) -> tuple[str, str]:
        """Name a repeat of a curve that it follows as its own, in code and in words."""
        if self.group:
            return f"{self.group}_{stem}", spoken(f"{self.group}_{stem}")
        kept = stem[: LONGEST_LEVEL - len(f"_{self.kind_name}_scale")].strip("_")
        return f"{kept}_{self.kind_name}", f"the {self.kind.words} of {spoken(stem)}"

    def suffix(self, unit: LevelUnit) -> str:
        """Return how the name of a level ends: with its kind, and its unit where there are two."""
        if self.kind == RATE:
            return _RATE_SUFFIXES[unit]
        scales = unit == "factor" and self.kind.usual_base is not None
        return f"{self.kind_name}_factor" if scales else self.kind_name

    @property
    def is_short(self) -> bool:
        """Whether the names of segments have room after the kind, as they are."""
        return not self.group and len(self.owner) <= _SHORT

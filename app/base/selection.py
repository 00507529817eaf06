"""What is selected, as values: some segments, never none where there are any, a curve, a group."""

from collections.abc import Iterable
from dataclasses import dataclass

from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey


@dataclass(frozen=True, slots=True)
class Selection:
    """Some segments by their indexes, in order, and the one of them that the forms show."""

    indexes: tuple[int, ...] = (0,)
    current: int = 0

    @classmethod
    def of(cls, indexes: Iterable[int], current: int) -> "Selection":
        """Select segments, the current one among them."""
        current = max(0, current)
        return cls(tuple(sorted({current, *(index for index in indexes if index >= 0)})), current)

    def toggled(self, index: int) -> "Selection":
        """Add a segment and make it the current one, or remove it; the last one stays."""
        if index not in self.indexes:
            return Selection.of((*self.indexes, index), index)
        others = tuple(other for other in self.indexes if other != index)
        if not others:
            return self
        current = self.current if self.current != index else _nearest(index, others)
        return Selection(others, current)

    def among(self, count: int) -> "Selection | None":
        """Leave out segments that do not exist any more; return None where none is left."""
        if count == 0:
            return None
        if self.indexes[-1] < count:
            return self
        current = min(self.current, count - 1)
        return Selection.of((index for index in self.indexes if index < count), current)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a document is looked at: one of its curves, segments of that, and a group."""

    focus: CurveKey = RATE_CURVE
    selection: Selection = Selection()
    group: int = 0


def _nearest(index: int, others: tuple[int, ...]) -> int:
    return min(others, key=lambda other: abs(other - index))

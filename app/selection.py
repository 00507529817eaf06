"""Which segments are selected, as a value: never empty where there are segments to select."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """Some segments by their indexes, and the one among them whose numbers the forms show.

    Attributes:
        indexes: the selected segments, in order.
        current: the one of them that the forms show.
    """

    indexes: tuple[int, ...] = (0,)
    current: int = 0

    @classmethod
    def of(cls, indexes: Iterable[int], current: int) -> "Selection":
        """Select segments, the current one among them."""
        current = max(0, current)
        return cls(tuple(sorted({current, *(index for index in indexes if index >= 0)})), current)

    def toggled(self, index: int) -> "Selection":
        """Add a segment and make it the current one, or take it away; the last one stays."""
        if index not in self.indexes:
            return Selection.of((*self.indexes, index), index)
        others = tuple(other for other in self.indexes if other != index)
        if not others:
            return self
        current = self.current if self.current != index else _nearest(index, others)
        return Selection(others, current)

    def among(self, count: int) -> "Selection | None":
        """Keep to the segments that there are; None where there is none."""
        if count == 0:
            return None
        current = min(self.current, count - 1)
        return Selection.of((index for index in self.indexes if index < count), current)


def _nearest(index: int, others: tuple[int, ...]) -> int:
    return min(others, key=lambda other: abs(other - index))

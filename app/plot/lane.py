"""One lane below the plot: how high it is, and the lines that are drawn in it."""

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPolygonF

from rampsmith.app.base.scaling import scaled
from rampsmith.app.plot.view.series import Points, Series, ViewRange, polyline
from rampsmith.designer.document.kinds import CurveKey

OPEN, LEAST_OPEN, FOLDED = 72, 44, 24
"""The height of an open lane in pixels, at most and at least, and of a folded one: that of its words."""

MOST_OF_ALL = 0.45
"""The largest share of the common height that the lanes take; the plot itself is to stay the largest."""


@dataclass(frozen=True, slots=True)
class LaneLine:
    """A line in a lane.

    Attributes:
        series: its values over the steps.
        name: what tells it from the others there; empty where nothing has to.
        colour: that of the line.
        key: the curve that a click edits; None for what was measured or predicted.
        band: the lowest and the highest that the values may be, where they are uncertain.
        raw: the values whose running mean ``series`` is, if it is one.
        words: shown while the mouse points at no step; by default the lowest and the highest value.
    """

    series: Series
    name: str
    colour: QColor
    key: CurveKey | None = None
    band: tuple[Series, Series] | None = None
    raw: Series | None = None
    words: str = ""

    @property
    def drawn(self) -> tuple[Series, ...]:
        """All that is drawn of it."""
        raw = () if self.raw is None else (self.raw,)
        return (self.series, *(self.band or ()), *raw)


@dataclass(frozen=True, slots=True)
class LaneContent:
    """The lines of a lane.

    Attributes:
        subject: what its lines are values of; no other lane has the same.
        title: the words for that.
    """

    subject: Hashable
    title: str
    lines: tuple[LaneLine, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, and where it is drawn."""

    content: LaneContent
    top: float
    height: float

    @property
    def title(self) -> str:
        """The words for what its lines are values of."""
        return self.content.title

    @property
    def lines(self) -> tuple[LaneLine, ...]:
        """Its lines."""
        return self.content.lines

    @property
    def is_open(self) -> bool:
        """Whether its lines are seen."""
        return self.height > scaled(FOLDED)


def shared_heights(
    lanes: Sequence[Hashable],
    room: int,
    *,
    folded: Collection[Hashable],
    wanted: Sequence[Hashable],
) -> dict[Hashable, int]:
    """Share a height out: lanes get lower, and where that is not enough, some stay folded.

    Args:
        lanes: their subjects, from the top down.
        room: the height of the plot and all lanes.
        folded: those that were folded by hand.
        wanted: those that were opened by hand, the last one first.
    """
    lowest, low, high = map(scaled, (FOLDED, LEAST_OPEN, OPEN))
    left = int(MOST_OF_ALL * room) - lowest * len(lanes)
    in_turn = dict.fromkeys(each for each in (*wanted, *lanes) if each in lanes)
    unfolded = [each for each in in_turn if each not in folded]
    opened = unfolded[: max(1, left // (low - lowest))]
    height = max(low, min(high, lowest + left // max(1, len(opened))))
    return {each: height if each in opened else lowest for each in lanes}


@lru_cache(maxsize=64)
def _sampled(series: Series, view: ViewRange) -> Points:
    """Sample a series, once for each view: a drag changes one curve and shows all of them."""
    return series.points(view)


def span_in(lines: Sequence[LaneLine], view: ViewRange) -> tuple[float, float]:
    """Return the lowest and the highest value of several lines in a view; NaN where there is none."""
    drawn = (series for line in lines for series in line.drawn)
    finite = [value for each in drawn for value in filter(math.isfinite, _sampled(each, view)[1])]
    return (min(finite), max(finite)) if finite else (math.nan, math.nan)


def polylines_in(
    lines: Sequence[LaneLine], view: ViewRange, place: QRectF
) -> dict[Series, QPolygonF]:
    """Put all that is drawn of some lines into one rectangle, on one scale."""
    span = span_in(lines, view)
    drawn = (each for line in lines for each in line.drawn)
    return {each: polyline(_sampled(each, view), view, place, span) for each in drawn}

"""One lane below the plot: how high it is, and the curves of one kind that are drawn in it."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from rampsmith.app.plot.view.series import RatesSeries, ViewRange, polyline
from rampsmith.designer.document.kinds import CurveKey, CurveKind
from rampsmith.designer.evaluation.rates import Rates

OPEN, LEAST_OPEN, FOLDED = 72, 44, 24
"""Pixels that a lane is high, at most and at least; its words take as much as a folded one has."""

MOST_OF_ALL = 0.45
"""The part of plot and lanes together that these take; the lane that is edited is the large one."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The curves of one kind, and where they are drawn."""

    kind: CurveKind
    curves: tuple[tuple[CurveKey, Rates], ...]
    top: float
    height: float

    @property
    def is_open(self) -> bool:
        """Whether its curves are seen."""
        return self.height > FOLDED


def shared_heights(
    kinds: Sequence[CurveKind],
    room: int,
    *,
    folded: Collection[CurveKind],
    wanted: Sequence[CurveKind],
) -> dict[CurveKind, int]:
    """Share a height out: lanes get lower, and where that is not enough, some stay folded.

    Args:
        kinds: the kinds that have a lane, from the top down.
        room: the height of the plot and all lanes.
        folded: those that were folded by hand.
        wanted: those that were opened by hand, the last one first.
    """
    left = int(MOST_OF_ALL * room) - FOLDED * len(kinds)
    in_turn = dict.fromkeys(kind for kind in (*wanted, *kinds) if kind in kinds)
    unfolded = [kind for kind in in_turn if kind not in folded]
    opened = unfolded[: max(1, left // (LEAST_OPEN - FOLDED))]
    height = max(LEAST_OPEN, min(OPEN, FOLDED + left // max(1, len(opened))))
    return {kind: height if kind in opened else FOLDED for kind in kinds}


@lru_cache(maxsize=64)
def _sampled(rates: Rates, view: ViewRange) -> tuple[Sequence[float], Sequence[float]]:
    """Sample a curve, or return what was sampled: a drag changes one curve and shows all."""
    return RatesSeries(rates).points(view)


def span_in(curves: Sequence[tuple[CurveKey, Rates]], view: ViewRange) -> tuple[float, float]:
    """Return the lowest and the highest value of several curves in a view."""
    values = [value for _, rates in curves for value in _sampled(rates, view)[1]]
    finite = [value for value in values if math.isfinite(value)]
    return (min(finite), max(finite)) if finite else (0.0, 0.0)


def lines_in(
    curves: Sequence[tuple[CurveKey, Rates]], view: ViewRange, place: QRectF
) -> list[tuple[CurveKey, QPolygonF]]:
    """Put curves into one rectangle, on one scale."""
    span = span_in(curves, view)
    return [(key, polyline(_sampled(rates, view), view, place, span)) for key, rates in curves]

"""The steps at which segments meet, where the measured points leave a choice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from rampsmith.designer.fitting.describing import Described, described
from rampsmith.designer.fitting.families import Points
from rampsmith.designer.fitting.fit_error import FitError
from rampsmith.designer.fitting.least_squares import CLOSE, LIKELY
from rampsmith.designer.fitting.pieces import Piece, reach, reach_back
from rampsmith.designer.fitting.rounding import digits

MOST_ROUND = 4
"""The roundest steps between two points that are tried for a boundary."""

NEW_START, NEW_ORIGIN = 4, 9
"""Digits that it may take to begin a segment elsewhere than where the one before it arrived."""


def described_pieces(
    points: Points, pieces: Sequence[Piece], total: int | None, attend: Callable[[], object]
) -> list[Described]:
    """Describe all pieces, each from where the one before it was found to end.

    Args:
        points: the measured points.
        pieces: what one shape each says of them.
        total: the steps of the run; None where nobody knows.
        attend: called again and again; it may end the search.
    """
    found: list[Described] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        last = found[-1] if found else None
        choice = _Choice(points, piece, following, last, attend)
        if following is None:
            found.append(choice.ended(_last_ends(points, piece, total)))
        else:
            found.append(choice.ended(_ends(points, piece, following)))
    return found


@dataclass(frozen=True, slots=True)
class _Choice:
    """A piece between the segment before it and the piece after it, whose end is to be chosen."""

    points: Points
    piece: Piece
    following: Piece | None
    earlier: Described | None
    attend: Callable[[], object]

    @property
    def begin(self) -> int:
        """Its first step."""
        return 0 if self.earlier is None else self.earlier.end

    def ended(self, ends: Sequence[int]) -> Described:
        """Choose the end with which this piece and the next one take the fewest digits.

        Where no numbers fit all points, the tolerance grows until some do.
        """
        begin = self.begin
        tried = sorted((min(digits(end), digits(end - begin)), end) for end in ends if end > begin)
        tried = tried or [(0, begin + 1)]
        for more in (1.0, 4.0, 1e3, 1e6, 1e12):
            points = Points(self.points.steps, self.points.values, self.points.allowed * more)
            for parts in (False, True):
                found = self._cheapest(points, tried, parts=parts)
                if found is not None:
                    return found
        raise FitError(f"The numbers from step {begin:,} on make no sense together.")

    def _cheapest(
        self, points: Points, tried: Sequence[tuple[int, int]], *, parts: bool
    ) -> Described | None:
        best: tuple[float, Described] | None = None
        for taken, end in tried:
            self.attend()
            if best is not None and best[0] <= taken:
                break
            found = self._described(points, end, parts=parts)
            if found is None:
                continue
            cost = found.cost + self._rest(points, found, taken)
            if cost < np.inf and (best is None or cost < best[0]):
                best = cost, found
        return None if best is None else best[1]

    def _described(self, points: Points, end: int, *, parts: bool) -> Described | None:
        first, last = (int(at) for at in np.searchsorted(points.steps, (self.begin, end)))
        if first == last:
            return None
        arrival = None if self.earlier is None else self.earlier.arrival
        stretch = self.begin, end
        return described(self.piece.said, points.part(first, last), stretch, arrival, parts=parts)

    def _rest(self, points: Points, found: Described, taken: int) -> float:
        """Return how many digits the end of a segment and the beginning of the next one take."""
        last = int(np.searchsorted(points.steps, found.end))
        if self.following is not None:
            return taken + _beginning(points, self.following, found.end, found.arrival, last)
        if last == len(points):
            return digits(found.end)
        # What comes after the end holds the last value.
        missed = np.abs(points.values[last:] - found.arrival) / points.allowed[last:]
        return digits(found.end) + 1 if missed.max() <= CLOSE else np.inf


def _beginning(points: Points, piece: Piece, begin: int, arrival: float, first: int) -> int:
    """Return how many digits it takes to begin a piece at a step."""
    said = piece.said[0]
    part = points.part(first, max(piece.last, first + 1)).thinned()
    rest = tuple(name for name in said.family.numbers if name != "start")
    rest += said.family.places[1:]
    for origin, cost in ((begin, 0), (begin - 1, 1)):
        guess = {**said.unknowns, "origin": origin, "start": arrival}
        if said.family.fitted(part, guess, rest)[1] <= LIKELY:
            return cost
        if not said.family.places:
            break
    for origin in (begin, begin - 1):
        _, worst = said.family.fitted(part, {**said.unknowns, "origin": origin}, ("start", *rest))
        if worst <= LIKELY:
            return NEW_START
    return NEW_ORIGIN


def _ends(points: Points, piece: Piece, following: Piece) -> list[int]:
    """Return the steps at which a piece may end and the next one begin."""
    said, later = piece.said[0], following.said[0]
    low = reach_back(later.family, later.unknowns, points, following.first, piece.first + 1)
    high = reach(said.family, said.unknowns, points, following.first)
    high = min(max(high, low), following.last - 1)
    # Where a shape is steep at its beginning, its first point may not be said yet.
    low = max(low - 1, piece.first + 1)
    after, last = float(points.steps[low - 1]), float(points.steps[high])
    begin, end = int(np.floor(after)) + 1, int(np.floor(last))
    if end - begin < 2 * MOST_ROUND:
        return list(range(begin, end + 1))
    chosen = {begin, end, *_roundest(begin, end)}
    for place in (later.unknowns["origin"], said.unknowns["stop"]):
        if np.isfinite(place) and begin <= place <= end:
            chosen |= {round(place), round(place) + 1}
    steps = np.linspace(begin, end, min(end - begin + 1, 1_000)).round()
    apart = np.abs(
        said.family.values(said.unknowns, steps) - later.family.values(later.unknowns, steps)
    )
    if np.isfinite(apart).any():
        meeting = int(steps[int(np.nanargmin(apart))])
        chosen |= {meeting, meeting + 1}
    return sorted(step for step in chosen if begin <= step <= end)


def _last_ends(points: Points, piece: Piece, total: int | None) -> list[int]:
    """Return the steps at which the last piece may end: with the run, or a little after the points."""
    last = int(points.steps[-1])
    if total is not None and total > last:
        return [total]
    end = last + max(1, round(points.gap))
    if end - last < 2 * MOST_ROUND:
        return list(range(last, end + 1))
    said = piece.said[0]
    steps = np.unique(np.linspace(last, end, min(end - last + 1, 1_000)).round())
    chosen = {last, last + 1, end, *_roundest(last, end)}
    if said.family.shape.has_end:
        # A round level is as good a sign of an end as a round step.
        values = said.family.values(said.unknowns, steps)
        costs = [digits(float(f"{value:.5g}")) for value in values]
        chosen |= {int(steps[at]) for at in np.argsort(costs, kind="stable")[:MOST_ROUND]}
    stop = said.unknowns["stop"]
    if np.isfinite(stop) and last <= stop <= end:
        chosen |= {round(stop), round(stop) + 1}
    return sorted(chosen)


def likely_end(points: Points) -> int:
    """Return the roundest step at which a run may end that goes on as far as its last point."""
    last = int(points.steps[-1])
    return next(_roundest(last + 1, last + max(1, round(points.gap))))


def _roundest(begin: int, end: int) -> Iterator[int]:
    """Yield the roundest numbers between two."""
    given = 0
    for size in (10**power for power in range(12, -1, -1)):
        for step in (5 * size, 2 * size, size):
            for number in range(-(-begin // step) * step, end + 1, step):
                yield number
                given += 1
                if given >= 2 * MOST_ROUND:
                    return

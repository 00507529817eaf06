"""The pieces of a series, each as long as one shape says its points."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rampsmith.designer.fitting.breaks import breaks
from rampsmith.designer.fitting.families import PLACES, Family, Points, Unknowns, families
from rampsmith.designer.fitting.least_squares import LIKELY

SLACK = 2
"""Points by which a shape with more numbers may reach farther and still not be preferred."""

MOST_TRIED = 3
"""Shapes of one piece that are looked at in detail."""

MOST_NUMBERS = 4
"""Numbers that a shape may have that is tried on a part of what lies between two breaks.

One with more would fit the beginning of anything.
"""

FEW_POINTS = 8
"""A piece of no more points may have got a shape that goes through a point of the next one."""

LONGER = 5, 25
"""How many times longer than what is seen of it a shape may be."""

MOST_FEW_BREAKS = 200
"""Breaks that can be gone through one by one."""

MOST_BREAKS = 3
"""Breaks between few points that are looked past."""


@dataclass(frozen=True, slots=True)
class Said:
    """A shape with its numbers, which misses no point from the first one up to ``reach``."""

    family: Family
    unknowns: Unknowns
    reach: int
    cost: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring points that one shape says, and the shapes that do, the simplest first."""

    first: int
    last: int
    said: tuple[Said, ...]


def reach(family: Family, unknowns: Unknowns, points: Points, first: int) -> int:
    """Return the index of the first point from an index on that a shape misses."""
    begin, width = first, 256
    while begin < len(points):
        part = points.part(begin, begin + width)
        missed = np.flatnonzero(family.misses(unknowns, part) > LIKELY)
        if len(missed):
            return begin + int(missed[0])
        begin, width = begin + width, width * 2
    return len(points)


def reach_back(family: Family, unknowns: Unknowns, points: Points, first: int, least: int) -> int:
    """Return the lowest index down to which a shape misses no point before an index."""
    begin, width = first, 64
    while begin > least:
        low = max(least, begin - width)
        missed = np.flatnonzero(family.misses(unknowns, points.part(low, begin)) > LIKELY)
        if len(missed):
            return low + int(missed[-1]) + 1
        begin, width = low, width * 2
    return least


class Pieces:
    """Finds the pieces of a series one after the other."""

    def __init__(
        self, points: Points, attend: Callable[[], object], total: int | None = None
    ) -> None:
        """Take the points, what is called again and again, and the steps of the run if known."""
        self.points = points
        self._total = total
        self._attend = attend
        self._breaks = np.array([*breaks(points), len(points)])

    @property
    def is_noise(self) -> bool:
        """Whether there are so many breaks that no shapes can be between them."""
        return len(self._breaks) > max(MOST_FEW_BREAKS, len(self.points) / 8)

    def piece(self, first: int) -> Piece:
        """Return the longest piece that begins at an index."""
        last = self._next_break(first)
        best = self._said(first, last)
        if not best:
            best = self._longest(first, last)
        later, apart = last, best[0].cost
        if (said := max(each.reach for each in best)) < last:
            apart += self._least_cost(said, last)
        for _ in range(MOST_BREAKS):
            if later - first > FEW_POINTS or later == len(self.points):
                break
            # Between few points each may look like a break.
            following, later = later, self._next_break(later)
            apart += self._least_cost(following, later)
            longer = self._said(first, later, most=apart)
            if longer:
                best, last, apart = longer, later, longer[0].cost
        # A break that one shape can say is none.
        while (farthest := max(said.reach for said in best)) > last + SLACK:
            last = min(self._next_break(last), farthest)
            longer = self._said(first, last)
            if not longer:
                break
            best = longer
        return self._chosen(first, best)

    def all(self) -> Iterator[list[Piece]]:
        """Yield the pieces found so far, again with each that is found.

        A piece that the next one can say as well, back to its beginning, came of a break too many, and is
        removed.
        """
        found: list[Piece] = []
        first = 0
        while first < len(self.points):
            piece = self.piece(first)
            if found and (whole := self._also(found[-1].first, piece.last, found[-1])) is not None:
                piece, first = whole, found.pop().first
            least = found[-2].first if len(found) > 1 else 0
            begin = min(
                (
                    reach_back(said.family, said.unknowns, self.points, first, least)
                    for said in piece.said[:1]
                ),
                default=first,
            )
            while found and begin <= found[-1].first:
                found.pop()
            if found and begin - found[-1].first <= FEW_POINTS:
                longer = self._also(found[-1].first, piece.last, piece)
                if longer is not None:
                    begin, piece = found.pop().first, longer
            if found and begin < found[-1].last:
                found[-1] = self._trimmed(found[-1], begin)
            if len(found) > 1 and found[-1].last - found[-2].first <= FEW_POINTS:
                apart = found[-1].said[0].cost + found[-2].said[0].cost
                said = self._said(found[-2].first, begin, most=apart)
                if said:
                    found[-2:] = [Piece(found[-2].first, begin, tuple(said))]
            found.append(Piece(min(begin, first), piece.last, piece.said))
            first = piece.last
            yield found

    def _also(self, first: int, last: int, piece: Piece) -> Piece | None:
        """Return a piece made longer, where its shapes say the longer one too."""
        part = self.points.part(first, last)
        said = []
        for each in piece.said:
            family, origin = each.family, float(part.steps[0])
            for free in ((), family.places):
                cost = len(family.numbers) + len(free)
                if len(part) <= cost or cost > max(each.cost, len(family.numbers)):
                    continue
                unknowns = family.fits(part, origin, each.unknowns["stop"], free)
                if unknowns is not None:
                    far = max(last, reach(family, unknowns, self.points, last))
                    said.append(Said(family, unknowns, far, cost))
                    break
        return Piece(first, max(each.reach for each in said), tuple(said)) if said else None

    def _least_cost(self, first: int, last: int) -> int:
        """Return how many numbers it takes at least to say some points."""
        part = self.points.part(first, last)
        if (np.abs(part.values - part.values[0]) <= 2 * part.allowed).all():
            return 1
        line = np.interp(part.steps, part.steps[[0, -1]], part.values[[0, -1]])
        return 2 if (np.abs(part.values - line) <= 4 * part.allowed).all() else 3

    def _trimmed(self, piece: Piece, last: int) -> Piece:
        """Return a piece without the points that the next one says too."""
        said: tuple[Said, ...] = piece.said
        if last - piece.first <= FEW_POINTS:
            said = tuple(self._said(piece.first, last)) or (self._single(piece.first),)
        return Piece(piece.first, last, said)

    def _next_break(self, index: int) -> int:
        return int(self._breaks[np.searchsorted(self._breaks, index, side="right")])

    def _chosen(self, first: int, best: list[Said]) -> Piece:
        farthest = max(said.reach for said in best)
        good = [said for said in best if said.reach >= farthest - SLACK]
        good.sort(key=lambda said: said.cost)
        return Piece(first, good[0].reach, tuple(good[:MOST_TRIED]))

    def _longest(self, first: int, last: int) -> list[Said]:
        """Find by halving how far a shape says the points, where none says them all."""
        best = [self._single(first)]
        low, high = first + 1, last
        while high - low > max(1, (low - first) // 64):
            middle = (low + high) // 2
            found = self._said(first, middle, most=MOST_NUMBERS)
            if found:
                best, low = found, min(high, max(middle, *(said.reach for said in found)))
            else:
                high = middle
        return best

    def _single(self, first: int) -> Said:
        """Say one point, or a straight line through two."""
        family = families()[0]
        t, v = float(self.points.steps[first]), float(self.points.values[first])
        unknowns = {"start": v, "origin": t, "stop": t + 1}
        return Said(family, unknowns, first + 1, 1)

    def _said(self, first: int, last: int, *, most: int = 9) -> list[Said]:
        """Return the simplest shapes that say all points between two indexes."""
        found: list[Said] = []
        part = self.points.part(first, last)
        for cost, family, places in self._tries(len(part)):
            if cost > most or (found and (cost > found[0].cost + 1 or len(found) >= MOST_TRIED)):
                break
            self._attend()
            origin = float(part.steps[0])
            after = self.points.steps[last] if last < len(self.points) else None
            stop = float(part.steps[-1] + part.gap if after is None else after)
            if after is None and self._total is not None:
                stop = float(max(stop, self._total))
            unknowns = family.fits(part, origin, stop, places)
            if unknowns is None and places == PLACES and most > MOST_NUMBERS:
                # What is seen may be the beginning of something much longer.
                for longer in LONGER:
                    unknowns = family.fits(part, origin, origin + longer * (stop - origin), places)
                    if unknowns is not None:
                        break
            if unknowns is not None:
                found.append(
                    Said(
                        family,
                        unknowns,
                        max(last, reach(family, unknowns, self.points, last)),
                        cost,
                    )
                )
        return found

    def _tries(self, count: int) -> Iterator[tuple[int, Family, tuple[str, ...]]]:
        """Yield what can be tried for so many points, with how many numbers it takes."""
        tries: list[tuple[int, Family, tuple[str, ...]]] = []
        for family in families():
            cost = len(family.numbers)
            places = family.places
            tries.append((cost, family, ()))
            if places and len(family.settings) < 3:
                tries.append((cost + len(places), family, places))
        tries.sort(key=lambda each: each[0])
        for cost, family, places in tries:
            # Two numbers go through any two points, and say nothing about them.
            if cost < count or cost == 1 or (cost == 2 and not places and count == 2):
                yield cost, family, places

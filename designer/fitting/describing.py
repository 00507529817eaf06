"""From a shape that says points to a segment: which ends it executes, what it is a part of, its levels."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

import numpy as np

from rampsmith.designer.document.schedule import Level, Segment
from rampsmith.designer.fitting.families import Family, Points, Unknowns
from rampsmith.designer.fitting.least_squares import CLOSE, LIKELY
from rampsmith.designer.fitting.pieces import Said
from rampsmith.designer.fitting.rounding import digits, rounded_unknowns
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span

BELOW_0 = 6
"""Digits that a level below 0 is worse by, where nothing measured is below 0."""


class ShapePlace(NamedTuple):
    """Where the whole shape of a segment lies, and what it takes to say so.

    Attributes:
        origin: the step at which it begins.
        stop: the step at which it ends.
        first_at_start: as in a segment.
        last_at_end: as in a segment.
        cost: how much there is to say, in digits.
    """

    origin: float
    stop: float
    first_at_start: bool = True
    last_at_end: bool = False
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Described:
    """A segment between two steps, and how much it takes to say it.

    Attributes:
        family: its shape.
        unknowns: its numbers.
        place: where its whole shape lies.
        begin: its first step.
        end: the step after its last one.
        goes_on: whether it starts where the one before it arrived.
        cost: the digits that it takes.
    """

    family: Family
    unknowns: Unknowns
    place: ShapePlace
    begin: int
    end: int
    goes_on: bool
    cost: int

    @property
    def before(self) -> float:
        """How long its shape has run before it."""
        return self.begin - self.place.origin - (not self.place.first_at_start)

    @property
    def after(self) -> float:
        """How long its shape would go on after it."""
        if "stop" not in self.family.places:
            return 0
        return self.place.stop - self.end + self.place.last_at_end

    @property
    def arrival(self) -> float:
        """The value from which the next segment goes on."""
        if self.family.shape.has_end and not self.after:
            return self.unknowns["end"]
        at = self.end - 1 if self.place.last_at_end else self.end
        return float(self.family.values(self.unknowns, np.array([float(at)]))[0])

    def segment(self, name: str) -> Segment:
        """Make the segment, its levels absolute."""
        start = None if self.goes_on else Level.of_rate(self.unknowns["start"])
        end = Level.of_rate(self.unknowns["end"]) if self.family.shape.has_end else None
        return Segment(
            name,
            self.family.with_settings(self.unknowns),
            Span.of_steps(self.end - self.begin),
            start,
            end,
            before=begun_before(whole(self.before), self.begin),
            after=Span.of_steps(whole(self.after)) if self.after else None,
            first_at_start=self.place.first_at_start,
            last_at_end=self.place.last_at_end,
        )


def begun_before(steps: float, begin: int) -> Span | None:
    """Return how long a shape has run before a segment that begins at a step: all along, or steps."""
    if not steps:
        return None
    return Span.of_the_rest() if steps == begin else Span.of_steps(steps)


def described(
    said: Iterable[Said],
    points: Points,
    stretch: tuple[int, int],
    arrival: float | None,
    *,
    parts: bool = False,
) -> Described | None:
    """Describe the points of a segment between two steps as briefly as possible.

    Args:
        said: the shapes that say them.
        points: the points, as many as need be held against it.
        stretch: its first step, and the step after its last one.
        arrival: where the segment before it arrived; None for the first.
        parts: whether it is tried as a part of a longer shape, and not as all of one.

    Returns:
        The description; None where none of the shapes says the points between these steps.
    """
    best: Described | None = None
    for each in said:
        places = _parts(each, points, *stretch) if parts else _places(each, *stretch)
        for place in places:
            # One number at least is to be said of any segment.
            if best is not None and best.cost <= place.cost:
                continue
            found = _at_place(each, points, stretch, arrival, place)
            if found is not None and (best is None or found.cost < best.cost):
                best = found
    return best


def _places(said: Said, begin: int, end: int) -> Iterator[ShapePlace]:
    """Yield where a whole shape can lie that is all of a segment, or begins with the run."""
    places = said.family.places
    if "stop" in places:
        yield ShapePlace(begin, end)
        yield ShapePlace(begin - 1, end - 1, first_at_start=False, last_at_end=True, cost=1)
        if end - begin > 1:
            yield ShapePlace(begin, end - 1, last_at_end=True, cost=2)
        yield ShapePlace(begin - 1, end, first_at_start=False, cost=3)
        if begin > 0:
            yield ShapePlace(0, end, cost=2)
            yield ShapePlace(-1, end - 1, first_at_start=False, last_at_end=True, cost=3)
    elif places:
        yield ShapePlace(begin, end)
        yield ShapePlace(begin - 1, end, first_at_start=False, cost=1)
        if begin > 0:
            yield ShapePlace(0, end, cost=2)
            yield ShapePlace(-1, end, first_at_start=False, cost=3)
    else:
        yield ShapePlace(begin, end)


def _parts(said: Said, points: Points, begin: int, end: int) -> Iterator[ShapePlace]:
    """Yield where the whole shape can lie of which a segment is a part."""
    places = said.family.places
    thin = points.thinned()
    for origin, first in ((float(begin), True), (begin - 1.0, False), (0.0, True), (-1.0, False)):
        if "stop" in places:
            found, worst = said.family.fitted(
                thin, {**said.unknowns, "origin": origin}, (*said.family.numbers, "stop")
            )
            if worst <= LIKELY and found["stop"] > begin:
                for stop in _whole_steps(found["stop"]):
                    yield ShapePlace(
                        origin, stop, first_at_start=first, cost=3 + digits(stop - origin)
                    )
    if not places:
        return
    found, worst = said.family.fitted(
        thin, said.unknowns, (*said.family.numbers, *said.family.places)
    )
    if worst <= LIKELY:
        for origin in _whole_steps(found["origin"]):
            cost = 4 + digits(begin - origin)
            if "stop" not in places:
                yield ShapePlace(origin, end, cost=cost)
                continue
            yield ShapePlace(origin, end, cost=cost)
            for stop in _whole_steps(found["stop"]):
                yield ShapePlace(origin, stop, cost=cost + 1 + digits(stop - origin))


def _whole_steps(value: float) -> Iterator[float]:
    """Yield whole steps near a place, the rounder ones first."""
    if not math.isfinite(value) or abs(value) > 1e12:
        return
    seen = set()
    for count in range(2, 13):
        rounded = float(f"{value:.{count}g}")
        is_near = abs(rounded - value) <= max(1.0, 1e-3 * abs(value))
        if is_near and rounded == int(rounded) and rounded not in seen:
            seen.add(rounded)
            yield rounded
    if round(value) not in seen:
        yield float(round(value))


def _at_place(
    said: Said,
    points: Points,
    stretch: tuple[int, int],
    arrival: float | None,
    place: ShapePlace,
) -> Described | None:
    """Describe a segment whose whole shape lies at a place, with numbers as round as possible."""
    family = said.family
    guess: dict[str, float] = {**said.unknowns, "origin": place.origin, "stop": place.stop}
    thin = points.thinned()
    known, worst = family.fitted(thin, guess, family.numbers)
    guess = dict(known)
    if not worst <= LIKELY:
        return None
    best: Described | None = None
    orders = list(permutations(family.settings)) if len(family.settings) < 3 else [family.settings]
    for goes_on in (True, False) if arrival is not None else (False,):
        if goes_on and arrival is not None:
            allowed = 4 * float(np.median(points.allowed)) + 1e-2 * abs(arrival)
            if abs(guess["start"] - arrival) > allowed:
                continue
            guess["start"] = arrival
        levels = tuple(
            name for name in reversed(family.levels) if not (goes_on and name == "start")
        )
        for order in orders:
            found = _held(family, points, guess, (*order, *levels))
            if found is None:
                continue
            unknowns, taken = found
            cost = taken + place.cost
            if any(unknowns[name] < 0 for name in family.levels) and not points.values.min() < 0:
                cost += BELOW_0
            if best is None or cost < best.cost:
                best = Described(family, unknowns, place, *stretch, goes_on, cost)
        if best is not None:
            break
    return best


def _held(
    family: Family, points: Points, guess: Unknowns, names: tuple[str, ...]
) -> tuple[Unknowns, int] | None:
    """Round numbers so that all points are said, not only some of them."""
    worst_places: list[int] = []
    for _ in range(6):
        found = rounded_unknowns(family, points.thinned(*worst_places), guess, names)
        if found is None:
            return None
        misses = family.misses(found[0], points)
        if misses.max() <= CLOSE:
            return found
        worst_places.append(int(misses.argmax()))
    return None

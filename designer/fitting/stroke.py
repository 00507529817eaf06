"""A line drawn by hand as segments: as few as come close enough to it, joined to each other."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.fitting.families import Family, Points, Unknowns, families, family_of
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.names import counted_name

MOST_CORNERS, MORE_KNOTS = 10, 8
"""Places of a line at which a segment may end: where it turns most, and at even distances."""

STEEPEST = 10.0
"""The highest power that a setting can be; the lowest is one divided by it. Beyond, it is a corner."""


class DrawnSegment(NamedTuple):
    """A segment between two steps of a line.

    Attributes:
        name: what it does.
        shape: its shape.
        begin: its first step.
        end: the step after its last one.
        start: the rate at its start.
        arrival: the rate at its end.
    """

    name: str
    shape: Shape
    begin: int
    end: int
    start: float
    arrival: float


@dataclass(frozen=True, slots=True)
class _Way:
    """The shortest way along a line up to one of its knots."""

    cost: float
    before: int
    family: Family | None
    unknowns: Unknowns


def drawn_segments(steps: Array, values: Array, allowed: Array) -> tuple[DrawnSegment, ...]:
    """Say a line by segments that go on from each other.

    Args:
        steps: whole steps, rising, at least two.
        values: the rates there.
        allowed: by how much each may be missed; levels are rounded within a part of it.
    """
    points = Points(steps, values, allowed)
    knots = _knots(points)
    levels = [_rounded(float(values[knot]), float(allowed[knot]) / 2) for knot in knots]
    ways = [_Way(0, -1, None, {})]
    for last in range(1, len(knots)):
        ways.append(
            min(
                (
                    _Way(ways[first].cost + found[0], first, found[1], found[2])
                    for first in range(last)
                    for found in _said(
                        points, knots[first], knots[last], levels[first], levels[last]
                    )
                ),
                key=lambda way: way.cost,
            )
        )
    return _pieces(points, knots, ways)


def _knots(points: Points) -> list[int]:
    """Choose where segments may end: at the corners, found by Ramer, Douglas and Peucker's rule."""
    chosen = {0, len(points) - 1}
    while len(chosen) < MOST_CORNERS:
        knots = sorted(chosen)
        line = np.interp(points.steps, points.steps[knots], points.values[knots])
        apart = np.abs(points.values - line) / points.allowed
        if apart.max() < 1:
            break
        chosen.add(int(apart.argmax()))
    return sorted(
        chosen | {*np.linspace(0, len(points) - 1, MORE_KNOTS).round().astype(int).tolist()}
    )


def _said(
    points: Points, first: int, last: int, start: float, end: float
) -> Iterator[tuple[float, Family, Unknowns]]:
    """Yield the shapes that say the points between two knots, with no setting or one.

    A straight line is there in any case; it is what is left where a line goes to and fro.
    """
    part = points.part(first, last + 1)
    for family in _simple():
        cost = 1 + 0.5 * len(family.settings) + (0.01 if family.shape.turns else 0)
        if family.levels == ("start",):
            # One level is that of both ends, or it is no constant.
            if start != end:
                continue
            cost -= 0.05
        for unknowns in family.guesses(part, float(part.steps[0]), float(part.steps[-1])):
            known = {**unknowns, "start": start, "end": end}
            steepness = (abs(unknowns[name]) for name in family.settings)
            if any(not 1 / STEEPEST <= each <= STEEPEST for each in steepness):
                continue
            if family.misses(known, part).max() <= 1:
                yield cost, family, known
                return
    # Between neighbouring knots a straight line is as good as anything.
    straight = {"start": start, "end": end}
    places = {"origin": float(part.steps[0]), "stop": float(part.steps[-1])}
    line = family_of("linear")
    missed = int((line.misses({**straight, **places}, part) > 1).sum())
    yield 1.5 + missed, line, {**straight, **places}


def _simple() -> tuple[Family, ...]:
    """Return the shapes that go from one level to another, with one setting at the most."""
    found = [
        family
        for family in families()
        if len(family.settings) <= 1
        and family.settings == tuple(filter(None, (family.shape.bend,)))
        and "n" not in family.shape.arguments
    ]
    return tuple(sorted(found, key=lambda family: len(family.numbers)))


def _pieces(points: Points, knots: list[int], ways: list[_Way]) -> tuple[DrawnSegment, ...]:
    found: list[DrawnSegment] = []
    at = len(ways) - 1
    names: list[str] = []
    while at > 0:
        way = ways[at]
        if way.family is not None:
            begin, end = (int(points.steps[knots[index]]) for index in (way.before, at))
            start, arrival = way.unknowns["start"], way.unknowns["end"]
            shape = way.family.with_settings(way.unknowns)
            found.append(DrawnSegment("", shape, begin, end, start, arrival))
        at = way.before
    named = []
    for piece in reversed(found):
        rises = piece.arrival > piece.start
        name = "Hold" if piece.arrival == piece.start else "Rise" if rises else "Decay"
        names.append(counted_name(name, names))
        named.append(piece._replace(name=names[-1]))
    return tuple(named)


def _rounded(value: float, within: float) -> float:
    """Return the shortest number that is close enough to one; 0 where that is."""
    if abs(value) <= within:
        return 0.0
    for digits in range(1, 17):
        rounded = float(f"{value:.{digits}g}")
        if math.isclose(rounded, value, rel_tol=0, abs_tol=within):
            return rounded
    return value

"""What can be fitted: every shape of the registry whose settings are numbers or lengths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from rampsmith.designer.fitting.arrays import Array, over_arrays
from rampsmith.designer.fitting.least_squares import LIKELY, solved
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Numbers, Shape, settings_of
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span

Unknowns: TypeAlias = Mapping[str, float]
"""Numbers of a segment: its levels, the settings of its shape in steps, and ``origin`` and
``stop``: the steps at which its whole shape begins and ends."""

PLACES = ("origin", "stop")


MOST_POINTS = 40
"""Points with which a search works; what it finds is held against all of them afterwards."""


@dataclass(frozen=True, slots=True)
class Points:
    """Measured values at rising steps, and by how much each may be missed."""

    steps: Array
    values: Array
    allowed: Array

    def __len__(self) -> int:
        return len(self.steps)

    def part(self, first: int, last: int) -> "Points":
        """Return those from an index up to another, without it."""
        return Points(self.steps[first:last], self.values[first:last], self.allowed[first:last])

    def thinned(self, *also: int) -> "Points":
        """Return some of them, the denser towards both ends, where shapes differ most."""
        count = len(self)
        if count <= MOST_POINTS:
            return self
        ends = np.arange(6)
        even = np.linspace(0, count - 1, MOST_POINTS - 12).round().astype(int)
        chosen = np.unique(np.concatenate([ends, even, count - 1 - ends, np.array(also, int)]))
        return Points(self.steps[chosen], self.values[chosen], self.allowed[chosen])

    def every(self, most: int) -> "Points":
        """Return so many of them at the most, evenly spaced."""
        stride = -(-len(self) // most)
        return Points(self.steps[::stride], self.values[::stride], self.allowed[::stride])

    @property
    def gap(self) -> float:
        """How far the last two lie apart: where the next one would be."""
        return float(self.steps[-1] - self.steps[-2]) if len(self) > 1 else 1.0


@dataclass(frozen=True, slots=True)
class Family:
    """A shape with its settings open.

    Attributes:
        shape: it with its default settings.
        settings: the names of its settings.
        lengths: those of them that are lengths.
    """

    shape: Shape
    settings: tuple[str, ...]
    lengths: frozenset[str]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that it uses."""
        return ("start", "end") if self.shape.has_end else ("start",)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers that say it between two given places."""
        return (*self.levels, *self.settings)

    @property
    def places(self) -> tuple[str, ...]:
        """Which of its places change its values."""
        names = self.shape.arguments
        if not self.shape.moves:
            return ()
        return PLACES if {"p", "length"} & set(names) else PLACES[:1]

    def values(self, unknowns: Unknowns, steps: Array) -> Array:
        """Return its values at steps; where it has none, they are not finite."""
        origin, stop = unknowns["origin"], unknowns["stop"]
        length = stop - origin
        n = steps - origin
        known = {**unknowns, "n": n, "p": n / length if length else n, "length": length}
        shape = self.shape
        if shape.divides_ends and not unknowns["start"] * unknowns["end"] > 0:
            return np.full(len(steps), np.nan)
        arguments = {name: known[name] for name in shape.arguments}
        with np.errstate(all="ignore"):
            try:
                found = over_arrays(shape.curve)(**arguments)
            except (ArithmeticError, ValueError):
                return np.full(len(steps), np.nan)
        return np.broadcast_to(np.asarray(found, dtype=np.float64), steps.shape)

    def misses(self, unknowns: Unknowns, points: Points) -> Array:
        """Return by how many times what is allowed it misses each point; infinity for no value."""
        with np.errstate(all="ignore"):
            misses = np.abs(self.values(unknowns, points.steps) - points.values) / points.allowed
        misses[~np.isfinite(misses)] = np.inf
        return misses

    def with_settings(self, unknowns: Unknowns) -> Shape:
        """Return the shape with settings."""
        made: Any = self.shape
        for name in self.settings:
            value = whole(float(unknowns[name]))
            made = made.with_setting(name, Span.of_steps(value) if name in self.lengths else value)
        return made  # type: ignore[no-any-return]

    def is_sound(self, unknowns: Unknowns) -> bool:
        """Whether its settings can be as they are."""
        if any(not unknowns[name] > 0 for name in self.lengths):
            return False
        return not self.settings or not any(self.with_settings(unknowns).faults())

    def fitted(
        self, points: Points, guess: Unknowns, free: tuple[str, ...]
    ) -> tuple[Unknowns, float]:
        """Search the free numbers with which it misses no point by more than is allowed.

        Returns:
            All numbers, and the largest miss in units of what is allowed.
        """
        if not free:
            return guess, float(self.misses(guess, points).max())
        high = float(np.abs(points.values).max()) or 1.0
        width = max(float(points.steps[-1] - points.steps[0]), 1.0)
        shift = {name: guess[name] if name in PLACES else 0.0 for name in free}
        size = dict.fromkeys(self.levels, high) | dict.fromkeys(PLACES, width)

        def known(x: Array) -> dict[str, float]:
            found = dict(guess)
            for name, value in zip(free, x, strict=True):
                if name in self.lengths:
                    found[name] = float(np.exp(value))
                else:
                    found[name] = shift[name] + float(value) * size.get(name, 1.0)
            return found

        def residuals(x: Array) -> Array:
            unknowns = known(x)
            if self.settings and not self.is_sound(unknowns):
                return np.full(len(points), np.nan)
            return (self.values(unknowns, points.steps) - points.values) / points.allowed

        # A guess may be a length of 0, from which nothing is found.
        with np.errstate(all="ignore"):
            begin = [
                np.log(guess[name])
                if name in self.lengths
                else (guess[name] - shift[name]) / size.get(name, 1.0)
                for name in free
            ]
            x, worst = solved(residuals, np.array(begin, dtype=np.float64))
            return known(x), worst

    def guesses(self, points: Points, origin: float, stop: float) -> Iterator[Unknowns]:
        """Yield numbers to begin a search with: as a person would drag the shape to the points."""
        first, last = float(points.values[0]), float(points.values[-1])
        middle = len(points) // 2
        length = max(stop - origin, 1e-9)
        begun = {"start": first, "end": last, "origin": origin, "stop": stop}
        defaults = {
            name: length / 4 if name in self.lengths else float(getattr(self.shape, name))
            for name in self.settings
        }
        others = [name for name in self.settings if name != self.shape.bend]
        tried = [(1.0, 0.5, 2.0) if name in self.settings else (1.0,) for name in others]
        for factors in product(*tried):
            settings = dict(defaults)
            for name, factor in zip(others, factors, strict=True):
                settings[name] *= factor
            if self.shape.bend:
                bent = self.shape.bent(
                    Numbers(length, first, last, settings),
                    n=float(points.steps[middle] - origin),
                    value=float(points.values[middle]),
                )
                if bent is not None and np.isfinite(bent):
                    settings[self.shape.bend] = bent
            yield {**begun, **settings}

    def fits(
        self, points: Points, origin: float, stop: float, free: tuple[str, ...]
    ) -> Unknowns | None:
        """Return the numbers with which it says all of the points; None where there are none."""
        thin = points.thinned()
        for guess in self.guesses(thin, origin, stop):
            found, worst = self.fitted(thin, guess, (*self.numbers, *free))
            for _ in range(3):
                if worst > LIKELY:
                    break
                misses = self.misses(found, points)
                if misses.max() <= LIKELY:
                    return found
                thin = points.thinned(int(misses.argmax()))
                found, worst = self.fitted(thin, found, (*self.numbers, *free))
        return None


@cache
def families() -> tuple[Family, ...]:
    """Return all that can be fitted, those with the fewest numbers first.

    What holds its values is found by its stairs, not by its curve.
    """
    made = []
    for kind in SHAPES.values():
        shape = kind()
        settings = {name: getattr(shape, name) for name in settings_of(shape)}
        if shape.holds or not all(
            isinstance(value, int | float | Span) for value in settings.values()
        ):
            continue
        lengths = frozenset(n for n, value in settings.items() if isinstance(value, Span))
        made.append(Family(shape, tuple(settings), lengths))
    return tuple(sorted(made, key=lambda family: len(family.numbers)))


@cache
def family_of(kind: str) -> Family:
    """Return the family of a kind of shape."""
    return next(family for family in families() if family.shape.kind == kind)

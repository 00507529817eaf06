"""Fit the laws of the loss on the logs of runs, and find how far to trust them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np

from rampsmith.designer.loss.laws import LAWS, Law, Shape
from rampsmith.designer.loss.logged_run import LoggedRun, UnfitLogError
from rampsmith.designer.loss.rate_path import Numbers, RatePath

POWERS = tuple(np.linspace(0.1, 1.2, 23))
"""The powers that are tried first."""

FINEST = 1 / 64
"""The search ends when its steps are this share of the distance between two values of the grid."""

ACCURACY = 0.0006
"""To which share of the loss a law is not trusted, however well it fits a log.

On runs of other schedules the laws are off by some thousandths of the loss; the fits that are this
close to the best one are spread as widely.
"""

Heard: TypeAlias = Callable[[], object]
"""It is called now and then, and raises once the work is not wanted any more."""


@dataclass(frozen=True)
class FittedLaw:
    """A law with all of its numbers.

    Rates are counted in units of ``unit``. ``error`` is the root of the mean squared difference
    from the losses that it was fitted on.
    """

    law: Law
    shape: Shape
    power: float
    level: float
    gain: float
    drop: float
    unit: float
    error: float

    def losses(self, path: RatePath) -> Numbers:
        """Return the loss at each place of a path; infinite where nothing was learned yet."""
        path = path.in_units_of(self.unit)
        with np.errstate(divide="ignore"):
            learned = path.sums**-self.power
        return self.level + self.gain * learned - self.drop * self.law.fallen(path, self.shape)


@dataclass(frozen=True)
class LeftOut:
    """How close a fit on all other logs came to the last loss of one."""

    name: str
    predicted: float
    logged: float


@dataclass(frozen=True)
class LossFit:
    """The law that was learned from logs.

    Attributes:
        best: what predicts.
        near: other fits of both laws that agree with the logs about as well.
        runs: what it was fitted on.
        left_out: how well each log is predicted from the others; empty where there is only one.
    """

    best: FittedLaw
    near: tuple[FittedLaw, ...]
    runs: tuple[LoggedRun, ...]
    left_out: tuple[LeftOut, ...]


def fitted_loss(runs: Sequence[LoggedRun], heard: Heard = lambda: None) -> LossFit:
    """Fit both laws and take the one that predicts better; with a single log, the one with fewer numbers.

    Which law predicts better is found by leaving out one log after the other.

    Raises:
        UnfitLogError: if no rate of the logs ever falls.
    """
    if not any(run.anneals for run in runs):
        names = ", ".join(run.name for run in runs)
        raise UnfitLogError(
            f"{names}: The rate never falls after its warmup, so that nothing can be learned of decays."
        )
    found = [_fits(law, runs, heard) for law in LAWS]
    tested = [_left_out(law, runs, heard) for law in LAWS]
    misses = [sum((each.predicted - each.logged) ** 2 for each in one) for one in tested]
    chosen = misses.index(min(misses))
    near = tuple(fit for fits in found for fit in _representative(fits, runs))
    return LossFit(found[chosen][0], near, tuple(runs), tested[chosen])


def _left_out(law: Law, runs: Sequence[LoggedRun], heard: Heard) -> tuple[LeftOut, ...]:
    """Predict the last loss of each log from the others, where these say enough."""
    found = []
    for run in runs:
        others = [each for each in runs if each is not run]
        if any(each.anneals for each in others):
            path, _, losses = run.fitted_rows
            predicted = _fits(law, others, heard)[0].losses(path)[-1]
            found.append(LeftOut(run.name, float(predicted), float(losses[-1])))
    return tuple(found)


def _fits(law: Law, runs: Sequence[LoggedRun], heard: Heard) -> list[FittedLaw]:
    """Return the best fit of a law, and after it all others that are about as good."""
    unit = max(run.peak for run in runs)
    search = _Search(law, runs, unit, heard)
    best = search.best()
    losses = search.losses
    doubt = 5 * 2.5 / len(losses) * best.error**2 + (ACCURACY * losses.mean()) ** 2
    most = np.sqrt(best.error**2 + doubt)
    near = [fit for fit in search.tried.values() if fit is not best and fit.error <= most]
    return [best, *near]


class _Search:
    """Tries a law with many shapes and powers: on a grid, then downhill from its best place."""

    def __init__(self, law: Law, runs: Sequence[LoggedRun], unit: float, heard: Heard) -> None:
        self.tried: dict[tuple[float, ...], FittedLaw] = {}
        self.losses = np.concatenate([run.fitted_rows[2] for run in runs])
        self._law, self._unit, self._heard = law, unit, heard
        rows = [run.fitted_rows for run in runs]
        self._paths = [(path.in_units_of(unit), places) for path, places, _ in rows]
        self._sums = np.concatenate([path.sums[places] for path, places in self._paths])
        self._fallen: dict[Shape, Numbers] = {}

    def best(self) -> FittedLaw:
        """Search; what was tried on the way is kept."""
        for shape in product(*self._law.grid):
            for power in POWERS:
                self._at((*shape, power))
        best = min(self.tried.values(), key=_error)
        axes = (*self._law.grid, POWERS)
        paces = [(axis[1] - axis[0]) / 2 for axis in axes]
        share = 0.5
        while share >= FINEST:
            around = (
                self._at(self._moved(best, axis, side * pace), axes)
                for axis, pace in enumerate(paces)
                for side in (-1, 1)
            )
            better = min(around, key=_error)
            if better.error < best.error:
                best = better
            else:
                share, paces = share / 2, [pace / 2 for pace in paces]
        return best

    def _moved(self, fit: FittedLaw, axis: int, by: float) -> tuple[float, ...]:
        place = [*fit.shape, fit.power]
        place[axis] += by
        return tuple(place)

    def _at(
        self, place: tuple[float, ...], axes: Sequence[Sequence[float]] | None = None
    ) -> FittedLaw:
        """Fit what is linear with a shape and a power, which are kept within the grid."""
        if axes is not None:
            place = tuple(
                float(np.clip(each, axis[0], axis[-1]))
                for each, axis in zip(place, axes, strict=True)
            )
        if place not in self.tried:
            self._heard()
            shape, power = place[:-1], place[-1]
            if shape not in self._fallen:
                parts = (self._law.fallen(path, shape)[places] for path, places in self._paths)
                self._fallen[shape] = np.concatenate([*parts])
            fallen = self._fallen[shape]
            columns = np.stack([np.ones_like(fallen), self._sums**-power, -fallen], axis=1)
            numbers = np.linalg.lstsq(columns, self.losses, rcond=None)[0]
            error = np.sqrt(np.mean((columns @ numbers - self.losses) ** 2))
            if (numbers < 0).any():
                # A fall that raises the loss, or a loss below 0 in the end, is none of this world.
                error = np.inf
            level, gain, drop = map(float, numbers)
            self.tried[place] = FittedLaw(
                self._law, shape, power, level, gain, drop, self._unit, float(error)
            )
        return self.tried[place]


def _error(fit: FittedLaw) -> float:
    return fit.error


def _representative(fits: Sequence[FittedLaw], runs: Sequence[LoggedRun]) -> Iterable[FittedLaw]:
    """Choose those of many fits that differ most in what they predict for schedules of common shapes."""
    longest = max(run.updates[-1] for run in runs)
    peak = max(run.peak for run in runs)
    chosen: dict[int, FittedLaw] = {}
    for path in _common_paths(longest, peak):
        ends = [fit.losses(path)[-1] for fit in fits]
        for index in (int(np.argmin(ends)), int(np.argmax(ends))):
            chosen[index] = fits[index]
    return chosen.values()


def _common_paths(updates: float, peak: float) -> Iterable[RatePath]:
    """Make paths: constant, falling late, falling all along, in a stair, and twice as long."""
    at = np.linspace(0, updates, 101)
    x = at / updates
    for shape in (
        np.ones_like(x),
        np.minimum(1, (1 - x) / 0.2),
        1 - x,
        np.where(x < 0.6, 1.0, 0.3),
        (1 + np.cos(np.pi * x)) / 2,
    ):
        yield RatePath(at, peak * shape)
        yield RatePath(2 * at, peak * shape)

"""Lining up the rows of a log with the batches of a design's run.

A log says with each rate where it was, in steps, epochs, samples or tokens; it does not say whether
these are counted from 0 or from 1, nor whether the rate was read before ``scheduler.step()`` or after
it. So a row may have been read at several places; a ``Reading`` is one such way to see all rows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from rampsmith.designer.logs.log import Floats, Series
from rampsmith.designer.training_loop.loop import Loop

Moment: TypeAlias = Literal["begin", "before", "after"]
"""When a rate is read: where the batch begins, before the update, or after ``scheduler.step()``."""

MOMENTS: tuple[Moment, ...] = get_args(Moment)

Unit: TypeAlias = Literal["updates", "batches", "epochs", "samples", "tokens", "rows"]

Whole: TypeAlias = npt.NDArray[np.int64]

STRIDES = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000)
"""Updates from row to row of a log that does not say where it was; a guess at what people write."""

FARTHEST = 10**15
"""No position is taken to be farther."""

_MOST_DECIMALS = 4
"""Epochs with more decimals are taken for exact."""

_LIGHTNING = re.compile(r"lr-[A-Z]")


@dataclass(frozen=True, slots=True)
class RowReading:
    """A way to see where the rows of a log were read.

    Attributes:
        unit: what its positions count.
        first: the position of the first of what is counted, 0 or 1.
        moment: when the rate was read.
        stride: updates from row to row, of a log without positions.
    """

    unit: Unit
    first: int
    moment: Moment
    stride: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The batch at which each row was read, and by how many updates that may be wrong."""

    batches: Whole
    slack: int = 0


def readings(series: Series, loop: Loop, moment: Moment | None = None) -> tuple[RowReading, ...]:
    """Return the ways to see where the rows of a series were read, the usual ones first.

    Args:
        moment: when the rates were read, where that is known.
    """
    found = dict.fromkeys(_readings(series, loop))
    if moment is not None:
        return tuple(reading for reading in found if reading.moment == moment)
    if series.axis == "steps" and _LIGHTNING.match(series.name):
        # Its monitor reads the rate where a batch begins, and counts the updates done.
        lightning = RowReading("updates", 0, "begin")
        return (lightning, *(reading for reading in found if reading.unit == "epochs"))
    return tuple(found)


def _readings(series: Series, loop: Loop) -> Iterator[RowReading]:
    has_epochs = not loop.run.is_endless
    largest = float(series.positions.max(initial=0.0))
    match series.axis:
        case "steps":
            yield from _of("updates")
            if _accumulates(loop):
                yield from _of("batches")
            if has_epochs and largest <= loop.epochs:
                yield from _of("epochs")
        case "epochs" if has_epochs:
            yield from _of("epochs")
        case "samples" | "tokens" as unit if _one(loop, unit):
            yield from _of(unit)
        case _:
            for stride in STRIDES:
                for first, moment in ((0, "before"), (0, "after"), (1 - stride, "before")):
                    yield RowReading("rows", first, moment, stride)  # type: ignore[arg-type]
            if has_epochs:
                yield from _of("epochs")


def _of(unit: Unit) -> Iterator[RowReading]:
    for first, moment in ((0, "before"), (1, "before"), (0, "after"), (1, "after"), (0, "begin")):
        yield RowReading(unit, first, moment)  # type: ignore[arg-type]
    if unit == "epochs":
        yield RowReading(unit, 1, "begin")


def _accumulates(loop: Loop) -> bool:
    run = loop.run
    return max(run.accumulation, *(stage.accumulation for stage in run.stages), 1) > 1


def _one(loop: Loop, unit: Unit) -> Fraction | None:
    """Return how much of a unit is in one of what batches are counted in; None where unknown."""
    run = loop.run
    one = run.samples_of_one if unit == "samples" else run.tokens_of_one
    return Fraction(one) if one else None


def places(series: Series, loop: Loop, reading: RowReading) -> Places:
    """Return the batches at which the rows of a series were read, seen in one way."""
    positions = np.clip(series.positions, -1.0, FARTHEST)
    match reading.unit:
        case "updates":
            batches = _of_updates(positions - reading.first, loop, reading)
            if reading.moment == "begin" and _accumulates(loop):
                batches = batches + _again(positions)
            return Places(batches)
        case "rows":
            rows = np.arange(len(series)) * reading.stride - reading.first
            return Places(_of_updates(rows.astype(np.float64), loop, reading))
        case "batches":
            return Places(np.maximum(positions - reading.first, 0).astype(np.int64))
        case "epochs":
            return _of_epochs(positions, loop, reading)
        case "samples" | "tokens" as unit:
            one = _one(loop, unit) or Fraction(1)
            scale, clock = float(one), loop.clock
            done = each_of(
                np.rint(positions / scale).astype(np.int64),
                lambda amount: clock.updates_to_see(max(0, amount)),
            )
            return Places(_of_updates((done - reading.first).astype(np.float64), loop, reading))


def _of_updates(updates: Floats, loop: Loop, reading: RowReading) -> Whole:
    """Return the batches at which the rates of updates are read."""
    begins = reading.moment == "begin"
    batch = loop.first_batch_of_update if begins else loop.batch_of_update
    return each_of(np.rint(np.maximum(updates, 0)).astype(np.int64), batch)


def _again(positions: Floats) -> Whole:
    """Return how many rows stand before each at the same position.

    A monitor that looks at every batch writes a row for each batch of an update.
    """
    begins = np.flatnonzero(np.diff(positions, prepend=-np.inf) != 0)
    lengths = np.diff(begins, append=len(positions))
    return np.arange(len(positions)) - np.repeat(begins, lengths)


def _of_epochs(positions: Floats, loop: Loop, reading: RowReading) -> Places:
    """Return the batches at which the rates of epochs are read: where they begin, or end."""
    if np.all(positions == np.rint(positions)):
        epochs = np.maximum(positions - reading.first, 0).astype(np.int64)
        if reading.moment == "begin":
            return Places(each_of(epochs, loop.first_batch_of_epoch))
        return Places(each_of(epochs + 1, loop.first_batch_of_epoch) - 1)
    each = float(loop.run.updates_per_epoch)
    decimals = _decimals(positions)
    slack = 0 if decimals > _MOST_DECIMALS else int(np.ceil(0.5 * each / 10**decimals))
    updates = np.rint(positions * each) - reading.first
    return Places(_of_updates(updates, loop, reading), slack)


def _decimals(positions: Floats) -> int:
    """Return how many decimals positions were rounded to."""
    some = positions[:: max(1, len(positions) // 500)]
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = some * 10.0**decimals
        if np.all(np.abs(scaled - np.rint(scaled)) <= 1e-9 * np.maximum(1.0, np.abs(scaled))):
            return decimals
    return _MOST_DECIMALS + 1


def each_of(values: Whole, function: Callable[[int], int]) -> Whole:
    """Return a function's whole numbers; each is worked out once."""
    unique, back = np.unique(values, return_inverse=True)
    found = np.fromiter((function(int(value)) for value in unique), np.int64, len(unique))
    return found[back]

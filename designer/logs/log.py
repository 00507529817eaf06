"""What a training log holds: series of numbers over steps, epochs, samples or tokens."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

SeriesKind: TypeAlias = Literal["rate", "loss", "metric", "other"]
"""A loss is one of training; that of a validation is a metric."""

Axis: TypeAlias = Literal["steps", "epochs", "samples", "tokens", "rows"]
"""What positions count, as the log does, from 0 or from 1; rows count the values from 0."""

Floats: TypeAlias = npt.NDArray[np.float64]
Lines: TypeAlias = npt.NDArray[np.int32]

ALL_DIGITS = 17
"""Digits of a float that was written exactly."""

LEAST_DIGITS = 3
"""Nothing logs with fewer; a number that shows fewer has zeros at its end."""

FLOAT32 = 2.0**-22
"""The relative error of a number that went through a few operations in single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The numbers of a column of a log, in the order of the file.

    Attributes:
        name: the column's, as the log has it; empty where it has none.
        kind: what it is, by its name and its values.
        axis: what its positions count.
        positions: where each value belongs. A run that was resumed may have been there before.
        values: as many; they may be infinite, or NaN.
        lines: the line of the file in which each value stands, from 1; in a file that has no
            lines, the number of its entry.
        run: which of several runs in one file it is of.
        group: the parameter group that the column's name tells, by its index from 0 or its name.
        digits: how many significant digits it was written with.
        decimals: how many places after the point, where all have as many; None where not.
    """

    name: str
    kind: SeriesKind
    axis: Axis
    positions: Floats
    values: Floats
    lines: Lines
    run: str = ""
    group: int | str | None = None
    digits: int = ALL_DIGITS
    decimals: int | None = None

    def __len__(self) -> int:
        """Count its values."""
        return len(self.values)

    @property
    def full_name(self) -> str:
        """The run and the name."""
        return f"{self.run} - {self.name}" if self.run else self.name

    def rounding(self) -> Floats:
        """Return by how much each value may be off, for it was rounded when it was written."""
        sizes = np.where(np.isfinite(self.values), np.abs(self.values), 0.0)
        single = sizes * FLOAT32
        if self.decimals is not None:
            return single + 0.5001 * 10.0**-self.decimals
        digits = max(self.digits, LEAST_DIGITS)
        if digits >= ALL_DIGITS - 2:
            return single
        exponents = np.floor(np.log10(np.where(sizes > 0, sizes, 1.0)))
        found: Floats = single + np.where(sizes > 0, 0.5001 * 10.0 ** (exponents + 1 - digits), 0.0)
        return found


@dataclass(frozen=True, slots=True)
class LogNote:
    """Something that was not understood or was left out: its place, and a sentence."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BadCell:
    """The first cell of a column that is no number: its line, what it says, and how many more."""

    column: str
    line: int
    text: str
    more: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """A training log: its series in the order of the columns, and what was not understood.

    Attributes:
        name: the file's, without its folder.
        series: at least one; the column that counts steps or epochs is one of them too.
        notes: what was left out.
        bad_cells: of the columns in which not every cell is a number.
        empty: the columns that have no cells at all.
        has_names: whether the columns have names.
    """

    name: str
    series: tuple[Series, ...]
    notes: tuple[LogNote, ...] = ()
    bad_cells: tuple[BadCell, ...] = ()
    empty: tuple[str, ...] = ()
    has_names: bool = True

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs that it holds, in the order of the file; one without a name is empty."""
        return tuple(dict.fromkeys(each.run for each in self.series))

    def joined(self, more: "Log") -> "Log":
        """Return this log with the rows of another behind it, as a log is that has grown."""
        later = dict(zip(keys_of(more), more.series, strict=True))
        grown = [
            _joined(series, later.pop(key, None))
            for key, series in zip(keys_of(self), self.series, strict=True)
        ]
        notes = tuple(dict.fromkeys((*self.notes, *more.notes)))
        return replace(self, series=(*grown, *later.values()), notes=notes)

    def of_kind(self, kind: SeriesKind) -> tuple[Series, ...]:
        """Return its series of a kind."""
        return tuple(each for each in self.series if each.kind == kind)

    def named(self, name: str) -> Series | None:
        """Return the series of a name, with or without its run; None where there is none."""
        found = (each for each in self.series if name in (each.full_name, each.name))
        return next(found, None)


def keys_of(log: Log) -> list[tuple[str, int]]:
    """Return what tells the series of a log from each other, those without names too."""
    seen: Counter[str] = Counter()
    keys = []
    for series in log.series:
        keys.append((series.full_name, seen[series.full_name]))
        seen[series.full_name] += 1
    return keys


def _joined(series: Series, more: Series | None) -> Series:
    if more is None:
        return series
    same = series.decimals == more.decimals
    return replace(
        series,
        positions=np.concatenate([series.positions, more.positions]),
        values=np.concatenate([series.values, more.values]),
        lines=np.concatenate([series.lines, more.lines]),
        digits=max(series.digits, more.digits),
        decimals=series.decimals if same else None,
    )

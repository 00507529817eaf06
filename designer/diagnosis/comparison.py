"""A logged rate next to the rates of one group of a design, stepped and read in any way."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rampsmith.designer.diagnosis.lining_up import (
    Moment,
    Places,
    RowReading,
    Whole,
    places,
    readings,
)
from rampsmith.designer.diagnosis.ways import LookedUpRates, Way, calls_at
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import FLOAT32, Floats, Series
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import MistakeName

MOST_LOOKED_AT = 1_200
"""Rows with which the ways are told from each other."""

Truths: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to step and a reading of the rows.

    Attributes:
        shifts: batches, and how many calls are to be added from each of them on.
        explained: how many rows this explains.
        off: by how much all rows together are off, among equals.
    """

    way: Way
    reading: RowReading
    shifts: tuple[tuple[int, int], ...] = ()
    scale: float = 1.0
    explained: int = 0
    off: float = 0.0


class LogComparison:
    """A logged rate next to the rates of one group."""

    def __init__(
        self, schedule: Schedule, series: Series, group: int, moment: Moment | None
    ) -> None:
        self.schedule = schedule
        self.loop = Loop.of(schedule)
        self.all = series
        self.some_rows = some_of(series, MOST_LOOKED_AT)
        self.some = rows_of(series, self.some_rows)
        self.rounding = self.some.rounding()
        self.group = group
        self.rates = LookedUpRates(schedule, group)
        self.readings = readings(series, self.loop, moment)
        # What is at 0 was not counted from 1; a loop that follows is given even that.
        from_zero = float(series.positions.min()) < 1 and series.axis != "epochs"
        self.likely = [each for each in self.readings if not (from_zero and each.first == 1)]
        self._places: dict[RowReading, Places] = {}
        self._counted: dict[tuple[MistakeName | None, RowReading], Whole] = {}

    def judged(self, candidate: Candidate) -> Candidate:
        """Return a candidate with how many rows it explains."""
        designed = self.designed(self.some, candidate)
        equal = self.equal(self.some, candidate, designed)
        off = np.abs(self.some.values - designed)
        return replace(
            candidate, explained=int(equal.sum()), off=float(off[np.isfinite(off)].sum())
        )

    def designed(self, series: Series, candidate: Candidate) -> Floats:
        """Return the rates that a candidate has at the rows."""
        calls = self._calls(series, candidate)
        return self.rates.at(calls) * candidate.scale

    def equal(self, series: Series, candidate: Candidate, designed: Floats | None = None) -> Truths:
        """Return which rows are as a candidate has them, within what rounding took from them."""
        if designed is None:
            designed = self.designed(series, candidate)
        rounding = self.rounding if series is self.some else series.rounding()
        allowed = rounding + FLOAT32 * np.abs(designed)
        slack = self.placed(series, candidate.reading).slack
        if slack == 0 or candidate.way.mistake in ("per_epoch", "per_batch"):
            found: Truths = np.abs(series.values - designed) <= allowed
            return found
        calls = self._calls(series, candidate)
        reach = slack * candidate.way.times if self.loop.stepping == "update" else 1
        around = [
            self.rates.at(np.maximum(calls + step, 0)) * candidate.scale
            for step in (-reach, -(reach // 2), 0, reach // 2, reach)
        ]
        low, high = np.min(around, axis=0) - allowed, np.max(around, axis=0) + allowed
        between: Truths = (series.values >= low) & (series.values <= high)
        return between

    def _calls(self, series: Series, candidate: Candidate) -> Whole:
        calls = candidate.way.calls(self.counted_at(series, candidate))
        if not candidate.shifts:
            return calls
        batches = self.placed(series, candidate.reading).batches
        begins = np.array([begin for begin, _ in candidate.shifts])
        added = np.array([0, *(shift for _, shift in candidate.shifts)])
        found: Whole = np.maximum(calls + added[np.searchsorted(begins, batches, "right")], 0)
        return found

    def counted_at(self, series: Series, candidate: Candidate) -> Whole:
        """Return the calls at each row; for the rows that are looked at most often, they are remembered."""
        mistake, reading = candidate.way.mistake, candidate.reading
        base = None if mistake in ("per_process", "skipped_updates") else mistake
        if series is not self.some:
            batches = self.placed(series, reading).batches
            return calls_at(base, self.loop, batches, reading.moment)
        found = self._counted.get((base, reading))
        if found is None:
            batches = self.placed(series, reading).batches
            found = calls_at(base, self.loop, batches, reading.moment)
            self._counted[base, reading] = found
        return found

    def placed(self, series: Series, reading: RowReading) -> Places:
        """Return where the rows were read; for the rows that are looked at most often, it is remembered."""
        if series is not self.some:
            return places(series, self.loop, reading)
        if reading not in self._places:
            found = places(self.all, self.loop, reading)
            self._places[reading] = replace(found, batches=found.batches[self.some_rows])
        return self._places[reading]


def some_of(series: Series, most: int) -> Whole:
    """Choose so many rows of a series at the most, spread over all."""
    return np.unique(np.linspace(0, len(series) - 1, min(most, len(series))).astype(np.int64))


def rows_of(series: Series, rows: Whole) -> Series:
    """Return a series with some of its rows."""
    return replace(
        series,
        positions=series.positions[rows],
        values=series.values[rows],
        lines=series.lines[rows],
    )

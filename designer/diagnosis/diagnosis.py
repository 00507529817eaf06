"""Does a logged rate follow a design? If not, which mistake in stepping explains it best?

Every way to step, right or wrong, is compared with the log under every reading of its rows. Where no
way explains all rows from the first on, the place where the log departs is looked at: from there it may
have lagged behind, been one step ahead, or begun again. A log that follows is never accused, because
what says that it follows is looked for first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from rampsmith.designer.diagnosis.lining_up import (
    Moment,
    Places,
    Reading,
    Whole,
    places,
    readings,
)
from rampsmith.designer.diagnosis.ways import RIGHT, LookedUpRates, Way, calls_at, possible_ways
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import FLOAT32, Axis, Floats, Series
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import MistakeName

Outcome: TypeAlias = Literal["follows", "mistake", "scaled", "unexplained"]

MOST_ROWS = 100_000
"""Rows that are compared; of a longer log so many, spread over all."""

MOST_LOOKED_AT = 1_200
"""Rows with which the ways are told from each other."""

LEAST_EXPLAINED = 0.9
"""The share of the rows that a way must explain to be told of; a guess."""

LEAST_ROWS = 4
"""Fewer rows that equal anything explain nothing."""

MOST_GROUPS = 4
"""Groups that a rate is compared with where the log does not say whose it is."""

MOST_LAG = 8
"""Updates skipped in a row that are looked for; two to four are usual."""

MOST_CHANGES = 12
"""Times that a run may skip updates."""

MOST_BEGINNINGS = 5_000
"""Places between two rows at which a run may have been resumed."""

Truths: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Departure:
    """The first row that is not as designed.

    Attributes:
        row: its number among those that are compared, from 0.
        line: its line in the file.
        axis, position: where the log says that it is.
        logged, designed: the two rates.
    """

    row: int
    line: int
    axis: Axis
    position: float
    logged: float
    designed: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a comparison of a logged rate with a design has found.

    Attributes:
        outcome: whether it follows; else whether a mistake explains it, or another base rate.
        series: the name of the logged rate.
        group: the index of the design's group that it was compared with.
        reading: how the rows were lined up with the run.
        rows: how many were compared; of a very long log not all.
        logged: how many rows the log has.
        equal: how many of them equal the design.
        explained: how many equal the design stepped in this way.
        way: how it was stepped.
        lag_is_exact: whether the rows tell how many updates were skipped; else it is that many or
            one more, because nobody knows what the log counts from, and when the rate was read.
        since: the update from which on that was so; None where it was from the first.
        scale: what the design's rates were multiplied by.
        departure: the first row that is not as designed; None where it follows.
    """

    outcome: Outcome
    series: str
    group: int
    reading: Reading
    rows: int
    logged: int
    equal: int
    explained: int
    way: Way = RIGHT
    lag_is_exact: bool = True
    since: int | None = None
    scale: float = 1.0
    departure: Departure | None = None

    @property
    def follows(self) -> bool:
        """Whether every row is as designed."""
        return self.outcome == "follows"


def diagnosed(
    schedule: Schedule, series: Series, *, group: int | None = None, moment: Moment | None = None
) -> Diagnosis:
    """Compare a logged rate with a schedule that has steps and groups.

    Args:
        group: the index of the group whose rate it is; else what the log says, or whichever fits.
        moment: when the rate was read, where that is known: then a schedule that is one step ahead
            can be told from a rate that was read after ``scheduler.step()``.

    Raises:
        ValueError: if the series has no rows, or the schedule no groups or updates.
    """
    if len(series) == 0 or not schedule.groups or Loop.of(schedule).updates == 0:
        raise ValueError("There is nothing to compare.")
    logged = len(series)
    series = _rows_of(series, _some(series, MOST_ROWS))
    groups = (group,) if group is not None else _groups(schedule, series)
    found: list[Diagnosis] = []
    for each in groups:
        comparison = _Comparison(schedule, series, each, moment)
        found.append(replace(comparison.diagnosed(), logged=logged))
        if found[-1].follows:
            return found[-1]
    return max(found, key=lambda each: (each.outcome != "unexplained", each.explained))


def _groups(schedule: Schedule, series: Series) -> tuple[int, ...]:
    """Return the groups that a series may be of."""
    names = [group.name for group in schedule.groups]
    if isinstance(series.group, int) and series.group < len(names):
        return (series.group,)
    if series.group in names:
        return (names.index(str(series.group)),)
    return tuple(range(min(MOST_GROUPS, len(names))))


def _some(series: Series, most: int) -> Whole:
    """Choose so many rows of a series at the most, spread over all."""
    return np.unique(np.linspace(0, len(series) - 1, min(most, len(series))).astype(np.int64))


def _rows_of(series: Series, rows: Whole) -> Series:
    return replace(
        series,
        positions=series.positions[rows],
        values=series.values[rows],
        lines=series.lines[rows],
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A way to step and a reading of the rows.

    Attributes:
        shifts: batches from which on so many calls are to be added.
        explained: how many rows that is true of.
        off: by how much all rows together are off, among equals.
    """

    way: Way
    reading: Reading
    shifts: tuple[tuple[int, int], ...] = ()
    scale: float = 1.0
    explained: int = 0
    off: float = 0.0


class _Comparison:
    """A logged rate beside the rates of one group."""

    def __init__(
        self, schedule: Schedule, series: Series, group: int, moment: Moment | None
    ) -> None:
        self._schedule = schedule
        self._loop = Loop.of(schedule)
        self._all = series
        self._some_rows = _some(series, MOST_LOOKED_AT)
        self._some = _rows_of(series, self._some_rows)
        self._rounding = self._some.rounding()
        self._group = group
        self._rates = LookedUpRates(schedule, group)
        self._readings = readings(series, self._loop, moment)
        # What is at 0 was not counted from 1; a loop that follows is given even that.
        from_zero = float(series.positions.min()) < 1 and series.axis != "epochs"
        self._likely = [each for each in self._readings if not (from_zero and each.first == 1)]
        self._places: dict[Reading, Places] = {}
        self._counted: dict[tuple[MistakeName | None, Reading], Whole] = {}

    def diagnosed(self) -> Diagnosis:
        """Look for what says that it follows; then for what explains best that it does not."""
        rightly = sorted(
            (self._judged(_Candidate(RIGHT, reading)) for reading in self._readings),
            key=lambda each: -each.explained,
        )
        for candidate in rightly:
            if candidate.explained < len(self._some):
                break
            equal = self._equal(self._all, candidate)
            if equal.all():
                return self._told("follows", candidate, equal, candidate)
        right = rightly[0]
        best = self._explanation(rightly)
        if best is None:
            return self._told("unexplained", right, self._equal(self._all, right), right)
        outcome: Outcome = "scaled" if best.scale != 1 else "mistake"
        return self._told(outcome, best, self._equal(self._all, best), right)

    def _told(
        self, outcome: Outcome, best: _Candidate, explained: Truths, right: _Candidate
    ) -> Diagnosis:
        equal = self._equal(self._all, right)
        since = self._loop.updates_before(best.shifts[0][0]) if best.shifts else None
        way = best.way
        if best.shifts and way.mistake == "skipped_updates":
            way = replace(way, lag=-best.shifts[-1][1])
        return Diagnosis(
            outcome=outcome,
            series=self._all.full_name,
            group=self._group,
            reading=best.reading,
            rows=len(equal),
            logged=len(equal),
            equal=int(equal.sum()),
            explained=int(explained.sum()),
            way=way,
            lag_is_exact=bool(best.shifts) or len(self._likely) == 1,
            since=since,
            scale=best.scale,
            departure=None if equal.all() else self._departure(int(np.argmin(equal)), right),
        )

    def _departure(self, row: int, right: _Candidate) -> Departure:
        series = self._all
        places_of_all = places(series, self._loop, right.reading)
        batches = places_of_all.batches[row : row + 1]
        counted = calls_at(None, self._loop, batches, right.reading.moment)
        return Departure(
            row=row,
            line=int(series.lines[row]),
            axis=series.axis,
            position=float(series.positions[row]),
            logged=float(series.values[row]),
            designed=float(self._rates.at(counted)[0]),
        )

    def _explanation(self, rightly: list[_Candidate]) -> _Candidate | None:
        """Return what explains most of the rows; None where nothing explains nearly all."""
        right, rows = rightly[0], len(self._some)
        likely = [each for each in rightly if each.reading in self._likely]
        found = [*self._wrong_ways(), *self._changes(likely[:3])]
        best = max(found, key=lambda each: (each.explained, -each.off), default=right)
        if not self._explains(best, right, rows):
            best = max((self._scaled(each) for each in rightly), key=lambda each: each.explained)
        return best if self._explains(best, right, rows) else None

    @staticmethod
    def _explains(best: _Candidate, right: _Candidate, rows: int) -> bool:
        """Return whether it leaves few rows, and no more than half of those not as designed."""
        return (
            best.explained >= max(LEAST_ROWS, LEAST_EXPLAINED * rows)
            and rows - best.explained <= (rows - right.explained) / 2
        )

    def _wrong_ways(self) -> Iterator[_Candidate]:
        """Yield the wrong ways, each with the reading that fits best; also with updates skipped."""
        ways = list(possible_ways(self._schedule, self._loop))
        for lag in range(MOST_LAG + 1):
            for way in ways:
                if lag == 0 or way.waits:
                    yield self._best(replace(way, lag=lag))
            if lag and self._loop.stepping == "update":
                yield self._best(Way("skipped_updates", lag=lag))

    def _best(self, way: Way) -> _Candidate:
        """Return a way with the reading under which it explains most."""
        # Where a batch begins, the call that comes too early is still to be made.
        is_unseen = way.mistake == "before_optimizer" and self._loop.stepping == "update"
        readings_of_it = [
            each for each in self._likely if not (is_unseen and each.moment == "begin")
        ]
        judged = [self._judged(_Candidate(way, reading)) for reading in readings_of_it]
        none = _Candidate(way, self._readings[0])
        return max(judged, key=lambda each: (each.explained, -each.off), default=none)

    def _judged(self, candidate: _Candidate) -> _Candidate:
        """Return a candidate with how many rows it explains."""
        designed = self._designed(self._some, candidate)
        equal = self._equal(self._some, candidate, designed)
        off = np.abs(self._some.values - designed)
        return replace(
            candidate, explained=int(equal.sum()), off=float(off[np.isfinite(off)].sum())
        )

    def _designed(self, series: Series, candidate: _Candidate) -> Floats:
        calls = self._calls(series, candidate)
        return self._rates.at(calls) * candidate.scale

    def _equal(
        self, series: Series, candidate: _Candidate, designed: Floats | None = None
    ) -> Truths:
        """Return which rows are as a candidate has them, within what rounding took from them."""
        if designed is None:
            designed = self._designed(series, candidate)
        rounding = self._rounding if series is self._some else series.rounding()
        allowed = rounding + FLOAT32 * np.abs(designed)
        slack = self._placed(series, candidate.reading).slack
        if slack == 0 or candidate.way.mistake in ("per_epoch", "per_batch"):
            found: Truths = np.abs(series.values - designed) <= allowed
            return found
        calls = self._calls(series, candidate)
        reach = slack * candidate.way.times if self._loop.stepping == "update" else 1
        around = [
            self._rates.at(np.maximum(calls + step, 0)) * candidate.scale
            for step in (-reach, -(reach // 2), 0, reach // 2, reach)
        ]
        low, high = np.min(around, axis=0) - allowed, np.max(around, axis=0) + allowed
        between: Truths = (series.values >= low) & (series.values <= high)
        return between

    def _calls(self, series: Series, candidate: _Candidate) -> Whole:
        calls = candidate.way.calls(self._counted_at(series, candidate))
        if not candidate.shifts:
            return calls
        batches = self._placed(series, candidate.reading).batches
        begins = np.array([begin for begin, _ in candidate.shifts])
        added = np.array([0, *(shift for _, shift in candidate.shifts)])
        found: Whole = np.maximum(calls + added[np.searchsorted(begins, batches, "right")], 0)
        return found

    def _counted_at(self, series: Series, candidate: _Candidate) -> Whole:
        """Return the calls at each row; those of the rows that are looked at most are kept."""
        mistake, reading = candidate.way.mistake, candidate.reading
        base = None if mistake in ("per_process", "skipped_updates") else mistake
        if series is not self._some:
            batches = self._placed(series, reading).batches
            return calls_at(base, self._loop, batches, reading.moment)
        found = self._counted.get((base, reading))
        if found is None:
            batches = self._placed(series, reading).batches
            found = calls_at(base, self._loop, batches, reading.moment)
            self._counted[base, reading] = found
        return found

    def _placed(self, series: Series, reading: Reading) -> Places:
        if series is not self._some:
            return places(series, self._loop, reading)
        if reading not in self._places:
            found = places(self._all, self._loop, reading)
            self._places[reading] = replace(found, batches=found.batches[self._some_rows])
        return self._places[reading]

    def _scaled(self, right: _Candidate) -> _Candidate:
        """Return what explains a log of other base rates."""
        designed = self._designed(self._some, right)
        known = (designed > 0) & (self._some.values > 0) & np.isfinite(self._some.values)
        if not known.any():
            return right
        scale = float(np.median(self._some.values[known] / designed[known]))
        return self._judged(replace(right, scale=float(f"{scale:.6g}")))

    def _changes(self, rightly: list[_Candidate]) -> Iterator[_Candidate]:
        """Yield what explains a log that follows up to some row, and then is ahead or behind."""
        for right in rightly:
            if right.reading.unit != "rows":
                yield from self._ahead_or_begun_again(right)
                if self._loop.stepping == "update":
                    yield self._skipping(right)

    def _ahead_or_begun_again(self, right: _Candidate) -> Iterator[_Candidate]:
        """Yield what explains a run that was resumed wrongly where its log departs.

        Before that it may have skipped some updates already.
        """
        counted = self._counted_at(self._some, right)
        lags = range(MOST_LAG + 1 if self._loop.stepping == "update" else 1)
        lengths = [self._length(counted - lag, 0, self._rounding) for lag in lags]
        lag = int(np.argmax(lengths))
        row = lengths[lag]
        if row == len(counted):
            return
        counted = np.maximum(counted - lag, 0)
        begin = int(self._placed(self._some, right.reading).batches[row])
        ahead = Way("last_epoch_off", lag=lag)
        yield self._judged(replace(right, way=ahead, shifts=((begin, 1),)))
        lowest = int(counted[row - 1]) if row else max(0, int(counted[0]) - MOST_BEGINNINGS)
        beginnings = np.unique(
            np.linspace(lowest, int(counted[row]), MOST_BEGINNINGS).astype(np.int64)
        )
        best = self._best_beginning(row, counted, beginnings)
        if best:
            again = Way("without_state", lag=lag)
            yield self._judged(replace(right, way=again, shifts=((begin, -best),)))

    def _best_beginning(self, row: int, counted: Whole, beginnings: Whole) -> int:
        """Return after how many calls a run most likely began again: a few rows tell the likely."""
        after = np.arange(row, len(counted))
        few = after[np.unique(np.linspace(0, len(after) - 1, 16).astype(np.int64))]
        tested = ((few, len(beginnings)), (after, 20))
        likely = beginnings
        for rows, most in tested:
            values, allowed = self._some.values[rows], self._rounding[rows]
            scores = []
            for begin in likely[:most]:
                rates = self._rates.at(np.maximum(counted[rows] - begin, 0))
                scores.append(int((np.abs(rates - values) <= allowed + FLOAT32 * rates).sum()))
            likely = likely[:most][np.argsort(scores, kind="stable")[::-1]]
        return int(likely[0])

    def _skipping(self, right: _Candidate) -> _Candidate:
        """Return what explains updates skipped along the way: from each on the log lags by more."""
        counted = self._counted_at(self._some, right)
        batches = self._placed(self._some, right.reading).batches
        allowed = self._rounding
        shifts: list[tuple[int, int]] = []
        row, lag = 0, 0
        for _ in range(MOST_CHANGES + 1):
            lags = range(lag, lag + MOST_LAG + 1)
            lengths = [self._length(counted[row:] - each, row, allowed) for each in lags]
            longest = int(np.argmax(lengths))
            if longest:
                lag = lags[longest]
                shifts.append((int(batches[row]), -lag))
            row += lengths[longest]
            if lengths[longest] == 0 or row >= len(counted):
                break
        return self._judged(replace(right, way=Way("skipped_updates"), shifts=tuple(shifts)))

    def _length(self, calls: Whole, row: int, allowed: Floats) -> int:
        """Return how many rows on end are as after so many calls."""
        rates = self._rates.at(np.maximum(calls, 0))
        equal = np.abs(rates - self._some.values[row:]) <= allowed[row:] + FLOAT32 * rates
        return len(equal) if equal.all() else int(np.argmin(equal))

"""Does a logged rate follow a design? If not, which mistake in stepping explains it best?

Every way to step, right or wrong, is compared with the log under every reading of its rows. Where no
way explains all rows from the first on, the place where the log departs is looked at: from there it may
have lagged behind, been one step ahead, or begun again. A log that follows is never accused, because
that is looked for first.
"""

from dataclasses import replace

import numpy as np

from rampsmith.designer.diagnosis.comparison import (
    Candidate,
    LogComparison,
    Truths,
    rows_of,
    some_of,
)
from rampsmith.designer.diagnosis.explanations import explanation
from rampsmith.designer.diagnosis.lining_up import Moment, places
from rampsmith.designer.diagnosis.outcome import Departure, Diagnosis, Outcome
from rampsmith.designer.diagnosis.ways import RIGHT, calls_at
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import Series
from rampsmith.designer.training_loop.loop import Loop

MOST_ROWS = 100_000
"""Rows that are compared; of a longer log so many, spread over all."""

MOST_GROUPS = 4
"""Groups that a rate is compared with where the log does not say whose it is."""


def diagnosed(schedule: Schedule, series: Series, *, moment: Moment | None = None) -> Diagnosis:
    """Compare a logged rate with a schedule that has steps and groups.

    It is that of the group that the log names, or of whichever fits.

    Args:
        moment: when the rate was read, where that is known: then a schedule that is one step ahead
            can be told from a rate that was read after ``scheduler.step()``.

    Raises:
        ValueError: if the series has no rows, or the schedule no groups or updates.
    """
    if len(series) == 0 or not schedule.groups or Loop.of(schedule).updates == 0:
        raise ValueError("There is nothing to compare.")
    logged = len(series)
    series = rows_of(series, some_of(series, MOST_ROWS))
    found: list[Diagnosis] = []
    for each in _groups(schedule, series):
        beside = LogComparison(schedule, series, each, moment)
        found.append(replace(_compared(beside), logged=logged))
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


def _compared(beside: LogComparison) -> Diagnosis:
    """Look first for a way in which it follows, then for the best explanation of why it does not."""
    rightly = sorted(
        (beside.judged(Candidate(RIGHT, reading)) for reading in beside.readings),
        key=lambda each: -each.explained,
    )
    for candidate in rightly:
        if candidate.explained < len(beside.some):
            break
        equal = beside.equal(beside.all, candidate)
        if equal.all():
            return _told(beside, "follows", candidate, equal, candidate)
    right = rightly[0]
    best = explanation(beside, rightly)
    if best is None:
        return _told(beside, "unexplained", right, beside.equal(beside.all, right), right)
    outcome: Outcome = "scaled" if best.scale != 1 else "mistake"
    return _told(beside, outcome, best, beside.equal(beside.all, best), right)


def _told(
    beside: LogComparison, outcome: Outcome, best: Candidate, explained: Truths, right: Candidate
) -> Diagnosis:
    equal = beside.equal(beside.all, right)
    since = beside.loop.updates_before(best.shifts[0][0]) if best.shifts else None
    way = best.way
    if best.shifts and way.mistake == "skipped_updates":
        way = replace(way, lag=-best.shifts[-1][1])
    return Diagnosis(
        outcome=outcome,
        series=beside.all.full_name,
        group=beside.group,
        reading=best.reading,
        rows=len(equal),
        logged=len(equal),
        equal=int(equal.sum()),
        explained=int(explained.sum()),
        way=way,
        lag_is_exact=bool(best.shifts) or len(beside.likely) == 1,
        since=since,
        scale=best.scale,
        departure=None if equal.all() else _departure(beside, int(np.argmin(equal)), right),
    )


def _departure(beside: LogComparison, row: int, right: Candidate) -> Departure:
    series = beside.all
    places_of_all = places(series, beside.loop, right.reading)
    batches = places_of_all.batches[row : row + 1]
    counted = calls_at(None, beside.loop, batches, right.reading.moment)
    return Departure(
        row=row,
        line=int(series.lines[row]),
        axis=series.axis,
        position=float(series.positions[row]),
        logged=float(series.values[row]),
        designed=float(beside.rates.at(counted)[0]),
    )

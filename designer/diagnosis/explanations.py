"""What explains a log that does not follow: another way to step, or a place where it departs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rampsmith.designer.diagnosis.comparison import Candidate, LogComparison
from rampsmith.designer.diagnosis.lining_up import Whole
from rampsmith.designer.diagnosis.ways import Way, possible_ways
from rampsmith.designer.logs.log import FLOAT32, Floats

LEAST_EXPLAINED = 0.9
"""The share of the rows that a way must explain to be mentioned; a guess."""

LEAST_ROWS = 4
"""Fewer rows that equal anything explain nothing."""

MOST_LAG = 8
"""Updates skipped in a row that are looked for; two to four are usual."""

MOST_CHANGES = 12
"""Times that a run may skip updates."""

MOST_BEGINNINGS = 5_000
"""Places between two rows at which a run may have been resumed."""


def explanation(beside: LogComparison, rightly: list[Candidate]) -> Candidate | None:
    """Return what explains most of the rows; None where nothing explains nearly all."""
    right, rows = rightly[0], len(beside.some)
    likely = [each for each in rightly if each.reading in beside.likely]
    found = [*_wrong_ways(beside), *_changes(beside, likely[:3])]
    best = max(found, key=lambda each: (each.explained, -each.off), default=right)
    if not _explains(best, right, rows):
        best = max((_scaled(beside, each) for each in rightly), key=lambda each: each.explained)
    return best if _explains(best, right, rows) else None


def _explains(best: Candidate, right: Candidate, rows: int) -> bool:
    """Return whether it explains nearly all rows, and at least half of those that are not as designed."""
    return (
        best.explained >= max(LEAST_ROWS, LEAST_EXPLAINED * rows)
        and rows - best.explained <= (rows - right.explained) / 2
    )


def _wrong_ways(beside: LogComparison) -> Iterator[Candidate]:
    """Yield the wrong ways, each with the reading that fits best; also with updates skipped."""
    ways = list(possible_ways(beside.schedule, beside.loop))
    for lag in range(MOST_LAG + 1):
        for way in ways:
            if lag == 0 or way.waits:
                yield _best(beside, replace(way, lag=lag))
        if lag and beside.loop.stepping == "update":
            yield _best(beside, Way("skipped_updates", lag=lag))


def _best(beside: LogComparison, way: Way) -> Candidate:
    """Return a way with the reading with which it explains most rows."""
    # Where a batch begins, the call that comes too early is still to be made.
    is_unseen = way.mistake == "before_optimizer" and beside.loop.stepping == "update"
    readings_of_it = [each for each in beside.likely if not (is_unseen and each.moment == "begin")]
    judged = [beside.judged(Candidate(way, reading)) for reading in readings_of_it]
    none = Candidate(way, beside.readings[0])
    return max(judged, key=lambda each: (each.explained, -each.off), default=none)


def _scaled(beside: LogComparison, right: Candidate) -> Candidate:
    """Return what explains a log of other base rates."""
    designed = beside.designed(beside.some, right)
    known = (designed > 0) & (beside.some.values > 0) & np.isfinite(beside.some.values)
    if not known.any():
        return right
    scale = float(np.median(beside.some.values[known] / designed[known]))
    return beside.judged(replace(right, scale=float(f"{scale:.6g}")))


def _changes(beside: LogComparison, rightly: list[Candidate]) -> Iterator[Candidate]:
    """Yield what explains a log that follows up to some row, and then is ahead or behind."""
    for right in rightly:
        if right.reading.unit != "rows":
            yield from _ahead_or_begun_again(beside, right)
            if beside.loop.stepping == "update":
                yield _skipping(beside, right)


def _ahead_or_begun_again(beside: LogComparison, right: Candidate) -> Iterator[Candidate]:
    """Yield what explains a run that was resumed wrongly where its log departs.

    Before that it may have skipped some updates already.
    """
    counted = beside.counted_at(beside.some, right)
    lags = range(MOST_LAG + 1 if beside.loop.stepping == "update" else 1)
    lengths = [_length(beside, counted - lag, 0, beside.rounding) for lag in lags]
    lag = int(np.argmax(lengths))
    row = lengths[lag]
    if row == len(counted):
        return
    counted = np.maximum(counted - lag, 0)
    begin = int(beside.placed(beside.some, right.reading).batches[row])
    ahead = Way("last_epoch_off", lag=lag)
    yield beside.judged(replace(right, way=ahead, shifts=((begin, 1),)))
    lowest = int(counted[row - 1]) if row else max(0, int(counted[0]) - MOST_BEGINNINGS)
    beginnings = np.unique(np.linspace(lowest, int(counted[row]), MOST_BEGINNINGS).astype(np.int64))
    best = _best_beginning(beside, row, counted, beginnings)
    if best:
        again = Way("without_state", lag=lag)
        yield beside.judged(replace(right, way=again, shifts=((begin, -best),)))


def _best_beginning(beside: LogComparison, row: int, counted: Whole, beginnings: Whole) -> int:
    """Return after how many calls a run most likely began again; a few rows choose the candidates."""
    after = np.arange(row, len(counted))
    few = after[np.unique(np.linspace(0, len(after) - 1, 16).astype(np.int64))]
    tested = ((few, len(beginnings)), (after, 20))
    likely = beginnings
    for rows, most in tested:
        values, allowed = beside.some.values[rows], beside.rounding[rows]
        scores = []
        for begin in likely[:most]:
            rates = beside.rates.at(np.maximum(counted[rows] - begin, 0))
            scores.append(int((np.abs(rates - values) <= allowed + FLOAT32 * rates).sum()))
        likely = likely[:most][np.argsort(scores, kind="stable")[::-1]]
    return int(likely[0])


def _skipping(beside: LogComparison, right: Candidate) -> Candidate:
    """Return what explains updates skipped along the way: from each on the log lags by more."""
    counted = beside.counted_at(beside.some, right)
    batches = beside.placed(beside.some, right.reading).batches
    allowed = beside.rounding
    shifts: list[tuple[int, int]] = []
    row, lag = 0, 0
    for _ in range(MOST_CHANGES + 1):
        lags = range(lag, lag + MOST_LAG + 1)
        lengths = [_length(beside, counted[row:] - each, row, allowed) for each in lags]
        longest = int(np.argmax(lengths))
        if longest:
            lag = lags[longest]
            shifts.append((int(batches[row]), -lag))
        row += lengths[longest]
        if lengths[longest] == 0 or row >= len(counted):
            break
    return beside.judged(replace(right, way=Way("skipped_updates"), shifts=tuple(shifts)))


def _length(beside: LogComparison, calls: Whole, row: int, allowed: Floats) -> int:
    """Return how many rows on end are as after so many calls."""
    rates = beside.rates.at(np.maximum(calls, 0))
    equal = np.abs(rates - beside.some.values[row:]) <= allowed[row:] + FLOAT32 * rates
    return len(equal) if equal.all() else int(np.argmin(equal))

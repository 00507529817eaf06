"""From the columns of a file to its series: what each is, and what its values are lined up by."""

from typing import NamedTuple

import numpy as np

from rampsmith.designer.logs.by_values import told_by_values
from rampsmith.designer.logs.columns import Column, Columns
from rampsmith.designer.logs.log import Axis, Floats, Lines, Log, Series
from rampsmith.designer.logs.names import axis_of, axis_rank, told_by

_LEAST_PLACED = 0.5
"""Of a series' values; a column that places fewer of them is not what they are lined up by."""


class _Counter(NamedTuple):
    """A column that counts, with a number for each row of the file, NaN where it is empty."""

    name: str
    run: str
    rank: int
    axis: Axis
    places: Floats


def log_of(columns: Columns) -> Log:
    """Return the log that has these columns.

    Raises:
        DesignError: if none of them has numbers.
    """
    notes, bad_cells = columns.bad_notes()
    numeric = [column for column in columns.columns.values() if column.is_numeric]
    if not numeric:
        raise columns.refused("This has no column of numbers.")
    lines = np.frombuffer(columns.lines, np.int32)
    counters = _counters(columns, len(lines))
    series = told_by_values(tuple(_series(column, columns, counters, lines) for column in numeric))
    notes = [*columns.notes, *notes]
    return Log(
        columns.name, series, tuple(notes), bad_cells, columns.empty_columns, columns.has_names
    )


def _counters(columns: Columns, rows: int) -> list[_Counter]:
    """Return what the rows may be lined up by, the best first."""
    found: list[_Counter] = []
    for column in columns.columns.values():
        axis = axis_of(column.label)
        if axis is not None and column.is_numeric:
            places = _dense(column, rows)
            found.append(_Counter(column.name, column.run, axis_rank(column.label), axis, places))
    found.sort(key=lambda each: each.rank)
    epochs = next((each.places for each in found if each.axis == "epochs"), None)
    return [each for each in found if _counts_on(each, epochs)]


def _dense(column: Column, rows: int) -> Floats:
    at, values = column.as_arrays()
    if len(at) == rows:
        return values
    dense = np.full(rows, np.nan)
    dense[at] = values
    return dense


def _counts_on(counter: _Counter, epochs: Floats | None) -> bool:
    """Return whether a column counts over the whole run, and does not begin again each epoch."""
    known = np.flatnonzero(np.isfinite(counter.places))
    places = counter.places[known]
    falls = np.flatnonzero(np.diff(places) < 0)
    if len(falls) == 0:
        return True
    if len(falls) > len(places) / 2:
        return False
    if epochs is None or counter.axis == "epochs":
        return True
    return not bool(np.all(epochs[known[falls + 1]] > epochs[known[falls]]))


def _series(column: Column, columns: Columns, counters: list[_Counter], lines: Lines) -> Series:
    columns.go_on()
    rows, values = column.as_arrays()
    axis, positions = _placed(column, counters, rows)
    kept = np.isfinite(positions)
    if not kept.all():
        rows, values, positions = rows[kept], values[kept], positions[kept]
    told = told_by(column.label, values)
    return Series(
        name=column.label,
        kind=told.kind,
        axis=axis,
        positions=positions,
        values=values,
        lines=lines if len(rows) == len(lines) else lines[rows],
        run=column.run,
        group=told.group,
        digits=column.digits.significant,
        decimals=column.digits.decimals,
    )


def _placed(column: Column, counters: list[_Counter], rows: Lines) -> tuple[Axis, Floats]:
    """Return where the values of a column belong: by the first that tells it of most of them."""
    for counter in counters:
        if counter.name == column.name:
            # What counts is itself lined up by nothing that is asked after it.
            break
        if counter.run not in ("", column.run):
            continue
        places = counter.places if len(rows) == len(counter.places) else counter.places[rows]
        if np.isfinite(places).mean() >= _LEAST_PLACED:
            return counter.axis, places
    return "rows", np.arange(len(rows), dtype=np.float64)

"""A plateau's metric from a training log: a column of it, without the rows that leave it empty."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rampsmith.designer.files.design_error import DesignError, quoted
from rampsmith.designer.logs.columns import Progress
from rampsmith.designer.logs.log import Log, Series
from rampsmith.designer.logs.names import counts_rows, is_held_out, is_loss
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import EntryError, count_text


@dataclass(frozen=True, slots=True)
class MetricColumn:
    """The numbers of a column of a log, and its name; that is empty where it has none."""

    name: str
    values: tuple[float, ...]


def read_metric(path: Path, column: str = "", progress: Progress | None = None) -> MetricColumn:
    """Read a column of a log: the named one, or the one that a plateau most likely watches.

    Raises:
        EntryError: if there is none, or not all of it are finite numbers.
    """
    try:
        log = read_log(path, progress)
    except DesignError as error:
        shown = DesignError(path.name, error.faults)
        raise EntryError(next(iter(shown.sentences()))) from None
    series = _named(column.strip(), log) if column.strip() else _likeliest_metric(log)
    _refuse_bad_cells(series.name, log)
    if len(series) > MOST_METRICS:
        raise EntryError(
            f"{log.name} has {count_text(len(series))} values; {count_text(MOST_METRICS)} are the "
            "most."
        )
    wrong = np.flatnonzero(~np.isfinite(series.values))
    if len(wrong):
        line, value = series.lines[wrong[0]], series.values[wrong[0]]
        raise EntryError(f"Line {line} of {log.name}, “{value}”, is not a finite number.")
    return MetricColumn(series.name, tuple(series.values.tolist()))


def _likeliest_metric(log: Log) -> Series:
    """Return the series that a plateau most likely watches: a validation loss, a loss, a metric."""
    bad = {cell.column for cell in log.bad_cells}
    return min(log.series, key=lambda series: (series.name in bad, _place(series)))


def _place(series: Series) -> int:
    if is_loss(series.name):
        return 0 if is_held_out(series.name) else 1
    if series.kind == "rate":
        return 3
    return 4 if counts_rows(series.name) else 2


def _named(column: str, log: Log) -> Series:
    found = log.named(column)
    if found is not None:
        return found
    _refuse_bad_cells(column, log)
    if column in log.empty:
        raise EntryError(f"The column has no numbers in {log.name}.")
    if not log.has_names:
        raise EntryError(f"{log.name} does not name its columns, so none is called “{column}”.")
    names = [series.full_name for series in log.series]
    near = difflib.get_close_matches(column, names, 1, 0.5)
    hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(names[:12])}."
    raise EntryError(f"{log.name} has no column “{column}”; {hint}")


def _refuse_bad_cells(column: str, log: Log) -> None:
    for cell in log.bad_cells:
        if cell.column == column:
            raise EntryError(
                f"Line {cell.line} of {log.name}, {quoted(cell.text)}, is not a number."
            )

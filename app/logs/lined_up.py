"""A log lined up with a design: its columns over the design's steps, and whether it follows."""

from dataclasses import dataclass, replace

import numpy as np

from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.app.logs.open_logs import OpenLog
from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.diagnosis.lining_up import RowReading, each_of, places, readings
from rampsmith.designer.diagnosis.outcome import Diagnosis
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping
from rampsmith.designer.logs.log import Floats, Series
from rampsmith.designer.training_loop.loop import Loop


@dataclass(frozen=True, eq=False)
class LinedUp:
    """A log lined up with a design.

    Attributes:
        log: what was lined up.
        columns: the columns that are shown, each with its values over the design's steps.
        diagnosis: whether the first rate follows the design; None where there is none to compare.
        reading: how the rows were lined up; None where nothing says where they belong.
        told: how the first column was lined up, where there is no rate to find the best way by.
        end: the steps of the last row and of the one to come; None where nothing says where.
        run, stepping: those of the design, with which the columns were lined up.
    """

    log: OpenLog
    columns: tuple[tuple[Series, LoggedSeries], ...]
    diagnosis: Diagnosis | None
    reading: RowReading | None
    told: RowReading | None
    end: tuple[float, float] | None
    run: Run
    stepping: Stepping


def lined_up(schedule: Schedule, log: OpenLog, before: LinedUp | None = None) -> LinedUp:
    """Line a log up with a design; what has not changed since before is kept."""
    loop = Loop.of(schedule)
    rates = log.log.of_kind("rate")
    can_compare = bool(rates) and len(rates[0]) > 0 and schedule.groups and loop.updates > 0
    diagnosis = diagnosed(schedule, rates[0]) if can_compare else None
    reading = None if diagnosis is None else diagnosis.reading
    if (
        before is not None
        and before.log is log
        and (before.reading, before.run, before.stepping) == (reading, loop.run, loop.stepping)
    ):
        columns = before.columns
    else:
        shown = log.columns if loop.updates else ()
        columns = tuple(
            (each, LoggedSeries.of(_name(log, each), _steps(loop, each, reading), each.values))
            for each in shown
        )
        for _, series in columns:
            # Here in the background, and not where it is drawn.
            _ = series.smoothed
    end = _end(loop, log, reading) if loop.updates else None
    told = reading or next(
        (each for column in log.columns for each in readings(column, loop)), None
    )
    return LinedUp(log, columns, diagnosis, reading, told, end, loop.run, loop.stepping)


def _end(loop: Loop, log: OpenLog, reading: RowReading | None) -> tuple[float, float] | None:
    """Return the last step in the log, and the step of the row to come after it."""
    found = []
    for series in log.log.series:
        if len(series) and series.axis != "rows":
            end = replace(
                series,
                positions=series.positions[-2:],
                values=series.values[-2:],
                lines=series.lines[-2:],
            )
            steps = [float(step) for step in _steps(loop, end, reading) if np.isfinite(step)]
            found += [(steps[-1], 2 * steps[-1] - steps[0])] if steps else []
    return max(found, default=None)


def _name(log: OpenLog, series: Series) -> str:
    """Name a column by its run and name; by its file and name where it has no run."""
    if series.run:
        return series.full_name
    return f"{log.path.stem}: {series.full_name}" if series.full_name else log.path.stem


def _steps(loop: Loop, series: Series, reading: RowReading | None) -> Floats:
    """Return the design's steps at which the rows of a column stand."""
    own = next(iter(readings(series, loop)), None)
    if reading is None or own is None or own.unit != reading.unit:
        reading = own
    if reading is None:
        return np.full(len(series), np.nan)
    after = reading.moment == "after" and series.kind == "rate"
    if reading.unit == "updates" and loop.stepping == "update":
        return series.positions - reading.first + after
    batches = places(series, loop, reading).batches + after
    return each_of(batches, loop.steps_before).astype(np.float64)

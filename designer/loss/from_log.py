"""The runs of a training log, as the laws of the loss are fitted on them."""

import numpy as np

from rampsmith.designer.logs.log import Log, Series
from rampsmith.designer.logs.names import AXIS_NAMES
from rampsmith.designer.loss.logged_run import LoggedRun, UnfitLogError


def logged_runs(log: Log) -> tuple[LoggedRun, ...]:
    """Take the rates and the training losses of each run of a log.

    The first column of each kind is taken; a rate that was logged at other steps than the losses
    is taken to change evenly between its own.

    Raises:
        UnfitLogError: if no law can be fitted on one of them.
    """
    # A column that counts for all runs of a file is of none of them.
    trained = [run for run in log.runs if _first(log, run, "rate") or _first(log, run, "loss")]
    return tuple(_logged_run(log, run) for run in trained or log.runs)


def _logged_run(log: Log, run: str) -> LoggedRun:
    name = f"{log.name}, {run}" if run else log.name
    rate = _first(log, run, "rate")
    loss = _first(log, run, "loss")
    missing = [word for word, found in (("rate", rate), ("training loss", loss)) if found is None]
    if rate is None or loss is None:
        raise UnfitLogError(
            f"{name}: It has no column with the {' and none with the '.join(missing)}."
        )
    for series in (rate, loss):
        if series.axis not in ("steps", "rows"):
            raise UnfitLogError(
                f"{name}: “{series.name}” is logged by {series.axis}; the laws need it by updates."
            )
    known = np.isfinite(rate.values)
    at, index = np.unique(rate.positions[known], return_index=True)
    if not at.size:
        raise UnfitLogError(f"{name}: “{rate.name}” has no finite value.")
    rates = np.interp(loss.positions, at, rate.values[known][index])
    return LoggedRun.of_columns(name, loss.positions, rates, loss.values, _epochs(log, run))


def _first(log: Log, run: str, kind: str) -> Series | None:
    return next((each for each in log.series if (each.run, each.kind) == (run, kind)), None)


def _epochs(log: Log, run: str) -> float:
    """Return how many passes over the data a run's log comes to, if it says so."""
    counts = (
        each.values[np.isfinite(each.values)]
        for each in log.series
        if each.run == run and AXIS_NAMES.get(each.name.strip().lower()) == "epochs"
    )
    return max((float(values.max()) for values in counts if values.size), default=0.0)

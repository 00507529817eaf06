"""Sources of fits: the rates of a log, or of a function that is run."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from rampsmith.app.fitting.fit_source import (
    FitSource,
    FittedDocument,
    Tolerance,
    attending,
    of_highest,
    shares,
)
from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.logs.log import Floats, Log, Series
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.traced_factory import Traced, TraceTask
from rampsmith.designer.sources.fitted_logs import fitted_log
from rampsmith.designer.sources.traced import computed, log_of_rates


def fit_of_log(name: str, log: Log) -> FitSource:
    """Offer a log; each of its rates becomes a group of the design."""

    def fit(tolerance: Tolerance, cancellation: Cancellation) -> FittedDocument:
        return _found(log, Series.rounding, tolerance, cancellation)

    return FitSource(name, "Make a design of the log", shares("its rounding"), 0, fit)


def fit_of_function(
    path: Path, function: str, steps: int | None, client: WorkerClient
) -> FitSource:
    """Offer a function in a person's own file, which is run once, in a process of its own.

    Args:
        path: the file.
        function: the name of a function in it that makes a scheduler, or returns the rate of a step.
        steps: how many steps are taken; None for as many as the scheduler says.
        client: has it run.
    """
    name = f"{path.name}:{function}"
    known: list[Traced] = []

    def fit(tolerance: Tolerance, cancellation: Cancellation) -> FittedDocument:
        if not known:
            traced = client.ask(TraceTask(str(path), function, steps), cancellation)
            if traced.sentence:
                raise DesignError(name, (DesignFault("", traced.sentence),))
            known.append(traced)
        log = log_of_rates(name, known[0].rates)
        return _found(log, computed, tolerance, cancellation, assumed=known[0].assumed)

    return FitSource(name, f"Trace {function}", shares("exact"), 0, fit)


def _found(
    log: Log,
    known: Callable[[Series], Floats],
    tolerance: Tolerance,
    cancellation: Cancellation,
    *,
    assumed: tuple[str, ...] = (),
) -> FittedDocument:
    """Fit the rates of a log within their rounding, or within a larger tolerance."""

    def allowed(series: Series) -> Floats:
        return np.maximum(known(series), of_highest(tolerance.number, series.values))

    reading, found = fitted_log(log, allowed=allowed, attend=attending(cancellation))
    schedule = reading.schedule
    notes = " ".join((*assumed, *(note.sentence for note in reading.notes)))
    return FittedDocument(
        schedule,
        len(schedule.segments),
        found.difference,
        found.step,
        schedule.step_word,
        f"Read from {reading.words}. {notes}".strip(),
    )

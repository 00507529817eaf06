"""The rates of a log as something to make a design of."""

import numpy as np

from rampsmith.app.fitting.fit_source import Attend, FitSource, Found, Tolerance, of_highest, shares
from rampsmith.app.logs.open_logs import OpenLog
from rampsmith.designer.logs.log import Floats, Series


def fit_of_log(log: OpenLog) -> FitSource:
    """Offer a log; of its rates, each is a group of the design."""

    def fit(tolerance: Tolerance, attend: Attend) -> Found:
        # No window waits for what only fits.
        from rampsmith.designer.sources.fitted_logs import fitted_log

        def allowed(series: Series) -> Floats:
            rounding = series.rounding()
            return np.maximum(rounding, of_highest(tolerance.number, series.values))

        reading, found = fitted_log(log.log, allowed=allowed, attend=attend)
        notes = " ".join(note.sentence for note in reading.notes)
        return Found(
            reading.schedule,
            len(reading.schedule.segments),
            found.difference,
            found.step,
            reading.schedule.step_word,
            f"Read from {reading.form}. {notes}".strip(),
        )

    return FitSource(log.path.name, "Make a design of the log", shares("its rounding"), 0, fit)

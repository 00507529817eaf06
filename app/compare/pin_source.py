"""The curve of a pin as something to make a design of."""

import numpy as np

from rampsmith.app.compare.pins import Pin
from rampsmith.app.fitting.fit_source import FitSource, fit_of_values, thinned
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.fitting.arrays import Array


def fit_of_pin(pin: Pin, group: str) -> FitSource:
    """Offer the rates of a pinned design: those of a group, or of its first where it has none such."""
    schedule = pin.schedule
    names = [each.name for each in schedule.groups]
    place = names.index(group) if group in names else 0
    rates = rates_of(schedule)

    def measured() -> tuple[Array, Array]:
        steps = thinned(max(1, schedule.total_steps))
        return steps.astype(float), np.array(rates.of_group(place, steps.tolist()))

    return fit_of_values(
        pin.name,
        measured,
        run=schedule.run,
        stepping=schedule.stepping,
        group=names[place] if names else "all",
    )

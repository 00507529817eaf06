"""One pinned schedule as values: the curve that is compared, its points, and what differs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rampsmith.app.compare.alignment import pace, pinned_step
from rampsmith.app.compare.pins import Pin
from rampsmith.app.plot.axes import TimeUnit
from rampsmith.app.plot.small_curve import last_step
from rampsmith.app.store import Focus
from rampsmith.designer.editing.tracks import as_schedule, track_of
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.schedule import Schedule

PIXELS_FOR_TOP = 400
"""How finely a pin is looked through for its highest rate; what is drawn is looked at anew."""


@dataclass(frozen=True, slots=True, eq=False)
class PinnedCurve:
    """What is drawn of a pin: the curve that is edited in the design, of the same group.

    Attributes:
        pin: the pin.
        rates: the values of the curve.
        group: which of its groups.
        highest: the highest value of the whole run.
    """

    pin: Pin
    rates: Rates
    group: int
    highest: float

    def value(self, step: float) -> float:
        """Return the value at one of the pin's own steps."""
        return self.rates.of_group(self.group, [step])[0]

    def points(
        self, steps_per_step: float, view: tuple[float, float, int]
    ) -> tuple[Sequence[float], Sequence[float]]:
        """Give what is seen of the curve, at steps of the design, and the values there.

        Where a step of the pin lasts several of the design's, its value holds so long.
        """
        low, high, pixels = view
        steps = sample_steps(self.rates, low * steps_per_step, high * steps_per_step, pixels)
        values = self.rates.of_group(self.group, steps) if steps else []
        if steps_per_step == 1:
            return steps, values
        if steps_per_step > 1:
            return [step / steps_per_step for step in steps], values
        ends = [(step / steps_per_step, (step + 1) / steps_per_step) for step in steps]
        return [x for end in ends for x in end], [y for value in values for y in (value, value)]

    def at(self, step: int, design: Schedule, unit: TimeUnit) -> float:
        """Return the value that belongs to a step of the design."""
        return self.value(pinned_step(step, pace(design, self.pin.schedule, unit)))


def pinned_curve(pin: Pin, focus: Focus, group: str) -> PinnedCurve | None:
    """Resolve the curve of a pin that the design's is compared with; None if it has no such one.

    Args:
        pin: the pin.
        focus: the rates, or the track that is edited.
        group: the name of the parameter group; a pin that has none of this name shows its first.
    """
    schedule = pin.schedule
    if focus != "rates":
        if track_of(schedule, focus) is None:
            return None
        return _resolved(pin, as_schedule(schedule, focus), 0)
    if not schedule.groups or not schedule.segments:
        return None
    names = [each.name for each in schedule.groups]
    return _resolved(pin, schedule, names.index(group) if group in names else 0)


def _resolved(pin: Pin, schedule: Schedule, group: int) -> PinnedCurve:
    rates = Rates(schedule)
    values = rates.of_group(group, sample_steps(rates, 0, last_step(rates), PIXELS_FOR_TOP))
    highest = max((value for value in values if math.isfinite(value)), default=0.0)
    return PinnedCurve(pin, rates, group, highest)

"""The pins on the plot: the curve of each that is compared, at the steps of the design."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject

from rampsmith.app.base.store import Store
from rampsmith.app.compare.pins import MOST_PINS, Pin, Pins
from rampsmith.app.plot.items.series_layer import Background
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.series import Points, RatesSeries, ViewRange
from rampsmith.app.plot.view.time_units import TimeUnit, units_per_step
from rampsmith.designer.document.curves import curve_of, followed
from rampsmith.designer.document.kinds import CurveKey, CurveKind
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import squared
from rampsmith.designer.shapes.palette import PIN_COLOURS

DIGITS = 6
"""Digits of a fraction of a step that count; those after them are an error of adding floats."""


@dataclass(frozen=True, slots=True)
class PinnedCurve:
    """The curve of a pin: ``steps_per_step`` of its own steps pass in one step of the design."""

    name: str
    own: RatesSeries
    steps_per_step: float

    @property
    def highest(self) -> float:
        """The highest value of the pin's whole run."""
        return self.own.highest

    def points(self, view: ViewRange) -> Points:
        """Return the part that is seen; a value holds until the pin's next step."""
        pace = self.steps_per_step
        steps, values = self.own.points(ViewRange(view.low * pace, view.high * pace, view.pixels))
        steps = [step / pace for step in steps]
        if pace >= 1 or not steps:
            return steps, values
        return squared([*steps, steps[-1] + 1 / pace], [*values, values[-1]])

    def at(self, step: float) -> float:
        """Return the value that belongs to a step of the design."""
        return self.own.at(pinned_step(step, self.steps_per_step))


def pinned_curve(pin: Pin, key: CurveKey, group: str, steps_per_step: float) -> PinnedCurve | None:
    """Find the curve of a pin to compare: the one that its group follows, in what the key's kind is.

    A pin without that group is compared by its first group.
    """
    own = _own_curve(pin.schedule, key.kind, group)
    return None if own is None else PinnedCurve(pin.name, own, steps_per_step)


@remembers_last(2 * MOST_PINS)
def _own_curve(pinned: Schedule, kind: CurveKind, group: str) -> RatesSeries | None:
    names = [each.name for each in pinned.groups]
    if not names:
        return None
    name = group if group in names else names[0]
    key = followed(pinned, kind, name)
    if key is None:
        return None
    schedule = curve_of(pinned, key)
    if not schedule.segments:
        return None
    # One value may stand for all groups, and then has no group's name.
    names = [each.name for each in schedule.groups]
    return RatesSeries(Rates(schedule), names.index(name) if name in names else 0)


def pace(design: Schedule, pinned: Schedule, unit: TimeUnit) -> float:
    """Return how many steps of a pinned schedule pass in one step of the design.

    Both are lined up by the unit of the time axis; by updates of the optimizer where the unit is
    steps, or where one of the two does not know it.
    """
    if unit != "steps":
        ours, theirs = units_per_step(design, unit), units_per_step(pinned, unit)
        if ours and theirs:
            return ours / theirs
    if design.stepping == pinned.stepping:
        return 1.0
    return updates_per_step(design) / updates_per_step(pinned)


def updates_per_step(schedule: Schedule) -> float:
    """Return how many updates of the optimizer one step lasts."""
    return max(1, schedule.run.updates_per_epoch) if schedule.stepping == "epoch" else 1


def pinned_step(step: float, steps_per_step: float) -> int:
    """Return the step that a pinned schedule is at: one holds until the next."""
    return math.floor(round(step * steps_per_step, DIGITS))


class PinnedCurves(QObject):
    """Shows the pins' curves on a plot, and keeps them up to date."""

    def __init__(self, pins: Pins, store: Store, plot: SchedulePlot) -> None:
        """Follow the pins, and what they are compared with."""
        super().__init__(plot)
        self._pins = pins
        self._store = store
        self._plot = plot
        for signal in (
            pins.changed,
            store.document_changed,
            store.selection_changed,
            plot.settings_changed,
        ):
            signal.connect(self._follow)

    def _follow(self) -> None:
        backgrounds = (self._background(pin) for pin in self._pins.pins if pin.is_shown)
        self._plot.show_behind("pins", tuple(each for each in backgrounds if each is not None))

    def _background(self, pin: Pin) -> Background | None:
        store = self._store
        group = "" if store.group is None else store.group.name
        steps_per_step = pace(store.curve, pin.schedule, self._plot.settings.unit)
        curve = pinned_curve(pin, store.focus, group, steps_per_step)
        return None if curve is None else Background(curve, PIN_COLOURS[pin.number], pin.style)

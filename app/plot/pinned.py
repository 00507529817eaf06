"""The layer of pinned curves on the plot: drawn behind the design's, and sampled once for each view."""

from typing import TYPE_CHECKING

from rampsmith.app.compare.alignment import pace
from rampsmith.app.compare.differences import difference_texts
from rampsmith.app.compare.pinned_curve import PinnedCurve, pinned_curve
from rampsmith.app.compare.pins import Pin
from rampsmith.app.plot.curve_item import CurveItem, Line
from rampsmith.app.plot.pin_table import PinReading
from rampsmith.app.plot.scale import RateScale
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import rate_text

if TYPE_CHECKING:
    from rampsmith.app.plot.plot import SchedulePlot

WIDTH = 1.6
BEHIND = 5
"""Where the layer lies: above the tints, below the curves."""

MOST_ABOVE = 3.0
"""How many times the design's highest rate a pin may make the view reach; a higher one is cut off."""

MOST_ABOVE_LOG = 1e3
"""The same on a log axis, where there is more room."""


class PinnedCurves:
    """Draws the pins of one plot and reads them out."""

    def __init__(self, plot: "SchedulePlot") -> None:
        """Draw on a plot; nothing until there are pins."""
        self._plot = plot
        self._pins: tuple[Pin, ...] = ()
        self._curves: tuple[PinnedCurve, ...] = ()
        self._resolved: tuple[object, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self.beyond: tuple[str, ...] = ()
        """Names of pins that are so much higher than the design that a view of all cuts them off."""
        self.item = CurveItem()
        # Painted once for each view, not on each frame of a drag before it.
        self.item.setCacheMode(CurveItem.CacheMode.DeviceCoordinateCache)
        self.item.setZValue(BEHIND)
        plot.view_box.addItem(self.item, ignoreBounds=True)

    def show_pins(self, pins: tuple[Pin, ...]) -> None:
        """Show other pins, or the same ones otherwise."""
        self._pins = pins
        self._plot.refresh()

    @property
    def curves(self) -> tuple[PinnedCurve, ...]:
        """The curves of the pins that are shown, of the track and the group that is edited."""
        store = self._plot.store
        group = store.group.name if store.group is not None else ""
        wanted = (self._pins, store.focus, group)
        if wanted != self._resolved:
            shown = [pin for pin in self._pins if pin.is_shown]
            found = (pinned_curve(pin, store.focus, group) for pin in shown)
            self._curves = tuple(curve for curve in found if curve is not None)
            self._resolved = wanted
        return self._curves

    def draw(self, view: tuple[float, float, int], scale: RateScale) -> None:
        """Draw what a view shows of the pins, unless that is what is drawn already."""
        plot = self._plot
        design, unit = plot.store.curve, plot.settings.unit
        curves = self.curves
        paces = tuple(pace(design, curve.pin.schedule, unit) for curve in curves)
        wanted = (curves, paces, view, scale, plot.theme.name)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self.item.show_lines(
            tuple(
                self._line(curve, steps_per_step, view, scale)
                for curve, steps_per_step in zip(curves, paces, strict=True)
            )
        )

    def _line(
        self,
        curve: PinnedCurve,
        steps_per_step: float,
        view: tuple[float, float, int],
        scale: RateScale,
    ) -> Line:
        steps, values = curve.points(steps_per_step, view)
        colour = curve.pin.colour(self._plot.theme)
        return Line(steps, scale.heights(values), colour, WIDTH, curve.pin.style)

    def highest(self, top: float, scale: RateScale) -> float:
        """Return how high the view has to reach, if the design's highest rate is top."""
        most = top * (MOST_ABOVE_LOG if scale.logarithmic else MOST_ABOVE)
        self.beyond = tuple(curve.pin.name for curve in self.curves if curve.highest > most)
        return max([top, *(curve.highest for curve in self.curves if curve.highest <= most)])

    def readings(self, rates: Rates, step: int) -> tuple[PinReading, ...]:
        """Say of each pin which rate it has at a step, and what the design's differs by."""
        store = self._plot.store
        if not self.curves or not store.curve.groups:
            return ()
        ours = rates.at(step)[store.group_index]
        return tuple(self._reading(curve, step, ours) for curve in self.curves)

    def _reading(self, curve: PinnedCurve, step: int, ours: float) -> PinReading:
        plot = self._plot
        theirs = curve.at(step, plot.store.curve, plot.settings.unit)
        colour = curve.pin.colour(plot.theme).name()
        difference = difference_texts(ours, theirs)
        name = curve.pin.name
        return PinReading(name, colour, plot.theme.ground, rate_text(theirs), *difference)

"""The curves that lie below the design's on the plot: drawn, read out, and framed with it."""

import math
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.curve_item import CurveItem, Line
from rampsmith.app.plot.view.readout import Reading
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import ComparedSeries, ViewRange
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.values.numbers import rate_text, rounded_text

WIDTH = 1.6

MINUS = "−"

MOST_ABOVE = 3.0
"""How many times the design's highest rate the view reaches for another curve; the rest is cut off."""

MOST_ABOVE_LOG = 1e3
"""The same on a log axis, where there is more room."""


@dataclass(frozen=True, slots=True)
class Background:
    """A series, its colours on a light ground and on a dark one, and its dashes."""

    series: ComparedSeries
    colours: tuple[str, str]
    style: Qt.PenStyle

    def colour(self, theme: Theme) -> QColor:
        """Return its colour on a theme's ground."""
        return QColor(self.colours[1 if theme.is_dark else 0])


class SeriesLayer(CurveItem):
    """Draws series, each sampled once for each view."""

    def __init__(self) -> None:
        """Start without series."""
        super().__init__()
        self.backgrounds: tuple[Background, ...] = ()
        self.beyond: tuple[str, ...] = ()
        """The names of curves so much higher than the design that a view of all cuts them off."""
        # Painted once for each view, not on each frame of a drag before it.
        self.setCacheMode(CurveItem.CacheMode.DeviceCoordinateCache)

    def draw(self, view: ViewRange, scale: RateScale, theme: Theme) -> None:
        """Draw what a view shows of the series."""
        self.show_made(partial(_lines, self.backgrounds, view, scale, theme))

    def highest(self, top: float, scale: RateScale) -> float:
        """Return how high the view has to reach, if the design's highest rate is top."""
        most = top * (MOST_ABOVE_LOG if scale.logarithmic else MOST_ABOVE)
        series = [each.series for each in self.backgrounds]
        self.beyond = tuple(each.name for each in series if each.highest > most)
        return max([top, *(each.highest for each in series if each.highest <= most)])

    def readings(self, rates: Rates, group: int, step: int, theme: Theme) -> tuple[Reading, ...]:
        """Compare the values of the series at a step with a group's rate."""
        if not self.backgrounds or not rates.schedule.groups:
            return ()
        ours = rates.at(step)[group]
        return tuple(_reading(each, step, ours, theme) for each in self.backgrounds)


def _lines(
    backgrounds: tuple[Background, ...], view: ViewRange, scale: RateScale, theme: Theme
) -> tuple[Line, ...]:
    lines: list[Line] = []
    for each in backgrounds:
        steps, values = each.series.points(view)
        heights = scale.heights(values)
        lines.append(Line(steps, heights, each.colour(theme), WIDTH, each.style))
    return tuple(lines)


def _reading(each: Background, step: int, ours: float, theme: Theme) -> Reading:
    theirs = each.series.at(step)
    colour, difference = each.colour(theme).name(), difference_texts(ours, theirs)
    return Reading(each.series.name, colour, theme.ground, rate_text(theirs), *difference)


def difference_texts(ours: float, theirs: float) -> tuple[str, str]:
    """Write how far our rate is above theirs, absolutely and in percent of theirs."""
    difference = ours - theirs
    if not math.isfinite(difference):
        return "unknown", ""
    if difference == 0:
        return "the same", ""
    sign = MINUS if difference < 0 else "+"
    percent = "" if theirs == 0 else percent_text(100 * difference / theirs)
    return f"Δ {sign}{rate_text(abs(difference))}", percent


def percent_text(percent: float) -> str:
    """Write a percentage with its sign: ``+5.9 %``, ``−0.0123 %``, ``+12,000 %``, ``−2.7e-5 %``."""
    size = abs(percent)
    return f"{MINUS if percent < 0 else '+'}{rounded_text(size, 3)} %"

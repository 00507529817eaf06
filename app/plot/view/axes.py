"""What all axes of a plot have in common, and those of its values: the rate, and a metric."""

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor, QPainter, QPen

from rampsmith.app.base.painting import painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.designer.values.numbers import alike_texts

LEAST_LEFT, FROM_EDGE = 48, 6
"""Pixels for the numbers at the left, and between them and the edge."""


class ThemedAxis(pg.AxisItem):
    """An axis with a theme, and a picture that is kept while it fits."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        # The label is never shown; its text would be laid out whenever the view moves.
        self.enableAutoSIPrefix(False)
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.setStyle(tickLength=0, autoExpandTextSpace=True, hideOverlappingLabels=False)
        self.quiet = QColor("#5b6775")
        self._seen: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    def set_theme(self, theme: Theme) -> None:
        """Recolour; pyqtgraph never follows a palette."""
        self.setPen(QPen(QColor(theme.line)))
        self.setTextPen(QColor(theme.text))
        self.quiet = QColor(theme.quiet)
        self.draw_again()

    def draw_again(self) -> None:
        """Find the ticks again and draw all, because what they depend on has changed."""
        self.picture = None
        self._seen = ((), ())
        self.update()

    def resizeEvent(self, event: Any = None) -> None:
        """Draw all of it again: where the edge is decides where the last label stands."""
        super().resizeEvent(event)
        self.picture = None
        # Qt would draw only what has come into view.
        self.setCacheMode(self.CacheMode.NoCache)
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)

    @painted_safely
    def paint(self, painter: QPainter, *rest: Any) -> None:
        """Paint the axis, whose numbers are worked out meanwhile."""
        super().paint(painter, *rest)

    def seen_ticks(self, low: float, high: float, size: float) -> tuple[float, ...]:
        """Return where the ticks of a view are; those of the last view are remembered."""
        view = (low, high, size)
        if self._seen[0] != view:
            levels = self.tickValues(low, high, size)
            self._seen = (view, tuple(float(tick) for _, ticks in levels for tick in ticks))
        return self._seen[1]

    def mouseClickEvent(self, event: Any) -> None:
        """Ignore clicks outside the plot; pyqtgraph would hand them to the view."""


class _ValueAxis(ThemedAxis):
    """An axis at the left, whose numbers keep clear of the edge, and which is seldom made wider."""

    def __init__(self) -> None:
        """Make a linear axis."""
        super().__init__("left")

    def _updateMaxTextSize(self, x: int) -> None:
        super()._updateMaxTextSize(max(x + FROM_EDGE, scaled(LEAST_LEFT)))


class RateAxis(_ValueAxis):
    """The rate, linear or in decades; on a log axis the floor stands for 0."""

    def __init__(self) -> None:
        """Make a linear axis."""
        super().__init__()
        self.scale_of_rates = RateScale()

    def show_scale(self, scale: RateScale) -> None:
        """Show another scale."""
        if scale != self.scale_of_rates:
            self.scale_of_rates = scale
            self.draw_again()

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """On a log axis, put a tick at every decade, at 2 and 5 where there is room, and at 0."""
        scale = self.scale_of_rates
        if not scale.logarithmic:
            return super().tickValues(low, high, size)[:1]
        stride = max(1, math.ceil(18 * (high - low) / max(1.0, size)))
        decades = range(math.floor(low / stride) * stride, math.ceil(high) + 1, stride)
        digits = (1, 2, 5) if size > 60 * (high - low) * 2.2 else (1,)
        floor = math.log10(scale.floor)
        ticks = [math.log10(digit) + decade for decade in decades for digit in digits]
        shown = [tick for tick in ticks if low <= tick <= high and tick > floor + 0.15]
        if low <= floor <= high:
            shown.insert(0, floor)
        return [(1.0, shown)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write rates, all in one way."""
        return alike_texts(self.scale_of_rates.rate(value) for value in values)


class MetricAxis(_ValueAxis):
    """A metric, whose numbers are written as those of a rate."""

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at round numbers, without finer ones between them."""
        return super().tickValues(low, high, size)[:1]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write plain numbers, all in one way."""
        return alike_texts(values)

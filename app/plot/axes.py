"""The plot's two axes: time in the unit of one's choice with epochs below, and the rate."""

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.snapping import round_number
from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import count_text
from rampsmith.designer.schedule import Schedule

TimeUnit: TypeAlias = Literal["steps", "epochs", "percent", "samples", "tokens"]

TIME_UNITS: tuple[TimeUnit, ...] = ("steps", "epochs", "percent", "samples", "tokens")

LABEL_PIXELS = 96
"""Room for one label of the time axis."""


def units_per_step(schedule: Schedule, unit: TimeUnit) -> float | None:
    """How much of a unit one step is; None where the run does not tell."""
    run = schedule.run
    per_epoch = schedule.steps_per_epoch
    if unit == "steps":
        return 1.0
    if per_epoch < 1 or schedule.total_steps < 1:
        return None
    if unit == "tokens":
        tokens = run.tokens_per_sample
        return None if tokens is None else run.samples_in_epoch * tokens / per_epoch
    return {
        "epochs": 1 / per_epoch,
        "percent": 100 / schedule.total_steps,
        "samples": run.samples_in_epoch / per_epoch,
    }[unit]


def large_count(value: float) -> str:
    """Write a count on an axis: ``9,000``, ``1.2M``, ``3.5B``."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}"
    return count_text(round(value, 6))


class _Axis(pg.AxisItem):
    """What both axes share: the theme, a light grid, and a picture that is kept while it fits."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.setStyle(tickLength=0, autoExpandTextSpace=True, hideOverlappingLabels=False)
        self.quiet = QColor("#5b6775")

    def set_theme(self, theme: Theme) -> None:
        """Recolour; pyqtgraph never follows a palette."""
        self.setPen(QPen(QColor(theme.line)))
        self.setTextPen(QColor(theme.text))
        self.quiet = QColor(theme.quiet)
        self.setGrid(90 if theme.is_dark else 60)
        self.picture = None
        self.update()

    def mouseClickEvent(self, event: Any) -> None:
        """Leave clicks beside the plot alone; pyqtgraph would hand them to the view."""


class TimeAxis(_Axis):
    """Steps, epochs, percent, samples or tokens; the epochs stand below in small letters."""

    def __init__(self, orientation: str = "bottom") -> None:
        """Begin with steps."""
        super().__init__(orientation)
        self.unit: TimeUnit = "steps"
        self.schedule = Schedule()

    def boundingRect(self) -> QRectF:
        """Leave room for the first and last label, which pyqtgraph would drop with a grid."""
        return QRectF(super().boundingRect()).adjusted(-40, 0, 40, 0)

    def show_schedule(self, schedule: Schedule, unit: TimeUnit) -> None:
        """Count in another unit or of another run."""
        if (schedule.run, schedule.stepping, unit) == (
            self.schedule.run,
            self.schedule.stepping,
            self.unit,
        ):
            return
        self.schedule = schedule
        self.unit = unit
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at round numbers of the unit; of steps, at whole epochs where they fit."""
        schedule = self.schedule
        if size <= 0 or not high > low:
            return []
        least = (high - low) * LABEL_PIXELS / size
        per_unit = units_per_step(schedule, self.unit) or 1.0
        spacing = round_number(least * per_unit, whole=self.unit == "steps") / per_unit
        per_epoch = schedule.steps_per_epoch
        if self.unit == "steps" and 1 < per_epoch <= 2 * least:
            spacing = round_number(least / per_epoch, whole=True) * per_epoch
        first = max(0, math.ceil(low / spacing))
        return [(spacing, [n * spacing for n in range(first, math.floor(high / spacing) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write each tick in two lines: the count, and the epoch."""
        scale = units_per_step(self.schedule, self.unit) or 1.0
        suffix = " %" if self.unit == "percent" else ""
        per_epoch = self.schedule.steps_per_epoch
        strings: list[str] = []
        for value in values:
            text = large_count(value * scale) + suffix
            if self.unit != "epochs" and per_epoch > 1:
                text += f"\nepoch {count_text(round(value / per_epoch, 1))}"
            elif self.unit == "epochs":
                text += "\nepochs"
            strings.append(text)
        return strings

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw the second line of each label smaller and quieter."""
        super().drawPicture(p, axisSpec, tickSpecs, [])
        small = p.font()
        size = small.pointSizeF()
        for rect, _, text in textSpecs:
            first, _, second = text.partition("\n")
            half = rect.height() / 2 if second else rect.height()
            small.setPointSizeF(size)
            p.setFont(small)
            p.setPen(self.textPen())
            top = QRectF(rect.left() - 20, rect.top(), rect.width() + 40, half)
            p.drawText(top, Qt.AlignmentFlag.AlignCenter, first)
            if second:
                small.setPointSizeF(max(6.5, size - 1.5))
                p.setFont(small)
                p.setPen(self.quiet)
                p.drawText(top.translated(0, half), Qt.AlignmentFlag.AlignCenter, second)


class RateAxis(_Axis):
    """The rate, linear or in decades; on a log axis the floor stands for 0."""

    def __init__(self) -> None:
        """Begin linear."""
        super().__init__("left")
        self.scale_of_rates = RateScale()

    def show_scale(self, scale: RateScale) -> None:
        """Show another scale."""
        if scale != self.scale_of_rates:
            self.scale_of_rates = scale
            self.picture = None
            self.update()

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
        """Write rates as people do, all in one way: ``1e-3`` beside ``8e-4``, not ``0.001``."""
        rates = [float(f"{self.scale_of_rates.rate(value):.6g}") for value in values]
        if max(rates, default=0.0) >= 0.1 and not self.scale_of_rates.logarithmic:
            return [f"{rate:.6g}" for rate in rates]
        return ["0" if rate == 0 else _scientific(rate) for rate in rates]


def _scientific(rate: float) -> str:
    mantissa, _, exponent = f"{rate:.5e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa if exponent == "+00" else f"{mantissa}e{int(exponent)}"

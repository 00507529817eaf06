"""The axes of a plot: time in a unit of choice, epochs, the rate, and a metric."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from rampsmith.app.base.painting import painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.snapping import round_number
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import can_count, counted_at, step_at
from rampsmith.designer.values.numbers import alike_texts, axis_counts

TimeUnit: TypeAlias = Literal["steps", "epochs", "percent", "samples", "tokens"]

TIME_UNITS: tuple[TimeUnit, ...] = ("steps", "epochs", "percent", "samples", "tokens")

LABEL_PIXELS = 96
"""Room for one label of the time axis."""

NEAREST = 0.7
"""The part of that room which a label keeps from the one at the end of the run."""

LEAST_GAP = 4.0
"""Pixels between the words of two labels."""

TOP_HEIGHT = 22

LEAST_LEFT, FROM_EDGE = 48, 6
"""Pixels for the numbers at the left, and between them and the edge."""


def units_per_step(schedule: Schedule, unit: TimeUnit) -> float | None:
    """Return how much of a unit one step is, on average; None where the run does not say."""
    if unit == "steps":
        return 1.0
    per_epoch = schedule.exact_steps_per_epoch
    if schedule.total_steps < 1 or 0 < per_epoch < 1 or not can_count(schedule, unit):
        return None
    steps = schedule.total_steps if schedule.run.stages or not per_epoch else per_epoch
    return float(counted_at(schedule, unit, steps) / Fraction(steps))


def is_even(schedule: Schedule, unit: TimeUnit) -> bool:
    """Return whether every step is as much of a unit, but for what an epoch leaves over."""
    return unit in ("steps", "percent") or not schedule.run.stages


def amount_at(schedule: Schedule, unit: TimeUnit, step: float) -> float:
    """Return how much of a unit a run has at a step."""
    if is_even(schedule, unit):
        return step * (units_per_step(schedule, unit) or 1.0)
    return float(counted_at(schedule, unit, Fraction(step))) if step > 0 else 0.0


class _Axis(pg.AxisItem):
    """An axis with a theme, and a picture that is kept while it fits."""

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
        self.picture = None
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

    def mouseClickEvent(self, event: Any) -> None:
        """Ignore clicks outside the plot; pyqtgraph would hand them to the view."""


class TimeAxis(_Axis):
    """Steps, epochs, percent, samples or tokens."""

    def __init__(self, orientation: str = "bottom") -> None:
        """Make an axis that counts steps."""
        super().__init__(orientation)
        self.unit: TimeUnit = "steps"
        self.schedule = Schedule()

    def boundingRect(self) -> QRectF:
        """Leave room for the first and last label, which pyqtgraph would drop."""
        return QRectF(super().boundingRect()).adjusted(-40, 0, 40, 0)

    def show_schedule(self, schedule: Schedule, unit: TimeUnit) -> None:
        """Count in another unit or of another run."""
        now = self.schedule
        if (schedule.run, schedule.stepping, unit) != (now.run, now.stepping, self.unit):
            self.schedule, self.unit = schedule, unit
            self.picture = None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at round numbers of the unit, and at the end of the run."""
        schedule = self.schedule
        if size <= 0 or not high > low:
            return []
        least = (high - low) * LABEL_PIXELS / size
        if not is_even(schedule, self.unit):
            return _uneven_ticks(schedule, self.unit, low, high, least)
        per_unit = units_per_step(schedule, self.unit) or 1.0
        spacing = round_number(least * per_unit, whole=self.unit == "steps") / per_unit
        return _ticks(low, high, spacing, end=schedule.total_steps, apart=NEAREST * least)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write each tick."""
        suffix = " %" if self.unit == "percent" else ""
        amounts = [amount_at(self.schedule, self.unit, value) for value in values]
        return [count + suffix for count in axis_counts(amounts)]

    def inside(self, specs: Any, metrics: QFontMetrics) -> list[tuple[QRectF, str]]:
        """Move labels that the edge would cut to where they are whole, if nothing stands there."""
        edge, right = self.size().width() - 1, -math.inf
        found: list[tuple[QRectF, str]] = []
        for rect, _, text in specs:
            half = metrics.horizontalAdvance(text) / 2
            middle = min(rect.center().x(), edge - half)
            if middle - half > right + LEAST_GAP:
                place = QRectF(rect)
                place.moveCenter(QPointF(middle, rect.center().y()))
                found.append((place, text))
                right = middle + half
        return found

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw the labels where they are whole."""
        super().drawPicture(p, axisSpec, tickSpecs, [])
        p.setPen(self.textPen())
        for rect, text in self.inside(textSpecs, p.fontMetrics()):
            place = QRectF(rect.left() - 20, rect.top(), rect.width() + 40, rect.height())
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class Ruler(TimeAxis):
    """A time axis on which a click or a drag with the left button points at a step."""

    pointed = Signal(float)
    """A step is pointed at, one that the view shows."""

    def __init__(self, orientation: str = "bottom") -> None:
        """Make a ruler in steps."""
        super().__init__(orientation)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip("Click or drag to walk to a step")

    def mouseClickEvent(self, event: Any) -> None:
        """Point at the step that is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self._point(event.scenePos())

    def mouseDragEvent(self, event: Any) -> None:
        """Point at the steps along the ruler; the other buttons move the view."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(event)
            return
        event.accept()
        self._point(event.scenePos())

    def _point(self, scene: QPointF) -> None:
        view = self.linkedView()
        if view is not None:
            self.pointed.emit(view.place(view.nearest(scene))[0])


class EpochAxis(Ruler):
    """Epochs; tokens of a stream, or percent of its run; or updates where none are below."""

    def __init__(self) -> None:
        """Make an axis on top that counts epochs."""
        super().__init__("top")
        self.setHeight(TOP_HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Recolour, in quiet letters."""
        super().set_theme(theme)
        self.setTextPen(QColor(theme.quiet))

    def _counted(self) -> TimeUnit:
        """Return what is counted here: what the axis below does not count already."""
        schedule = self.schedule
        if self.unit != "epochs" and schedule.steps_per_epoch > 1:
            return "epochs"
        if self.unit != "tokens" and schedule.run.is_endless and can_count(schedule, "tokens"):
            return "tokens"
        if self.unit == "steps" and schedule.stepping == "update":
            return "percent"
        return "steps"

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at round numbers, whole ones where there is one to a label."""
        if size <= 0 or not high > low:
            return []
        unit = self._counted()
        apart = (high - low) * LABEL_PIXELS / size
        if not is_even(self.schedule, unit):
            return _uneven_ticks(self.schedule, unit, low, high, apart)
        one = 1 / (units_per_step(self.schedule, unit) or 1.0)
        least = apart / one
        spacing = round_number(least, whole=least > 1 or one == 1) * one
        return _ticks(low, high, spacing, end=self.schedule.total_steps, apart=NEAREST * apart)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write the word with every number: what is counted differs from the axis below."""
        unit = self._counted()
        amounts = [amount_at(self.schedule, unit, value) for value in values]
        counts = axis_counts([round(amount, 3) for amount in amounts])
        if unit in ("tokens", "percent"):
            return [f"{count} {'%' if unit == 'percent' else unit}" for count in counts]
        word = "epoch" if unit == "epochs" else self.schedule.step_word
        return [f"{word} {count}" for count in counts]

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw small letters, so that the first axis comes first."""
        font = p.font()
        font.setPointSizeF(max(6.5, font.pointSizeF() - 1.5))
        p.setFont(font)
        p.setPen(self.quiet)
        for rect, text in self.inside(textSpecs, p.fontMetrics()):
            place = QRectF(rect.left() - 20, 0, rect.width() + 40, TOP_HEIGHT)
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class _ValueAxis(_Axis):
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


def _uneven_ticks(
    schedule: Schedule, unit: TimeUnit, low: float, high: float, apart: float
) -> list[tuple[float, list[float]]]:
    """Put ticks where a run comes to round numbers of a unit, and at its end, clear of each other."""
    begin, end = (amount_at(schedule, unit, step) for step in (low, high))
    spacing = round_number((end - begin) * apart / (high - low), whole=True)
    ticks = [float(schedule.total_steps)]
    for n in range(math.floor(end / spacing), math.ceil(begin / spacing) - 1, -1):
        tick = float(step_at(schedule, unit, int(n * spacing)))
        if all(abs(tick - other) >= NEAREST * apart for other in ticks):
            ticks.append(tick)
    return [(apart, sorted(tick for tick in ticks if low <= tick <= high))]


def _ticks(
    low: float, high: float, spacing: float, *, end: float, apart: float
) -> list[tuple[float, list[float]]]:
    """Put ticks at the multiples of a spacing that are seen, and at the end, clear of each other."""
    first = max(0, math.ceil(low / spacing))
    ticks = [n * spacing for n in range(first, math.floor(high / spacing) + 1)]
    if low <= end <= high:
        ticks = sorted([*(tick for tick in ticks if abs(tick - end) >= apart), float(end)])
    return [(spacing, ticks)]

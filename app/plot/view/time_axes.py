"""The axes of time of a plot: steps in a unit of choice below it, and epochs above it."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.view.axes import ThemedAxis
from rampsmith.app.plot.view.snapping import round_number
from rampsmith.app.plot.view.time_units import TimeUnit, amount_at, is_even, units_per_step
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import can_count, step_at
from rampsmith.designer.values.numbers import axis_counts

LABEL_PIXELS = 96
"""Room for one label of the time axis."""

NEAREST = 0.7
"""The part of that room which a label keeps from the one at the end of the run."""

LEAST_GAP = 4.0
"""Pixels between the words of two labels."""

TOP_HEIGHT = 22


class TimeAxis(ThemedAxis):
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
            self.draw_again()

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
        counts = axis_counts(amounts)
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

"""The second axis of time, above the plot: epochs, or updates where the first one shows epochs."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from rampsmith.app.plot.axes import LABEL_PIXELS, TimeAxis, large_count
from rampsmith.app.plot.snapping import round_number
from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import count_text

HEIGHT = 22


class OneLineTimeAxis(TimeAxis):
    """The first axis of time where a second one has the epochs."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write the count alone."""
        return [text.partition("\n")[0] for text in super().tickStrings(values, scale, spacing)]


class EpochAxis(TimeAxis):
    """Epochs, or updates where the axis below counts in epochs."""

    def __init__(self) -> None:
        """Begin with epochs."""
        super().__init__("top")
        self.setHeight(HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Recolour; the grid belongs to the axis below."""
        super().set_theme(theme)
        self.setTextPen(QColor(theme.quiet))
        self.setGrid(False)

    def _unit(self) -> tuple[float, str]:
        """How many steps one of its unit is, and the word for it."""
        schedule = self.schedule
        per_epoch = schedule.steps_per_epoch
        if self.unit != "epochs" and per_epoch > 1:
            return float(per_epoch), "epoch"
        return 1.0, schedule.step_word

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at round numbers, whole ones where there is one to a label."""
        if size <= 0 or not high > low:
            return []
        one, _ = self._unit()
        least = (high - low) * LABEL_PIXELS / size / one
        spacing = round_number(least, whole=least > 1 or one == 1) * one
        first = max(0, math.ceil(low / spacing))
        return [(spacing, [n * spacing for n in range(first, math.floor(high / spacing) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write the word with every number: what is counted differs from the axis below."""
        one, word = self._unit()
        return [f"{word} {_count(value / one)}" for value in values]

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Draw small letters, so that the first axis comes first."""
        font = p.font()
        font.setPointSizeF(max(6.5, font.pointSizeF() - 1.5))
        p.setFont(font)
        p.setPen(self.quiet)
        for rect, _, text in textSpecs:
            place = QRectF(rect.left() - 20, 0, rect.width() + 40, HEIGHT)
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _count(number: float) -> str:
    return large_count(number) if abs(number) >= 1e6 else count_text(round(number, 3))

"""The walk on the plot: a cursor where it stands, and the curve of a schedule stepped wrongly."""

import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from rampsmith.app.painting import painted_safely
from rampsmith.app.plot.drawing import group_pen_colour
from rampsmith.app.plot.drawn_groups import drawn_groups
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.tints import LABEL_HEIGHT
from rampsmith.app.plot.view_item import ViewItem
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

DEPTH = 25
"""Over the curves, the cursor and the handles of the plot."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """What the plot's curve becomes when the schedule is stepped wrongly.

    Attributes:
        name: what is done wrongly.
        points: places on the time axis, in steps of the right schedule, and the values there.
    """

    name: str
    points: tuple[tuple[float, float], ...]


class WalkItem(ViewItem):
    """Draws where the walk stands, and what a wrong way does."""

    def __init__(self, plot: SchedulePlot, store: Store, walking: Walking, theme: Theme) -> None:
        """Draw on a plot; nothing until it is switched on."""
        super().__init__(theme)
        self._plot = plot
        self._store = store
        self._walking = walking
        self._wrong: WrongLine | None = None
        self.setZValue(DEPTH)
        self.setVisible(False)
        plot.view_box.addItem(self, ignoreBounds=True)
        walking.moved.connect(self.update)
        store.changed.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.update()

    def show_wrong(self, curve: WrongLine | None) -> None:
        """Draw another wrong line, or none."""
        self._wrong = curve
        self.update()

    @property
    def wrong(self) -> WrongLine | None:
        """The wrong line that is drawn."""
        return self._wrong

    def reveal(self) -> None:
        """Move the view so that the walk is seen, as far as that is needed."""
        step = self._walking.step
        low, high = self._plot.view_box.viewRange()[0]
        if step is not None and not low <= step <= high:
            begin = step - (high - low) / 4
            self._plot.view_box.setXRange(begin, begin + high - low, padding=0)

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._wrong is not None:
            self._paint_wrong(painter, self._wrong, to_pixels, seen)
        step = self._walking.step
        if step is not None:
            self._paint_cursor(painter, step, to_pixels, seen)

    def _paint_cursor(self, painter: QPainter, step: int, to_pixels: Any, seen: QRectF) -> None:
        x = to_pixels.map(QPointF(step, 0)).x()
        accent = QColor(self.theme.accent)
        painter.setPen(QPen(accent, 1.5))
        top = seen.top()
        painter.drawLine(QPointF(x, top), QPointF(x, seen.bottom()))
        painter.setBrush(QBrush(accent))
        painter.drawPolygon(
            QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 9)])
        )
        painter.setPen(QPen(QColor(self.theme.ground), 1.5))
        rates = self._store.rates.at(step)
        for index in drawn_groups(self._store.curve, self._store.group_index):
            height = self._plot.scale.height(rates[index])
            if math.isfinite(height):
                painter.setBrush(QBrush(group_pen_colour(self.theme, index)))
                painter.drawEllipse(to_pixels.map(QPointF(step, height)), 5, 5)

    def _paint_wrong(
        self, painter: QPainter, curve: WrongLine, to_pixels: Any, seen: QRectF
    ) -> None:
        colour = QColor(self.theme.error)
        points = [
            to_pixels.map(QPointF(step, self._plot.scale.height(rate)))
            for step, rate in curve.points
        ]
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawPolyline([point for point in points if math.isfinite(point.y())])
        metrics = QFontMetricsF(painter.font())
        words = f"stepped wrongly: {curve.name[0].lower()}{curve.name[1:]}"
        width = metrics.horizontalAdvance(words) + 12
        label = QRectF(seen.right() - width - 8, seen.top() + LABEL_HEIGHT + 6, width, 20)
        ground = QColor(self.theme.ground)
        ground.setAlpha(215)
        painter.fillRect(label, ground)
        painter.setPen(colour)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

"""The grid of a plot: over the tints and under the curves, at the labels of its axes."""

from collections.abc import Iterator
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from rampsmith.app.plot.items.view_item import ViewItem


class GridItem(ViewItem):
    """Rules a line at each tick of two axes."""

    def __init__(self, across: pg.AxisItem, up: pg.AxisItem) -> None:
        """Follow the ticks of an axis of time and of one of values."""
        super().__init__()
        self._across, self._up = across, up

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the lines, each on one row or column of pixels."""
        colour = QColor(self.state.theme.text)
        colour.setAlpha(self.state.theme.grid)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine))
        view = self.getViewBox()
        (left, right), (bottom, top) = view.viewRange()
        for tick in _ticks(self._across, left, right, view.width()):
            self.rule(painter, round(to_pixels.map(QPointF(tick, 0)).x()), seen)
        for tick in _ticks(self._up, bottom, top, view.height()):
            y = round(to_pixels.map(QPointF(0, tick)).y())
            painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))


def _ticks(axis: Any, low: float, high: float, size: float) -> Iterator[float]:
    for _, ticks in axis.tickValues(low, high, size):
        yield from (float(tick) for tick in ticks)

"""The grid of a plot: over the tints and under the curves, at the labels of its axes."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.app.plot.view.axes import ThemedAxis


class GridItem(ViewItem):
    """Rules a line at each tick of two axes."""

    def __init__(self, across: ThemedAxis, up: ThemedAxis) -> None:
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
        for tick in self._across.seen_ticks(left, right, view.width()):
            self.rule(painter, round(to_pixels.map(QPointF(tick, 0)).x()), seen)
        for tick in self._up.seen_ticks(bottom, top, view.height()):
            y = round(to_pixels.map(QPointF(0, tick)).y())
            painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))

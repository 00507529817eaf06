"""The walk on the plot: a cursor where it stands, and the curve of a schedule stepped wrongly."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.plot_state import PLAYHEAD_SIZE
from rampsmith.app.plot.items.tints import LABEL_HEIGHT, name_font, paint_name
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.app.plot.view.series import PointSeries, drawn_groups


class WalkItem(ViewItem):
    """Draws where the walk stands, and what a mistake does."""

    def __init__(self) -> None:
        """Paint nothing until it is shown."""
        super().__init__()
        self.mistake: PointSeries | None = None
        self.setVisible(False)

    def show_mistake(self, curve: PointSeries | None) -> None:
        """Draw the curve of another mistake, or none."""
        self.mistake = curve
        self.update()

    def reveal(self) -> None:
        """Move the view so that the walk is seen, as far as that is needed."""
        step, view = self.state.playhead, self.getViewBox()
        low, high = view.viewRange()[0]
        if step is not None and not low <= step <= high:
            begin = step - (high - low) / 4
            view.setXRange(begin, begin + high - low, padding=0)

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint what a mistake does, and where the walk stands."""
        if self.mistake is not None:
            self._paint_mistake(painter, self.mistake, to_pixels, seen)
        step = self.state.playhead
        if step is not None:
            self._paint_cursor(painter, step, to_pixels, seen)

    def _paint_cursor(
        self, painter: QPainter, step: int, to_pixels: QTransform, seen: QRectF
    ) -> None:
        x = to_pixels.map(QPointF(step, 0)).x()
        accent = QColor(self.state.theme.accent)
        painter.setPen(QPen(accent, 1.5))
        top, (half, height) = seen.top(), PLAYHEAD_SIZE
        painter.drawLine(QPointF(x, top), QPointF(x, seen.bottom()))
        self._paint_names(painter, step, x, to_pixels, seen)
        painter.setPen(QPen(accent, 1.5))
        painter.setBrush(QBrush(accent))
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, top + height)])
        )
        painter.setPen(QPen(QColor(self.state.theme.ground), 1.5))
        state = self.state
        rates = state.rates.at(step)
        for index in drawn_groups(state.rates.schedule, state.group):
            height = state.scale.height(rates[index])
            if math.isfinite(height):
                painter.setBrush(QBrush(group_pen_colour(self.state.theme, state.place(index))))
                painter.drawEllipse(to_pixels.map(QPointF(step, height)), 5, 5)

    def _paint_names(
        self, painter: QPainter, step: int, x: float, to_pixels: QTransform, seen: QRectF
    ) -> None:
        """Paint the name that the cursor goes through over it."""
        usual = painter.font()
        painter.setFont(name_font(painter))
        for each in self.state.ranges:
            if each.begin <= step <= each.end:
                paint_name(painter, each, self.state.theme, to_pixels, seen, over=x)
        painter.setFont(usual)

    def _paint_mistake(
        self, painter: QPainter, curve: PointSeries, to_pixels: QTransform, seen: QRectF
    ) -> None:
        colour = QColor(self.state.theme.error)
        steps, values = curve.points(self.getViewBox().shown())
        heights = self.state.scale.heights(values)
        points = [to_pixels.map(QPointF(*place)) for place in zip(steps, heights, strict=True)]
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawPolyline([point for point in points if math.isfinite(point.y())])
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(curve.name) + 12
        place = QRectF(seen.right() - width - 8, seen.top() + LABEL_HEIGHT + 6, width, 20)
        self.label(painter, place, curve.name, colour)

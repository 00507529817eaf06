"""The losses of a drive as they are painted: bands, lines, crosses and rules with their words."""

from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from rampsmith.app.base.theme import Theme
from rampsmith.app.drive.picture import Cross, LossLine, LossPicture, Rule
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.app.plot.view.series import ViewRange

BAND, RAW, GROUND = 45, 60, 215
"""How opaque are the band around a mean, the losses behind their smoothed line, and the ground
of words; of 255."""

ARM = 5.0
"""Pixels from the middle of a cross to its corners."""

TOP = 12.0
"""Pixels from the top of the view to the middle of a cross."""

LEAST_NAMED = 240
"""Pixels of a view in which the words of rules leave enough of the losses to be seen."""

EDGE = 6.0
"""Pixels between words and the edges of the view."""

POINTS = 8.5
"""The size of the letters."""


class LossItem(ViewItem):
    """Paints a picture of losses; whatever goes beyond the top of the view is cut off there."""

    def __init__(self) -> None:
        """Start with nothing to paint."""
        super().__init__()
        self.picture = LossPicture()

    def show_picture(self, picture: LossPicture) -> None:
        """Paint another picture."""
        self.picture = picture
        self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint what is uncertain first, and the words last."""
        low, high = self.getViewBox().viewRange()[0]
        view = ViewRange(low, high, max(1, round(seen.width())))
        canvas = _Canvas(painter, to_pixels, seen, view, self.state.theme)
        for line in self.picture.lines:
            canvas.paint_band(line)
        # A line that turns at every pixel is an area, and slow to smooth.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for line in self.picture.lines:
            painter.setPen(QPen(_faint(line.colour, RAW), 1.0))
            for raw in line.raws:
                painter.drawPolyline(canvas.polygon(raw))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self.picture.lines:
            painter.setPen(QPen(line.colour, 2.0, line.style))
            canvas.paint_line(line)
        font = QFont(painter.font())
        font.setPointSizeF(POINTS)
        painter.setFont(font)
        for rule in self.picture.rules:
            canvas.paint_rule(rule)
        for rule in self.picture.rules:
            canvas.name_rule(rule)
        for cross in self.picture.crosses:
            canvas.paint_cross(cross)


@dataclass(slots=True)
class _Canvas:
    """Where a picture is painted, and which places of it have words or lines already."""

    painter: QPainter
    to_pixels: QTransform
    seen: QRectF
    view: ViewRange
    theme: Theme
    taken: list[QRectF] = field(default_factory=list)
    drawn: list[QPolygonF] = field(default_factory=list)

    def polygon(self, series: LoggedSeries) -> QPolygonF:
        """Turn a line into pixels, kept within a view's height of the view."""
        least = self.seen.top() - self.seen.height()
        most = self.seen.bottom() + self.seen.height()
        across, left = self.to_pixels.m11(), self.to_pixels.dx()
        up, ground = self.to_pixels.m22(), self.to_pixels.dy()
        points = zip(*series.points(self.view), strict=True)
        return QPolygonF(
            [
                QPointF(across * step + left, max(least, min(up * value + ground, most)))
                for step, value in points
            ]
        )

    def paint_band(self, line: LossLine) -> None:
        """Fill what lies between the lowest and the highest seed."""
        if line.band is None:
            return
        low, high = (self.polygon(each) for each in line.band)
        area = QPolygonF([low.at(each) for each in range(low.size())])
        for place in reversed(range(high.size())):
            area.append(high.at(place))
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(_faint(line.colour, BAND))
        self.painter.drawPolygon(area)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_line(self, line: LossLine) -> None:
        """Draw a smoothed line."""
        polygon = self.polygon(line.smooth)
        self.painter.drawPolyline(polygon)
        self.drawn.append(polygon)

    def _crosses_lines(self, place: QRectF) -> bool:
        return any(
            min(a.x(), b.x()) <= place.right()
            and max(a.x(), b.x()) >= place.left()
            and min(a.y(), b.y()) <= place.bottom()
            and max(a.y(), b.y()) >= place.top()
            for polygon in self.drawn
            for a, b in pairwise(polygon.toList())
        )

    def paint_rule(self, rule: Rule) -> None:
        """Draw a line across the view."""
        x, seen = self._x(rule.place), self.seen
        style = Qt.PenStyle.SolidLine if rule.is_chosen else Qt.PenStyle.DashLine
        self.painter.setPen(QPen(self._colour(rule), 1.5 if rule.is_chosen else 1.0, style))
        self.painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))

    def name_rule(self, rule: Rule) -> None:
        """Write the words of a line at the top of the view."""
        x, seen = self._x(rule.place), self.seen
        # Where there is little room they would hide the losses; what stands beside the plot says the same.
        if seen.width() >= LEAST_NAMED and seen.left() <= x <= seen.right():
            self._write(rule.words, self._colour(rule), QPointF(x, seen.top() + 3))

    def _colour(self, rule: Rule) -> QColor:
        return QColor(self.theme.accent if rule.is_chosen else self.theme.quiet)

    def paint_cross(self, cross: Cross) -> None:
        """Mark where a run stopped being finite; crosses at one place stand below each other."""
        x, seen = self._x(cross.place), self.seen
        if not seen.left() - ARM <= x <= seen.right() + ARM:
            return
        # At an edge of the view it is seen whole.
        x = max(seen.left() + ARM + 1, min(x, seen.right() - ARM - 1))
        middle = QPointF(x, seen.top() + TOP)
        while any(_around(middle).intersects(other) for other in self.taken):
            middle += QPointF(0, 3 * ARM)
        self.painter.setPen(QPen(cross.colour, 2.0))
        for slant in (QPointF(ARM, ARM), QPointF(ARM, -ARM)):
            self.painter.drawLine(middle - slant, middle + slant)
        self.taken.append(_around(middle))
        self._write(cross.words, cross.colour, middle + QPointF(ARM, 3 - TOP), ARM)

    def _x(self, place: float) -> float:
        return self.to_pixels.map(QPointF(place, 0)).x()

    def _write(self, words: str, colour: QColor, beside: QPointF, arm: float = 0.0) -> None:
        """Write on the right of a place, on its left where there is more room, and lower if need be."""
        if not words:
            return
        metrics, seen = QFontMetricsF(self.painter.font()), self.seen
        # Where the whole view is too narrow, in lines below each other.
        lines = _lines(words, metrics, seen.width() - 2 * EDGE)
        width = max(map(metrics.horizontalAdvance, lines)) + 6
        height = metrics.height() * len(lines) + 2
        place = QRectF(beside.x() + 4, beside.y(), width, height)
        if place.right() > seen.right() - 2:
            place.moveRight(max(beside.x() - 2 * arm - 4, seen.left() + 2 + place.width()))
        if place.right() > seen.right() - 2:
            place.moveRight(seen.right() - 2)
        place = self._lowered(place)
        if self._crosses_lines(place):
            left = QRectF(place)
            left.moveTopRight(QPointF(beside.x() - 2 * arm - 4, beside.y()))
            left = self._lowered(left)
            if left.left() >= seen.left() and not self._crosses_lines(left):
                place = left
        self.taken.append(place)
        self.painter.fillRect(place, _faint(QColor(self.theme.ground), GROUND))
        self.painter.setPen(colour)
        for number, line in enumerate(lines):
            top = place.top() + 1 + number * metrics.height()
            row = QRectF(place.left(), top, place.width(), metrics.height())
            self.painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)

    def _lowered(self, place: QRectF) -> QRectF:
        """Move a place down until it is free of words."""
        while any(place.intersects(other) for other in self.taken):
            place = place.translated(0, 4)
        return place


def _faint(colour: QColor, opacity: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(opacity)
    return faint


def _around(middle: QPointF) -> QRectF:
    return QRectF(middle.x() - ARM, middle.y() - ARM, 2 * ARM, 2 * ARM)


def _lines(text: str, metrics: QFontMetricsF, room: float) -> list[str]:
    """Break a text into lines of so many pixels."""
    first, *rest = text.split(" ")
    lines = [first]
    for word in rest:
        longer = f"{lines[-1]} {word}"
        if metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

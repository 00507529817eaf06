"""What is drawn below and above the curves: tints and grid lines, handles and marks."""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
)

from rampsmith.app.painting import painted_safely
from rampsmith.app.plot.gestures.handles import Handle
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.theme import Theme

HANDLE_RADIUS = 5.5
NARROWEST_NAME = 28.0
"""Pixels of a range that is too narrow for any of its name."""

STRIP_HEIGHT = 16

LABEL_HEIGHT = 24.0
"""Pixels at the top of the plot that the names of the segments take."""

BRACKET_HEIGHT = 30.0
"""Pixels below them that the brackets of repeats and their words take."""


@dataclass(frozen=True, slots=True)
class Range:
    """A segment's range on the plot: where it lies, what it is called, how it is tinted."""

    begin: float
    end: float
    name: str
    family: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """A repeat's place on the plot, with a few words."""

    begin: float
    end: float
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem's place on the plot, with a few words."""

    step: float
    words: str
    severe: bool


class ViewItem(pg.GraphicsObject):
    """An item that covers the whole view, whatever part of the schedule that shows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def boundingRect(self) -> QRectF:
        """Cover what the view shows."""
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewRangeChanged(self, *_: Any) -> None:
        """Cover what the view shows now."""
        self.prepareGeometryChange()
        self.update()


class TintsItem(ViewItem):
    """Tints each segment's range, rules its boundaries and names it at the top."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing to tint."""
        super().__init__(theme)
        self.ranges: tuple[Range, ...] = ()
        self.brackets: tuple[Bracket, ...] = ()
        self.run_end = 0.0

    def show_ranges(
        self, ranges: tuple[Range, ...], brackets: tuple[Bracket, ...], run_end: float
    ) -> None:
        """Show other ranges."""
        self.ranges = ranges
        self.brackets = brackets
        self.run_end = run_end
        self.update()

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels: lines stay sharp and names stay upright whatever the zoom."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen)
        usual = painter.font()
        bold = painter.font()
        bold.setBold(True)
        painter.setFont(bold)
        scale, shift = to_pixels.m11(), to_pixels.dx()
        places = [
            (each, scale * each.begin + shift, scale * each.end + shift) for each in self.ranges
        ]
        seen_places = [
            place for place in places if place[2] >= seen.left() and place[1] <= seen.right()
        ]
        self._paint_tints(painter, seen_places, seen.toAlignedRect())
        for each, left, right in seen_places:
            # In a view that is zoomed into a segment, its name stays at the edge.
            place = QRectF(left, seen.top(), right - left, seen.height()) & seen
            self._paint_name(painter, each, place)
        painter.setFont(usual)
        for bracket in self.brackets:
            left = max(to_pixels.map(QPointF(bracket.begin, 0)).x(), seen.left() - 3)
            right = min(to_pixels.map(QPointF(bracket.end, 0)).x(), seen.right() + 3)
            if left > right:
                continue
            self._paint_bracket(painter, bracket, QRectF(left, seen.top(), right - left, 0), seen)
        end = round(to_pixels.map(QPointF(self.run_end, 0)).x()) + 0.5
        if seen.left() <= end <= seen.right():
            painter.setPen(QPen(QColor(self.theme.quiet), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(end, seen.top()), QPointF(end, seen.bottom()))

    def _paint_tints(
        self, painter: QPainter, places: list[tuple[Range, float, float]], seen: QRect
    ) -> None:
        """Tint the ranges and rule their ends.

        On a screen they are a low strip that is laid all the way down: painting them one by one
        costs five times as much where there are many.
        """
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._fill(painter, places, seen)
            return
        strip = QPixmap(max(1, seen.width()), STRIP_HEIGHT)
        strip.fill(Qt.GlobalColor.transparent)
        inner = QPainter(strip)
        self._fill(inner, places, QRect(0, 0, seen.width(), STRIP_HEIGHT), shift=seen.left())
        inner.end()
        painter.drawTiledPixmap(seen, strip)

    def _fill(
        self,
        painter: QPainter,
        places: list[tuple[Range, float, float]],
        room: QRect,
        shift: int = 0,
    ) -> None:
        rule = QColor(self.theme.line)
        tints: dict[tuple[str, bool], QColor] = {}
        for each, begin, end in places:
            tint = tints.get((each.family, each.selected))
            if tint is None:
                tint = self.theme.family(each.family)
                tint.setAlpha(self.theme.tint + (14 if each.selected else 0))
                tints[each.family, each.selected] = tint
            # Whole pixels, and none that are far away: Qt's are only 32 bits wide.
            left = max(room.left() - 2, round(begin - shift))
            right = min(room.right() + 3, round(end - shift))
            painter.fillRect(left, room.top(), right - left, room.height(), tint)
            painter.fillRect(right, room.top(), 1, room.height(), rule)

    def _paint_name(self, painter: QPainter, each: Range, place: QRectF) -> None:
        if not each.name or place.width() < NARROWEST_NAME:
            return
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(each.name, Qt.TextElideMode.ElideRight, place.width() - 12)
        if metrics.horizontalAdvance(text) > place.width() - 8 or not text.strip("…"):
            return
        painter.setPen(self.theme.family_text(each.family))
        label = QRectF(place.left() + 8, place.top() + 4, place.width() - 12, LABEL_HEIGHT)
        painter.drawText(label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_bracket(
        self, painter: QPainter, bracket: Bracket, place: QRectF, seen: QRectF
    ) -> None:
        """Draw a bracket below the names, with its words where they are seen."""
        y = place.top() + LABEL_HEIGHT + 9
        painter.setPen(QPen(QColor(self.theme.quiet), 1.5))
        left, right = place.left() + 2, place.right() - 2
        painter.drawPolyline(
            [QPointF(left, y + 6), QPointF(left, y), QPointF(right, y), QPointF(right, y + 6)]
        )
        font = painter.font()
        font.setBold(False)
        font.setPointSizeF(8.5)
        painter.setFont(font)
        begin, end = max(left, seen.left()) + 6, min(right, seen.right()) - 6
        text = QFontMetricsF(font).elidedText(
            bracket.words, Qt.TextElideMode.ElideRight, max(0.0, end - begin)
        )
        painter.setPen(QColor(self.theme.text))
        words = QRectF(begin, y + 2, end - begin, 18)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


@lru_cache(maxsize=8)
def _ring(rim: str, ground: str, pixel_ratio: float) -> QPixmap:
    """Draw a handle once, with two pixels around it."""
    size = 2 * (HANDLE_RADIUS + 2)
    picture = QPixmap(math.ceil(size * pixel_ratio), math.ceil(size * pixel_ratio))
    picture.setDevicePixelRatio(pixel_ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(rim), 2))
    painter.setBrush(QBrush(QColor(ground)))
    painter.drawEllipse(QPointF(size / 2, size / 2), HANDLE_RADIUS, HANDLE_RADIUS)
    painter.end()
    return picture


@dataclass(slots=True)
class Pointer:
    """Where the mouse is on the plot: the step, and the rates of the groups there."""

    step: float
    points: list[tuple[float, QColor]] = field(default_factory=list)


class MarksItem(ViewItem):
    """Draws what lies over the curves: handles, the cursor, snaps and problems."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing marked."""
        super().__init__(theme)
        self.handles: tuple[Handle, ...] = ()
        self.scale = RateScale()
        self.hovered: Handle | None = None
        self.hovered_boundary: float | None = None
        self.selected_segment: int | None = None
        self.pointer: Pointer | None = None
        self.marks: tuple[Mark, ...] = ()

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setClipRect(seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered_boundary is not None:
            x = to_pixels.map(QPointF(self.hovered_boundary, 0)).x()
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
        if self.pointer is not None:
            self._paint_pointer(painter, self.pointer, to_pixels, seen)
        for row, mark in enumerate(self.marks):
            place = QPointF(to_pixels.map(QPointF(mark.step, 0)).x(), seen.bottom() - 26 - 20 * row)
            self._paint_mark(painter, mark, place, seen)
        painter.setClipRect(seen.adjusted(-HANDLE_RADIUS - 2, -2, HANDLE_RADIUS + 2, 8))
        self._paint_handles(painter, to_pixels)

    def _paint_handles(self, painter: QPainter, to_pixels: Any) -> None:
        """Draw the handles, and over them the one under the mouse and the selected ones' dots."""
        hot: QPointF | None = None
        dots: list[QPointF] = []
        # One by one they would take as long as all curves together where there are many.
        ring = _ring(self.theme.text, self.theme.ground, painter.device().devicePixelRatioF())
        middle = QPointF(HANDLE_RADIUS + 2, HANDLE_RADIUS + 2)
        for handle in self.handles:
            if not math.isfinite(handle.rate):
                continue
            place = to_pixels.map(QPointF(handle.step, self.scale.height(handle.rate)))
            if handle == self.hovered:
                hot = place
            else:
                painter.drawPixmap(place - middle, ring)
            if handle.segment == self.selected_segment:
                dots.append(place)
        if hot is not None:
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.setBrush(QBrush(QColor(self.theme.selected)))
            painter.drawEllipse(hot, HANDLE_RADIUS + 1.5, HANDLE_RADIUS + 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(self.theme.accent)))
        for dot in dots:
            painter.drawEllipse(dot, 2.5, 2.5)

    def _paint_pointer(
        self, painter: QPainter, pointer: Pointer, to_pixels: Any, seen: QRectF
    ) -> None:
        x = to_pixels.map(QPointF(pointer.step, 0)).x()
        painter.setPen(QPen(QColor(self.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
        painter.setPen(QPen(QColor(self.theme.ground), 1.5))
        for height, colour in pointer.points:
            if math.isfinite(height):
                painter.setBrush(QBrush(colour))
                painter.drawEllipse(to_pixels.map(QPointF(pointer.step, height)), 4, 4)

    def _paint_mark(self, painter: QPainter, mark: Mark, place: QPointF, seen: QRectF) -> None:
        colour = QColor(self.theme.error if mark.severe else self.theme.warning)
        x = min(max(place.x(), seen.left() + 12), seen.right() - 12)
        y = place.y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        triangle = [QPointF(x, y - 6), QPointF(x - 6, y + 5), QPointF(x + 6, y + 5)]
        painter.drawPolygon(QPolygonF(triangle))
        font = painter.font()
        font.setBold(False)
        font.setPointSizeF(8.5)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(mark.words) + 4
        left = x + 11 if x + 11 + width <= seen.right() else x - 11 - width
        ground = QColor(self.theme.ground)
        ground.setAlpha(190)
        painter.fillRect(QRectF(left - 2, y - 9, width + 2, 17), ground)
        painter.setPen(colour)
        painter.drawText(QRectF(left, y - 9, width, 17), Qt.AlignmentFlag.AlignVCenter, mark.words)

"""The curves on the plot, as one item: a drag paints only the lines again that it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPen, QPixmap, QPolygonF, QTransform

from rampsmith.app.base.painting import painted_safely

FEW_POINTS = 200

HIGHEST = 1e100
"""Higher than anybody looks; Qt squares distances in pixels, which must stay finite."""

BLOCK = 4
FLAT = 1e-4
"""Points of a line come in such blocks; where a block deviates from its chord by less than this
part of the line's height, only its first point is kept."""


class Line(NamedTuple):
    """A line through points in plot coordinates."""

    steps: Sequence[float]
    heights: Sequence[float]
    colour: QColor
    width: float = 2.0
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True, slots=True, eq=False)
class _Stroke:
    """A line ready to be painted, cut where it has no value."""

    polygons: tuple[QPolygonF, ...]
    pen: QPen
    smooth: bool
    bounds: QRectF


class CurveItem(pg.GraphicsObject):
    """Draws all lines of the plot: the curves piece by piece, jumps, and what comes after the end.

    Painting smooth lines takes most of a drag's frame, and a drag changes few of them: those that
    stay the same from frame to frame are kept as a picture.
    """

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self._strokes: tuple[_Stroke, ...] = ()
        self._still: tuple[_Stroke, ...] = ()
        self._moving: tuple[_Stroke, ...] = ()
        self._bounds = QRectF()
        self._pixel = (0.0, 0.0)
        self._picture = QPixmap()
        self._pictured: tuple[object, ...] = ()
        self._made_of: object = None
        """The call that made the lines; a refresh that comes to the same call makes none again."""

    def show_made(self, make: "partial[tuple[Line, ...]]", *, is_preview: bool = False) -> None:
        """Draw the lines that a call makes, unless they are what is drawn already."""
        made_of = (make.func, make.args, make.keywords, is_preview)
        if made_of != self._made_of:
            self._made_of = made_of
            show = self.show_preview if is_preview else self.show_lines
            show(make())

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Draw other lines."""
        self._still = ()
        self._take(lines, [_stroke(line) for line in lines])
        self._moving = self._strokes

    def show_preview(self, lines: tuple[Line, ...]) -> None:
        """Draw the lines of a gesture under way; most of them are those of the frame before."""
        still: list[_Stroke] = []
        strokes: list[_Stroke] = []
        # Where a jump comes or goes the lines after it move up: one frame takes longer then.
        known = zip(self.lines, self._strokes, strict=True)
        for line, (old, stroke) in zip(lines, chain(known, repeat((None, None))), strict=False):
            if stroke is None or old != line:
                strokes.append(_stroke(line))
            else:
                strokes.append(stroke)
                still.append(stroke)
        # A picture pays only for lines that have stayed the same more than once.
        kept = set(still) if tuple(still) == self._still else set()
        self._still = tuple(still)
        self._take(lines, strokes)
        self._moving = tuple(stroke for stroke in strokes if stroke not in kept)

    def _take(self, lines: tuple[Line, ...], strokes: list[_Stroke]) -> None:
        self.prepareGeometryChange()
        self.lines, self._strokes = lines, tuple(strokes)
        self._bounds = QRectF()
        for stroke in strokes:
            self._bounds = self._bounds.united(stroke.bounds)
        self.update()

    def boundingRect(self) -> QRectF:
        """Cover all lines, with room for the width of a pen."""
        across, up = self._pixel
        return self._bounds.adjusted(-3 * across, -3 * up, 3 * across, 3 * up)

    def viewTransformChanged(self) -> None:
        """Make room for the pen again: a pixel has another size now."""
        super().viewTransformChanged()
        self.prepareGeometryChange()
        across, up = self.pixelVectors()
        self._pixel = (0.0, 0.0) if across is None or up is None else (abs(across.x()), abs(up.y()))

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint every line with its pen; on a screen, unchanged lines as a picture."""
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._paint_vectors(painter)
        elif len(self._moving) < len(self._strokes):
            self._paint_still(painter)
            _paint(painter, self._moving)
        else:
            _paint(painter, self._strokes)

    def _paint_vectors(self, painter: QPainter) -> None:
        """Paint into a file in its own units, cut at the view because few programs do that for us."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(QRectF(self.getViewBox().viewRect()))
        painter.resetTransform()
        for stroke in self._strokes:
            pen = QPen(stroke.pen)
            pen.setCosmetic(False)
            painter.setPen(pen)
            for polygon in stroke.polygons:
                for part in within(to_pixels.map(polygon), seen):
                    painter.drawPolyline(part)

    def _paint_still(self, painter: QPainter) -> None:
        device, transform = painter.device(), painter.transform()
        ratio = device.devicePixelRatioF()
        size = QSize(round(device.width() * ratio), round(device.height() * ratio))
        wanted = (self._still, QTransform(transform), size, ratio)
        if wanted != self._pictured:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            inner.setTransform(transform)
            _paint(inner, self._still)
            inner.end()
            self._pictured = wanted
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._picture)
        painter.setTransform(transform)


def _stroke(line: Line) -> _Stroke:
    x = np.array(line.steps, dtype=float)
    y = np.array(line.heights, dtype=float)
    y = np.where(np.isfinite(y), y.clip(-HIGHEST, HIGHEST), y)
    dense = _is_zigzag(y)
    pen = QPen(line.colour, 1.0 if dense else line.width, line.style)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    bounds = QRectF()
    polygons = _polygons(x, y)
    for polygon in polygons:
        bounds = bounds.united(polygon.boundingRect())
    return _Stroke(polygons, pen, not dense, bounds)


def _polygons(x: np.ndarray, y: np.ndarray) -> tuple[QPolygonF, ...]:
    """Cut a line where it has no value; most have one everywhere."""
    if not len(x):
        return ()
    finite = np.isfinite(y)
    if finite.all():
        return (pg.functions.arrayToQPolygonF(*_thinned(x, y)),)
    cuts = np.flatnonzero(np.diff(finite)) + 1
    parts = zip(np.split(x, cuts), np.split(y, cuts), np.split(finite, cuts), strict=True)
    return tuple(pg.functions.arrayToQPolygonF(xs, ys) for xs, ys, seen in parts if seen[0])


def _thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave out points on nearly straight stretches, because smoothing takes long."""
    blocks = (len(x) - 1) // BLOCK
    if blocks < 2:
        return x, y
    low, high = float(y.min()), float(y.max())
    if not np.isfinite(high - low):
        return x, y
    corners = np.arange(blocks + 1) * BLOCK
    chords = np.interp(x, x[corners], y[corners])
    apart = np.abs(y - chords)[: blocks * BLOCK].reshape(blocks, BLOCK)
    kept = np.ones(len(x), dtype=bool)
    bent = apart.max(axis=1) > FLAT * (high - low)
    kept[: blocks * BLOCK] = np.repeat(bent, BLOCK)
    kept[corners] = True
    return x[kept], y[kept]


def _paint(painter: QPainter, strokes: Sequence[_Stroke]) -> None:
    # A cosmetic pen counts the screen's own pixels, which are smaller on a fine screen.
    ratio = painter.device().devicePixelRatioF()
    for stroke in strokes:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, stroke.smooth)
        pen = QPen(stroke.pen)
        pen.setWidthF(ratio * pen.widthF())
        painter.setPen(pen)
        for polygon in stroke.polygons:
            painter.drawPolyline(polygon)


def _is_zigzag(heights: np.ndarray) -> bool:
    """Return whether a line turns so often that it fills an area; smoothing it takes a second."""
    if len(heights) <= FEW_POINTS:
        return False
    # Comparing never overflows, as the difference of two of the largest floats would.
    rises = heights[1:] > heights[:-1]
    turns = np.count_nonzero(rises[1:] != rises[:-1])
    return int(turns) > len(heights) / 3


def within(line: QPolygonF, seen: QRectF) -> list[QPolygonF]:
    """Return the parts of a line that lie within a rectangle."""
    parts: list[QPolygonF] = []
    points = [line.at(number) for number in range(line.size())]
    for begin, end in pairwise(points):
        piece = _piece(QLineF(begin, end), seen)
        if piece is None:
            continue
        if parts and parts[-1].last() == piece.p1():
            parts[-1].append(piece.p2())
        else:
            parts.append(QPolygonF([piece.p1(), piece.p2()]))
    return parts


def _piece(line: QLineF, seen: QRectF) -> QLineF | None:
    """Cut a straight line (Liang and Barsky's way): how far along it enters, and leaves."""
    enters, leaves = 0.0, 1.0
    for way, begin, low, high in (
        (line.dx(), line.x1(), seen.left(), seen.right()),
        (line.dy(), line.y1(), seen.top(), seen.bottom()),
    ):
        if way == 0:
            if not low <= begin <= high:
                return None
            continue
        near, far = sorted(((low - begin) / way, (high - begin) / way))
        enters, leaves = max(enters, near), min(leaves, far)
    if enters > leaves:
        return None
    begin_point = line.p1() if enters == 0 else QPointF(line.pointAt(enters))
    return QLineF(begin_point, line.p2() if leaves == 1 else QPointF(line.pointAt(leaves)))

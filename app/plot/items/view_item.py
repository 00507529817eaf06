"""An item of the plot that covers all of the view and is painted in pixels."""

from abc import abstractmethod
from enum import IntEnum, auto
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from rampsmith.app.base.painting import painted_safely
from rampsmith.app.plot.items.plot_state import PlotState

NOWHERE = QPainterPath()


class Depth(IntEnum):
    """How deep the items of the plot lie, from the ground up."""

    TINTS = auto()
    PICTURE = auto()
    GRID = auto()
    BEHIND = auto()
    CURVES = auto()
    DOTS = auto()
    NAMES = auto()
    LANDMARKS = auto()
    JOBS = auto()
    WALK = auto()
    OVERLAY = auto()
    MARKS = auto()


PAPER = 215
"""The opacity of the ground behind words, of 255."""


class ViewItem(pg.GraphicsObject):
    """Covers the whole view, whatever part of the schedule that shows."""

    reach = 0.0
    """Pixels beyond the view's edges that it paints on, too; they are cleared with the rest."""

    def __init__(self) -> None:
        """Start with an empty state."""
        super().__init__()
        self.state = PlotState()
        self._seen = QRectF()
        self._covered = QRectF()

    def show_state(self, state: PlotState) -> None:
        """Paint another state."""
        self.state = state
        self.update()

    def boundingRect(self) -> QRectF:
        """Cover what the view shows, and a little more."""
        return self._covered

    def shape(self) -> QPainterPath:
        """Be nowhere for pyqtgraph, which looks at every move for what is under the mouse."""
        return NOWHERE

    def viewRangeChanged(self, *_: Any) -> None:
        """Cover what the view shows now."""
        self.prepareGeometryChange()
        view = self.getViewBox()
        self._seen = seen = QRectF() if view is None else QRectF(view.viewRect())
        across, up = (0.0, 0.0) if view is None else (view.width(), view.height())
        x = self.reach * seen.width() / max(1.0, across)
        y = self.reach * seen.height() / max(1.0, up)
        self._covered = seen.adjusted(-x, -y, x, y)
        self.update()

    def viewTransformChanged(self) -> None:
        """Reach as many pixels beyond the edges in a view of another size."""
        super().viewTransformChanged()
        self.viewRangeChanged()

    @painted_safely
    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in pixels: lines stay sharp and names stay upright whatever the zoom."""
        to_pixels = painter.transform()
        seen = to_pixels.mapRect(self._seen)
        painter.resetTransform()
        # Not in the place of the view's own clip: beyond it nothing would be painted over again.
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_pixels(painter, to_pixels, seen)

    @abstractmethod
    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the state in pixels; ``to_pixels`` maps steps and heights, ``seen`` is the view."""

    def rule(self, painter: QPainter, x: float, seen: QRectF) -> None:
        """Draw a line from the top of the view to its bottom."""
        painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))

    def label(self, painter: QPainter, place: QRectF, words: str, colour: QColor) -> None:
        """Write words on a ground that lets little through of what lies behind."""
        paper = QColor(self.state.theme.ground)
        paper.setAlpha(PAPER)
        painter.fillRect(place, paper)
        painter.setPen(colour)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def pixel(self, to_pixels: QTransform, step: float, rate: float) -> QPointF:
        """Return where a rate at a step is painted."""
        return to_pixels.map(QPointF(step, self.state.scale.height(rate)))

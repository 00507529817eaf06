"""The view goes along while something is dragged over its edge."""

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.drag import Drag

PAUSE = 30
"""Milliseconds between two moves of the view."""

SPEED = 0.15
"""The part of the way past the edge by which the view goes along at each move."""

MOST_LAG = 40.0
"""Pixels by which what is held may be off the edge, as when it catches on something."""


class EdgeFollowing(QObject):
    """Moves the view of one plot for as long as the mouse holds something outside it."""

    def __init__(self, canvas: Canvas, drag: Drag) -> None:
        """Follow the drags of a plot."""
        super().__init__(canvas)
        self._canvas = canvas
        self._drag = drag
        self._mouse = QPointF()
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._go_on)
        canvas.view_box.dragged.connect(self._follow)
        canvas.view_box.released.connect(self._timer.stop)

    def _follow(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._mouse, self._modifiers = scene, modifiers
        if self._drag.gesture is not None and not self._way().isNull():
            self._timer.start()
        else:
            self._timer.stop()

    def _way(self) -> QPointF:
        """Return how far the view is to go, in steps and heights: not before 0 of either."""
        canvas, view = self._canvas, self._canvas.view_box
        edge = view.nearest(self._mouse)
        past = self._mouse - edge
        across, up = view.pixel_size()
        (left, _), (bottom, _) = view.viewRange()
        lag = 0.0 if canvas.held is None else abs(view.place(edge)[0] - canvas.held)
        goes_across = lag <= MOST_LAG * across and (past.x() > 0 or left > 0)
        goes_up = past.y() < 0 or bottom > canvas.state.scale.height(0.0)
        return QPointF(past.x() * across * goes_across, -past.y() * up * goes_up) * SPEED

    def _go_on(self) -> None:
        way = self._way()
        if self._drag.gesture is None or way.isNull():
            self._timer.stop()
            return
        self._canvas.view_box.translateBy(x=way.x(), y=way.y())
        self._drag.move(self._mouse, self._modifiers)

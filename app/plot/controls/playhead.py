"""The playhead: it is dragged by its triangle at the top of the plot, or set on the rulers."""

from PySide6.QtCore import QObject, QPointF, Signal

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.items.plot_state import PLAYHEAD_SIZE
from rampsmith.app.plot.view.time_axes import Ruler

REACH = 3.0
"""Pixels around the triangle in which it is hit too."""


class Playhead(QObject):
    """Asks for the playhead to be moved; the part that owns the walk moves it."""

    moved = Signal(int)
    """The playhead is to be at a step."""

    def __init__(self, canvas: Canvas, rulers: tuple[Ruler, ...]) -> None:
        """Follow the mouse over a plot and its rulers."""
        super().__init__(canvas)
        self._canvas = canvas
        self._is_held = False
        for ruler in rulers:
            ruler.pointed.connect(self._move)
        view = canvas.view_box
        view.pressed.connect(self._press)
        view.dragged.connect(self._follow)
        view.released.connect(self._release)

    def is_at(self, scene: QPointF) -> bool:
        """Return whether the triangle is at a place of the scene."""
        canvas, step = self._canvas, self._canvas.state.playhead
        if step is None or canvas.is_hand:
            return False
        view, (half, height) = canvas.view_box, PLAYHEAD_SIZE
        tip = QPointF(view.mapViewToScene(QPointF(step, 0.0)).x(), view.sceneBoundingRect().top())
        apart = scene - tip
        return abs(apart.x()) <= half + REACH and 0 <= apart.y() <= height + REACH

    def _press(self, scene: QPointF) -> None:
        self._is_held = self.is_at(scene)

    def _follow(self, scene: QPointF) -> None:
        if self._is_held:
            view = self._canvas.view_box
            self._move(view.place(view.nearest(scene))[0])

    def _release(self) -> None:
        self._is_held = False

    def _move(self, step: float) -> None:
        self.moved.emit(max(0, round(step)))

"""The plot's view: real mouse events, in steps and heights, for what handles gestures."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QInputDevice, QWheelEvent

from rampsmith.app.plot.view.series import ViewRange

Modifiers = Qt.KeyboardModifier


NOTCH = 120.0
"""Qt's angle for one notch of a wheel, in eighths of a degree."""

ALONG = 0.1
"""The part of the view by which one notch goes along."""


class PlotViewBox(pg.ViewBox):
    """Turns what the mouse does into signals; the wheel zooms time, with Shift the rate.

    All positions are in scene pixels; ``place`` turns them into steps and heights.
    """

    pressed = Signal(QPointF, Modifiers)
    """The left button has gone down where a drag begins."""

    dragged = Signal(QPointF, Modifiers)
    released = Signal(Modifiers)
    clicked = Signal(QPointF, Modifiers)
    double_clicked = Signal(QPointF)
    menu_wanted = Signal(QPointF)
    hovered = Signal(QPointF)
    left = Signal()
    zoomed = Signal()

    def __init__(self) -> None:
        """Make a view without pyqtgraph's own menu, whose export to SVG fails with current Qt."""
        super().__init__(enableMenu=False)
        self.setMouseMode(pg.ViewBox.PanMode)
        self.pans = False
        """Whether the drag under way moves the view."""

    def place(self, scene: QPointF) -> tuple[float, float]:
        """Turn a scene position into a step and a height."""
        point = self.mapSceneToView(scene)
        return float(point.x()), float(point.y())

    def nearest(self, scene: QPointF) -> QPointF:
        """Return the scene position inside the view that is nearest to another one."""
        seen = self.sceneBoundingRect()
        return QPointF(
            max(seen.left(), min(scene.x(), seen.right())),
            max(seen.top(), min(scene.y(), seen.bottom())),
        )

    def shown(self) -> ViewRange:
        """Return what is seen of the run."""
        low, high = self.viewRange()[0]
        return ViewRange(float(low), float(high), max(1, int(self.width())))

    def pixel_size(self) -> tuple[float, float]:
        """Return how much of each axis one pixel is."""
        across, up = self.viewPixelSize()
        return float(across), float(up)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Start, continue or end a drag, or move the view."""
        if ev.button() == Qt.MouseButton.LeftButton and axis is None:
            ev.accept()
            if ev.isStart():
                self.pressed.emit(ev.buttonDownScenePos(), ev.modifiers())
            if self.pans:
                self.zoomed.emit()
                super().mouseDragEvent(ev)
            else:
                self.dragged.emit(ev.scenePos(), ev.modifiers())
            if ev.isFinish():
                self.released.emit(ev.modifiers())
            return
        self.zoomed.emit()
        super().mouseDragEvent(ev, axis=axis)

    def mouseClickEvent(self, ev: Any) -> None:
        """Distinguish single and double clicks, and those of the right button."""
        if ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.menu_wanted.emit(ev.scenePos())
            return
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        ev.accept()
        if ev.double():
            self.double_clicked.emit(ev.scenePos())
        else:
            self.clicked.emit(ev.scenePos(), ev.modifiers())

    def hoverEvent(self, ev: Any) -> None:
        """Follow the mouse."""
        if ev.isExit():
            self.left.emit()
        else:
            self.hovered.emit(ev.scenePos())

    def go_along(self, across: float, up: float) -> None:
        """Move the view by parts of its width and height."""
        (left, right), (bottom, top) = self.viewRange()
        self.zoomed.emit()
        self.translateBy(x=across * (right - left), y=up * (top - bottom))

    def zoom(self, factor: float, *, around: QPointF | None = None) -> None:
        """Show so many times as much of the run around a place of the scene."""
        center = None if around is None else self.mapSceneToView(around)
        self.zoomed.emit()
        self.scaleBy(x=factor, center=center)

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """Zoom around the mouse."""
        if axis is None:
            axis = 1 if ev.modifiers() & Modifiers.ShiftModifier else 0
        self.zoomed.emit()
        super().wheelEvent(ev, axis=axis)

    def scroll(self, event: QWheelEvent) -> bool:
        """Go along the view where a wheel or two fingers ask for it; return whether they did.

        Two fingers on a trackpad go along both axes; so does a wheel along the run with Ctrl, or
        one that turns sideways. Whatever else a wheel does zooms, and is left to pyqtgraph.
        """
        holds_control = bool(event.modifiers() & Modifiers.ControlModifier)
        is_trackpad = (
            event.device().type() == QInputDevice.DeviceType.TouchPad
            or event.phase() != Qt.ScrollPhase.NoScrollPhase
        )
        turned = event.angleDelta()
        if is_trackpad and not holds_control:
            way = event.pixelDelta()
            if way.isNull():
                way = turned / 8
            self.go_along(-way.x() / max(1.0, self.width()), way.y() / max(1.0, self.height()))
        elif holds_control and not is_trackpad:
            self.go_along(-ALONG * turned.y() / NOTCH, 0.0)
        elif turned.x() and not turned.y():
            self.go_along(-ALONG * turned.x() / NOTCH, 0.0)
        else:
            return False
        event.accept()
        return True

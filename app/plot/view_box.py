"""The plot's view: real mouse events, in steps and heights, for whoever handles gestures."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

Modifiers = Qt.KeyboardModifier


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
    hovered = Signal(QPointF)
    left = Signal()
    zoomed = Signal()

    def __init__(self) -> None:
        """Begin without pyqtgraph's own menu, whose export to SVG fails with current Qt."""
        super().__init__(enableMenu=False)
        self.setMouseMode(pg.ViewBox.PanMode)
        self.pans = False
        """Whether the drag under way moves the view."""

    def place(self, scene: QPointF) -> tuple[float, float]:
        """Turn a scene position into a step and a height."""
        point = self.mapSceneToView(scene)
        return float(point.x()), float(point.y())

    def pixel_size(self) -> tuple[float, float]:
        """How much of each axis one pixel is."""
        across, up = self.viewPixelSize()
        return float(across), float(up)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Begin, go on with or end a drag, or move the view."""
        if ev.button() == Qt.MouseButton.LeftButton and axis is None:
            ev.accept()
            if ev.isStart():
                self.pressed.emit(ev.buttonDownScenePos(), ev.modifiers())
            if not self.pans:
                self.dragged.emit(ev.scenePos(), ev.modifiers())
            else:
                self.zoomed.emit()
                super().mouseDragEvent(ev)
            if ev.isFinish():
                self.released.emit(ev.modifiers())
            return
        self.zoomed.emit()
        super().mouseDragEvent(ev, axis=axis)

    def mouseClickEvent(self, ev: Any) -> None:
        """Tell single from double clicks."""
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

    def zoom(self, factor: float, *, around: QPointF | None = None, rates: bool = False) -> None:
        """Show so many times as much of the run, or of the rates, around a place of the scene."""
        center = None if around is None else self.mapSceneToView(around)
        self.zoomed.emit()
        self.scaleBy(**{"y" if rates else "x": factor}, center=center)

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """Zoom around the mouse."""
        if axis is None:
            axis = 1 if ev.modifiers() & Modifiers.ShiftModifier else 0
        self.zoomed.emit()
        super().wheelEvent(ev, axis=axis)

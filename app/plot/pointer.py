"""The pointer over the plot: its shape, what it is above, and the read-out beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from rampsmith.app.plot.cycles import pace_at
from rampsmith.app.plot.drawing import group_pen_colour
from rampsmith.app.plot.drawn_groups import drawn_groups
from rampsmith.app.plot.gestures.handles import Handle, Hit
from rampsmith.app.plot.gestures.scaling import Grip, box_around, grip_at
from rampsmith.app.plot.marks import Pointer
from rampsmith.app.plot.readout import readout_text

if TYPE_CHECKING:
    from rampsmith.app.plot.plot import SchedulePlot

Shape = Qt.CursorShape


class PlotPointer:
    """Where the mouse is over one plot, and what is shown there."""

    def __init__(self, plot: "SchedulePlot") -> None:
        """Follow the mouse over a plot."""
        self._plot = plot
        self._scene: QPointF | None = None
        self.held: float | None = None
        """The step of what a drag holds, which is told in the place of the mouse's."""
        plot.view_box.hovered.connect(self.hover)
        plot.view_box.left.connect(self.leave)

    def follow(self, scene: QPointF) -> None:
        """Remember where a drag has come to; it is shown with what that changes."""
        self._scene = scene

    def hover(self, scene: QPointF) -> None:
        """Show what lies under the mouse; a drag shows what it does to it itself."""
        plot = self._plot
        self._end_what_was_lost()
        if plot.is_dragging and not plot.keys.nudges:
            return
        self._scene = scene
        marks = plot.marks
        place = plot.view_box.place(scene)
        grip = self._grip(place)
        found = Hit() if grip is not None else plot.aim().hit(*place)
        marks.hovered = found.handle
        boundary = found.boundary
        marks.hovered_boundary = None if boundary is None else self._seen(boundary, place[0])
        plot.overlay.hovered_bend = found.bend
        plot.viewport().setCursor(self._shape(found, grip))
        self.refresh()

    def _grip(self, place: tuple[float, float]) -> Grip | None:
        plot = self._plot
        points = plot.picks.several(plot.handles)
        box = None if points is None else box_around(points, plot.scale)
        return None if box is None else grip_at(box, place, plot.view_box.pixel_size())

    def _shape(self, found: Hit, grip: Grip | None) -> Qt.CursorShape:
        if self._plot.keys.is_hand:
            return Shape.OpenHandCursor
        if grip is not None:
            ways = {(1, 1): Shape.SizeBDiagCursor, (1, -1): Shape.SizeFDiagCursor}
            diagonal = ways.get((1, grip.across * grip.up), Shape.SizeHorCursor)
            return Shape.SizeVerCursor if grip.across == 0 else diagonal
        if found.handle is not None or found.segment is not None:
            return Shape.SizeAllCursor
        if found.bend is not None:
            return Shape.SizeVerCursor
        return Shape.CrossCursor if found.boundary is None else Shape.SizeHorCursor

    def _seen(self, boundary: int, step: float) -> float:
        """Give the step of a boundary in the cycle that the mouse is in."""
        rates = self._plot.store.rates
        place, pace = pace_at(rates, step)
        end = rates.timeline.ends[boundary - 1] - rates.schedule.counts_from
        apart = end - place
        repeat = rates.schedule.repeat_of(boundary - 1)
        if place != step and repeat is not None and repeat.last == boundary - 1:
            laps = rates.timeline.laps[rates.schedule.blocks.index(repeat)]
            # The end of a cycle is the beginning of the next.
            apart = min(apart, apart - laps.cycle, key=abs)
        return step + apart / pace

    def leave(self) -> None:
        """Show nothing: the mouse has left."""
        self._scene = None
        self._plot.marks.hovered = None
        self._plot.marks.hovered_boundary = None
        self._plot.overlay.hovered_bend = None
        self.refresh()

    def point_at(self, handle: Handle) -> None:
        """Show the read-out at a handle that the keyboard moves."""
        plot = self._plot
        height = plot.scale.height(handle.rate)
        self._scene = plot.view_box.mapViewToScene(QPointF(handle.step, height))
        self.refresh()

    def refresh(self) -> None:
        """Put the cursor's line, its dots and its read-out where the mouse is."""
        plot = self._plot
        scene, store = self._scene, plot.store
        step = None if scene is None else self._step(scene)
        if scene is None or step is None or step < 0 or not store.curve.segments:
            plot.marks.pointer = None
            plot.readout.hide()
        else:
            self._show(scene, step)
        plot.marks.update()
        plot.overlay.update()
        self._end_what_was_lost()

    def _step(self, scene: QPointF) -> int:
        return round(self._plot.view_box.place(scene)[0] if self.held is None else self.held)

    def _show(self, scene: QPointF, step: int) -> None:
        plot = self._plot
        rates = plot.store.rates
        values = rates.at(step)
        points = [
            (plot.scale.height(values[index]), group_pen_colour(plot.theme, index))
            for index in drawn_groups(rates.schedule, plot.store.group_index)
        ]
        plot.marks.pointer = Pointer(step, points)
        rows = plot.pinned.readings(rates, step)
        plot.readout.show_at(plot.mapFromScene(scene), readout_text(rates, step), rows)

    def _end_what_was_lost(self) -> None:
        """End a drag whose release was lost, as when another window took the mouse away."""
        plot = self._plot
        buttons = QApplication.mouseButtons()
        if buttons == Qt.MouseButton.NoButton and plot.mouse.is_dragging and not plot.keys.nudges:
            plot.mouse.release()

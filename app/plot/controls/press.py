"""What a press of the mouse takes hold of: the gesture that its drag will go on with."""

from PySide6.QtCore import QPointF, Qt

from rampsmith.app.plot.controls.aiming import Hit
from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.controls.playhead import Playhead
from rampsmith.app.plot.gestures.gesture import Axis, Gesture
from rampsmith.app.plot.gestures.handles import Bend, Handle
from rampsmith.app.plot.gestures.points import PointsDrag, points_of_segments
from rampsmith.app.plot.gestures.scaling import ScaleDrag, grip_at
from rampsmith.app.plot.gestures.single_drags import BoundaryDrag, ControlDrag, bend_drag
from rampsmith.app.plot.gestures.stroke import StrokeDrag
from rampsmith.designer.editing.bends import bend_fault

Modifiers = Qt.KeyboardModifier

FOLLOWS = "Later cycles follow the first one: bend and drag the curve there"


class Press:
    """Begins a drag by what lies under the mouse, and selects it."""

    def __init__(self, canvas: Canvas, drag: Drag, playhead: Playhead) -> None:
        """Begin the drags of a plot."""
        self._canvas = canvas
        self._drag = drag
        self._playhead = playhead
        self._store = canvas.store

    def begin(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take hold of the thing under the mouse; over nothing, begin a rubber band."""
        canvas = self._canvas
        canvas.view_box.pans = canvas.is_hand
        if canvas.is_hand or self._playhead.is_at(scene):
            return
        step, height = canvas.view_box.place(scene)
        gesture = (
            self._stroke(step, height)
            or self._grip_drag(step, height)
            or self._taken(step, height, modifiers)
        )
        if gesture is not None:
            self._drag.begin(gesture)
        canvas.show()

    def _stroke(self, step: float, height: float) -> Gesture | None:
        """Begin to draw, with the pencil in hand."""
        canvas = self._canvas
        if not canvas.draws or not self._store.curve.groups:
            return None
        canvas.has_drawn = True
        return StrokeDrag(canvas.state.rates, canvas.state.group, step, height)

    def _grip_drag(self, step: float, height: float) -> Gesture | None:
        """Take hold of the box around several points."""
        state = self._canvas.state
        if state.points is None or state.box is None:
            return None
        grip = grip_at(state.box, (step, height), self._canvas.view_box.pixel_size())
        if grip is None:
            return None
        return ScaleDrag(state.rates, state.points, state.group, state.box, grip, step, height)

    def _taken(self, step: float, height: float, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        """Take hold of a thing on the curve; over none, begin a rubber band."""
        hit = self._canvas.aim().hit(step, height)
        bends = self._canvas.bends or bool(modifiers & Modifiers.AltModifier)
        if hit.handle is not None:
            return self._handle_drag(hit.handle, hit, height)
        if hit.bend is not None:
            return self._bend_handle_drag(hit.bend, step, height)
        if hit.boundary is not None:
            return self._line_drag(hit.boundary, hit, height)
        if hit.segment is not None and (bends or hit.is_on_curve or hit.is_movable):
            return self._curve_drag(hit.segment, hit, height, bends=bends)
        self._drag.begin_band(step, height)
        return None

    def _curve_drag(self, index: int, hit: Hit, height: float, *, bends: bool) -> Gesture | None:
        """Bend or move a segment; by its name it moves in time alone."""
        if hit.is_in_later_cycle:
            self._store.said.emit(FOLLOWS)
            return None
        if bends:
            return self._bend_drag(index, hit.step, height)
        return self._segment_drag(index, hit.step, height, only_time=not hit.is_on_curve)

    def _handle_drag(self, handle: Handle, hit: Hit, height: float) -> Gesture:
        state = self._canvas.state
        points = state.points
        if points is not None and handle in points.levels:
            return PointsDrag(state.rates, points, state.group, hit.step, height, handle)
        self._store.select_segment(handle.segment)
        self._canvas.picks.pick([handle])
        return BoundaryDrag(
            state.rates, handle, handle.boundary, state.group, hit.step, height, hit.pace
        )

    def _line_drag(self, boundary: int, hit: Hit, height: float) -> Gesture:
        self._canvas.pick_line(boundary)
        state = self._canvas.state
        return BoundaryDrag(state.rates, None, boundary, state.group, hit.step, height, hit.pace)

    def _bend_handle_drag(self, bend: Bend, step: float, height: float) -> Gesture | None:
        """Take hold of a bend's handle: of one on the curve, or of one beside it."""
        if bend.control is None:
            return self._bend_drag(bend.segment, step, height)
        self._store.select_segment(bend.segment)
        state = self._canvas.state
        return ControlDrag(state.rates, bend, state.group, step, height)

    def _bend_drag(self, index: int, step: float, height: float) -> Gesture | None:
        self._store.select_segment(index)
        fault = bend_fault(self._store.curve, index)
        if fault is not None:
            self._store.said.emit(fault)
            return None
        state = self._canvas.state
        return bend_drag(state.rates, index, group=state.group, step=step, height=height)

    def _segment_drag(self, index: int, step: float, height: float, *, only_time: bool) -> Gesture:
        if index not in self._store.selection:
            self._store.select_segment(index)
        self._canvas.picks.pick(())
        state = self._canvas.state
        points = points_of_segments(state.rates, self._store.selection, state.group)
        # The end that the mouse is nearest to is the one that catches.
        lead = min(points.levels, key=lambda handle: abs(handle.step - step))
        axis: Axis = "time" if only_time else "both"
        return PointsDrag(state.rates, points, state.group, step, height, lead, axis)

"""The mouse over the plot: it takes hold, moves and lets go, selects and splits, and points."""

from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from rampsmith.app.plot.controls.aiming import Hit, line_seen
from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.cutting import cut_at
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.controls.playhead import Playhead
from rampsmith.app.plot.gestures.banding import Band, handles_within, segments_within
from rampsmith.app.plot.gestures.gesture import Axis, Gesture
from rampsmith.app.plot.gestures.handles import Bend, Handle
from rampsmith.app.plot.gestures.points import PointsDrag, points_of_segments
from rampsmith.app.plot.gestures.scaling import Grip, ScaleDrag, grip_at
from rampsmith.app.plot.gestures.single_drags import BoundaryDrag, ControlDrag, bend_drag
from rampsmith.app.plot.gestures.stroke import StrokeDrag
from rampsmith.app.plot.items.plot_state import Hovered
from rampsmith.designer.editing.bends import bend_fault
from rampsmith.designer.editing.splitting import split_segment

Modifiers = Qt.KeyboardModifier
Shape = Qt.CursorShape

ADDS = Modifiers.ShiftModifier | Modifiers.ControlModifier
"""Either key makes a click or a band add to what is selected."""

CUTS = "Double-click near the curve to cut it there; nothing moves"
FOLLOWS = "Later cycles follow the first one: bend and drag the curve there"


SpotKind: TypeAlias = Literal["boundary", "segment", "nothing"]


class Spot(NamedTuple):
    """The thing that a menu is about, the step there, and the place of the scene."""

    kind: SpotKind
    step: float
    scene: QPointF


class PlotMouse(QObject):
    """Turns what the mouse does on one plot into gestures and selections."""

    shaped = Signal(Shape)
    """The mouse has another shape now."""

    menu_wanted = Signal(object)
    """A menu is wanted for a ``Spot``, which is selected."""

    rename_wanted = Signal()
    """The selected segment is to have another name."""

    def __init__(self, canvas: Canvas, drag: Drag, playhead: Playhead) -> None:
        """Follow the mouse over a plot."""
        super().__init__(canvas)
        self._canvas = canvas
        self._drag = drag
        self._playhead = playhead
        self._store = canvas.store
        view = canvas.view_box
        view.pressed.connect(self.press)
        view.dragged.connect(drag.move)
        view.released.connect(self.release)
        view.clicked.connect(self.click)
        view.double_clicked.connect(self.double_click)
        view.menu_wanted.connect(self.open_menu)
        view.hovered.connect(self.hover)
        view.left.connect(self.leave)
        canvas.keys_changed.connect(self.look_again)

    def press(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
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
        self._pick_line(boundary)
        state = self._canvas.state
        return BoundaryDrag(state.rates, None, boundary, state.group, hit.step, height, hit.pace)

    def _pick_line(self, boundary: int) -> None:
        self._store.select_segment(boundary - 1)
        handles = self._canvas.state.handles
        self._canvas.picks.pick(handle for handle in handles if handle.boundary == boundary)

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

    def release(self, modifiers: Qt.KeyboardModifier = Modifiers.NoModifier) -> None:
        """Let go: make the drag one edit, or select within the band."""
        self._canvas.view_box.pans = False
        band = self._canvas.state.band
        if band is not None:
            self._select_within(band, adds=bool(modifiers & ADDS))
        self._drag.end()

    def _select_within(self, band: Band, *, adds: bool) -> None:
        store, state = self._store, self._canvas.state
        if not store.curve.groups:
            return
        handles = handles_within(band, state.handles, state.scale)
        segments = segments_within(band, state.rates, state.group, state.scale)
        if adds:
            handles = (*handles, *state.picked)
            segments = (*segments, *store.selection)
        segments = segments or tuple(handle.segment for handle in handles)
        if segments:
            current = store.segment_index
            store.select_segments(segments, segments[0] if current not in segments else current)
        self._canvas.picks.pick(handles)
        keys = "arrow keys and drags move them, arrows with Ctrl+Shift scale them"
        store.said.emit(f"{len(handles)} handles · {keys}" if handles else "")

    def click(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what is clicked; with Shift or Ctrl, add or remove it."""
        canvas, store = self._canvas, self._store
        if self._playhead.is_at(scene):
            return
        hit = canvas.aim().hit(*canvas.view_box.place(scene))
        adds = bool(modifiers & ADDS)
        if hit.handle is not None and adds:
            canvas.picks.toggle(hit.handle)
        elif hit.handle is not None:
            self._pick_of_pile(hit.handle, hit.pile)
        elif hit.boundary is not None:
            self._pick_line(hit.boundary)
        elif hit.segment is not None and adds:
            store.toggle_segment(hit.segment)
        elif hit.segment is not None:
            store.select_segment(hit.segment)
            canvas.picks.pick(())
        canvas.show()

    def _pick_of_pile(self, handle: Handle, pile: tuple[Handle, ...]) -> None:
        """Pick the handle that was clicked; of several at one place the next at each click."""
        store, canvas = self._store, self._canvas
        if canvas.state.picked == (handle,):
            handle = pile[(pile.index(handle) + 1) % len(pile)]
        store.select_segment(handle.segment)
        canvas.picks.pick([handle])
        if len(pile) > 1:
            name = store.curve.segments[handle.segment].name
            what = f"The {handle.side} of “{name}”, {pile.index(handle) + 1} of {len(pile)} handles"
            store.said.emit(f"{what} that lie here · click again for the next")

    def open_menu(self, scene: QPointF) -> None:
        """Select what is there, as a click does, and ask for its menu."""
        canvas, store = self._canvas, self._store
        if self._drag.gesture is not None or canvas.state.band is not None:
            return
        step, height = canvas.view_box.place(scene)
        hit = canvas.aim().hit(step, height)
        kind: SpotKind = "nothing" if hit.segment is None else "segment"
        if (hit.handle is not None and hit.handle.boundary is not None) or hit.boundary is not None:
            kind = "boundary"
        is_picked = hit.handle is not None and hit.handle in canvas.state.picked
        if not is_picked and (kind == "boundary" or hit.segment not in store.selection):
            self.click(scene, Modifiers.NoModifier)
        self.menu_wanted.emit(Spot(kind, step, scene))

    def double_click(self, scene: QPointF) -> None:
        """Rename the segment whose name is there, or cut the curve."""
        hit = self._canvas.aim().hit(*self._canvas.view_box.place(scene))
        if self._playhead.is_at(scene):
            return
        if hit.is_on_name and not hit.is_on_curve:
            self.rename_wanted.emit()
        else:
            self._split(hit)

    def split_at(self, scene: QPointF) -> None:
        """Cut the segment at a place across the plot, however far from the curve that is."""
        hit = self._canvas.aim().hit(*self._canvas.view_box.place(scene))
        self._split(replace(hit, is_on_curve=True))

    def split_under_mouse(self) -> bool:
        """Cut the segment where the mouse rests; return whether it rests over one."""
        scene = self._canvas.mouse
        if scene is None or self._playhead.is_at(scene):
            return False
        hit = self._canvas.aim().hit(*self._canvas.view_box.place(scene))
        if hit.is_grip or hit.segment is None:
            return False
        self._split(replace(hit, is_on_curve=True))
        return True

    def _split(self, hit: Hit) -> None:
        """Cut the curve under the mouse into two parts of one shape, and pick the new boundary."""
        canvas, store = self._canvas, self._store
        cut = cut_at(hit, canvas.state, canvas.view())
        if cut is None:
            if not hit.is_grip:
                store.said.emit(CUTS)
            return
        if cut.fault:
            store.said.emit(cut.fault)
            return
        index, position = cut.segment, cut.position
        store.edit_curve(lambda schedule: split_segment(schedule, index, position), "Add boundary")
        if not hit.is_in_later_cycle:
            self._pick_line(index + 1)
            canvas.show()

    def hover(self, scene: QPointF) -> None:
        """Show what lies under the mouse; a drag shows itself what it does to it."""
        drag = self._drag
        drag.end_what_was_lost()
        if drag.gesture is not None and not drag.is_by_keys:
            return
        self._canvas.mouse = scene
        self.look_again()

    def look_again(self) -> None:
        """Show what lies under a mouse that may rest while view and document change."""
        canvas, drag = self._canvas, self._drag
        if canvas.mouse is None or (drag.gesture is not None and not drag.is_by_keys):
            canvas.show()
            return
        if self._playhead.is_at(canvas.mouse):
            canvas.take(hovered=Hovered())
            canvas.show()
            self.shaped.emit(Shape.SizeHorCursor)
            return
        place = canvas.view_box.place(canvas.mouse)
        box = canvas.state.box
        grip = None if box is None else grip_at(box, place, canvas.view_box.pixel_size())
        hit = None if grip is not None else canvas.aim().hit(*place)
        canvas.take(hovered=Hovered() if hit is None else self._hovered(hit))
        canvas.show()
        self.shaped.emit(self._shape(hit, grip))

    def _hovered(self, hit: Hit) -> Hovered:
        boundary = hit.boundary
        rates = self._canvas.state.rates
        line = None if boundary is None else line_seen(rates, boundary, hit)
        cut = cut_at(hit, self._canvas.state, self._canvas.view())
        ghost = None if cut is None or cut.fault else cut.ghost
        return Hovered(hit.handle, hit.bend, line, ghost)

    def _shape(self, hit: Hit | None, grip: Grip | None) -> Qt.CursorShape:
        if self._canvas.is_hand:
            return Shape.OpenHandCursor
        if grip is not None:
            ways = {(1, 1): Shape.SizeBDiagCursor, (1, -1): Shape.SizeFDiagCursor}
            diagonal = ways.get((1, grip.across * grip.up), Shape.SizeHorCursor)
            return Shape.SizeVerCursor if grip.across == 0 else diagonal
        if hit is None:
            return Shape.CrossCursor
        bends = self._canvas.bends and not hit.is_grip and hit.segment is not None
        is_free = hit.bend is not None and hit.bend.control is not None
        if (hit.bend is not None or bends) and not is_free:
            return Shape.SizeVerCursor
        if is_free or hit.handle is not None or hit.is_movable:
            return Shape.SizeAllCursor
        return Shape.CrossCursor if hit.boundary is None else Shape.SizeHorCursor

    def leave(self) -> None:
        """Show nothing: the mouse has left."""
        self._drag.end_what_was_lost()
        self._canvas.mouse = None
        self._canvas.take(hovered=Hovered())
        self._canvas.show()

"""The mouse over the plot: it selects, splits and points, and lets go of what it drags."""

from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from rampsmith.app.plot.controls.aiming import Hit, line_seen
from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.cutting import cut_at
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.controls.playhead import Playhead
from rampsmith.app.plot.controls.press import Press
from rampsmith.app.plot.gestures.banding import Band, handles_within, segments_within
from rampsmith.app.plot.gestures.handles import Handle
from rampsmith.app.plot.gestures.scaling import Grip, grip_at
from rampsmith.app.plot.items.plot_state import Hovered
from rampsmith.designer.editing.splitting import split_segment

Modifiers = Qt.KeyboardModifier
Shape = Qt.CursorShape

ADDS = Modifiers.ShiftModifier | Modifiers.ControlModifier
"""Either key makes a click or a band add to what is selected."""

CUTS = "Double-click near the curve to cut it there; nothing moves"

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
        self._press = Press(canvas, drag, playhead)
        view = canvas.view_box
        view.pressed.connect(self._press.begin)
        view.dragged.connect(drag.move)
        view.released.connect(self.release)
        view.clicked.connect(self.click)
        view.double_clicked.connect(self.double_click)
        view.menu_wanted.connect(self.open_menu)
        view.hovered.connect(self.hover)
        view.left.connect(self.leave)
        canvas.keys_changed.connect(self.look_again)

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
            self._canvas.pick_line(hit.boundary)
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
            self._canvas.pick_line(index + 1)
            canvas.show()

    def hover(self, scene: QPointF) -> None:
        """Show what lies under the mouse, unless a drag shows that itself."""
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

"""The keys of the plot: arrows nudge, scale or pan; Space holds the view or changes the mode."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.controls.typed_number import TypedNumber
from rampsmith.app.plot.gestures.gesture import Axis, DragModes, Gesture
from rampsmith.app.plot.gestures.points import PointsDrag, points_of_handles
from rampsmith.app.plot.gestures.scaling import Grip, ScaleDrag
from rampsmith.app.plot.gestures.single_drags import BoundaryDrag
from rampsmith.app.plot.view.snapping import round_number

Key = Qt.Key
Modifiers = Qt.KeyboardModifier

WAYS: dict[int, tuple[int, int]] = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, 1),
    Key.Key_Down: (0, -1),
}
"""The directions of the arrow keys, across and up."""

OWN: dict[int, Qt.KeyboardModifier] = {
    Key.Key_Control: Modifiers.ControlModifier,
    Key.Key_Shift: Modifiers.ShiftModifier,
    Key.Key_Alt: Modifiers.AltModifier,
}
"""The modifiers that the keys which change a drag add to an event's, or remove."""

HELD: dict[int, str] = {Key.Key_B: "bends", Key.Key_N: "is_free", Key.Key_P: "draws"}
"""The letters that change what a drag does while they are held, and what each of them sets."""

LONGEST_TAP = 500
"""Milliseconds after which a letter that is let go was held, and not tapped."""

REPEATED = 20
"""Milliseconds within which no finger lets a key go and presses it again."""

SCALES = Modifiers.ControlModifier | Modifiers.ShiftModifier
"""The keys with which arrow keys scale the picked points by their right or upper edge."""

NUDGE = 5.0
"""Pixels that one press moves a handle by, about; rounded to a short number."""

COARSER = 10
"""The factor by which a press goes further with Ctrl, and less far with Shift."""

PAN = 0.1
"""The part of the view by which one press pans."""


@dataclass(slots=True)
class _Nudge:
    """A held arrow key, and how far it has moved what it moves."""

    key: int
    across: float = 0.0
    up: float = 0.0


class PlotKeys:
    """The keys of one plot."""

    def __init__(self, canvas: Canvas, drag: Drag) -> None:
        """Start with no key held."""
        self._canvas = canvas
        self._drag = drag
        self._typed = TypedNumber(canvas, drag)
        self._nudge: _Nudge | None = None
        self._held_since = self._let_go_at = 0

    def overrides(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the plot and not to a shortcut of the window.

        So does P, which is the pencil while it is held; tapped, it is the shortcut that it was.
        """
        is_plain = event.modifiers() == Modifiers.NoModifier
        return self._typed.takes(event) or (event.key() == Key.Key_P and is_plain)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it asked for anything."""
        if not self._typed.takes(event):
            return self._pressed(event)
        self._typed.press(event)
        return True

    def _pressed(self, event: QKeyEvent) -> bool:
        drag, key = self._drag, event.key()
        if key == Key.Key_Escape:
            self._nudge = None
            return drag.cancel() or self._let_go()
        if key == Key.Key_Space:
            return self._space(event)
        if key in HELD:
            if not event.isAutoRepeat():
                self._begin_hold(event)
            return True
        if key in OWN:
            drag.follow_keys(event.modifiers() | OWN[key])
            return False
        if key in WAYS and (drag.gesture is None or drag.is_by_keys):
            return self._arrow(event)
        return False

    def release(self, event: QKeyEvent) -> bool:
        """End what a held key did; a key that repeats is held."""
        key = event.key()
        if key in OWN:
            self._drag.follow_keys(event.modifiers() & ~OWN[key])
        if event.isAutoRepeat():
            return key in WAYS or key in HELD
        if key in HELD:
            # With other keys it was a shortcut, of which only the release comes here.
            is_tap = key == Key.Key_P and self._canvas.draws and not self._canvas.has_drawn
            is_tap = is_tap and event.timestamp() - self._held_since < LONGEST_TAP
            self._let_go_at = event.timestamp()
            self._hold(event, held=False)
            if is_tap:
                self._canvas.pencil_tapped.emit()
            return True
        if key == Key.Key_Space and self._canvas.is_hand:
            self._canvas.is_hand = False
            return True
        if self._nudge is not None and key == self._nudge.key:
            self.finish()
            return True
        return False

    def finish(self) -> None:
        """Make a held arrow key's way one edit; also when the plot loses the keyboard."""
        canvas = self._canvas
        canvas.is_hand = canvas.bends = canvas.is_free = canvas.draws = False
        if self._nudge is not None:
            self._nudge = None
            self._drag.end()

    def _space(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return True
        if self._drag.gesture is not None:
            self._drag.next_mode(event.modifiers())
        else:
            self._canvas.is_hand = True
        return True

    def _begin_hold(self, event: QKeyEvent) -> None:
        """Begin to hold a letter; go on with it where X has let go and pressed again by itself."""
        if event.timestamp() - self._let_go_at >= REPEATED or not self._held_since:
            self._held_since = event.timestamp()
            self._canvas.has_drawn = False
        self._hold(event, held=True)

    def _hold(self, event: QKeyEvent, *, held: bool) -> None:
        """Do what is dragged again with another letter held; or show what a drag would do."""
        setattr(self._canvas, HELD[event.key()], held)
        self._drag.follow_keys(event.modifiers())
        self._canvas.keys_changed.emit()

    def _let_go(self) -> bool:
        """Let go of the picked handles; return whether there are any."""
        if not self._canvas.state.picked:
            return False
        self._canvas.let_go()
        return True

    def _arrow(self, event: QKeyEvent) -> bool:
        """Nudge or scale what is picked; with nothing picked, go along the view, or to another curve."""
        modifiers = event.modifiers()
        if modifiers & Modifiers.AltModifier:
            return False
        way = WAYS[event.key()]
        is_plain = self._drag.gesture is None and not self._canvas.state.picked
        if is_plain and modifiers & SCALES == Modifiers.ControlModifier and way[1]:
            self._canvas.store.edit_next_curve(-way[1])
            return True
        scales = modifiers & SCALES == SCALES
        if self._nudge is not None and self._nudge.key != event.key():
            self.finish()
        if self._drag.gesture is None:
            gesture = self._grip(way) if scales else self._taken(way)
            if gesture is None and scales:
                return True
            if gesture is None:
                share = PAN * self._reach(modifiers, finer=1 / 5, coarser=5)
                self._canvas.view_box.go_along(share * way[0], share * way[1])
                return True
            self._nudge = _Nudge(event.key())
            self._drag.begin(gesture, by_keys=True)
        if self._nudge is not None:
            across, up = self._stride(modifiers if not scales else Modifiers.NoModifier)
            self._nudge.across += way[0] * across
            self._nudge.up += way[1] * up
            self._show(self._nudge)
        return True

    def _taken(self, way: tuple[int, int]) -> Gesture | None:
        """Take hold of the picked handles, to go along one axis."""
        state = self._canvas.state
        if not state.picked:
            return None
        first = state.picked[0]
        height = state.scale.height(first.rate)
        if len(state.picked) == 1:
            return BoundaryDrag(state.rates, first, first.boundary, state.group, first.step, height)
        points = points_of_handles(state.picked)
        axis: Axis = "time" if way[0] else "level"
        return PointsDrag(state.rates, points, state.group, first.step, height, first, axis)

    def _grip(self, way: tuple[int, int]) -> Gesture | None:
        """Take hold of the right or the upper edge of the box around what is picked."""
        state, said = self._canvas.state, self._canvas.store.said
        grip = Grip(abs(way[0]), abs(way[1]))
        if state.points is None or state.box is None:
            said.emit("Pick several handles or select several segments to scale them.")
            return None
        if grip not in state.box.grips():
            same = "at the same step" if way[0] else "at the same level"
            said.emit(f"All {state.points.words} are {same}; nothing can be scaled.")
            return None
        box = state.box
        return ScaleDrag(state.rates, state.points, state.group, box, grip, box.right, box.top)

    def _stride(self, modifiers: Qt.KeyboardModifier) -> tuple[float, float]:
        """Return how far one press goes, in steps and in heights."""
        across, up = self._canvas.view_box.pixel_size()
        times = self._reach(modifiers, finer=1 / COARSER, coarser=COARSER)
        steps = max(1.0, round(times * round_number(NUDGE * across, whole=True)))
        return steps, times * round_number(NUDGE * up, whole=False)

    @staticmethod
    def _reach(modifiers: Qt.KeyboardModifier, *, finer: float, coarser: float) -> float:
        if modifiers & Modifiers.ShiftModifier:
            return finer
        return coarser if modifiers & Modifiers.ControlModifier else 1.0

    def _show(self, nudge: _Nudge) -> None:
        """Show the picked handles where the key has brought them, without catching on anything."""
        canvas, gesture = self._canvas, self._drag.gesture
        if gesture is None:
            return
        view = canvas.view()
        fine = abs(nudge.up) / COARSER or view.height_pixel
        view = replace(view, time_snaps=frozenset(), level_snaps=frozenset(), height_pixel=fine)
        step, height = gesture.step + nudge.across, gesture.height + nudge.up
        self._drag.move_to(step, height, DragModes(one_axis=True), view)
        # The read-out goes along with the first of them.
        for handle in canvas.state.picked[:1]:
            height = canvas.state.scale.height(handle.rate)
            canvas.mouse = canvas.view_box.mapViewToScene(QPointF(handle.step, height))
            canvas.show()

"""The keys of the plot: arrows nudge, scale or pan, Space holds the view or goes on to the next mode."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from rampsmith.app.plot.gestures.boundary import BoundaryDrag
from rampsmith.app.plot.gestures.gesture import Axis, Gesture, Hold
from rampsmith.app.plot.gestures.points import PointsDrag, points_of_handles
from rampsmith.app.plot.gestures.scaling import Grip, ScaleDrag, box_around
from rampsmith.app.plot.snapping import round_number

if TYPE_CHECKING:
    from rampsmith.app.plot.plot import SchedulePlot

Key = Qt.Key
Modifiers = Qt.KeyboardModifier

WAYS: dict[int, tuple[int, int]] = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, 1),
    Key.Key_Down: (0, -1),
}
"""Where the arrow keys go, across and up."""

OWN: dict[int, Qt.KeyboardModifier] = {
    Key.Key_Control: Modifiers.ControlModifier,
    Key.Key_Shift: Modifiers.ShiftModifier,
    Key.Key_Alt: Modifiers.AltModifier,
}
"""What the keys that change a drag add to an event's modifiers, or take away."""

SCALES = Modifiers.ControlModifier | Modifiers.ShiftModifier
"""What arrow keys are pressed with to scale what is picked by its right or its upper edge."""

NUDGE = 5.0
"""Pixels that one press moves a handle by, about; rounded to a short number."""

COARSER = 10
"""How many times further it goes with Ctrl, and less far with Shift."""

PAN = 0.1
"""How much of the view one press goes along."""


@dataclass(slots=True)
class _Nudge:
    """A held arrow key: what it moves, and how far it has gone."""

    gesture: Gesture
    key: int
    across: float = 0.0
    up: float = 0.0


class PlotKeys:
    """The keys of one plot."""

    def __init__(self, plot: "SchedulePlot") -> None:
        """Serve a plot."""
        self._plot = plot
        self._nudge: _Nudge | None = None
        self.is_hand = False
        """Whether Space is held, so that the mouse moves the view."""

    @property
    def nudges(self) -> bool:
        """Whether a held arrow key moves something."""
        return self._nudge is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; tell whether it asked for anything."""
        plot = self._plot
        key = event.key()
        if key == Key.Key_Escape:
            self._nudge = None
            return plot.mouse.cancel() or self._let_go()
        if key == Key.Key_Space:
            return self._space(event)
        if key in OWN:
            plot.mouse.follow_keys(event.modifiers() | OWN[key])
            return False
        if key in WAYS and (self._nudge is not None or not plot.mouse.is_dragging):
            return self._arrow(event)
        return False

    def release(self, event: QKeyEvent) -> bool:
        """End what a held key did; a key that repeats is held."""
        key = event.key()
        if key in OWN:
            self._plot.mouse.follow_keys(event.modifiers() & ~OWN[key])
        if event.isAutoRepeat():
            return key in WAYS
        if key == Key.Key_Space and self.is_hand:
            self.is_hand = False
            self._plot.pointer.refresh()
            return True
        if self._nudge is not None and key == self._nudge.key:
            self.finish()
            return True
        return False

    def finish(self) -> None:
        """Make a held arrow key's way one edit; also when the plot loses the keyboard."""
        self.is_hand = False
        if self._nudge is not None:
            self._nudge = None
            self._plot.mouse.release()

    def _space(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return True
        if self._plot.mouse.is_dragging:
            self._plot.mouse.next_mode(event.modifiers())
        else:
            self.is_hand = True
            self._plot.pointer.refresh()
        return True

    def _let_go(self) -> bool:
        """Let go of the picked handles."""
        plot = self._plot
        if not plot.picks.among(plot.handles):
            return False
        plot.picks.pick(())
        plot.show_overlay()
        return True

    def _arrow(self, event: QKeyEvent) -> bool:
        """Nudge or scale what is picked; with nothing picked, go along the view."""
        plot = self._plot
        modifiers = event.modifiers()
        if modifiers & Modifiers.AltModifier:
            return False
        way = WAYS[event.key()]
        scales = modifiers & SCALES == SCALES
        if self._nudge is not None and self._nudge.key != event.key():
            self.finish()
        if self._nudge is None:
            gesture = self._grip(way) if scales else self._taken(way)
            if gesture is None and scales:
                return True
            if gesture is None:
                share = PAN * self._reach(modifiers, finer=1 / 5, coarser=5)
                plot.view_box.go_along(share * way[0], share * way[1])
                return True
            self._nudge = _Nudge(gesture, event.key())
            plot.mouse.begin(gesture)
        across, up = self._stride(modifiers if not scales else Modifiers.NoModifier)
        self._nudge.across += way[0] * across
        self._nudge.up += way[1] * up
        self._show(self._nudge)
        return True

    def _taken(self, way: tuple[int, int]) -> Gesture | None:
        """Take hold of the picked handles, to go along one axis."""
        plot = self._plot
        picked = plot.picks.among(plot.handles)
        if not picked:
            return None
        rates, group = plot.store.rates, plot.store.group_index
        first = picked[0]
        height = plot.scale.height(first.rate)
        if len(picked) == 1:
            return BoundaryDrag(rates, first, first.boundary, group, first.step, height)
        points = points_of_handles(picked)
        axis: Axis = "time" if way[0] else "level"
        return PointsDrag(rates, points, group, first.step, height, first, axis)

    def _grip(self, way: tuple[int, int]) -> Gesture | None:
        """Take hold of the right or the upper edge of the box around what is picked."""
        plot = self._plot
        grip = Grip(abs(way[0]), abs(way[1]))
        points = plot.picks.several(plot.handles)
        box = None if points is None else box_around(points, plot.scale)
        if points is None or box is None:
            plot.store.said.emit("Pick several handles or select several segments to scale them.")
            return None
        if grip not in box.grips():
            same = "at the same step" if way[0] else "at the same rate"
            plot.store.said.emit(f"All {points.words} are {same}; nothing can be scaled.")
            return None
        group = plot.store.group_index
        return ScaleDrag(plot.store.rates, points, group, box, grip, box.right, box.top)

    def _stride(self, modifiers: Qt.KeyboardModifier) -> tuple[float, float]:
        """How far one press goes, in steps and in heights."""
        across, up = self._plot.view_box.pixel_size()
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
        plot = self._plot
        gesture = nudge.gesture
        view = plot.view()
        fine = abs(nudge.up) / COARSER or view.height_pixel
        view = replace(view, time_snaps=frozenset(), level_snaps=frozenset(), height_pixel=fine)
        if isinstance(gesture, BoundaryDrag | PointsDrag | ScaleDrag):
            step, height = gesture.step + nudge.across, gesture.height + nudge.up
            plot.mouse.show(gesture, step, height, Hold(one_axis=True), view=view)
            first = plot.picks.among(plot.handles)[:1]
            for handle in first:
                plot.pointer.point_at(handle)

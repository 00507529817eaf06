"""From the mouse to gestures: takes hold, moves, lets go, takes back; selects and splits."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt

from rampsmith.app.plot.cycles import pace_at
from rampsmith.app.plot.gestures.banding import Band, handles_within, segments_within
from rampsmith.app.plot.gestures.bend import bend_drag
from rampsmith.app.plot.gestures.boundary import BoundaryDrag
from rampsmith.app.plot.gestures.gesture import MODES, Axis, Gesture, Guide, Hold, Mode, View
from rampsmith.app.plot.gestures.handles import Handle, Hit
from rampsmith.app.plot.gestures.points import Points, PointsDrag, points_of_segments
from rampsmith.app.plot.gestures.scaling import ScaleDrag, box_around, grip_at
from rampsmith.designer.editing.bends import bend_fault
from rampsmith.designer.editing.edits import split_segment
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.plot.plot import SchedulePlot

Modifiers = Qt.KeyboardModifier
ADDS = Modifiers.ShiftModifier | Modifiers.ControlModifier
"""Either key makes a click or a band add to what is selected."""

FOLLOWS = "Later cycles follow the first one: bend and drag the curve there"


class PlotMouse(QObject):
    """The gestures of one plot."""

    def __init__(self, plot: "SchedulePlot") -> None:
        """Follow the mouse over a plot."""
        super().__init__(plot)
        self._plot = plot
        self._store = plot.store
        self._gesture: Gesture | None = None
        self._began_in: Schedule | None = None
        self._mode: Mode | None = None
        self._at: QPointF | None = None
        self.band: Band | None = None
        self.guides: tuple[Guide, ...] = ()
        view = plot.view_box
        view.pressed.connect(self.press)
        view.dragged.connect(self.move)
        view.released.connect(self.release)
        view.clicked.connect(self.click)
        view.double_clicked.connect(self.split)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def begin(self, gesture: Gesture) -> None:
        """Let a gesture take hold of the document as it is now."""
        self._gesture = gesture
        self._began_in = self._store.history.schedule
        self._mode = None

    def press(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take hold of what is under the mouse; over nothing, begin a rubber band."""
        plot = self._plot
        plot.setFocus()
        plot.view_box.pans = plot.keys.is_hand
        if plot.view_box.pans:
            return
        step, height = plot.view_box.place(scene)
        gesture = self._grip_drag(step, height) or self._taken(step, height, modifiers)
        if gesture is not None:
            self.begin(gesture)

    def _grip_drag(self, step: float, height: float) -> Gesture | None:
        """Take hold of the box around several points."""
        plot = self._plot
        points = plot.picks.several(plot.handles)
        box = None if points is None else box_around(points, plot.scale)
        if points is None or box is None:
            return None
        grip = grip_at(box, (step, height), plot.view_box.pixel_size())
        if grip is None:
            return None
        rates, group = self._store.rates, self._store.group_index
        return ScaleDrag(rates, points, group, box, grip, step, height)

    def _taken(self, step: float, height: float, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        """Take hold of what the curve offers there."""
        plot = self._plot
        aim = plot.aim()
        found = aim.hit(step, height)
        bends = bool(modifiers & Modifiers.AltModifier)
        if found.handle is not None:
            return self._handle_drag(found.handle, step, height)
        if found.bend is not None:
            return self._bend_drag(found.bend.segment, step, height)
        if found.boundary is not None:
            return self._line_drag(found.boundary, step, height)
        index = aim.segment_at(step)
        on_curve = index is not None and aim.is_on_curve(step, height)
        if index is not None and (bends or found.segment is not None or on_curve):
            return self._curve_drag(index, step, height, bends=bends, on_curve=on_curve)
        self.band = Band((step, height), (step, height))
        return None

    def _curve_drag(
        self, index: int, step: float, height: float, *, bends: bool, on_curve: bool
    ) -> Gesture | None:
        """Bend or move a segment; by its name it moves in time alone."""
        if self._plot.aim().is_later_cycle(step):
            self._store.said.emit(FOLLOWS)
            return None
        if bends:
            return self._bend_drag(index, step, height)
        return self._segment_drag(index, (step, height), only_time=not on_curve)

    def _handle_drag(self, handle: Handle, step: float, height: float) -> Gesture:
        plot = self._plot
        rates, group = self._store.rates, self._store.group_index
        points = plot.picks.several(plot.handles)
        if points is not None and handle in points.levels:
            return PointsDrag(rates, points, group, step, height, handle)
        self._store.select_segment(handle.segment)
        plot.picks.pick([handle])
        pace = pace_at(rates, step)[1]
        return BoundaryDrag(rates, handle, handle.boundary, group, step, height, pace)

    def _line_drag(self, boundary: int, step: float, height: float) -> Gesture:
        rates, group = self._store.rates, self._store.group_index
        self._pick_line(boundary)
        pace = pace_at(rates, step)[1]
        return BoundaryDrag(rates, None, boundary, group, step, height, pace)

    def _pick_line(self, boundary: int) -> None:
        plot = self._plot
        self._store.select_segment(boundary - 1)
        plot.picks.pick(handle for handle in plot.handles if handle.boundary == boundary)

    def _bend_drag(self, index: int, step: float, height: float) -> Gesture | None:
        self._store.select_segment(index)
        fault = bend_fault(self._store.curve, index)
        if fault is not None:
            self._store.said.emit(fault)
            return None
        rates, group = self._store.rates, self._store.group_index
        return bend_drag(rates, index, group=group, step=step, height=height)

    def _segment_drag(self, index: int, place: tuple[float, float], *, only_time: bool) -> Gesture:
        rates, group = self._store.rates, self._store.group_index
        if index not in self._store.selection:
            self._store.select_segment(index)
        self._plot.picks.pick(())
        points = points_of_segments(rates, self._store.selection, group)
        lead = _nearest_end(points, place[0])
        axis: Axis = "time" if only_time else "both"
        return PointsDrag(rates, points, group, *place, lead, axis)

    def move(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Go on with a gesture or with a band."""
        plot = self._plot
        step, height = plot.view_box.place(scene)
        self._at = scene
        if self.band is not None:
            self.band = Band(self.band.begin, (step, height))
            plot.show_overlay()
        if self._gesture is None:
            return
        plot.pointer.follow(scene)
        self.show(self._gesture, step, height, self._hold(modifiers))

    def show(
        self,
        gesture: Gesture,
        step: float,
        height: float,
        hold: Hold,
        *,
        view: View | None = None,
    ) -> None:
        """Show what a gesture has come to; with a view other than the plot's for the keyboard."""
        outcome = gesture.moved(step, height, view or self._plot.view(), hold)
        self.guides = outcome.guides
        self._plot.pointer.held = outcome.held
        before = self._store.schedule
        self._store.preview(outcome.schedule)
        if self._store.schedule is before:
            self._plot.pointer.refresh()
            self._plot.show_overlay()
        self._store.said.emit(outcome.sentence)

    def _hold(self, modifiers: Qt.KeyboardModifier) -> Hold:
        mode: Mode = "roll"
        if self._mode is not None:
            mode = self._mode
        elif modifiers & Modifiers.AltModifier:
            mode = "stretch"
        elif modifiers & Modifiers.ControlModifier:
            mode = "push"
        return Hold(mode, bool(modifiers & Modifiers.ShiftModifier))

    def follow_keys(self, modifiers: Qt.KeyboardModifier) -> None:
        """Show at once what other keys make of a drag, while the mouse stands still."""
        if self._gesture is not None and self._at is not None:
            self.move(self._at, modifiers)

    def next_mode(self, modifiers: Qt.KeyboardModifier) -> None:
        """Go on to the next mode of moving a boundary, without its key."""
        now = self._hold(modifiers).mode
        self._mode = MODES[(MODES.index(now) + 1) % len(MODES)]
        self.follow_keys(modifiers)

    def release(self, modifiers: Qt.KeyboardModifier = Modifiers.NoModifier) -> None:
        """Let go: one edit with its words, or what the band encloses selected."""
        plot = self._plot
        plot.view_box.pans = False
        band, self.band = self.band, None
        if band is not None:
            self._select_within(band, adds=bool(modifiers & ADDS))
        gesture = self._ended()
        if gesture is not None:
            self._store.commit(gesture.words)
            self._store.said.emit("")
        plot.show_overlay()

    def cancel(self) -> bool:
        """Take a gesture or a band back; tell whether there was one."""
        band, self.band = self.band, None
        gesture = self._ended()
        if gesture is not None:
            self._store.cancel()
            self._store.said.emit("Taken back")
        self._plot.show_overlay()
        return band is not None or gesture is not None

    def drop_if_overtaken(self) -> None:
        """Forget a gesture whose document something else has changed: it would undo that unseen."""
        if self._gesture is not None and self._began_in is not self._store.history.schedule:
            self._ended()

    def _ended(self) -> Gesture | None:
        gesture, self._gesture = self._gesture, None
        self.guides = ()
        self._at = None
        self._plot.pointer.held = None
        return gesture

    def _select_within(self, band: Band, *, adds: bool) -> None:
        store, plot = self._store, self._plot
        if not store.curve.groups:
            return
        handles = handles_within(band, plot.handles, plot.scale)
        segments = segments_within(band, store.rates, store.group_index, plot.scale)
        if adds:
            handles = (*handles, *plot.picks.among(plot.handles))
            segments = (*segments, *store.selection)
        segments = segments or tuple(handle.segment for handle in handles)
        if segments:
            current = store.segment_index
            store.select_segments(segments, segments[0] if current not in segments else current)
        plot.picks.pick(handles)
        counted = f"{len(handles)} handles · arrow keys and drags move them, arrows with Ctrl+Shift scale them"
        store.said.emit(counted if handles else "")

    def click(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what is clicked; with Shift or Ctrl, too or no longer."""
        plot, store = self._plot, self._store
        plot.setFocus()
        step, height = plot.view_box.place(scene)
        found = plot.aim().hit(step, height)
        adds = bool(modifiers & ADDS)
        index = plot.aim().segment_at(step)
        if found.handle is not None and adds:
            plot.picks.toggle(found.handle)
        elif found.handle is not None:
            store.select_segment(found.handle.segment)
            plot.picks.pick([found.handle])
        elif found.boundary is not None:
            self._pick_line(found.boundary)
        elif index is not None and adds:
            store.toggle_segment(index)
        elif index is not None:
            store.select_segment(index)
            plot.picks.pick(())
        plot.show_overlay()

    def split(self, scene: QPointF) -> None:
        """Add a boundary where there is none yet, and pick it."""
        plot, store = self._plot, self._store
        place, height = plot.view_box.place(scene)
        found = plot.aim().hit(place, height)
        if found not in (Hit(), Hit(segment=found.segment)):
            return
        step = round(place)
        index = plot.aim().segment_at(step)
        if index is None:
            return
        position = round(pace_at(store.rates, step)[0]) + store.curve.counts_from
        store.edit_curve(lambda schedule: split_segment(schedule, index, position), "Add boundary")
        if not plot.aim().is_later_cycle(step):
            self._pick_line(index + 1)
            plot.show_overlay()


def _nearest_end(points: Points, step: float) -> Handle:
    """Give the end of the points that the mouse is nearest to; it is the one that catches."""
    return min(points.levels, key=lambda handle: abs(handle.step - step))

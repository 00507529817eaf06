"""The live plot: shows the store's schedule and turns drags into edits."""

from dataclasses import replace
from functools import partial
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QNativeGestureEvent,
    QWheelEvent,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.plot.controls.canvas import Canvas, PlotSettings
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.controls.edge_following import EdgeFollowing
from rampsmith.app.plot.controls.keys import PlotKeys
from rampsmith.app.plot.controls.mouse import PlotMouse, Spot
from rampsmith.app.plot.controls.playhead import Playhead
from rampsmith.app.plot.controls.view_framing import ViewFraming
from rampsmith.app.plot.items.alike import alike_curves, alike_lines
from rampsmith.app.plot.items.curve_drawing import curve_lines, group_pen_colour
from rampsmith.app.plot.items.curve_item import CurveItem
from rampsmith.app.plot.items.grid import GridItem
from rampsmith.app.plot.items.landmarks import LandmarksItem
from rampsmith.app.plot.items.marks import MarksItem
from rampsmith.app.plot.items.overlay import OverlayItem
from rampsmith.app.plot.items.plot_state import PlotState
from rampsmith.app.plot.items.series_layer import Background, SeriesLayer
from rampsmith.app.plot.items.step_dots import StepDotsItem
from rampsmith.app.plot.items.tints import LABEL_HEIGHT, NamesItem, TintsItem
from rampsmith.app.plot.items.view_item import Depth, ViewItem
from rampsmith.app.plot.sliders import ConstantSliders
from rampsmith.app.plot.view.axes import RateAxis
from rampsmith.app.plot.view.readout import Readout, chip, readout_text
from rampsmith.app.plot.view.time_axes import EpochAxis, Ruler
from rampsmith.app.plot.view.view_box import PlotViewBox
from rampsmith.designer.document.curves import first_group

DRAG_HINT = (
    "Drag handles, lines or the curve",
    " · held: Ctrl pushes",
    ", Alt stretches the rest",
    ", B bends the curve",
    ", P draws it",
    ", N snaps to nothing",
    ", Shift keeps to one axis",
    " · Esc takes it back",
    " · Double-click splits",
)
"""What can be done, in parts: where there is no room for all, the last ones are left out."""

EMPTY_HINT = (
    "A adds a segment",
    " · Ctrl+Shift+N begins from a preset",
    " · Ctrl+O opens a design",
)
"""What can be done while there is nothing to drag."""


class SchedulePlot(pg.PlotWidget):
    """The plot of the store's schedule."""

    settings_changed = Signal()

    menu_wanted = Signal(object)
    """A menu is wanted for a ``Spot``."""

    rename_wanted = Signal()
    """The selected segment is to have another name."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Show the store's schedule and follow it."""
        self.time_axis = Ruler()
        self.epoch_axis = EpochAxis()
        self.rate_axis = RateAxis()
        self.view_box = PlotViewBox()
        super().__init__(
            viewBox=self.view_box,
            axisItems={"bottom": self.time_axis, "left": self.rate_axis, "top": self.epoch_axis},
        )
        self.store = store
        self._appearance = appearance
        self.canvas = Canvas(store, self.view_box, self)
        self.setAccessibleDescription("".join(DRAG_HINT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        # What is near the mouse is found here; pyqtgraph would look for it again at every move.
        self.scene().setClickRadius(0)
        self._items: list[ViewItem] = []
        self.interaction_items: list[ViewItem] = []
        """Items that a picture of the plot leaves out."""
        self._curves = CurveItem()
        self._curves.setZValue(Depth.CURVES)
        self.view_box.addItem(self._curves, ignoreBounds=True)
        self.add_item(TintsItem(), Depth.TINTS)
        self.add_item(GridItem(self.time_axis, self.rate_axis), Depth.GRID)
        self.add_item(StepDotsItem(), Depth.DOTS)
        self.add_item(NamesItem(), Depth.NAMES)
        self.landmarks = LandmarksItem()
        self.add_item(self.landmarks, Depth.LANDMARKS)
        self.add_item(OverlayItem(), Depth.OVERLAY, in_pictures=False)
        self.add_item(MarksItem(), Depth.MARKS, in_pictures=False)
        self._alike = CurveItem()
        self._alike.setZValue(Depth.BEHIND)
        self.view_box.addItem(self._alike, ignoreBounds=True)
        self._behind: dict[str, tuple[Background, ...]] = {}
        self.behind = SeriesLayer()
        self.behind.setZValue(Depth.BEHIND)
        self.view_box.addItem(self.behind, ignoreBounds=True)
        self.sliders = ConstantSliders(store, self)
        self.readout = Readout(self)
        self._framing = ViewFraming(self.canvas, self.behind.highest)
        self.drag = Drag(self.canvas)
        self._keys = PlotKeys(self.canvas, self.drag)
        self.playhead = Playhead(self.canvas, (self.time_axis, self.epoch_axis))
        self._mouse = PlotMouse(self.canvas, self.drag, self.playhead)
        EdgeFollowing(self.canvas, self.drag)
        self._connect()
        self._recolour()

    def add_item(self, item: ViewItem, depth: Depth, *, in_pictures: bool = True) -> None:
        """Paint one more item at a depth, and show it every state of the plot."""
        item.setZValue(depth)
        self.view_box.addItem(item, ignoreBounds=True)
        item.show_state(self.state)
        self._items.append(item)
        if not in_pictures:
            self.interaction_items.append(item)

    def _connect(self) -> None:
        view = self.view_box
        view.pressed.connect(self._take_keys)
        view.clicked.connect(self._take_keys)
        view.menu_wanted.connect(self._take_keys)
        view.zoomed.connect(self._framing.leave)
        view.sigXRangeChanged.connect(self._redraw)
        view.sigRangeChanged.connect(self._mouse.look_again)
        view.sigResized.connect(self._frame_again)
        self._mouse.shaped.connect(self._take_shape)
        self._mouse.menu_wanted.connect(self.menu_wanted)
        self._mouse.rename_wanted.connect(self.rename_wanted)
        self.canvas.state_changed.connect(self._paint)
        self.store.changed.connect(self.refresh)
        self.store.opened.connect(self.frame_all)
        self._appearance.changed.connect(self._recolour)

    def _take_keys(self) -> None:
        self.setFocus()

    def _take_shape(self, shape: Qt.CursorShape) -> None:
        self.viewport().setCursor(shape)

    @property
    def state(self) -> PlotState:
        """The painted state."""
        return self.canvas.state

    @property
    def settings(self) -> PlotSettings:
        """The settings of the view and of snapping."""
        return self.canvas.settings

    def _recolour(self) -> None:
        theme = self._appearance.theme
        self.setBackground(QColor(theme.ground))
        for axis in (self.time_axis, self.epoch_axis, self.rate_axis):
            axis.set_theme(theme)
        self.canvas.take(theme=theme)
        self.refresh()

    def change_settings(self, **changes: Any) -> None:
        """Change some settings of the view or of snapping."""
        self.canvas.settings = replace(self.settings, **changes)
        self.refresh()
        if "logarithmic" in changes:
            self.frame_all()
        self.settings_changed.emit()

    def refresh(self) -> None:
        """Show the store's schedule as it is now."""
        canvas = self.canvas
        canvas.follow_store()
        self.setAccessibleName(f"Plot of the {self.store.focus.words} over the steps")
        for axis in (self.time_axis, self.epoch_axis):
            axis.show_schedule(self.store.curve, self.settings.unit)
        self.rate_axis.show_scale(canvas.state.scale)
        self._framing.follow_curve()
        self._frame_again()
        self._mouse.look_again()

    def show_behind(self, owner: str, backgrounds: tuple[Background, ...]) -> None:
        """Show other curves behind the design's, in place of those that the owner showed before."""
        self._behind[owner] = backgrounds
        every = tuple(each for shown in self._behind.values() for each in shown)
        if every != self.behind.backgrounds:
            self.behind.backgrounds = every
            self.refresh()

    def _paint(self) -> None:
        """Paint the state, and read out the values under the mouse."""
        state, mouse = self.canvas.state, self.canvas.mouse
        for item in self._items:
            item.show_state(state)
        if state.pointer is None or mouse is None:
            self.readout.hide()
            return
        step = state.pointer.step
        rows = self.behind.readings(state.rates, state.group, step, state.theme)
        chips = self._chips() if len(state.rates.schedule.groups) > 1 else ()
        text = readout_text(
            state.rates,
            step,
            self.store.focus,
            self.store.other_curves,
            group=state.group,
            chips=chips,
            most=self.readout.lines(len(rows)),
        )
        self.readout.show_at(self.mapFromScene(mouse), text, rows)

    def _chips(self) -> tuple[str, ...]:
        """Return what names each group of the curve by its colour in the read-out."""
        state = self.canvas.state
        places = map(state.place, range(len(state.rates.schedule.groups)))
        colours = (group_pen_colour(state.theme, place).name() for place in places)
        return tuple(chip(colour, state.theme.ground) for colour in colours)

    def show_playhead(self, step: int | None) -> None:
        """Show a walk at a step, or none."""
        if step != self.state.playhead:
            self.canvas.take(playhead=step)
            self.canvas.show()

    def point_at(self, x: float | None) -> None:
        """Point at the step at a pixel across the plot, for what lies below it; at none where None."""
        self.canvas.point_at(None if x is None else self.mapToScene(round(x), 0).x())

    def _frame_again(self) -> None:
        self._framing.frame_again()
        self._redraw()
        if self.sliders.isVisibleTo(self):
            place = self.view_box.sceneBoundingRect()
            self.sliders.place(place.right(), place.top() + LABEL_HEIGHT)

    def frame_all(self) -> None:
        """Show the whole run and all rates."""
        self._framing.frame_all()
        self._redraw()

    def frame_selection(self) -> None:
        """Show the selected segments as large as they will go."""
        if self.store.selection:
            self._framing.frame_selection()

    def _redraw(self) -> None:
        view = self.view_box.shown()
        state = self.state
        self.behind.draw(view, state.scale, state.theme)
        schedule, others = self.store.schedule, self.store.other_curves
        alike = alike_curves(schedule, self.store.focus, others, self.store.chosen_group)
        colours, several = [first_group(schedule, key) for key in alike], len(schedule.groups) > 1
        made = partial(alike_lines, alike, colours, view, state.scale, state.theme)
        self._alike.show_made(made)
        below = (*self.behind.lines, *self._alike.lines)
        if below or state.behind:
            self.canvas.take(behind=tuple((line.steps, line.heights) for line in below))
        elsewhere = {key.group for key in alike}
        groups = enumerate(state.rates.schedule.groups)
        behind = frozenset(index for index, group in groups if group.name in elsewhere)
        made = partial(
            curve_lines,
            state.rates,
            state.group,
            view,
            state.scale,
            state.theme,
            elsewhere=behind,
            places=state.places,
            is_one_of_several=several,
        )
        self._curves.show_made(made, is_preview=self.store.is_previewing)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way."""
        return self.drag.gesture is not None

    def split_under_mouse(self) -> bool:
        """Cut the segment where the mouse rests; return whether it rests over one."""
        return self._mouse.split_under_mouse()

    def split_at(self, scene: QPointF) -> None:
        """Cut the segment at a place of the scene."""
        self._mouse.split_at(scene)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the selected segment by its key; the mouse opens it itself."""
        index = self.store.segment_index
        if event.reason() == QContextMenuEvent.Reason.Keyboard and index is not None:
            line, view = self.store.rates.timeline, self.view_box
            step = (line.begins[index] + line.ends[index]) / 2
            middle = view.sceneBoundingRect().center().y()
            x = view.mapViewToScene(QPointF(step, 0)).x()
            self.menu_wanted.emit(Spot("segment", step, view.nearest(QPointF(x, middle))))
        event.accept()

    def remove_picked_boundaries(self) -> bool:
        """Remove the boundaries whose handles are picked; return whether there are any."""
        return self.hasFocus() and self.canvas.picks.remove_boundaries(self.state.handles)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a number that is typed during a drag from the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._keys.overrides(event)
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Nudge, pan, change modes, take back."""
        if self._keys.press(ev):
            ev.accept()
            return
        super().keyPressEvent(ev)

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        """End what a held key did."""
        if self._keys.release(ev):
            ev.accept()
            return
        super().keyReleaseEvent(ev)

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom or go along; what the wheel does not do here, pyqtgraph does."""
        if not self.view_box.scroll(ev):
            super().wheelEvent(ev)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by two fingers that part or meet on a trackpad."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            scene = self.mapToScene(event.position().toPoint())
            self.view_box.zoom(1 / max(0.1, 1 + event.value()), around=scene)
            return True
        return bool(super().viewportEvent(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what a held key did: its release will go elsewhere."""
        self._keys.finish()
        self.canvas.take(has_focus=False)
        self.canvas.show()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys go to the plot."""
        super().focusInEvent(event)
        self.canvas.take(has_focus=True)
        self.canvas.show()

"""The live plot: shows the store's schedule and turns drags into edits."""

from dataclasses import replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from rampsmith.app.plot.aiming import Aim
from rampsmith.app.plot.axes import RateAxis, units_per_step
from rampsmith.app.plot.curve_item import CurveItem
from rampsmith.app.plot.cycles import brackets
from rampsmith.app.plot.drawing import curve_lines, marks, ranges
from rampsmith.app.plot.epoch_axis import EpochAxis, OneLineTimeAxis
from rampsmith.app.plot.framing import (
    MOST_ZOOM,
    Frame,
    around_segments,
    designed_rates,
    longest,
    whole,
)
from rampsmith.app.plot.gestures.gesture import View
from rampsmith.app.plot.gestures.handles import Bend, Handle, bends, handles
from rampsmith.app.plot.gestures.scaling import box_around
from rampsmith.app.plot.keys import PlotKeys
from rampsmith.app.plot.landmarks import LandmarksItem, last_rate
from rampsmith.app.plot.marks import MarksItem
from rampsmith.app.plot.mouse import PlotMouse
from rampsmith.app.plot.overlay import OverlayItem
from rampsmith.app.plot.picking import Picks
from rampsmith.app.plot.pinned import PinnedCurves
from rampsmith.app.plot.pointer import PlotPointer
from rampsmith.app.plot.readout import Readout
from rampsmith.app.plot.scale import RateScale, scale_for
from rampsmith.app.plot.scrolling import pinched, scrolled
from rampsmith.app.plot.settings import PlotSettings
from rampsmith.app.plot.tints import BRACKET_HEIGHT, LABEL_HEIGHT, TintsItem
from rampsmith.app.plot.view_box import PlotViewBox
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.evaluation.rates import Rates

DRAG_HINT = (
    "Drag handles, lines or the curve · Ctrl pushes, Alt stretches the rest, or bends the curve · "
    "Shift keeps to one axis · Esc takes it back · Double-click splits"
)

HANDLE_ROOM = 14.0
"""Pixels between what is written at the top and the highest handle."""

LEAST_HEADROOM, MOST_HEADROOM = 0.12, 0.5
"""The part of the plot above the highest rate: airy where there is room, yet never all of it."""


class SchedulePlot(pg.PlotWidget):
    """The plot of the store's schedule."""

    settings_changed = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the store's schedule and follow it."""
        self.time_axis = OneLineTimeAxis()
        self.epoch_axis = EpochAxis()
        self.rate_axis = RateAxis()
        self.view_box = PlotViewBox()
        super().__init__(
            parent,
            viewBox=self.view_box,
            axisItems={
                "bottom": self.time_axis,
                "left": self.rate_axis,
                "top": self.epoch_axis,
            },
        )
        self.store = store
        self.theme = theme
        self.settings = PlotSettings()
        self.scale = RateScale()
        self.setAccessibleName("Plot of the rate over the steps")
        self.setAccessibleDescription(DRAG_HINT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        # What is near the mouse is found here; pyqtgraph would look for it again at every move.
        self.scene().setClickRadius(0)
        self._tints = TintsItem(theme)
        self._curves = CurveItem()
        self.marks = MarksItem(theme)
        self.landmarks = LandmarksItem(theme)
        self.overlay = OverlayItem(theme)
        layers: tuple[Any, ...] = (
            self._tints,
            self._curves,
            self.landmarks,
            self.overlay,
            self.marks,
        )
        for depth, item in enumerate(layers):
            item.setZValue(10 * depth)
            self.view_box.addItem(item, ignoreBounds=True)
        self.of_the_mouse: list[Any] = [self.marks, self.overlay]
        """Items that a picture of the plot leaves out."""
        self.pinned = PinnedCurves(self)
        self.readout = Readout(self)
        self.handles: tuple[Handle, ...] = ()
        self._bends: tuple[Bend, ...] = ()
        self._framed = True
        self._drawn: object = None
        """What the curves were last drawn of; saving and selecting change nothing about them."""
        self.picks = Picks(store)
        self.keys = PlotKeys(self)
        self.mouse = PlotMouse(self)
        self.pointer = PlotPointer(self)
        self._connect()
        self.set_theme(theme)
        self.refresh()

    def _connect(self) -> None:
        view = self.view_box
        view.zoomed.connect(self._unframe)
        view.sigXRangeChanged.connect(self._redraw)
        view.sigResized.connect(self._follow_size)
        self.store.opened.connect(self._let_go)
        self.store.changed.connect(self.refresh)

    def set_theme(self, theme: Theme) -> None:
        """Recolour everything by hand."""
        self.theme = theme
        self.setBackground(QColor(theme.ground))
        for axis in (self.time_axis, self.epoch_axis, self.rate_axis):
            axis.set_theme(theme)
        for item in (self._tints, self.landmarks, self.marks, self.overlay):
            item.theme = theme
        self.refresh()

    def change_settings(self, **changes: Any) -> None:
        """Change how the plot shows or helps."""
        self.settings = replace(self.settings, **changes)
        self.refresh()
        if "logarithmic" in changes:
            self.frame_all()
        self.settings_changed.emit()

    def refresh(self) -> None:
        """Show the store's schedule as it is now."""
        store = self.store
        self.mouse.drop_if_overtaken()
        if units_per_step(store.curve, self.settings.unit) is None:
            self.settings = replace(self.settings, unit="steps")
        rates = store.rates
        group = store.group_index
        self.handles, self._bends = (), ()
        if store.curve.groups:
            self.handles, self._bends = handles(rates, group), bends(rates, group)
        if not store.is_previewing:
            self.scale = scale_for(designed_rates(rates), logarithmic=self.settings.logarithmic)
        across = self.view_box.pixel_size()[0]
        for axis in (self.time_axis, self.epoch_axis):
            axis.show_schedule(store.curve, self.settings.unit)
        self.rate_axis.show_scale(self.scale)
        self._tints.show_ranges(
            ranges(rates, store.selection, across), brackets(rates), rates.timeline.run_steps
        )
        self.landmarks.scale = self.scale
        self.landmarks.last = last_rate(rates, group, across)
        self.marks.handles = self.handles
        self.marks.scale = self.scale
        self.marks.selected_segment = store.segment_index
        self.marks.marks = () if store.is_previewing else marks(store.problems)
        self.marks.update()
        if self._framed and not store.is_previewing:
            self._frame(rates)
        self._redraw()
        self.show_overlay()
        self.pointer.refresh()

    def show_overlay(self) -> None:
        """Show what gestures and picks are about."""
        overlay = self.overlay
        overlay.scale = self.scale
        overlay.bends = self._bends
        overlay.picked = self.picks.among(self.handles)
        points = self.picks.several(self.handles)
        overlay.box = None if points is None else box_around(points, self.scale)
        overlay.band = self.mouse.band
        overlay.guides = self.mouse.guides
        overlay.update()

    def _let_go(self) -> None:
        self.picks.pick(())
        self.show_overlay()

    def _follow_size(self) -> None:
        """Frame all again where all is framed: the names take another part of the height now."""
        if self._framed and not self.store.is_previewing:
            self._frame(self.store.rates)
        self._redraw()

    def frame_all(self) -> None:
        """Show the whole run and all rates."""
        self._framed = True
        self._frame(self.store.rates)
        self._redraw()

    def frame_selection(self) -> None:
        """Show the selected segments as large as they will go."""
        if self.store.selection:
            self._unframe()
            self._show(around_segments(self.store.rates, self.store.selection, self.scale))

    def zoom(self, factor: float) -> None:
        """Show so many times as much of the run, around the middle of the view."""
        self.view_box.zoom(factor)

    def _frame(self, rates: Rates) -> None:
        frame = whole(
            rates, self.scale, highest=self.pinned.highest, headroom=self._headroom(rates)
        )
        steps = longest(rates)
        height = frame.heights[1] - frame.heights[0]
        self.view_box.setLimits(
            minXRange=min(2.0, steps),
            maxXRange=MOST_ZOOM * steps,
            # Closer than this, a float no longer tells one pixel from the next.
            minYRange=1e-9 * height,
            maxYRange=10 * height if self.scale.logarithmic else MOST_ZOOM * height,
        )
        self._show(frame)

    def _headroom(self, rates: Rates) -> float:
        """Keep the curve below the names, and below the brackets where there are some."""
        pixels = LABEL_HEIGHT + (BRACKET_HEIGHT if rates.schedule.blocks else 0.0) + HANDLE_ROOM
        height = max(1.0, float(self.view_box.height()))
        return min(MOST_HEADROOM, max(LEAST_HEADROOM, pixels / height))

    def _show(self, frame: Frame) -> None:
        self.view_box.setRange(
            xRange=frame.steps, yRange=frame.heights, padding=0, disableAutoRange=True
        )

    def _unframe(self) -> None:
        self._framed = False

    def _redraw(self) -> None:
        low, high = self.view_box.viewRange()[0]
        pixels = max(1, int(self.view_box.width()))
        view = (low, high, pixels)
        group = self.store.group_index
        self.pinned.draw(view, self.scale)
        drawn = (self.store.rates, group, view, self.scale, self.theme, self.store.is_previewing)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        lines = curve_lines(self.store.rates, group, view, self.scale, self.theme)
        if self.store.is_previewing:
            self._curves.show_preview(lines)
        else:
            self._curves.show_lines(lines)

    def view(self) -> View:
        """Tell how plot and pixels relate, and what a drag catches on."""
        across, up = self.view_box.pixel_size()
        settings = self.settings
        return View(
            self.scale,
            across,
            up,
            settings.time_snaps if settings.snaps_time else frozenset(),
            settings.level_snaps if settings.snaps_level else frozenset(),
        )

    def aim(self) -> Aim:
        """Tell what the mouse can be above."""
        store = self.store
        pixel = self.view_box.pixel_size()
        names = self.view_box.viewRange()[1][1] - LABEL_HEIGHT * pixel[1]
        group = store.group_index
        return Aim(store.rates, group, self.handles, self._bends, self.scale, pixel, names)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way."""
        return self.mouse.is_dragging

    def cancel_drag(self) -> bool:
        """Take the gesture under way back; tell whether there was one."""
        return self.mouse.cancel()

    def remove_picked_boundaries(self) -> bool:
        """Remove the boundaries whose handles are picked; tell whether there are any."""
        return self.hasFocus() and self.picks.remove_boundaries(self.handles)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Nudge, pan, change modes, take back."""
        if self.keys.press(ev):
            ev.accept()
            return
        super().keyPressEvent(ev)

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        """End what a held key did."""
        if self.keys.release(ev):
            ev.accept()
            return
        super().keyReleaseEvent(ev)

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom or go along; what the wheel does not do here, pyqtgraph does."""
        if not scrolled(self.view_box, ev):
            super().wheelEvent(ev)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by two fingers that part or meet on a trackpad."""
        if isinstance(event, QNativeGestureEvent) and pinched(self, event):
            return True
        return bool(super().viewportEvent(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what a held key did: its release will go elsewhere."""
        self.keys.finish()
        super().focusOutEvent(event)

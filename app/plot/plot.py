"""The live plot: shows the store's schedule and turns drags into edits."""

import math
from dataclasses import dataclass, replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.plot.axes import RateAxis, TimeAxis, TimeUnit, units_per_step
from rampsmith.app.plot.curve_item import CurveItem
from rampsmith.app.plot.cycles import brackets, hit_in_cycle, pace_at
from rampsmith.app.plot.drawing import curve_lines, group_pen_colour, marks, ranges
from rampsmith.app.plot.gestures import Axis, Drag, Handle, Hit, View, handles, hit
from rampsmith.app.plot.items import MarksItem, Pointer, TintsItem
from rampsmith.app.plot.readout import Readout, readout_text
from rampsmith.app.plot.scale import RateScale, scale_for
from rampsmith.app.plot.view_box import PlotViewBox
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.editing.edits import split_segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Schedule

DRAG_HINT = (
    "Drag a boundary to take from its neighbour · Ctrl pushes what follows · "
    "Shift keeps to one axis · Esc takes it back · Double-click splits"
)

MOST_ZOOM = 1000
"""How many times the schedule the view may show; on a log axis ten times as many decades."""

LARGEST = 1e100
"""The largest step or rate that the view goes to; near the largest float Qt itself crashes."""


@dataclass(frozen=True, slots=True)
class PlotSettings:
    """How the plot shows and helps; the window's, not the document's."""

    logarithmic: bool = False
    unit: TimeUnit = "steps"
    snaps_time: bool = True
    snaps_level: bool = True


class SchedulePlot(pg.PlotWidget):
    """The plot of the store's schedule."""

    settings_changed = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the store's schedule and follow it."""
        self.time_axis = TimeAxis()
        self.rate_axis = RateAxis()
        self.view_box = PlotViewBox()
        super().__init__(
            parent,
            viewBox=self.view_box,
            axisItems={"bottom": self.time_axis, "left": self.rate_axis},
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
        self._tints = TintsItem(theme)
        self._curves = CurveItem()
        self._marks = MarksItem(theme)
        layers: tuple[pg.GraphicsObject, ...] = (self._tints, self._curves, self._marks)
        for depth, item in enumerate(layers):
            item.setZValue(10 * depth)
            self.view_box.addItem(item, ignoreBounds=True)
        self.readout = Readout(self)
        self._handles: tuple[Handle, ...] = ()
        self._drag: Drag | None = None
        self._dragged_in: Schedule | None = None
        self._framed = True
        self._last_mouse: QPointF | None = None
        self._connect()
        self.set_theme(theme)
        self.refresh()

    def _connect(self) -> None:
        view = self.view_box
        view.pressed.connect(self._press)
        view.dragged.connect(self._move)
        view.released.connect(self._release)
        view.clicked.connect(self._click)
        view.double_clicked.connect(self._split)
        view.hovered.connect(self._hover)
        view.left.connect(self._leave)
        view.zoomed.connect(self._unframe)
        view.sigXRangeChanged.connect(self._redraw)
        view.sigResized.connect(self._redraw)
        self.store.changed.connect(self.refresh)

    def set_theme(self, theme: Theme) -> None:
        """Recolour everything by hand."""
        self.theme = theme
        self.setBackground(QColor(theme.ground))
        for axis in (self.time_axis, self.rate_axis):
            axis.set_theme(theme)
        self._tints.theme = theme
        self._marks.theme = theme
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
        if self._drag is not None and self._dragged_in is not store.history.schedule:
            # Something else has changed the document: the drag would undo that unseen.
            self._drag = None
        if units_per_step(store.curve, self.settings.unit) is None:
            self.settings = replace(self.settings, unit="steps")
        rates = store.rates
        group = store.group_index
        if store.curve.groups:
            self._handles = handles(rates, group)
        else:
            self._handles = ()
        if not store.is_previewing:
            self.scale = scale_for(self._designed_rates(rates), logarithmic=self._is_log)
        self.time_axis.show_schedule(store.curve, self.settings.unit)
        self.rate_axis.show_scale(self.scale)
        across = self.view_box.pixel_size()[0]
        self._tints.show_ranges(
            ranges(rates, store.segment_index, across), brackets(rates), rates.timeline.run_steps
        )
        self._marks.handles = self._handles
        self._marks.scale = self.scale
        self._marks.selected_segment = store.segment_index
        self._marks.marks = () if store.is_previewing else marks(store.problems)
        self._marks.update()
        if self._framed and not store.is_previewing:
            self._frame(rates)
        self._redraw()
        self._update_pointer()

    @property
    def _is_log(self) -> bool:
        return self.settings.logarithmic

    def _designed_rates(self, rates: Rates) -> list[float]:
        groups = range(len(rates.schedule.groups))
        count = len(rates.schedule.segments)
        ends = [rates.level_at_end(i, g) for g in groups for i in range(count)]
        return ends + [rates.level_at_start(i, g) for g in groups for i in range(count)]

    def frame_all(self) -> None:
        """Show the whole run and all rates."""
        self._framed = True
        self._frame(self.store.rates)
        self._redraw()

    def _frame(self, rates: Rates) -> None:
        line = rates.timeline
        longest = min(max(line.run_steps, line.end, 1), LARGEST)
        finite = [rate for rate in self._designed_rates(rates) if math.isfinite(rate)]
        top = min(max([*finite, 0.0]) or 1.0, LARGEST)
        if self.scale.logarithmic:
            low, high = self.scale.height(0.0), self.scale.height(top)
            bottom, high = low - 0.02 * (high - low), high + 0.16 * max(high - low, 0.5)
        else:
            top = max(top, 1 / LARGEST)
            bottom, high = -0.015 * top, 1.14 * top
        height = high - bottom
        self.view_box.setLimits(
            minXRange=min(2.0, longest),
            maxXRange=MOST_ZOOM * longest,
            # Closer than this, a float no longer tells one pixel from the next.
            minYRange=1e-9 * height,
            maxYRange=10 * height if self.scale.logarithmic else MOST_ZOOM * height,
        )
        self.view_box.setRange(
            xRange=(-0.012 * longest, 1.06 * longest),
            yRange=(bottom, high),
            padding=0,
            disableAutoRange=True,
        )

    def _unframe(self) -> None:
        self._framed = False

    def _redraw(self) -> None:
        low, high = self.view_box.viewRange()[0]
        pixels = max(1, int(self.view_box.width()))
        view = (low, high, pixels)
        group = self.store.group_index
        lines = curve_lines(self.store.rates, group, view, self.scale, self.theme)
        if self.store.is_previewing:
            self._curves.show_preview(lines)
        else:
            self._curves.show_lines(lines)

    def _view(self) -> View:
        across, up = self.view_box.pixel_size()
        settings = self.settings
        return View(self.scale, across, up, settings.snaps_time, settings.snaps_level)

    def _hit(self, scene: QPointF) -> Hit:
        step, height = self.view_box.place(scene)
        across, up = self.view_box.pixel_size()

        place, pace = pace_at(self.store.rates, step)
        if place != step:
            # In a later cycle only the boundaries' lines can be taken hold of.
            return hit_in_cycle(self.store.rates, place, across * pace)

        def distance(at: float, rate: float) -> tuple[float, float]:
            return abs(at - step) / across, abs(self.scale.height(rate) - height) / up

        return hit(self._handles, distance)

    def _press(self, scene: QPointF) -> None:
        found = self._hit(scene)
        self.view_box.pans = found == Hit()
        if self.view_box.pans:
            return
        step, height = self.view_box.place(scene)
        pace = pace_at(self.store.rates, step)[1]
        self._dragged_in = self.store.history.schedule
        self._drag = Drag(self.store.rates, found, self.store.group_index, step, height, pace)
        segment = found.handle.segment if found.handle is not None else (found.boundary or 1) - 1
        self.store.select_segment(segment)

    def _move(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        drag = self._drag
        if drag is None:
            return
        step, height = self.view_box.place(scene)
        axis: Axis = "both"
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            across, up = self.view_box.pixel_size()
            sideways = abs(step - drag.step) / across
            axis = "time" if sideways >= abs(height - drag.height) / up else "level"
        pushes = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        outcome = drag.moved(step, height, self._view(), pushes=pushes, axis=axis)
        self._last_mouse = scene
        self.store.preview(outcome.schedule)
        self.store.said.emit(outcome.sentence)

    def _release(self) -> None:
        self.view_box.pans = False
        if self._drag is not None:
            words = self._drag.words
            self._drag = None
            self.store.commit(words)
            self.store.said.emit("")

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse holds a handle or a boundary."""
        return self._drag is not None

    def cancel_drag(self) -> bool:
        """Take the drag under way back; tell whether there was one."""
        if self._drag is None:
            return False
        self._drag = None
        self.store.cancel()
        self.store.said.emit("Taken back")
        return True

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Esc takes a drag back."""
        if ev.key() == Qt.Key.Key_Escape and self.cancel_drag():
            ev.accept()
            return
        super().keyPressEvent(ev)

    def _segment_at(self, step: float) -> int | None:
        line = self.store.rates.timeline
        position = pace_at(self.store.rates, step)[0] + self.store.curve.counts_from
        places = enumerate(zip(line.begins, line.ends, strict=True))
        return next((i for i, (begin, end) in places if begin <= position < end), None)

    def _click(self, scene: QPointF) -> None:
        self.setFocus()
        found = self._hit(scene)
        if found.handle is not None:
            self.store.select_segment(found.handle.segment)
            return
        index = self._segment_at(self.view_box.place(scene)[0])
        if index is not None:
            self.store.select_segment(index)

    def _split(self, scene: QPointF) -> None:
        if self._hit(scene) != Hit():
            return
        step = round(self.view_box.place(scene)[0])
        index = self._segment_at(step)
        if index is None:
            return
        position = round(pace_at(self.store.rates, step)[0]) + self.store.curve.counts_from
        self.store.edit_curve(
            lambda schedule: split_segment(schedule, index, position), "Add boundary"
        )

    def _hover(self, scene: QPointF) -> None:
        self._last_mouse = scene
        found = self._hit(scene)
        self._marks.hovered = found.handle
        boundary = found.boundary
        self._marks.hovered_boundary = None if boundary is None else self._seen(boundary, scene)
        if found.handle is not None:
            cursor = Qt.CursorShape.SizeAllCursor
        elif boundary is not None:
            cursor = Qt.CursorShape.SizeHorCursor
        else:
            cursor = Qt.CursorShape.CrossCursor
        self.viewport().setCursor(cursor)
        self._update_pointer()

    def _seen(self, boundary: int, scene: QPointF) -> float:
        """Give the step of a boundary in the cycle that the mouse is in."""
        rates = self.store.rates
        step = self.view_box.place(scene)[0]
        place, pace = pace_at(rates, step)
        end = rates.timeline.ends[boundary - 1] - self.store.curve.counts_from
        apart = end - place
        repeat = rates.schedule.repeat_of(boundary - 1)
        if place != step and repeat is not None and repeat.last == boundary - 1:
            laps = rates.timeline.laps[rates.schedule.blocks.index(repeat)]
            # The end of a cycle is the beginning of the next.
            apart = min(apart, apart - laps.cycle, key=abs)
        return step + apart / pace

    def _leave(self) -> None:
        self._last_mouse = None
        self._marks.hovered = None
        self._marks.hovered_boundary = None
        self._update_pointer()

    def _update_pointer(self) -> None:
        """Put the cursor's line, its dots and its read-out where the mouse is."""
        scene = self._last_mouse
        rates = self.store.rates
        step = None if scene is None else round(self.view_box.place(scene)[0])
        if scene is None or step is None or step < 0 or not self.store.curve.segments:
            self._marks.pointer = None
            self.readout.hide()
        else:
            values = rates.at(step)
            colours = [group_pen_colour(self.theme, index) for index in range(len(values))]
            points = [
                (self.scale.height(value), colour)
                for value, colour in zip(values, colours, strict=True)
            ]
            self._marks.pointer = Pointer(step, points)
            self.readout.show_at(self.mapFromScene(scene), readout_text(rates, step))
        self._marks.update()
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton and self.store.is_previewing:
            # The release was lost, as when another window took the mouse away.
            self._release()

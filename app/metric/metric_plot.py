"""The small plot on which the metric of a plateau is drawn."""

import html
import math
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.plot.items.curve_item import CurveItem, Line
from rampsmith.app.plot.items.grid import GridItem
from rampsmith.app.plot.items.plot_state import PlotState
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.axes import MetricAxis
from rampsmith.app.plot.view.readout import Readout
from rampsmith.app.plot.view.series import PointSeries
from rampsmith.app.plot.view.time_axes import TimeAxis
from rampsmith.app.plot.view.view_box import PlotViewBox
from rampsmith.designer.editing.drawn_metric import Point, stroked
from rampsmith.designer.evaluation.plateau_falls import Fall, falls, watched_steps
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import count_text

NEAR = 6.0
"""Pixels from the mouse to the line of a fall within which its reason is shown."""

MOST_LINES = 200
"""Lines of falls that are drawn; more could not be told apart."""

LARGEST = 1e100
"""The largest metric that the view goes to; near the largest float Qt itself crashes."""


class MetricPlot(pg.PlotWidget):
    """Shows the metric over the steps and where the rate falls; a drag draws the metric.

    It stands on the ruler of the plot above it: whatever is seen of the run there is seen here, at
    the same pixels.
    """

    def __init__(self, store: Store, above: SchedulePlot, appearance: Appearance) -> None:
        """Follow the store's document, and the run as the plot above shows it."""
        self.time_axis = TimeAxis()
        self.value_axis = MetricAxis()
        self.view_box = PlotViewBox()
        super().__init__(
            viewBox=self.view_box,
            axisItems={"bottom": self.time_axis, "left": self.value_axis},
        )
        self.store = store
        self._above = above
        self.view_box.setXLink(above.view_box)
        self._appearance = appearance
        self.theme = appearance.theme
        self.falls: tuple[Fall, ...] = ()
        self.first = 0
        self.count = 0
        self.setAccessibleName("Plot of the metric over the steps")
        self.setAccessibleDescription("Drag to draw the metric; Esc takes the stroke back")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self._grid = GridItem(self.time_axis, self.value_axis)
        self.view_box.addItem(self._grid, ignoreBounds=True)
        self._curves = CurveItem()
        self.view_box.addItem(self._curves, ignoreBounds=True)
        self.readout = Readout(self)
        self.stroke_at: Point | None = None
        """The last point of the stroke under way."""
        self._connect()
        appearance.changed.connect(self._recolour)
        self._recolour()

    def _connect(self) -> None:
        view = self.view_box
        view.pressed.connect(self._press)
        view.dragged.connect(lambda scene, _: self._move(scene))
        view.released.connect(self._release)
        view.clicked.connect(self._click)
        view.hovered.connect(self._hover)
        view.left.connect(self.readout.hide)
        view.zoomed.connect(self._above.view_box.zoomed)
        self._above.settings_changed.connect(self.refresh)
        view.sigXRangeChanged.connect(self._redraw)
        view.sigResized.connect(self._redraw)
        self.store.document_changed.connect(self._drop_stroke)

    def _recolour(self) -> None:
        self.theme = theme = self._appearance.theme
        self.setBackground(QColor(theme.ground))
        for axis in (self.time_axis, self.value_axis):
            axis.set_theme(theme)
        self._grid.show_state(PlotState(theme=theme))
        self.refresh()

    def refresh(self) -> None:
        """Show the store's metric and falls as they are now."""
        store = self.store
        self.first, count = watched_steps(store.schedule)
        self.count = min(count, MOST_METRICS)
        self.falls = falls(store.schedule, store.group_index)
        self.time_axis.show_schedule(store.schedule, self._above.settings.unit)
        if self.stroke_at is None:
            self._frame()
        self._redraw()

    def _redraw(self) -> None:
        self._curves.show_lines(tuple(self._lines()))

    def _lines(self) -> list[Line]:
        metric = self.store.schedule.metric
        low, high = self._heights()
        quiet = QColor(self.theme.quiet)
        lines = [
            Line([fall.step] * 2, [low, high], quiet, 1.0, Qt.PenStyle.DotLine)
            for fall in self.falls[:MOST_LINES]
        ]
        if metric and self.count:
            lines += self._curve(metric[: self.count])
        return lines

    def _curve(self, values: tuple[float, ...]) -> list[Line]:
        """Draw what the view shows of the values, and that the last one goes on."""
        view = self.view_box.shown()
        known = range(self._step(0), self._step(len(values)))
        found, seen = PointSeries("metric", known, values).points(view)
        steps, heights = list(found), [max(-LARGEST, min(value, LARGEST)) for value in seen]
        colour = self.theme.family("metric")
        if len(values) == 1:
            steps, heights = [known[0] - 0.5, *steps], heights * 2
        # A wide pen is slow where lines lie as close as the pixels.
        lines = [Line(steps, heights, colour, 2.0 if len(steps) < view.pixels else 1.0)]
        if steps[-1] == known[-1]:
            goes_on = [steps[-1], self._step(self.count - 1)]
            lines.append(Line(goes_on, heights[-1:] * 2, colour, 2.0, Qt.PenStyle.DashLine))
        return lines

    def _step(self, index: int) -> int:
        """Return the step at which a value has been taken in, where the rate may fall."""
        return self.first + 1 + index

    def _heights(self) -> tuple[float, float]:
        """Choose the range of values to show."""
        shown = [each for each in self.store.schedule.metric[: self.count] if math.isfinite(each)]
        low, high = min(shown, default=0.0), max(shown, default=1.0)
        low, high = max(-LARGEST, min(low, LARGEST)), max(-LARGEST, min(high, LARGEST))
        if 0 <= low <= 0.7 * high:
            low = 0.0
        # Room to draw beyond what there is; how much is a guess.
        room = 0.2 * (high - low) or 0.5 * abs(high) or 1.0
        return (low - 0.05 * room if low == 0 else low - room), high + room

    def _frame(self) -> None:
        low, high = self._heights()
        self.view_box.setLimits(minYRange=1e-9 * (high - low))
        self.view_box.setRange(yRange=(low, high), padding=0, disableAutoRange=True)
        # While it is hidden, its place on the screen is not known.
        self.view_box.linkedXChanged()

    def _point(self, scene: QPointF) -> Point:
        step, height = self.view_box.place(scene)
        index = round(step) - self.first - 1
        return max(0, min(index, self.count - 1)), float(f"{height:.4g}")

    def _press(self, scene: QPointF) -> None:
        self.view_box.pans = self.count == 0
        if self.count:
            self.stroke_at = self._point(scene)
            self.readout.hide()

    def _move(self, scene: QPointF) -> None:
        before = self.stroke_at
        if before is None:
            return
        point = self.stroke_at = self._point(scene)
        self.store.preview(
            lambda schedule: replace(schedule, metric=stroked(schedule.metric, before, point))
        )

    def _release(self) -> None:
        self.view_box.pans = False
        if self.stroke_at is not None:
            self.stroke_at = None
            self.store.commit("Draw metric")

    def _drop_stroke(self) -> None:
        """Drop a stroke when something else changes the document: the stroke would undo that."""
        if self.stroke_at is not None:
            self.stroke_at = None
            self.refresh()

    def _click(self, scene: QPointF) -> None:
        self.setFocus()
        if self.count:
            point = self._point(scene)
            self.store.edit(
                lambda schedule: replace(schedule, metric=stroked(schedule.metric, point, point)),
                "Draw metric",
            )

    def cancel_stroke(self) -> bool:
        """Take the stroke under way back; return whether there was one."""
        if self.stroke_at is None:
            return False
        self.stroke_at = None
        self.store.cancel()
        self.store.said.emit("Taken back")
        return True

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Take a stroke back by Esc."""
        if ev.key() == Qt.Key.Key_Escape and self.cancel_stroke():
            ev.accept()
            return
        super().keyPressEvent(ev)

    def _hover(self, scene: QPointF) -> None:
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton and self.stroke_at is not None:
            # The release was lost, as when another window took the mouse away.
            self._release()
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        step = self.view_box.place(scene)[0]
        across = self.view_box.pixel_size()[0]
        near = min(self.falls, key=lambda fall: abs(fall.step - step), default=None)
        if near is None or abs(near.step - step) > NEAR * across:
            self.readout.hide()
            return
        when = f"{self.store.schedule.step_word} {count_text(near.step)}"
        words = "<br>".join(map(html.escape, near.lines))
        self.readout.show_at(self.mapFromScene(scene), f"<b>{when}</b><br>{words}")

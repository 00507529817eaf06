"""The plot of a drive: the loss against updates, or of a range test against the rate."""

import html
import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.drive.loss_item import LossItem
from rampsmith.app.drive.picture import LossLine, LossPicture
from rampsmith.app.plot.items.grid import GridItem
from rampsmith.app.plot.items.plot_state import PlotState
from rampsmith.app.plot.view.axes import MetricAxis
from rampsmith.app.plot.view.readout import Reading, Readout
from rampsmith.app.plot.view.time_axes import TimeAxis
from rampsmith.app.plot.view.view_box import PlotViewBox
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.loss.words import loss_text
from rampsmith.designer.values.numbers import count_text, rate_text, rounded_text

MARGIN = 0.012
"""The part of the width that is left free on both sides."""

LEAST = QSize(200, 110)


class PlaceAxis(TimeAxis):
    """Updates, or rates on a log scale."""

    def __init__(self) -> None:
        """Count updates."""
        super().__init__()
        self.is_by_rate = False

    def show_places(self, end: float, *, by_rate: bool) -> None:
        """Count updates up to an end, or show rates."""
        self.is_by_rate = by_rate
        run = Run(samples=None, epochs=None, updates=max(1, round(end)))
        self.show_schedule(Schedule(run=run), "steps")
        self.draw_again()

    def tickValues(self, low: float, high: float, size: float) -> Any:
        """Put ticks at decades of the rate, and at 2 and 5 where there is room."""
        if not self.is_by_rate:
            return super().tickValues(low, high, size)
        if size <= 0 or not high > low:
            return []
        stride = max(1, math.ceil(44 * (high - low) / size))
        decades = range(math.floor(low / stride) * stride, math.ceil(high) + 1, stride)
        digits = (1, 2, 5) if size > 150 * (high - low) else (1,)
        ticks = [math.log10(digit) + decade for decade in decades for digit in digits]
        return [(1.0, [tick for tick in ticks if low <= tick <= high])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write counts, or rates as everywhere: ``0.01``, ``8e-3``."""
        if not self.is_by_rate:
            return super().tickStrings(values, scale, spacing)
        return [rounded_text(10.0**value, 3) for value in values]


class LossPlot(pg.PlotWidget):
    """Shows a picture of losses; the mouse reads it, zooms and moves it, and points at a rate."""

    picked = Signal(float)
    """A place was clicked."""

    menu_wanted = Signal(QPointF)
    """The right button was clicked at a place of the screen."""

    def __init__(self, appearance: Appearance) -> None:
        """Show nothing yet."""
        self.place_axis = PlaceAxis()
        self.loss_axis = MetricAxis()
        self.view_box = PlotViewBox()
        super().__init__(
            viewBox=self.view_box,
            axisItems={"bottom": self.place_axis, "left": self.loss_axis},
        )
        self._appearance = appearance
        self.picture = LossPicture()
        self._is_framed = True
        self.setAccessibleName("Plot of the loss")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        # Or the edge cuts the label on top, and the last one at the right.
        self.plotItem.setContentsMargins(2, 8, 10, 2)
        self._grid = GridItem(self.place_axis, self.loss_axis)
        self.item = LossItem()
        self.view_box.addItem(self._grid, ignoreBounds=True)
        self.view_box.addItem(self.item, ignoreBounds=True)
        self.view_box.pans = True
        self.readout = Readout(self)
        view = self.view_box
        view.clicked.connect(self._click)
        view.double_clicked.connect(lambda _: self.frame())
        view.hovered.connect(self._hover)
        view.left.connect(self.readout.hide)
        view.zoomed.connect(self._leave_frame)
        view.menu_wanted.connect(self._want_menu)
        appearance.changed.connect(self._recolour)
        self._recolour()

    def minimumSizeHint(self) -> QSize:
        """Be readable in a low window too."""
        return LEAST

    def show_picture(self, picture: LossPicture) -> None:
        """Show another picture, whole unless a person has zoomed into the one before."""
        if picture.is_by_rate != self.picture.is_by_rate:
            self._is_framed = True
        self.picture = picture
        self.place_axis.show_places(picture.end, by_rate=picture.is_by_rate)
        self.item.show_picture(picture)
        self.setAccessibleDescription("; ".join(picture.mark_words()))
        if self._is_framed:
            self.frame()

    def frame(self) -> None:
        """Show all of the picture."""
        begin, end = self.picture.begin, self.picture.end
        margin = MARGIN * (end - begin)
        self._is_framed = True
        self.view_box.setRange(
            xRange=(begin - margin, end + margin),
            yRange=self.picture.heights(),
            padding=0,
            disableAutoRange=True,
        )

    def _leave_frame(self) -> None:
        self._is_framed = False

    def _recolour(self) -> None:
        theme = self._appearance.theme
        self.setBackground(QColor(theme.ground))
        for axis in (self.place_axis, self.loss_axis):
            axis.set_theme(theme)
        for item in (self._grid, self.item):
            item.show_state(PlotState(theme=theme))

    def _click(self, scene: QPointF) -> None:
        self.setFocus()
        place = self.view_box.place(scene)[0]
        if self.picture.lines and self.picture.begin <= place <= self.picture.end:
            self.picked.emit(place)

    def _want_menu(self, scene: QPointF) -> None:
        self.menu_wanted.emit(QPointF(self.mapToGlobal(self.mapFromScene(scene))))

    def _hover(self, scene: QPointF) -> None:
        """Read out the losses at the place under the mouse."""
        place = self.view_box.place(scene)[0]
        picture = self.picture
        cursor = Qt.CursorShape.CrossCursor if picture.lines else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(cursor)
        readings = (self._reading(line, place) for line in picture.lines)
        rows = tuple(each for each in readings if each is not None)
        if not rows:
            self.readout.hide()
            return
        at = rate_text(10.0**place) if picture.is_by_rate else count_text(round(place))
        words = f"{'rate' if picture.is_by_rate else 'update'} <b>{html.escape(at)}</b>"
        self.readout.show_at(self.mapFromScene(scene), words, rows)

    def _reading(self, line: LossLine, place: float) -> Reading | None:
        """Read a line at a place, with the range of its seeds; None where it is not."""
        value = line.smooth.at(place)
        if not math.isfinite(value):
            return None
        spread = ""
        if line.band is not None:
            low, high = (each.at(place) for each in line.band)
            spread = f"{loss_text(low)} to {loss_text(high)}"
        ground = self._appearance.theme.ground
        return Reading(line.name, line.colour.name(), ground, loss_text(value), spread, "")

"""Pictures of a schedule's curve in the colours of its segments: thumbnails, and a large live one."""

import math
from collections.abc import Callable
from functools import partial
from operator import itemgetter

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.curve_drawing import curve_lines
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import RatesSeries, ViewRange, whole_run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import Preset, PresetError
from rampsmith.designer.values.numbers import count_text, rate_text

MOST_SMOOTH = 3
"""Points of a line for each pixel; a denser one fills an area, and smoothing it takes seconds."""

NARROWEST = 4.0
"""Pixels of a cycle below which nobody sees that a curve goes up and down."""

MORE = 12.0
"""Pixels for the sign that a curve goes on."""

SEEN = 14.0
"""Pixels of a cycle where only the first cycles are drawn."""


def seen_range(rates: Rates, pixels: int) -> ViewRange:
    """Return the whole run, or as much of it as leaves its cycles wide enough to be seen."""
    whole = whole_run(rates, pixels)
    line, schedule = rates.timeline, rates.schedule
    cycles = [
        (span.begin, span.cycle)
        for repeat, span in zip(schedule.blocks, line.repeats, strict=True)
        if repeat.has_equal_cycles
    ]
    if schedule.begins_again:
        cycles = [(0.0, line.end)]
    begin, cycle = min(cycles, key=itemgetter(1), default=(0.0, whole.high))
    high = begin + cycle * pixels / SEEN
    is_dense = 0 < cycle * pixels < NARROWEST * whole.high
    # After a long beginning, a few cycles are no wider than all of them.
    shows = is_dense and cycle * pixels >= NARROWEST * high
    return whole._replace(high=high) if shows else whole


def paint_curve(painter: QPainter, rates: Rates, place: QRectF, theme: Theme) -> None:
    """Paint the first group's curve over its run, or its first cycles, with 0 at the bottom of the place."""
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    view = seen_range(rates, max(1, int(place.width())))
    if view.high < whole_run(rates, view.pixels).high:
        # It goes on like this.
        place, rest = place.adjusted(0, 0, -MORE, 0), place.adjusted(place.width() - MORE, 0, 0, 0)
        painter.setPen(QColor(theme.quiet))
        painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, "…")
    lines = curve_lines(rates, 0, view, RateScale(), theme) if rates.schedule.groups else ()
    finite = [height for line in lines for height in line.heights if math.isfinite(height)]
    bottom, top = min([0.0, *finite]), max([0.0, *finite])
    span = top - bottom if 0 < top - bottom < math.inf else 1.0
    up = place.height() / span
    to_pixels = QTransform(
        place.width() / view.high, 0, 0, -up, place.left(), place.bottom() + bottom * up
    )
    for line in lines:
        points = zip(line.steps, line.heights, strict=True)
        polygon = QPolygonF([QPointF(x, y) for x, y in points if math.isfinite(y)])
        dense = polygon.size() > MOST_SMOOTH * place.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not dense)
        pen = QPen(line.colour, 1.0 if dense else line.width, line.style)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(to_pixels.map(polygon))


def drawn_curve(make: Callable[[], Schedule], size: QSize, ratio: float, theme: Theme) -> QPixmap:
    """Draw what a preset would begin; nothing if it is impossible.

    The size is in Qt's pixels; ``ratio`` is how many pixels of the screen one of them is wide.
    """
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    try:
        rates = Rates(make())
    except PresetError:
        # A preset of one's own may be impossible by now; the gallery says so once it is chosen.
        return picture
    painter = QPainter(picture)
    place = QRectF(0, 0, size.width(), size.height()).adjusted(2, 3, -2, -3)
    paint_curve(painter, rates, place, theme)
    painter.end()
    return picture


class Thumbnails(QObject):
    """Pictures of what presets would begin, each made in idle time once it has been seen."""

    made = Signal()
    """One more picture is there."""

    def __init__(
        self,
        appearance: Appearance,
        make: Callable[[Preset], Schedule],
        parent: QObject | None = None,
    ) -> None:
        """Start without pictures; ``make`` returns what a preset begins."""
        super().__init__(parent)
        self._make = make
        self._appearance = appearance
        appearance.changed.connect(self.forget)
        self._pictures: dict[str, QPixmap] = {}
        self._wanted: dict[str, tuple[Preset, QSize, float]] = {}
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._make_one)

    def forget(self) -> None:
        """Make all pictures again: the theme, the design or presets of one's own have changed."""
        self._pictures.clear()

    def picture(self, preset: Preset, size: QSize, ratio: float) -> QPixmap | None:
        """Return a preset's picture, or None and make it as soon as nothing else is to be done."""
        picture = self._pictures.get(preset.name)
        if picture is not None and picture.size() == size * ratio:
            return picture
        self._wanted[preset.name] = (preset, size, ratio)
        if not self._idle.isActive():
            self._idle.start(0)
        return picture

    def _make_one(self) -> None:
        if self._wanted:
            name = next(iter(self._wanted))
            preset, size, ratio = self._wanted.pop(name)
            make = partial(self._make, preset)
            self._pictures[name] = drawn_curve(make, size, ratio, self._appearance.theme)
            self.made.emit()
        else:
            self._idle.stop()


class CurvePicture(QWidget):
    """A small live picture of a schedule over its run."""

    def __init__(self, appearance: Appearance) -> None:
        """Make an empty picture."""
        super().__init__()
        self._appearance = appearance
        appearance.changed.connect(self.update)
        self._rates: Rates | None = None
        self.words = ""
        self.setFixedHeight(190)
        self.setAccessibleName("Picture of the curve")

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Show a schedule; of a wrong one nothing is drawn."""
        self._rates = None if schedule is None else Rates(schedule)
        self.words = "" if self._rates is None else _described(self._rates)
        self.setAccessibleDescription(self.words)
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the frame, the curve, and in words what it reaches."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        theme = self._appearance.theme
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(frame, 6, 6)
        words = frame.adjusted(12, 6, -12, -7)
        painter.setPen(QColor(theme.quiet))
        place = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, place, self.words or "No curve yet: something is wrong below.")
        if self._rates is not None:
            inside = frame.adjusted(12, 14, -12, -34)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            paint_curve(painter, self._rates, inside, theme)


def _described(rates: Rates) -> str:
    """Describe how long a schedule is and which rates its first group reaches."""
    schedule = rates.schedule
    _, found = RatesSeries(rates).points(whole_run(rates, 200))
    values = [value for value in found if math.isfinite(value)]
    steps = f"{count_text(schedule.total_steps)} {schedule.step_word}s"
    if not values:
        return steps
    low, high = rate_text(min(values)), rate_text(max(values))
    rate = f"rate of “{schedule.groups[0].name}”" if len(schedule.groups) > 1 else "rate"
    return f"{steps}, {rate} {low}" if low == high else f"{steps}, {rate} {low} … {high}"

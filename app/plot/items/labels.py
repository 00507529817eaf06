"""Places for the labels on the plot: clear of handles, curves, each other and the edges."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QTransform

from rampsmith.app.base.painting import elided
from rampsmith.app.plot.items.plot_state import Mark, PlotState
from rampsmith.app.plot.items.tints import BRACKET_HEIGHT, LABEL_HEIGHT
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import Points, drawn_groups
from rampsmith.designer.values.numbers import count_text, rate_text

POINTS = 8.5
"""The size of the letters."""

REACH = 9.5
"""Pixels around the middle of a handle that no label covers."""

PLACES_ACROSS = 8
"""Pieces into which a label's width is cut to look for the curve under it."""

SIGN = 6.0
"""Pixels from the middle of a problem's triangle to its corners."""

ROW, ROWS = 20.0, 6
"""Pixels from one line of problems to the next, and how many there are, from the bottom up."""

LEGEND_ROW = 16.0
"""Pixels from one line of the legend to the next."""

SAMPLE = 22.0
"""Pixels for the piece of a curve before a name in the legend, and the gap between."""

MOST_NAMED, LONGEST_NAME = 6, 120
"""Groups that the legend names, and pixels for a name."""


class LegendLine(NamedTuple):
    """A group in the legend: its name, its place among all for its colour, whether it has the handles."""

    words: str
    place: int | None
    chosen: bool


def legend_lines(state: PlotState, metrics: QFontMetricsF) -> list[LegendLine]:
    """Name the groups whose curves are drawn, where there are several; of many, the first ones."""
    schedule = state.rates.schedule
    if len(schedule.groups) < 2 or not schedule.segments:
        return []
    drawn = sorted(drawn_groups(schedule, state.group), key=lambda index: index != state.group)
    lines = [
        LegendLine(
            elided(schedule.groups[index].name, metrics, LONGEST_NAME),
            state.place(index),
            index == state.group,
        )
        for index in drawn[:MOST_NAMED]
    ]
    more = len(schedule.groups) - len(lines)
    lines.sort(key=lambda line: line.place or 0)
    return (
        [*lines, LegendLine(f"and {count_text(more)} more", None, chosen=False)] if more else lines
    )


class LabelRoom:
    """The free part of the plot, which gets smaller with every label that is placed."""

    def __init__(self, state: PlotState, to_pixels: QTransform, seen: QRectF) -> None:
        """Keep clear of the handles, the curves and the end of the run that a view shows."""
        self._state, self._to_pixels = state, to_pixels
        self._room = seen.adjusted(2, LABEL_HEIGHT + 2, -2, -2)
        self._taken: list[QRectF] = [
            QRectF(QPointF(left, seen.top() + LABEL_HEIGHT), QSizeF(right - left, BRACKET_HEIGHT))
            for left, right in (
                (to_pixels.map(QPointF(step, 0)).x() for step in (each.begin, each.end))
                for each in state.brackets
            )
        ]
        end = to_pixels.map(QPointF(state.rates.timeline.run_steps, 0)).x()
        self._taken.append(QRectF(end - 2, seen.top(), 4, seen.height()))
        spots = [(each.step, each.rate) for each in state.handles]
        spots += [(each.step, each.rate) for each in state.bends]
        # Plain numbers are faster than Qt's points, and the view is never rotated.
        across, begin, up, ground = (
            to_pixels.m11(),
            to_pixels.dx(),
            to_pixels.m22(),
            to_pixels.dy(),
        )
        self._dots = sorted(
            (across * step + begin, up * state.scale.height(rate) + ground)
            for step, rate in spots
            if math.isfinite(rate)
        )
        self._groups = drawn_groups(state.rates.schedule, state.group)
        self._pieces: dict[tuple[float, float], list[tuple[float, float]]] = {}

    def placed(self, size: QSizeF, corners: Iterable[QPointF]) -> QRectF | None:
        """Take the first of some places, by their upper left corners, that is free; None if none is."""
        for corner in corners:
            label = QRectF(corner, size)
            if self.is_free(label):
                self._taken.append(label)
                return label
        return None

    def take(self, place: QRectF) -> None:
        """Keep the next labels clear of something."""
        self._taken.append(place)

    def is_free(self, label: QRectF) -> bool:
        """Whether nothing is under a label and all of it is seen."""
        if not self._room.contains(label) or self.is_taken(label):
            return False
        return not self._crosses(label)

    def is_taken(self, place: QRectF) -> bool:
        """Whether another label or a handle is there."""
        left, right = place.left() - REACH, place.right() + REACH
        top, bottom = place.top() - REACH, place.bottom() + REACH
        first, stop = bisect_left(self._dots, (left,)), bisect_left(self._dots, (right,))
        near = any(top < y < bottom for _, y in self._dots[first:stop])
        return near or any(map(place.intersects, self._taken))

    def _crosses(self, label: QRectF) -> bool:
        """Whether a curve passes under a label."""
        key = label.left(), label.width()
        if key not in self._pieces:
            self._pieces[key] = self._pieces_within(*key)
        top, bottom = label.top() - 3, label.bottom() + 3
        return any(high < bottom and top < low for high, low in self._pieces[key])

    def _pieces_within(self, left: float, wide: float) -> list[tuple[float, float]]:
        """Return the upper and the lower end of each short piece of the curves between two places."""
        rates, across = self._state.rates, self._to_pixels.m11()
        if not rates.schedule.segments or not rates.schedule.groups or across <= 0:
            return []
        begin = (left - self._to_pixels.dx()) / across
        pieces = [begin + wide / across * n / PLACES_ACROSS for n in range(PLACES_ACROSS + 1)]
        # A stair at either edge is under the label, too.
        whole = (math.floor(pieces[0]), *map(round, pieces[1:-1]), math.ceil(pieces[-1]))
        steps = sorted({max(0, step) for step in whole})
        found: list[tuple[float, float]] = []
        up, ground = self._to_pixels.m22(), self._to_pixels.dy()
        for values in rates.of_groups(self._groups, steps):
            heights = [up * height + ground for height in self._state.scale.heights(values)]
            pairs = pairwise(heights) if len(heights) > 1 else [(heights[0], heights[0])]
            found += [(min(pair), max(pair)) for pair in pairs]
        for points in self._state.behind:
            found += self._pieces_behind(points, steps)
        return found

    def _pieces_behind(
        self, points: Points, steps: Sequence[float]
    ) -> Iterator[tuple[float, float]]:
        """Yield both ends of each piece of a line that is drawn below, between two steps."""
        across, heights = points
        up, ground = self._to_pixels.m22(), self._to_pixels.dy()
        for begin, end in pairwise(steps):
            first, stop = bisect_left(across, begin), bisect_right(across, end)
            # One more to either side: what lies between two points is drawn too.
            near = [h for h in heights[max(0, first - 1) : stop + 1] if math.isfinite(h)]
            if near:
                yield up * max(near) + ground, up * min(near) + ground


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A problem's triangle where it is, and its words where there is room for them."""

    mark: Mark
    tip: QPointF
    words: QRectF | None


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one frame; what is out of view has none.

    Attributes:
        names: the lines of the legend.
        room: what they leave free.
    """

    title: QRectF | None
    legend: QRectF | None
    names: list[LegendLine]
    last: QRectF | None
    marks: tuple[PlacedMark, ...]
    room: LabelRoom


def placed_labels(
    state: PlotState, to_pixels: QTransform, seen: QRectF, metrics: QFontMetricsF
) -> Labels:
    """Find places for the curve's name, the names of the groups, the words about problems, and the value of the last update."""
    room = LabelRoom(state, to_pixels, seen)
    end = to_pixels.map(QPointF(state.rates.timeline.run_steps, 0)).x()
    title = None
    foot = floor_place(state.scale, to_pixels, seen, metrics)
    if foot is not None:
        room.take(foot)
    if state.title:
        # It is written larger than the others.
        size = QSizeF(1.3 * metrics.horizontalAdvance(state.title) + 8, 1.3 * metrics.height())
        corners = _corners(seen, size, end, below=bool(state.brackets))
        title = room.placed(size, corners)
    legend = None
    names = legend_lines(state, metrics)
    if names:
        wide = max(metrics.horizontalAdvance(line.words) for line in names)
        size = QSizeF(SAMPLE + wide + 6, LEGEND_ROW * len(names) + 4)
        legend = room.placed(size, _corners(seen, size, end, below=bool(state.brackets)))
    marks = tuple(_placed_marks(room, state, to_pixels, seen, metrics))
    last = None
    if state.last is not None:
        dot = to_pixels.map(QPointF(state.last.step, state.scale.height(state.last.rate)))
        if seen.contains(dot):
            size = QSizeF(metrics.horizontalAdvance(state.last.words) + 8, metrics.height())
            last = room.placed(size, _around(dot, size))
    return Labels(title, legend, names, last, marks, room)


def floor_words(scale: RateScale) -> str:
    """Say what the line at the foot of a log axis stands for."""
    return f"0, and values below {rate_text(scale.floor)}, are drawn here"


def floor_place(
    scale: RateScale, to_pixels: QTransform, seen: QRectF, metrics: QFontMetricsF
) -> QRectF | None:
    """Return where those words stand, above the line; None where it is not seen."""
    y = to_pixels.map(QPointF(0, scale.height(0.0))).y()
    if not scale.logarithmic or not seen.top() <= y <= seen.bottom():
        return None
    size = QSizeF(metrics.horizontalAdvance(floor_words(scale)), metrics.height())
    return QRectF(QPointF(seen.center().x() - size.width() / 2, y - 1 - size.height()), size)


def _corners(seen: QRectF, size: QSizeF, end: float, *, below: bool) -> Iterator[QPointF]:
    """Yield the corners of places along the top of a view, below the names, and along its bottom.

    Where there are brackets, those below them come between.

    Where the line at the end of the run is in the way, one to its left comes next.
    """
    free = seen.adjusted(8, LABEL_HEIGHT + 4, -8 - size.width(), -6 - size.height())
    rows = (
        (free.top(), free.top() + BRACKET_HEIGHT, free.bottom())
        if below
        else (free.top(), free.bottom())
    )
    for y in rows:
        for x in (free.right(), end - 8 - size.width(), free.left(), free.center().x()):
            yield QPointF(x, y)


def _around(dot: QPointF, size: QSizeF) -> Iterator[QPointF]:
    """Yield the corners of places beside a dot, the nearest first: to its left, then elsewhere."""
    gap = REACH + 1
    for away in (gap, gap + size.height(), gap + 2 * size.height()):
        for left in (-gap - size.width(), -size.width() / 2, gap):
            yield dot + QPointF(left, -away - size.height())
            yield dot + QPointF(left, away)


def _placed_marks(
    room: LabelRoom,
    state: PlotState,
    to_pixels: QTransform,
    seen: QRectF,
    metrics: QFontMetricsF,
) -> Iterator[PlacedMark]:
    """Place each problem that is seen above its step, in the lowest line that is free there."""
    for mark in state.marks:
        x = to_pixels.map(QPointF(mark.step, 0)).x()
        if not seen.left() <= x <= seen.right():
            continue
        size = QSizeF(metrics.horizontalAdvance(mark.words) + 4, metrics.height() + 2)
        rows = [seen.bottom() - 26 - ROW * row for row in range(ROWS)]
        free = [y for y in rows if not room.is_taken(_sign(x, y))] or rows[:1]
        # With its words if that is possible anywhere, else alone.
        placed = next(
            (
                PlacedMark(mark, QPointF(x, y), words)
                for y in free
                for words in [room.placed(size, _beside(QPointF(x, y), size))]
                if words is not None
            ),
            PlacedMark(mark, QPointF(x, free[0]), None),
        )
        room.take(_sign(placed.tip.x(), placed.tip.y()))
        yield placed


def _sign(x: float, y: float) -> QRectF:
    return QRectF(x - SIGN, y - SIGN, 2 * SIGN, 2 * SIGN)


def _beside(tip: QPointF, size: QSizeF) -> tuple[QPointF, QPointF]:
    up = -size.height() / 2
    return tip + QPointF(SIGN + 4, up), tip + QPointF(-SIGN - 4 - size.width(), up)

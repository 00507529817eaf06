"""Lanes below the plot, over the same steps: the kinds of curves not edited now, and what was measured."""

import math
from collections.abc import Hashable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.lane import (
    FOLDED,
    OPEN,
    Lane,
    LaneContent,
    LaneLine,
    polylines_in,
    shared_heights,
    span_in,
)
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.axes import FROM_EDGE
from rampsmith.app.plot.view.series import RatesSeries
from rampsmith.designer.document.curves import first_group
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.values.numbers import alike_texts, rate_text

GAP = 10
"""Pixels between the words of a lane."""

LONGEST_NAME = 120
"""Pixels of a group's name; of longer ones, the middle is left out."""

Middle = Qt.TextElideMode.ElideMiddle

EDGE = 6
"""Pixels between a lane's edge and its curves."""

WORDS = 18
"""Pixels between the left end of the ruler and the words: the line of a walk begins there."""

SIGN = 22
"""Pixels before a lane, in which a click folds it."""

MOST_NAMED = 4
"""Lines whose values a lane has room for."""

POINTS = 8.5
"""The size of the numbers beside a lane."""

BAND, RAW = 0.18, 0.4
"""How opaque the band around an uncertain line is, and the values behind their mean."""


class Lanes(QWidget):
    """Shows the kinds of curves that are not edited; a click goes to a curve, or folds its lane."""

    def __init__(self, store: Store, plot: SchedulePlot, appearance: Appearance) -> None:
        """Follow the store, the plot's view, and the step under the mouse."""
        super().__init__()
        self._store = store
        self._plot = plot
        self._appearance = appearance
        self._more: dict[str, tuple[LaneContent, ...]] = {}
        self._folded: set[Hashable] = set()
        self._wanted: list[Hashable] = []
        """The subjects of the lanes that were opened by hand, the last one first."""
        self._step: int | None = None
        self._playhead: int | None = None
        self._drawn: dict[Hashable, tuple[object, QPixmap]] = {}
        """Each lane as it was drawn last, and what it was drawn with, by its subject."""
        self.setMouseTracking(True)
        store.changed.connect(self.refresh)
        appearance.changed.connect(self.update)
        for signal in (plot.view_box.sigXRangeChanged, plot.view_box.sigResized):
            signal.connect(self.update)
        plot.canvas.state_changed.connect(self._follow_pointer)
        self.refresh()

    def show_more(self, owner: str, contents: tuple[LaneContent, ...]) -> None:
        """Show lanes below those of the curves, in place of those that the owner showed before."""
        if contents != self._more.get(owner, ()):
            self._more[owner] = contents
            self.refresh()

    def shown(self) -> list[Lane]:
        """Return the lanes from the top down."""
        more = (content for contents in self._more.values() for content in contents)
        contents = [*self._of_curves(), *more]
        subjects = [content.subject for content in contents]
        heights = shared_heights(subjects, self._room, folded=self._folded, wanted=self._wanted)
        found: list[Lane] = []
        top = 0.0
        for content in contents:
            found.append(Lane(content, top, heights[content.subject]))
            top += heights[content.subject]
        return found

    def _of_curves(self) -> list[LaneContent]:
        """Return a lane for each kind of curve that is not edited."""
        kinds: dict[CurveKind, list[LaneLine]] = {}
        groups = self._store.schedule.groups
        for key, rates in self._store.other_curves.items():
            if key.kind != self._store.focus.kind:
                # Of many rates, the first is drawn.
                first = groups[0].name if key == RATE_CURVE and len(groups) > 1 else ""
                line = LaneLine(RatesSeries(rates), key.group or first, self._colour(key), key)
                kinds.setdefault(key.kind, []).append(line)
        return [LaneContent(kind, kind.words, tuple(lines)) for kind, lines in kinds.items()]

    def sizeHint(self) -> QSize:
        """Be as high as the lanes."""
        return _size_of(self.shown())

    def refresh(self) -> None:
        """Show the curves as they are now."""
        lanes = self.shown()
        if not lanes and self.isHidden():
            return
        self.setAccessibleName(f"Other curves: {', '.join(lane.title for lane in lanes)}")
        self.setVisible(bool(lanes))
        self.setFixedHeight(_size_of(lanes).height())
        self.update()

    def fold(self, lane: Lane) -> None:
        """Fold a lane into its words, or open it again."""
        subject = lane.content.subject
        if lane.is_open:
            self._folded.add(subject)
        else:
            self._folded.discard(subject)
            self._wanted = [subject, *(other for other in self._wanted if other != subject)]
        self.refresh()

    @property
    def _room(self) -> int:
        """The height of the plot and the lanes together."""
        parent = self.parentWidget()
        return OPEN * 100 if parent is None else parent.height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the room out again when there is another amount of it."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.refresh()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of what it is put into."""
        super().changeEvent(event)
        parent = self.parentWidget()
        if event.type() == QEvent.Type.ParentChange and parent is not None:
            parent.installEventFilter(self)

    def _follow_pointer(self) -> None:
        state = self._plot.state
        step = None if state.pointer is None else state.pointer.step
        if (step, state.playhead) != (self._step, self._playhead):
            self._step, self._playhead = step, state.playhead
            self.update()

    def _box(self) -> QRectF:
        return QRectF(self._plot.view_box.sceneBoundingRect())

    def _lane_at(self, place: QPointF) -> Lane | None:
        y = place.y()
        return next((each for each in self.shown() if 0 <= y - each.top < each.height), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Edit the curve that is clicked, or fold its lane by the sign before its words."""
        lane = self._lane_at(event.position())
        if lane is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._sign(lane).contains(event.position()):
            self.fold(lane)
        elif key := self._nearest(lane, event.position()).key:
            self._store.edit_curve_of(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the step under the mouse in the plot too, and say what a click does."""
        lane = self._lane_at(event.position())
        if lane is not None:
            is_sign = self._sign(lane).contains(event.position())
            folds = "Fold this lane" if lane.is_open else "Open this lane"
            key = self._nearest(lane, event.position()).key
            edits = "" if key is None else f"Click to edit the {key.words}"
            self.setToolTip(folds if is_sign else edits)
        self._plot.point_at(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self._plot.point_at(None)
        super().leaveEvent(event)

    def _sign(self, lane: Lane) -> QRectF:
        """Return where the sign is, beside the ruler: a walk begins at its left end."""
        return QRectF(self._box().left() - SIGN, lane.top, SIGN, scaled(FOLDED))

    def _nearest(self, lane: Lane, place: QPointF) -> LaneLine:
        """Find the line that passes nearest to a place."""
        view, box = self._plot.view_box.shown(), self._place(lane)
        step = view.low + (place.x() - box.left()) / max(1.0, box.width()) * (view.high - view.low)
        low, high = span_in(lane.lines, view)

        def apart(line: LaneLine) -> float:
            value = line.series.at(max(0, round(step)))
            share = 0.5 if high == low else (value - low) / (high - low)
            gap = abs(box.bottom() - share * box.height() - place.y())
            return gap if math.isfinite(gap) else math.inf

        return min(lane.lines, key=apart)

    def _place(self, lane: Lane) -> QRectF:
        """Return where a lane's lines are drawn: below its words."""
        box, words = self._box(), scaled(FOLDED)
        height = max(0.0, lane.height - words - EDGE)
        return QRectF(box.left(), lane.top + words, box.width(), height)

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the lanes over the steps that the plot shows."""
        lanes = self.shown()
        for lane in lanes:
            painter.drawPixmap(QPointF(0, lane.top), self._picture(lane))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane in lanes:
            self._paint_pointer(painter, lane)
            self._paint_words(painter, lane)

    def _picture(self, lane: Lane) -> QPixmap:
        """Return the picture of a lane, kept as long as nothing in it changes, as in a drag of another curve."""
        theme = self._appearance.theme
        scale, view = self.devicePixelRatioF(), self._plot.view_box.shown()
        wanted = (lane, view, self._box(), self.size(), scale, theme)
        before, picture = self._drawn.get(lane.content.subject, (None, QPixmap()))
        if wanted == before:
            return picture
        picture = QPixmap(QSize(self.width(), math.ceil(lane.height)) * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(QColor(theme.ground))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -lane.top)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QPointF(0, lane.top), QPointF(self.width(), lane.top))
        if lane.is_open:
            self._paint_lines(painter, lane)
            self._paint_scale(painter, lane)
        painter.end()
        self._drawn[lane.content.subject] = (wanted, picture)
        return picture

    def _colour(self, key: CurveKey) -> QColor:
        """Return the colour of a curve: that of its group, or quiet for the common one."""
        if key.group is None:
            return QColor(self._appearance.theme.quiet)
        index = first_group(self._store.schedule, key)
        return group_pen_colour(self._appearance.theme, index)

    def _paint_lines(self, painter: QPainter, lane: Lane) -> None:
        view, place = self._plot.view_box.shown(), self._place(lane)
        painter.save()
        painter.setClipRect(place.adjusted(0, -2, 0, 2))
        drawn = polylines_in(lane.lines, view, place)
        for line in lane.lines:
            faint = QColor(line.colour)
            if line.band is not None:
                lowest, highest = (drawn[each].toList() for each in line.band)
                faint.setAlphaF(BAND)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(faint)
                painter.drawPolygon([*lowest, *reversed(highest)])
            if line.raw is not None:
                faint.setAlphaF(RAW)
                painter.setPen(QPen(faint, 1))
                painter.drawPolyline(drawn[line.raw])
            painter.setPen(QPen(line.colour, 1.5))
            painter.drawPolyline(drawn[line.series])
        painter.restore()

    def _paint_scale(self, painter: QPainter, lane: Lane) -> None:
        """Write the lowest and the highest value beside a lane that is high enough for both."""
        font = QFont(self.font())
        font.setPointSizeF(POINTS)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.theme.quiet))
        metrics, place = painter.fontMetrics(), self._place(lane)
        high, room = metrics.height(), place.left() - FROM_EDGE
        ends = span_in(lane.lines, self._plot.view_box.shown())
        words = alike_texts(float(f"{end:.4g}") for end in ends)
        fits = place.height() >= 2 * high and max(map(metrics.horizontalAdvance, words)) <= room
        if not fits or not all(map(math.isfinite, ends)):
            return
        # A flat line lies midway.
        heights = (place.bottom(), place.top()) if len(set(ends)) > 1 else (place.center().y(),)
        for text, y in zip(words, heights, strict=False):
            box = QRectF(0, y - high / 2, room, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_pointer(self, painter: QPainter, lane: Lane) -> None:
        place, view = self._place(lane), self._plot.view_box.shown()
        theme = self._appearance.theme
        for step, pen in (
            (self._step, QPen(QColor(theme.quiet), 1)),
            (self._playhead, QPen(QColor(theme.accent), 1.5)),
        ):
            if step is not None and view.low <= step <= view.high and view.high > view.low:
                share = (step - view.low) / (view.high - view.low)
                x = place.left() + share * place.width()
                painter.setPen(pen)
                painter.drawLine(QPointF(x, lane.top), QPointF(x, lane.top + lane.height))

    def _paint_words(self, painter: QPainter, lane: Lane) -> None:
        """Name the kind, with the values at the mouse or those between which the curves go."""
        theme, middle = self._appearance.theme, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.quiet))
        sign = "▾" if lane.is_open else "▸"
        painter.drawText(self._sign(lane), middle | Qt.AlignmentFlag.AlignHCenter, sign)
        left = self._box().left() + WORDS
        for text, colour, width in self.texts(lane, painter.fontMetrics()):
            box = QRectF(left, lane.top + 2, width + 2, scaled(FOLDED) - 4)
            # The line at the mouse passes behind the words.
            painter.fillRect(box.adjusted(-2, 0, 2, 0), QColor(theme.ground))
            painter.setPen(colour)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, text)
            left += width + GAP

    def texts(self, lane: Lane, metrics: QFontMetrics) -> list[tuple[str, QColor, int]]:
        """Return the words of a lane with their colours and widths, as many as there is room for."""
        plain = QColor(self._appearance.theme.text)
        found: list[tuple[str, QColor, int]] = []
        room = self.width() - self._box().left() - WORDS - EDGE
        values = self._values(lane)
        texts = [(lane.title, plain)]
        texts += [(words, line.colour if line.name else plain) for line, words in values]
        for number, (text, colour) in enumerate(texts):
            width = metrics.horizontalAdvance(text)
            more = f"and {len(lane.lines) - number} more"
            room_of_more = metrics.horizontalAdvance(more) + GAP if number < len(lane.lines) else 0
            if number > 0 and width + room_of_more > room:
                more = f"and {len(lane.lines) - number + 1} more"
                # Where no line is named, the others are not "more".
                said = (more, plain, metrics.horizontalAdvance(more))
                return [*found, said] if number > 1 else found
            found.append((text, colour, width))
            room -= width + GAP
        more = f"and {len(lane.lines) - len(values)} more"
        rest = (more, plain, metrics.horizontalAdvance(more))
        return [*found, rest] if len(lane.lines) > len(values) else found

    def _values(self, lane: Lane) -> list[tuple[LaneLine, str]]:
        found: list[tuple[LaneLine, str]] = []
        step = self._playhead if self._step is None else self._step
        for line in lane.lines[:MOST_NAMED]:
            if step is None and line.words:
                words = line.words
            elif step is None:
                _, values = line.series.points(self._plot.view_box.shown())
                finite = [value for value in values if math.isfinite(value)]
                ends = (min(finite), max(finite)) if finite else ()
                words = " … ".join(dict.fromkeys(map(rate_text, ends)))
            else:
                words = rate_text(line.series.at(step))
            name = self.fontMetrics().elidedText(line.name, Middle, LONGEST_NAME)
            found.append((line, f"“{name}” {words}" if name else words))
        return found


def _size_of(lanes: list[Lane]) -> QSize:
    """Return how much room lanes want."""
    return QSize(200, round(sum(lane.height for lane in lanes)))

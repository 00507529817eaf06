"""The picture of one segment in the list: its name, its numbers, and a small curve."""

import math
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import elided, painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.plot.view.series import SegmentSeries, polyline
from rampsmith.designer.document.curves import segment_shades
from rampsmith.designer.shapes.palette import Shade
from rampsmith.designer.values.numbers import rate_text
from rampsmith.designer.words.phrases import levels_words, shape_and_length

CARD_HEIGHT = 70
LINE = 18
GAP = 3
"""Pixels around each card; they belong to it, so that what is dropped there is not past the end."""

THUMBNAIL = (46.0, 16.0)
"""Pixels of the curve, which stands beside the name, so that the lines below have all of the width."""

THUMBNAIL_POINTS = 24


class _Fonts:
    """The font of a name, which is bold, and that of numbers, which is small; made once of the list's."""

    def __init__(self) -> None:
        self._made_of: QFont | None = None
        self._fonts: dict[bool, tuple[QFont, QFontMetricsF]] = {}

    def of(self, usual: QFont, *, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """Return the usual font, or its bold one, with its measures."""
        if usual != self._made_of:
            self._made_of = QFont(usual)  # The option that it belongs to does not last.
            for is_bold in (True, False):
                font = QFont(usual)
                font.setBold(is_bold)
                font.setPointSizeF(usual.pointSizeF() - (0 if is_bold else 1))
                self._fonts[is_bold] = font, QFontMetricsF(font)
        return self._fonts[bold]


def with_end(shape: str, length: str, metrics: QFontMetricsF, width: float) -> str:
    """Write a shape and its length within a width: the shape is cut, because its curve is seen too."""
    end = f" · {length}"
    room = width - metrics.horizontalAdvance(end)
    short = shape if metrics.horizontalAdvance(shape) <= room else elided(shape, metrics, room)
    return elided(length, metrics, width) if short == "…" else short + end


class SegmentCard(QStyledItemDelegate):
    """Paints a card for each segment of the store."""

    def __init__(self, store: Store, appearance: Appearance, parent: QObject) -> None:
        """Paint the store's segments."""
        super().__init__(parent)
        self._store = store
        self._appearance = appearance
        self._fonts = _Fonts()

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        """All cards are equally high."""
        return QSize(160, scaled(CARD_HEIGHT) + 2 * GAP)

    @painted_safely
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        """Paint the card."""
        row = index.row()  # type: ignore[attr-defined]
        schedule = self._store.curve
        if row >= len(schedule.segments):
            return
        segment = schedule.segments[row]
        state: QStyle.StateFlag = option.state
        place = QRectF(option.rect).adjusted(8 + GAP, 1 + GAP, -8 - GAP, -1 - GAP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = QStyle.StateFlag.State_Selected in state
        hovered = QStyle.StateFlag.State_MouseOver in state
        # Of several, the one that the forms show stands out, wherever the keys go.
        one_of_several = row == self._store.segment_index and len(self._store.selection) > 1
        focused = QStyle.StateFlag.State_HasFocus in state or one_of_several
        self._paint_frame(
            painter,
            place,
            segment_shades(schedule)[row],
            is_selected=selected,
            is_marked=selected or hovered or focused,
            width=2 if focused else 1,
        )
        theme = self._appearance.theme
        levels = levels_words(segment) or self._executed(row)
        lines = (
            (partial(elided, segment.name), True, theme.text),
            (partial(with_end, *shape_and_length(segment, schedule)), False, theme.quiet),
            (partial(elided, levels), False, theme.quiet),
        )
        high = scaled(LINE)
        for number, (cut, bold, colour) in enumerate(lines):
            font, metrics = self._fonts.of(option.font, bold=bold)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            wide = place.width() - (24 if number else 34 + THUMBNAIL[0])
            shown = cut(metrics, wide)
            top = place.top() + scaled(7 + LINE * number)
            line = QRectF(place.left() + 16, top, wide + 2, high)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        self._paint_curve(painter, row, place)
        self._paint_repeat(painter, row, place)
        self._paint_problem(painter, row, place)

    def _executed(self, row: int) -> str:
        """Write where a segment goes that has no level of its own: what it holds, or a formula's ends."""
        schedule, rates, group = self._store.curve, self._store.rates, self._store.group_index
        if not schedule.groups:
            return ""
        if schedule.segments[row].uses_start:
            return f"at {rate_text(rates.level_at_start(row, group))}"
        first = math.ceil(rates.timeline.begins[row])
        last = max(first, math.ceil(rates.timeline.ends[row]) - 1)
        ends = [rate_text(rate) for rate in rates.of_group(group, [first, last])]
        return " → ".join(ends) if ends[0] != ends[1] else f"at {ends[0]}"

    def _paint_frame(
        self,
        painter: QPainter,
        place: QRectF,
        shade: Shade,
        *,
        is_selected: bool,
        is_marked: bool,
        width: int,
    ) -> None:
        theme = self._appearance.theme
        path = QPainterPath()
        path.addRoundedRect(place, 6, 6)
        painter.fillPath(path, QColor(theme.selected if is_selected else theme.ground))
        painter.save()
        painter.setClipPath(path)
        bar = QRectF(place.left(), place.top(), 5, place.height())
        painter.fillRect(bar, theme.shade(shade))
        painter.restore()
        painter.setPen(QPen(QColor(theme.accent if is_marked else theme.line), width))
        painter.drawPath(path)

    def _paint_curve(self, painter: QPainter, row: int, place: QRectF) -> None:
        width, height = THUMBNAIL
        middle = place.top() + scaled(7) + scaled(LINE) / 2
        inside = QRectF(place.right() - width - 12, middle - height / 2, width, height)
        series = SegmentSeries(self._store.rates, row)
        view = series.whole(THUMBNAIL_POINTS)
        colour = self._appearance.theme.shade(segment_shades(self._store.curve)[row])
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(polyline(series.points(view), view, inside))

    def _paint_repeat(self, painter: QPainter, row: int, place: QRectF) -> None:
        """Write on a repeated segment's card how often it runs."""
        repeat = self._store.curve.repeat_of(row)
        if repeat is None:
            return
        painter.setPen(QColor(self._appearance.theme.accent))
        words = "↻ ∞" if repeat.times is None else f"↻ {repeat.times} ×"
        corner = QRectF(
            place.right() - 26 - scaled(58),
            place.bottom() - 6 - scaled(LINE),
            scaled(58),
            scaled(LINE),
        )
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(corner, align, words)

    def _paint_problem(self, painter: QPainter, row: int, place: QRectF) -> None:
        found = [p for p in self._store.problems_of(row) if p.severity != "note"]
        if not found:
            return
        theme = self._appearance.theme
        severe = any(problem.severity == "error" for problem in found)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.error if severe else theme.warning))
        x, y = place.right() - 13, place.bottom() - 12
        painter.drawPolygon([QPointF(x, y - 6), QPointF(x - 6, y + 5), QPointF(x + 6, y + 5)])

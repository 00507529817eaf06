"""Each segment's tint and the brackets of repeats, below the curves, and its name over them."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from rampsmith.app.base.painting import elided
from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.plot_state import Bracket, Range
from rampsmith.app.plot.items.view_item import PAPER, ViewItem
from rampsmith.designer.shapes.palette import Shade

NARROWEST_NAME = 28.0
"""The width of a range in pixels below which it has no name."""

FEWEST_LETTERS = 3
"""Letters of a name that is cut; fewer tell nothing."""

LABEL_HEIGHT = 24.0
"""Pixels at the top of the plot that the names of the segments take."""

BRACKET_HEIGHT = 30.0
"""Pixels below them that the brackets of repeats and their words take."""


def mixed(ground: QColor, over: QColor, share: float) -> QColor:
    """Mix a colour into the ground that it would partly cover."""
    parts = zip(ground.getRgb()[:3], over.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(below + share * (above - below)) for below, above in parts))


def tint_of(theme: Theme, each: Range) -> QColor:
    """Return the colour of a segment's range."""
    share = (theme.tint + (14 if each.selected else 0)) / 255
    return mixed(QColor(theme.ground), theme.shade(each.shade), share)


def name_font(painter: QPainter) -> QFont:
    """Return the font of the names."""
    font = painter.font()
    font.setBold(True)
    return font


def paint_name(
    painter: QPainter,
    each: Range,
    theme: Theme,
    to_pixels: QTransform,
    seen: QRectF,
    *,
    over: float | None = None,
) -> None:
    """Paint a segment's name at the top of its range, in the painter's font.

    Where there is no room for ``FEWEST_LETTERS`` of it, it is left out.

    Args:
        over: where an upright line is that goes through the name; it is painted only if that is so,
            and hides the line.
    """
    left, right = (to_pixels.m11() * end + to_pixels.dx() for end in (each.begin, each.end))
    # In a view that is zoomed into a segment, its name stays at the edge.
    place = QRectF(left, seen.top(), right - left, seen.height()) & seen
    if not each.name or place.width() < NARROWEST_NAME:
        return
    metrics = QFontMetricsF(painter.font())
    text = elided(each.name, metrics, place.width() - 10)
    wide = metrics.horizontalAdvance(text)
    is_short = text != each.name and len(text.removesuffix("…")) < FEWEST_LETTERS
    if is_short or wide > place.width() - 10:
        return
    label = QRectF(place.left() + 6, place.top() + 4, place.width() - 8, LABEL_HEIGHT)
    high = metrics.height()
    ground = QRectF(label.left() - 2, label.center().y() - high / 2, wide + 4, high)
    if over is not None and not ground.left() - 1 <= over <= ground.right() + 1:
        return
    tint = tint_of(theme, each)
    tint.setAlpha(PAPER if over is None else 255)
    painter.fillRect(ground, tint)
    painter.setPen(theme.shade_text(each.shade))
    painter.drawText(label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class TintsItem(ViewItem):
    """Tints each segment's range and rules its boundaries."""

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint tints and brackets, and the end of the run."""
        # Whole rectangles have no edge to smooth.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        scale, shift = to_pixels.m11(), to_pixels.dx()
        places = [
            (each, left, right)
            for each in self.state.ranges
            if (right := scale * each.end + shift) >= seen.left()
            and (left := scale * each.begin + shift) <= seen.right()
        ]
        self._paint_tints(painter, places, seen.toAlignedRect())
        for bracket in self.state.brackets:
            left = max(to_pixels.map(QPointF(bracket.begin, 0)).x(), seen.left() - 3)
            right = min(to_pixels.map(QPointF(bracket.end, 0)).x(), seen.right() + 3)
            if left > right:
                continue
            self._paint_bracket(painter, bracket, QRectF(left, seen.top(), right - left, 0), seen)
        end = round(to_pixels.map(QPointF(self.state.rates.timeline.run_steps, 0)).x()) + 0.5
        if seen.left() <= end <= seen.right():
            painter.setPen(QPen(QColor(self.state.theme.quiet), 1, Qt.PenStyle.DotLine))
            self.rule(painter, end, seen)

    def _paint_tints(
        self, painter: QPainter, places: list[tuple[Range, float, float]], seen: QRect
    ) -> None:
        """Tint the ranges and rule their ends in opaque colours.

        That takes a tenth of the time of blending; only the ground lies below.
        """
        theme = self.state.theme
        rule = QColor(theme.line)
        tints: dict[tuple[Shade, bool], QColor] = {}
        for each, begin, end in places:
            key = (each.shade, each.selected)
            if key not in tints:
                tints[key] = tint_of(theme, each)
            # Whole pixels, and none that are far away: Qt's are only 32 bits wide.
            left = max(seen.left() - 2, round(begin))
            right = min(seen.right() + 3, round(end))
            painter.fillRect(left, seen.top(), right - left, seen.height(), tints[key])
            painter.fillRect(right, seen.top(), 1, seen.height(), rule)

    def _paint_bracket(
        self, painter: QPainter, bracket: Bracket, place: QRectF, seen: QRectF
    ) -> None:
        """Draw a bracket below the names, with its words where they are seen."""
        y = place.top() + LABEL_HEIGHT + 9
        painter.setPen(QPen(QColor(self.state.theme.quiet), 1.5))
        left, right = place.left() + 2, place.right() - 2
        painter.drawPolyline(
            [QPointF(left, y + 6), QPointF(left, y), QPointF(right, y), QPointF(right, y + 6)]
        )
        font = painter.font()
        font.setBold(False)
        font.setPointSizeF(8.5)
        painter.setFont(font)
        begin, end = max(left, seen.left()) + 6, min(right, seen.right()) - 6
        text = elided(bracket.words, QFontMetricsF(font), max(0.0, end - begin))
        painter.setPen(QColor(self.state.theme.text))
        words = QRectF(begin, y + 2, end - begin, 18)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


class NamesItem(ViewItem):
    """Names each segment at the top of its range, over the curves that pass there."""

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the names."""
        painter.setFont(name_font(painter))
        for each in self.state.ranges:
            paint_name(painter, each, self.state.theme, to_pixels, seen)

"""The plot as the window shows it, as a picture: with title and pins, without what the mouse needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
)
from PySide6.QtWidgets import QGraphicsItem

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import elided
from rampsmith.app.compare.pins import Pin
from rampsmith.app.pictures.picture import Drawn
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.words.phrases import summary

MARGIN = 24


def drawn_code(source: str, title: str, font: QFont, appearance: Appearance) -> Drawn:
    """Make a picture of source code, as wide as its longest line."""
    # Imported when first needed: it brings Pygments along, which no window waits for.
    from rampsmith.app.code.highlighter import PythonHighlighter

    document = QTextDocument()
    document.setDocumentMargin(MARGIN)
    # Letters of their designed widths keep their places at every size.
    exact = QFont(font)
    exact.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(exact)
    document.setUseDesignMetrics(True)
    document.setPlainText(source.rstrip("\n"))
    highlighter = PythonHighlighter(document, appearance)
    highlighter.rehighlight()
    size = document.size()
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(appearance.theme.text))
    context.palette = palette

    def paint(painter: QPainter) -> None:
        document.documentLayout().draw(painter, context)

    family = QFontInfo(font).family()
    ground = QColor(appearance.theme.ground)
    return Drawn(title, _whole(size), ground, f"{family}, monospace", paint)


def _whole(size: QSizeF) -> QSize:
    return QSize(int(size.width()) + 1, int(size.height()) + 1)


MARGIN = 18
HEAD = 58
FOOT = 26
HEADROOM = 30
"""Pixels of the axis of epochs above the plot; a guess, because fonts differ."""
SWATCH = 26
"""Pixels of a pin's line before its name."""

_UNITS = {
    "epochs": "epochs",
    "percent": "percent of the run",
    "samples": "samples",
    "tokens": "tokens",
}


def drawn_plot(plot: SchedulePlot, pins: tuple[Pin, ...]) -> Drawn:
    """Make a picture of a plot's view, in its theme, with the names of what is pinned behind it."""
    size = plot.viewport().size()
    whole = QSize(size.width() + 2 * MARGIN, size.height() + HEAD + FOOT)
    family = QFontInfo(plot.font()).family()

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_head(painter, plot, pins, whole)
        place = QRectF(MARGIN, HEAD, size.width(), size.height())
        with _bare(plot):
            plot.render(painter, place, QRect(0, 0, size.width(), size.height()))
        _paint_rate_axis(painter, plot, place)
        _paint_foot(painter, plot, whole)

    title = plot.store.schedule.title
    ground = QColor(plot.state.theme.ground)
    return Drawn(title, whole, ground, f"{family}, sans-serif", paint)


@contextmanager
def _bare(plot: SchedulePlot) -> Iterator[None]:
    """Hide handles, picks and problems, and paint lines and words instead of cached pictures."""
    items = plot.scene().items()
    cached = {item: item.cacheMode() for item in items if item.cacheMode() is not _NO_CACHE}
    shown = [item for item in plot.interaction_items if item.isVisible()]
    for item in shown:
        item.setVisible(False)
    for item in cached:
        item.setCacheMode(_NO_CACHE)
    try:
        yield
    finally:
        for item, mode in cached.items():
            item.setCacheMode(mode)
        for item in shown:
            item.setVisible(True)


_NO_CACHE = QGraphicsItem.CacheMode.NoCache


def _paint_head(painter: QPainter, plot: SchedulePlot, pins: tuple[Pin, ...], whole: QSize) -> None:
    """Write the title, and below it the names of the pins, or the schedule in words."""
    room = whole.width() - 2 * MARGIN
    bold = _font(plot, 3, bold=True)
    schedule = plot.store.schedule
    title = schedule.title
    if plot.store.focus != RATE_CURVE:
        title = f"{title}: {plot.store.focus.words}"
    _write(painter, bold, plot.state.theme.text, title, QRectF(MARGIN, 12, room, 22))
    row = QRectF(MARGIN, 36, room, 18)
    small = _font(plot, -1)
    shown = [pin for pin in pins if pin.is_shown]
    if not shown:
        _write(painter, small, plot.state.theme.quiet, summary(schedule), row)
        return
    for pin in shown:
        painter.setPen(QPen(pin.colour(plot.state.theme), 1.8, pin.style))
        middle = row.center().y()
        painter.drawLine(QPointF(row.left(), middle), QPointF(row.left() + SWATCH, middle))
        row.setLeft(row.left() + SWATCH + 6)
        wide = _write(painter, small, plot.state.theme.quiet, pin.name, row)
        row.setLeft(row.left() + wide + 18)


def _paint_rate_axis(painter: QPainter, plot: SchedulePlot, place: QRectF) -> None:
    """Write along the axis at the left what is drawn."""
    words = "learning rate" if plot.store.focus == RATE_CURVE else plot.store.focus.words
    small = _font(plot, -1)
    painter.save()
    painter.translate(0, place.bottom())
    painter.rotate(-90)
    wide = QFontMetricsF(small).horizontalAdvance(words) + 2
    _write(
        painter,
        small,
        plot.state.theme.quiet,
        words,
        QRectF(place.height() - wide - HEADROOM, 2, wide, MARGIN),
    )
    painter.restore()


def _paint_foot(painter: QPainter, plot: SchedulePlot, whole: QSize) -> None:
    """Write what the axis below counts."""
    unit = _UNITS.get(plot.settings.unit, f"{plot.store.curve.step_word}s")
    small = _font(plot, -1)
    wide = QFontMetricsF(small).horizontalAdvance(unit) + 2
    place = QRectF(whole.width() - MARGIN - wide, whole.height() - FOOT, wide, 18)
    _write(painter, small, plot.state.theme.quiet, unit, place)


def _write(painter: QPainter, font: QFont, colour: str, text: str, place: QRectF) -> float:
    """Write a line, cut where the place ends; return how wide it is."""
    metrics = QFontMetricsF(font)
    shown = elided(text, metrics, place.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def _font(plot: SchedulePlot, size: float, *, bold: bool = False) -> QFont:
    font = QFont(plot.font())
    font.setPointSizeF(10 + size)
    font.setBold(bold)
    return font

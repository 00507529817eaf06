"""How the gallery draws its rows: a heading across, and a card with a picture for each preset."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rampsmith.app.gallery.curve_picture import Thumbnails
from rampsmith.app.gallery.model import ROW, Heading
from rampsmith.app.painting import painted_safely
from rampsmith.app.theme import Theme
from rampsmith.designer.presets import Preset

LEAST_WIDTH = 178
CARD_HEIGHT = 144
PICTURE_HEIGHT = 62
HEADING_HEIGHT = 34
MARGIN = 10
"""Pixels between the edge of a card and what is in it."""

GAP = 4
"""Pixels around each card."""

LINE_HEIGHT = 16

Index = QModelIndex | QPersistentModelIndex


class Card(QStyledItemDelegate):
    """Paints a preset's picture, its name, and two lines of what it is."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        """Serve a view, whose width its cards fill."""
        super().__init__(view)
        self._view = view
        self.theme = theme
        self.thumbnails = Thumbnails(theme, self)
        self.thumbnails.made.connect(view.viewport().update)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the cards and their pictures."""
        self.theme = theme
        self.thumbnails.set_theme(theme)
        self._view.viewport().update()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a heading a line of its own, and each card its share of a line."""
        wide = self._view.viewport().width()
        if isinstance(index.data(ROW), Heading):
            return QSize(wide, HEADING_HEIGHT)
        return QSize(wide // max(1, wide // LEAST_WIDTH), CARD_HEIGHT)

    @painted_safely
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        row = index.data(ROW)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            self._paint_heading(painter, option, row)
        elif isinstance(row, Preset):
            self._paint_card(painter, option, row)

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, heading: Heading
    ) -> None:
        place = QRectF(option.rect).adjusted(GAP + 2, 0, -GAP, -4)
        font = _font(option, size=-1.5, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.quiet))
        bottom = Qt.AlignmentFlag.AlignBottom
        words = heading.words.upper()
        painter.drawText(place, bottom, words)
        place.setLeft(place.left() + QFontMetricsF(font).horizontalAdvance(words) + 12)
        note = _font(option, size=-1)
        painter.setFont(note)
        painter.drawText(place, bottom, _cut(heading.note, note, place.width()))

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, preset: Preset) -> None:
        theme, state = self.theme, option.state
        card = QRectF(option.rect).adjusted(GAP, GAP, -GAP, -GAP)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QColor(theme.accent if chosen or under else theme.line))
        painter.setBrush(QColor(theme.selected if chosen else theme.field))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inside = card.adjusted(MARGIN, MARGIN, -MARGIN, -6)
        size = QSize(int(inside.width()), PICTURE_HEIGHT)
        picture = self.thumbnails.picture(preset, size, self._view.devicePixelRatioF())
        if picture is not None:
            painter.drawPixmap(inside.topLeft(), picture)
        name = QRectF(inside.left(), inside.top() + PICTURE_HEIGHT + 6, inside.width(), 18)
        bold = _font(option, bold=True)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        # The heading above says where it is from; of two long names the ends differ.
        short = preset.name.removeprefix(f"{preset.source}:")
        shown = QFontMetricsF(bold).elidedText(short, Qt.TextElideMode.ElideMiddle, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)
        small = _font(option, size=-1.5)
        painter.setFont(small)
        painter.setPen(QColor(theme.quiet))
        line = preset.line.removeprefix(f"{preset.source}: ")
        line = line[:1].upper() + line[1:]
        for number, text in enumerate(_two_lines(line, small, inside.width())):
            place = QRectF(
                name.left(), name.bottom() + 1 + LINE_HEIGHT * number, name.width(), LINE_HEIGHT
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def _font(option: QStyleOptionViewItem, *, size: float = 0.0, bold: bool = False) -> QFont:
    font = QFont(option.font)
    font.setPointSizeF(font.pointSizeF() + size)
    font.setBold(bold)
    return font


def _cut(text: str, font: QFont, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _two_lines(text: str, font: QFont, width: float) -> tuple[str, str]:
    """Break a text after the last word that fits, and cut what is left."""
    metrics = QFontMetricsF(font)
    words = text.split()
    count = 1
    while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
        count += 1
    first, second = " ".join(words[:count]), " ".join(words[count:])
    return _cut(first, font, width), _cut(second, font, width)

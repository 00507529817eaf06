"""The rows of the gallery, presets under headings of where they are from, and how each is painted."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import elided, painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.gallery.curve_picture import Thumbnails
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import PRESETS, Preset
from rampsmith.designer.presets.own import SOURCE as YOURS

LEAST_WIDTH = 184
CARD_HEIGHT = 206
PICTURE_HEIGHT = 62
HEADING_HEIGHT = 34
MARGIN = 8
"""Pixels between the edge of a card and what is in it."""

GAP = 4
"""Pixels around each card."""

LINE_HEIGHT = 16

MOST_LINES = 3
"""Lines for what a preset is."""

CARD_LINES = 6
"""Lines below its name in all; those that are left say when to use it and when not."""

_WORDS = re.compile(r"\S+(?: [−·+×=] \S+)*")
"""Words, and formulas, which stay in one line: ``1 − √p``."""

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole
"""The role under which a row's data is the preset or the heading itself."""

NONE_YET = "Nothing yet: Save as own preset… in the File menu keeps the open design here."


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over the presets of one source, with a few quiet words where there are none."""

    words: str
    note: str = ""


class GalleryModel(QAbstractListModel):
    """Presets and headings in the order in which they are shown."""

    def __init__(self, parent: QObject) -> None:
        """Show all presets that come with Rampsmith."""
        super().__init__(parent)
        self._own: tuple[Preset, ...] = ()
        self._words: list[str] = []
        self.rows: tuple[Preset | Heading, ...] = ()
        self._arrange()

    def show_own(self, own: Iterable[Preset]) -> None:
        """Show other presets of one's own."""
        self._own = tuple(own)
        self._arrange()

    def find(self, text: str) -> None:
        """Show the presets that have all words of a text somewhere."""
        self._words = text.casefold().split()
        self._arrange()

    @property
    def shown(self) -> tuple[Preset, ...]:
        """The presets that the search finds."""
        return tuple(row for row in self.rows if isinstance(row, Preset))

    def best(self) -> Preset | None:
        """The preset that the search means most: one with its words in the name, if there is."""
        named = (p for p in self.shown if all(word in p.name.casefold() for word in self._words))
        return next(named, next(iter(self.shown), None))

    def row_of(self, name: str) -> int | None:
        """Find the row of a preset."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if isinstance(row, Preset) and row.name == name), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Count presets and headings."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's words; screen readers read a preset and its line in one sentence."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        said: dict[int, object] = {ROW: row}
        if isinstance(row, Heading):
            said[Qt.ItemDataRole.DisplayRole] = row.words
        else:
            said[Qt.ItemDataRole.DisplayRole] = row.name
            said[Qt.ItemDataRole.ToolTipRole] = "\n".join(
                (f"{row.name}: {row.line}", *advice_lines(row))
            )
            said[Qt.ItemDataRole.AccessibleTextRole] = f"{row.name}: {row.line}, {row.source}"
        return said.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow presets to be selected; headings are only read."""
        row = self.data(index, ROW)
        return super().flags(index) if isinstance(row, Preset) else Qt.ItemFlag.NoItemFlags

    def _arrange(self) -> None:
        self.beginResetModel()
        found = [p for p in (*self._own, *PRESETS.values()) if self._has_words(p)]
        rows: list[Preset | Heading] = []
        if not self._own and not self._words:
            rows.append(Heading(YOURS, NONE_YET))
        for source in dict.fromkeys(preset.source for preset in found):
            rows += [Heading(source), *(p for p in found if p.source == source)]
        self.rows = tuple(rows)
        self.endResetModel()

    def _has_words(self, preset: Preset) -> bool:
        said = f"{preset.name} {preset.line} {preset.description} {preset.source}".casefold()
        return all(word in said for word in self._words)


class Card(QStyledItemDelegate):
    """Paints a preset's picture, its name, what it is, and when to use it."""

    def __init__(
        self, appearance: Appearance, make: Callable[[Preset], Schedule], view: QListView
    ) -> None:
        """Paint for a view, whose width its cards fill; ``make`` returns what a preset begins."""
        super().__init__(view)
        self._view = view
        self._appearance = appearance
        self.thumbnails = Thumbnails(appearance, make, self)
        for signal in (self.thumbnails.made, appearance.changed):
            signal.connect(view.viewport().update)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a whole line for a heading, and its share of a line for a card."""
        # Qt begins another row where the last card would touch the edge.
        wide = self._view.viewport().width() - 2
        if isinstance(index.data(ROW), Heading):
            return QSize(wide, scaled(HEADING_HEIGHT))
        return QSize(wide // max(1, wide // scaled(LEAST_WIDTH)), scaled(CARD_HEIGHT))

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
        place = QRectF(option.rect).adjusted(2, 0, -GAP, -4)
        font = _font(option, size=-1.5, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.theme.quiet))
        bottom = Qt.AlignmentFlag.AlignBottom
        words = heading.words.upper()
        painter.drawText(place, bottom, words)
        place.setLeft(place.left() + QFontMetricsF(font).horizontalAdvance(words) + 12)
        note = _font(option, size=-1)
        painter.setFont(note)
        painter.drawText(place, bottom, _cut(heading.note, note, place.width()))

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, preset: Preset) -> None:
        theme, state = self._appearance.theme, option.state
        # In line with the search above, and so all room between two is at the right.
        card = QRectF(option.rect).adjusted(0, GAP, -2 * GAP, -GAP)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QColor(theme.accent if chosen or under else theme.line))
        painter.setBrush(QColor(theme.selected if chosen else theme.field))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inside = card.adjusted(MARGIN, MARGIN, -MARGIN, -6)
        size = QSize(int(inside.width()), scaled(PICTURE_HEIGHT))
        picture = self.thumbnails.picture(preset, size, self._view.devicePixelRatioF())
        if picture is not None:
            painter.drawPixmap(inside.topLeft(), picture)
        name = QRectF(inside.left(), inside.top() + size.height() + 6, inside.width(), scaled(18))
        bold = _font(option, bold=True)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        # The heading above says where it is from; of two long names the ends differ.
        middle = Qt.TextElideMode.ElideMiddle
        shown = QFontMetricsF(bold).elidedText(preset.short_name, middle, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)
        small = _font(option, size=-1.5)
        painter.setFont(small)
        painter.setPen(QColor(theme.quiet))
        for number, text in enumerate(card_lines(preset, QFontMetricsF(small), inside.width())):
            top = name.bottom() + 1 + scaled(LINE_HEIGHT * number)
            place = QRectF(name.left(), top, name.width(), scaled(LINE_HEIGHT))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def advice_lines(preset: Preset) -> tuple[str, ...]:
    """Write when to use a preset and when not, a line each; none for one's own presets."""
    if preset.advice is None:
        return ()
    return f"For {preset.advice.good}", f"Not for {preset.advice.bad}"


def card_lines(preset: Preset, metrics: QFontMetricsF, width: float) -> list[str]:
    """Write what stands below a preset's name: what it is, when to use it, and when not."""
    lines = broken(preset.line, metrics, width)
    advice = advice_lines(preset)
    for number, words in enumerate(advice, 1):
        kept = len(advice) - number
        lines += broken(words, metrics, width, most=CARD_LINES - len(lines) - kept)
    return lines


def _font(option: QStyleOptionViewItem, *, size: float = 0.0, bold: bool = False) -> QFont:
    font = QFont(option.font)
    font.setPointSizeF(font.pointSizeF() + size)
    font.setBold(bold)
    return font


def _cut(text: str, font: QFont, width: float) -> str:
    return elided(text, QFontMetricsF(font), width)


def broken(text: str, metrics: QFontMetricsF, width: float, most: int = MOST_LINES) -> list[str]:
    """Break a text into as few lines as it needs, each after the last word that fits.

    There is room for so many at the ``most``; what is left after these is cut.
    """
    lines: list[str] = []
    for word in _WORDS.findall(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or metrics.horizontalAdvance(longer) <= width):
            lines[-1] = longer
        else:
            lines.append(word)
    return [elided(line, metrics, width) for line in lines]

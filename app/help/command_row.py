"""The rows of the list of all commands, painted: the menu, the words, and the keys at the end."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import elided, painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.help.commands import Command

ROW_HEIGHT = 30
MARGIN = 10

COMMAND = Qt.ItemDataRole.UserRole
"""The role under which a row's data is the command itself."""

Index = QModelIndex | QPersistentModelIndex


class CommandRow(QStyledItemDelegate):
    """Paints one command."""

    def __init__(self, appearance: Appearance, view: QListView) -> None:
        """Paint the rows of a view."""
        super().__init__(view)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Make all rows equally high."""
        return QSize(0, scaled(ROW_HEIGHT))

    @painted_safely
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; the keys stand at its right end."""
        command, theme = index.data(COMMAND), self._appearance.theme
        if not isinstance(command, Command):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if chosen else theme.sunken))
            painter.drawRoundedRect(row, 5, 5)
        inside = row.adjusted(MARGIN, 0, -MARGIN, 0)
        inside.setRight(self._paint_keys(painter, option, command, inside) - MARGIN)
        able = command.is_enabled
        quiet = QColor(theme.quiet if able else theme.faint)
        inside.setLeft(_drawn(painter, option.font, f"{command.group}: ", quiet, inside))
        text = QColor(theme.text if able else theme.faint)
        inside.setLeft(_drawn(painter, option.font, command.words, text, inside))
        if command.is_on is not None:
            state = "   on" if command.is_on else "   off"
            _drawn(painter, option.font, state, quiet, inside)

    def _paint_keys(
        self, painter: QPainter, option: QStyleOptionViewItem, command: Command, inside: QRectF
    ) -> float:
        """Paint the shortcut as a key; return where it begins."""
        if not command.keys:
            return inside.right()
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() - 1)
        wide = QFontMetricsF(font).horizontalAdvance(command.keys) + 14
        cap = QRectF(inside.right() - wide, inside.top() + 5, wide, inside.height() - 10)
        theme = self._appearance.theme
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(theme.quiet if command.is_enabled else theme.faint))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, command.keys)
        return cap.left()


def _drawn(painter: QPainter, font: QFont, text: str, colour: QColor, place: QRectF) -> float:
    """Draw a text from the left on, cut where the place ends; return where it ends."""
    metrics = QFontMetricsF(font)
    shown = elided(text, metrics, place.width())
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
    return place.left() + metrics.horizontalAdvance(shown)

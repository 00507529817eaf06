"""All presets in a list that can be searched, each with its name and its line."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.painting import painted_safely
from rampsmith.app.panels.fields import quiet
from rampsmith.app.theme import Theme
from rampsmith.designer.presets import PRESETS

ROW = 46
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PresetList(QWidget):
    """A search field over a list; the arrows move in the list while one types."""

    selected = Signal(str)
    """Another preset is selected; empty where the search finds none."""

    def __init__(self, theme: Theme) -> None:
        """Show all presets."""
        super().__init__()
        self.search = QLineEdit()
        self.search.setAccessibleName("Search the presets")
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("cards")
        self.list.setAccessibleName("Presets")
        self._row = _Row(theme, self.list)
        self.list.setItemDelegate(self._row)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        for preset in PRESETS.values():
            item = QListWidgetItem(preset.name)
            item.setData(Qt.ItemDataRole.UserRole, preset.line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{preset.name}: {preset.line}")
            item.setToolTip(preset.line)
            self.list.addItem(item)
        self._nothing = quiet("No preset has these words.")
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self._nothing, self.list):
            layout.addWidget(widget)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list.currentItemChanged.connect(lambda *_: self.selected.emit(self.current))

    def set_theme(self, theme: Theme) -> None:
        """Recolour the list."""
        self._row.theme = theme
        self.list.viewport().update()

    @property
    def current(self) -> str:
        """The name of the preset that is selected, or nothing."""
        row = self.list.currentRow()
        return "" if row < 0 or self.list.item(row).isHidden() else self.list.item(row).text()

    @property
    def shown(self) -> list[str]:
        """The names that the search finds."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.text() for item in items if not item.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the list the keys that move in it."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in MOVES
        ):
            self.list.keyPressEvent(event)
            return True
        return False

    def _find(self, text: str) -> None:
        """Show the presets that have all words somewhere; those with them in the name select."""
        words = text.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            preset = PRESETS[item.text()]
            said = f"{preset.name} {preset.line} {preset.description}".casefold()
            item.setHidden(not all(word in said for word in words))
        found = self.shown
        self._nothing.setVisible(not found)
        named = [name for name in found if all(word in name.casefold() for word in words)]
        best = next(iter(named or found), None)
        if best is None:
            self.selected.emit("")
        elif self.current and (not named or self.current in named):
            self.selected.emit(self.current)
        else:
            self.list.setCurrentRow(list(PRESETS).index(best))
            self.selected.emit(self.current)


class _Row(QStyledItemDelegate):
    """Paints the name and, below it, the line."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(160, ROW)

    @painted_safely
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        theme = self.theme
        place = QRectF(option.rect).adjusted(1, 1, -1, -1)
        state: QStyle.StateFlag = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(QColor(theme.accent))
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(QColor(theme.selected if chosen else theme.ground))
            painter.drawRoundedRect(place, 5, 5)
        lines = (
            (index.data(), True, theme.text),  # type: ignore[attr-defined]
            (index.data(Qt.ItemDataRole.UserRole), False, theme.quiet),  # type: ignore[attr-defined]
        )
        for number, (text, bold, colour) in enumerate(lines):
            font = QFont(option.font)
            font.setBold(bold)
            font.setPointSizeF(font.pointSizeF() - number)
            line = place.adjusted(9, 4 + 19 * number, -7, 0)
            line.setHeight(19)
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

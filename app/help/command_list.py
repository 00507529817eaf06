"""The list of all commands over the window: type some words, choose a row, and it is done."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.help.command_row import COMMAND, ROW_HEIGHT, CommandRow
from rampsmith.app.help.commands import Command, found
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.values.numbers import counted

Index = QModelIndex | QPersistentModelIndex

WIDTH = 620
MOST_ROWS = 12
"""How many rows are seen at once; the others are scrolled to."""

NOTHING = "No command has these words."

MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_ROWS - 1,
    Qt.Key.Key_PageUp: 1 - MOST_ROWS,
}
"""How many rows a key goes on."""


class CommandModel(QAbstractListModel):
    """The commands that were found, the best first."""

    def __init__(self, parent: QObject) -> None:
        """Hold no commands yet."""
        super().__init__(parent)
        self.commands: tuple[Command, ...] = ()

    def show_commands(self, commands: tuple[Command, ...]) -> None:
        """Hold other commands."""
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the commands."""
        return 0 if parent is not None and parent.isValid() else len(self.commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a command whole, or its words."""
        command = self.commands[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return command.spoken
        return command if role == COMMAND else None


class CommandList(QFrame):
    """A field to search with, and the commands that it finds; it closes by itself."""

    used = Signal(str)
    """A command was chosen; its name."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        """Make a list that is hidden until it is opened over a window."""
        super().__init__(parent)
        self._over = parent
        self.setObjectName("commands")
        self._commands: tuple[Command, ...] = ()
        self._recent: tuple[str, ...] = ()
        self._before: QWidget | None = None
        self.search = QLineEdit()
        self.search.setAccessibleName("Search all commands")
        self.search.setPlaceholderText("What do you want to do?")
        self.search.setClearButtonEnabled(False)
        self.model = CommandModel(self)
        self.view = QListView()
        self.view.setObjectName("commandRows")
        self.view.setAccessibleName("Commands")
        self.view.setModel(self.model)
        self.row = CommandRow(appearance, self.view)
        self.view.setItemDelegate(self.row)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The keys stay with the search.
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = QLabel(NOTHING)
        self.nothing.setObjectName("quiet")
        self.nothing.setContentsMargins(10, 6, 10, 8)
        layout = spaced(QVBoxLayout(self), spacing=6, margins=(8, 8, 8, 8))
        for widget in (self.search, self.view, self.nothing):
            layout.addWidget(widget)
        appearance.changed.connect(self.view.viewport().update)
        self.search.installEventFilter(self)
        self.search.textEdited.connect(self._find)
        self.view.clicked.connect(self._do)
        self.hide()

    def open(self, commands: Sequence[Command], recent: Sequence[str]) -> None:
        """Show commands; those used last, by name, come first until something is typed."""
        self._commands, self._recent = tuple(commands), tuple(recent)
        self._before = self.window().focusWidget()
        self._over.installEventFilter(self)
        self.search.clear()
        self._find("")
        self.show()
        self.raise_()
        self.search.setFocus()

    def close_list(self) -> None:
        """Close, and return the keyboard to the part that had it."""
        self._leave()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        else:
            self._over.setFocus()

    def _leave(self) -> None:
        # Hiding takes the focus away, which must not close it again.
        self.search.removeEventFilter(self)
        self._over.removeEventFilter(self)
        self.hide()
        self.search.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make the keys of the search move in the list, and follow the window's size."""
        if watched is not self.search:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if isinstance(event, QFocusEvent) and event.lostFocus() and self.isVisible():
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self._leave()
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            # These mean something here, and are kept from the window's actions.
            event.setAccepted(event.key() in MOVES or _closes(event))
            return event.isAccepted()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = event.key()
        if _closes(event):
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.view.currentIndex())
        elif key in MOVES:
            self._go_on(MOVES[Qt.Key(key)])
        else:
            return False
        return True

    def _go_on(self, rows: int) -> None:
        """Move the choice; one step past an end goes round, as in every such list."""
        count = self.model.rowCount()
        if count:
            row = self.view.currentIndex().row() + rows
            self._choose(row % count if abs(rows) == 1 else max(0, min(row, count - 1)))

    def _choose(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        spoken = self.model.commands[row].spoken
        said = f"{spoken}, {row + 1} of {self.model.rowCount()}"
        self.search.setAccessibleDescription(said)

    def _find(self, text: str) -> None:
        commands = found(self._commands, text, self._recent)
        self.model.show_commands(commands)
        self.view.setVisible(bool(commands))
        self.nothing.setVisible(not commands)
        self._place()
        if commands:
            # What cannot be done now is shown where it belongs, but Enter means something else.
            able = (row for row, command in enumerate(commands) if command.is_enabled)
            self._choose(next(able, 0))
        else:
            self.search.setAccessibleDescription(NOTHING)
        self.setAccessibleDescription(counted(len(commands), "command"))

    def _place(self) -> None:
        """Stay at the top of the window, in the middle, as high as there are rows."""
        room, row_height = self._over.size(), scaled(ROW_HEIGHT)
        rows = min(MOST_ROWS, self.model.rowCount(), max(1, (room.height() - 140) // row_height))
        self.view.setFixedHeight(max(1, rows) * row_height)
        width = min(scaled(WIDTH), room.width() - 40)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((room.width() - width) // 2, 44)

    def _do(self, index: QModelIndex) -> None:
        command = index.data(COMMAND)
        if not isinstance(command, Command) or not command.is_enabled:
            return
        self.close_list()
        self.used.emit(command.name)
        command.do()


def _closes(event: QKeyEvent) -> bool:
    """Return whether a key is Esc, or one of those that open the list."""
    control = Qt.KeyboardModifier.ControlModifier
    both = control | Qt.KeyboardModifier.ShiftModifier
    pressed = (event.key(), event.modifiers())
    return event.key() == Qt.Key.Key_Escape or pressed in (
        (Qt.Key.Key_K, control),
        (Qt.Key.Key_P, both),
    )

"""Text that can be read, selected and copied, but not changed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontDatabase, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit

Keys = QKeySequence.StandardKey


class ReadText(QPlainTextEdit):
    """Shows text, which the keys go through and Ctrl+C copies."""

    def __init__(self, name: str) -> None:
        """Make a text that screen readers call ``name``."""
        super().__init__()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the clipboard for the text; Qt does so only where it can be changed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and any(map(event.matches, (Keys.Copy, Keys.Cut, Keys.Paste, Keys.SelectAll)))
        ):
            event.accept()
            return True
        return super().event(event)


def fixed_font(points: float = 9.5) -> str:
    """Return a style sheet with the system's fixed font.

    The size in the style sheet for all widgets would win over setFont.
    """
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return f"font-family: '{family}'; font-size: {points}pt;"

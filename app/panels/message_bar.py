"""A bar across the window for what went wrong, with every reason; it interrupts nothing."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

MOST_LINES = 8


class MessageBar(QWidget):
    """Hidden until there is something to say."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        # A long path has no place to wrap at; it is cut, and the tooltip has all of it.
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("What went wrong")
        self.more_button = QPushButton()
        self.more_button.clicked.connect(self._show_more)
        self._more: Callable[[], object] = self.hide
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, message: str) -> None:
        """Show a message, one reason to a line."""
        lines = message.splitlines()
        more = len(lines) - MOST_LINES
        shown = [*lines[:MOST_LINES], f"… and {more} more."] if more > 0 else lines
        self.text.setText("\n".join(shown))
        self.text.setToolTip(message)
        self.more_button.hide()
        self.show()

    def offer(self, message: str, words: str, more: Callable[[], object]) -> None:
        """Show a message with a button that shows more."""
        self.tell(message)
        self.more_button.setText(words)
        self._more = more
        self.more_button.show()

    def _show_more(self) -> None:
        self._more()

"""A small window with a sentence and lines, to read and to copy."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.read_text import ReadText


class LinesDialog(QDialog):
    """A small window with a sentence and lines, to read and to copy."""

    def __init__(
        self, title: str, sentence: str, name: str, lines: Iterable[str], parent: QWidget
    ) -> None:
        """Show the lines; ``name`` is theirs for screen readers."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sentence = QLabel(sentence)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.text = ReadText(name)
        self.text.setPlainText("\n".join(lines))
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.close)
        layout = spaced(QVBoxLayout(self), spacing=10, margins=(16, 14, 16, 14))
        layout.addWidget(self.sentence)
        layout.addWidget(self.text, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.close_button)
        layout.addLayout(self._buttons)
        open_on_screen(self, QSize(820, 460))

    def add_button(self, words: str, do: Callable[[], object]) -> None:
        """Put a button before the one that closes."""
        button = QPushButton(words)
        button.clicked.connect(lambda _=False: do())
        self._buttons.insertWidget(self._buttons.count() - 1, button)

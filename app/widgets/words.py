"""Headings, lines that explain, and the rules between sections."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def heading(text: str) -> QLabel:
    """Make the small heading of a section."""
    label = QLabel(text.upper())
    label.setObjectName("heading")
    return label


def quiet(text: str = "", *, wraps: bool = True) -> QLabel:
    """Make a line of plain text that explains."""
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return label


def rule() -> QWidget:
    """Make a horizontal line."""
    line = QWidget()
    line.setObjectName("rule")
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return line

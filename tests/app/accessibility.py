"""The parts of a window as a screen reader finds them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

KINDS = (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)


def unnamed(window: QWidget) -> list[str]:
    """Everything that can be operated and that a screen reader has no words for."""
    found = []
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        inside = isinstance(parent, (QComboBox, QAbstractScrollArea, QLineEdit))
        # The list that drops down has a frame of Qt's own around it.
        inside = inside or isinstance(parent and parent.parentWidget(), QComboBox)
        if not isinstance(widget, KINDS) or isinstance(widget, QScrollBar) or inside:
            continue
        ours = type(widget).__module__.startswith("rampsmith")
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not ours:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        if not any(letter.isalnum() for letter in name):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} {name!r}")
    return found

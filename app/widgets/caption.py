"""A caption beside a number, which changes the number while it is dragged."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel

from rampsmith.app.widgets.number_field import NumberField, digit_for

PIXELS = 6
"""The way of the mouse from one number to the next."""


class Caption(QLabel):
    """A caption whose drag nudges a number; Shift makes it finer, Ctrl coarser, Esc takes it back."""

    def __init__(self, text: str, field: NumberField, hold: Callable[[bool], object]) -> None:
        """Follow the mouse; ``hold`` is told when a drag begins and ends, all of it one edit."""
        super().__init__(text)
        self.setToolTip("Drag to change the number (Shift: finer, Ctrl: coarser)")
        self._field = field
        self._hold = hold
        self._at: float | None = None
        """Where the mouse was at the last nudge, while it is down."""
        self._before = ""
        self._has_nudged = False
        field.installEventFilter(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show whether there is a number to drag."""
        self.setCursor(self._cursor())
        super().enterEvent(event)

    def _cursor(self) -> Qt.CursorShape:
        can = self._field.isEnabled() and bool(self._field.text())
        return Qt.CursorShape.SizeHorCursor if can else Qt.CursorShape.ArrowCursor

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the number, and give its field the keys."""
        if event.button() != Qt.MouseButton.LeftButton or not self._field.isEnabled():
            super().mousePressEvent(event)
            return
        self._field.commit()
        self._field.setFocus()
        self._field.selectAll()
        self._at, self._before = event.position().x(), self._field.text()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nudge the number once for every few pixels, and show each as if it were entered."""
        if self._at is None:
            return
        by = 1 if event.position().x() > self._at else -1
        count = int(abs(event.position().x() - self._at) // PIXELS)
        self._at += by * count * PIXELS
        nudges = [self._field.nudge(by, digit_for(event.modifiers())) for _ in range(count)]
        if not any(nudges):
            return
        if not self._has_nudged:
            self._has_nudged = True
            self._hold(True)
        self._field.commit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Make the drag one edit."""
        self._end()
        super().mouseReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End what cannot be dragged any more."""
        self._end()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the drag back on an Esc, which its field receives."""
        is_taken_back = (
            self._at is not None
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
        if not is_taken_back:
            return False
        self._field.selectAll()
        self._field.insert(self._before)
        self._field.commit()
        self._end()
        return True

    def _end(self) -> None:
        self._at = None
        if self._has_nudged:
            self._has_nudged = False
            self._hold(False)
            self._field.selectAll()

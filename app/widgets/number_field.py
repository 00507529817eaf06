"""A field for a number: Up and Down change it, and it is shown whole where there is little room."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QStyleOptionFrame

from rampsmith.app.widgets.fields import Field
from rampsmith.designer.values.entries import nudged_text, shorter_texts
from rampsmith.designer.values.numbers import exact_text, parsed_number

Modifiers = Qt.KeyboardModifier

WAYS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


def digit_for(held: Qt.KeyboardModifier) -> int:
    """Return which digit of a number goes on: the second, with Shift the third, with Ctrl the first."""
    return 2 + bool(held & Modifiers.ShiftModifier) - bool(held & Modifiers.ControlModifier)


class NumberField(Field):
    """A line to type a number into, or an entry with a number and a unit.

    Up and Down bring its second digit to the next; with Shift the third, with Ctrl the first. A
    held key is one entry, made when it is let go.
    """

    def __init__(self, name: str, parse: Callable[[str], Any], *, counts: bool = False) -> None:
        """Make a field; where it ``counts`` something, a whole number stays whole."""
        super().__init__(name, parse)
        self.counts = counts
        self._fitted: tuple[tuple[object, ...], str] = ((), "")
        """What was to be shown last, in which room and font, and the text that it was shown by."""

    def show_number(self, value: float) -> None:
        """Show the document's number, unless a person is typing another."""
        self.show_text(exact_text(value))

    def show_text(self, text: str) -> None:
        """Show the document's entry; a number that is too long the shorter way if it is as exact."""
        # In a drag, most of the fields stay as they are.
        asked = (text, self.width(), self.isVisible(), self.font())
        if asked != self._fitted[0]:
            self._fitted = asked, self._fitting(text)
        super().show_text(self._fitted[1])

    def _fitting(self, text: str) -> str:
        room = self._place(QStyleOptionFrame()).width()
        if self.isVisible() and self.fontMetrics().horizontalAdvance(text) > room:
            ways = (each for each in shorter_texts(text) if not each.isdecimal())
            text = next((each for each in ways if parsed_number(each) == parsed_number(text)), text)
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the number by Up and Down."""
        by = WAYS.get(event.key())
        if by is None or event.modifiers() & Modifiers.AltModifier:
            super().keyPressEvent(event)
            return
        event.accept()
        self.nudge(by, digit_for(event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select all of the number: for Qt, a comma or a minus ends a word."""
        super().mouseDoubleClickEvent(event)
        self.selectAll()

    def nudge(self, by: int, digit: int) -> bool:
        """Bring a digit of the number to the next, as if that were typed; return whether it went."""
        text = nudged_text(self.text(), by, counts=self.counts, digit=digit)
        if text is None:
            return False
        self.selectAll()
        self.insert(text)
        self.selectAll()
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Enter what Up and Down have come to."""
        if event.key() in WAYS and not event.isAutoRepeat():
            self.commit()
            self.selectAll()
        super().keyReleaseEvent(event)

    def fitted(self, text: str, width: int) -> str:
        """Round a number that is too long, so that it is shown whole."""
        metrics = self.fontMetrics()
        fits = (each for each in shorter_texts(text) if metrics.horizontalAdvance(each) <= width)
        return next(fits, super().fitted(text, width))

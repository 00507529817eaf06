"""Fields: Enter or Tab commits what was typed, Esc takes it back, a wrong entry is marked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStyle, QStyleOptionFrame, QWidget

from rampsmith.app.base.painting import painted_safely
from rampsmith.app.base.theme import restyle
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.elided_label import tells_whole
from rampsmith.designer.values.numbers import EntryError

Keys = QKeySequence.StandardKey
Element = QStyle.SubElement

MIXED = "mixed"
"""What is said in the place of several values."""

_INSET = 2
"""Pixels that Qt leaves free on both sides of the text of a field."""


class Field(QLineEdit):
    """A line to type a value into.

    The value is whatever ``parse`` makes of the text. It is committed when it is right and has
    changed; a wrong text stays, marked and with the reason, until it is mended or taken back.
    """

    committed = Signal(object)
    """A new value was entered."""

    refused = Signal(str)
    """Something wrong was entered; the sentence says why. Empty once it no longer is."""

    def __init__(self, name: str, parse: Callable[[str], Any]) -> None:
        """Make a field that screen readers call ``name``."""
        super().__init__()
        self._parse = parse
        self._shown = ""
        self._hint: str | None = None
        """The usual placeholder, while it says that there are several values."""
        self.fault = ""
        self.setAccessibleName(name)
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._unmark)

    def show_text(self, text: str) -> None:
        """Show the document's value, unless a person is typing another."""
        if self._hint is not None:
            self.setPlaceholderText(self._hint)
            self._hint = None
        self._show(text)

    def show_mixed(self) -> None:
        """Show that the edited things have several values; what is typed goes to all of them."""
        if self._hint is None:
            self._hint = self.placeholderText()
            self.setPlaceholderText(MIXED)
        self._show("")

    def _show(self, text: str) -> None:
        if text == self._shown and (self.text() == text or self.hasFocus() or self.fault):
            return
        if self.hasFocus() and self.text() != self._shown and not self.fault:
            self._shown = text
            return
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)
        self._unmark()

    def commit(self) -> None:
        """Read what was typed; announce the value, or mark it as wrong."""
        text = self.text()
        if text == self._shown:
            self._unmark()
            return
        try:
            value = self._parse(text)
        except EntryError as error:
            self._mark(str(error))
            return
        self._unmark()
        self._shown = text
        self.committed.emit(value)

    def revert(self) -> None:
        """Show the document's value again."""
        self.setText(self._shown)
        self._unmark()
        self.selectAll()

    def forget(self) -> None:
        """Drop what was typed: it was about something that is no longer shown."""
        if self.text() != self._shown:
            self.setText(self._shown)
        self._unmark()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the document where nothing has been typed, and Ctrl+E and Ctrl+K always."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (_is_of_emacs(event) or (self.text() == self._shown and _is_undo_or_redo(event)))
        ):
            event.ignore()
            return False
        # Whether it is cut is measured when the tooltip is asked for, and not at each event.
        if event.type() == QEvent.Type.ToolTip:
            return tells_whole(self, event, self.text(), is_cut=self.is_cut) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed; after Enter, the next text takes the place of this one."""
        if event.key() == Qt.Key.Key_Escape and (self.text() != self._shown or self.fault):
            self.revert()
            event.accept()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.fault:
            # All is selected from the end to the beginning: of a long text, the beginning is then seen.
            self.setSelection(len(self.text()), -len(self.text()))

    @property
    def is_cut(self) -> bool:
        """Whether there is no room for the whole text."""
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return wide > self._place(QStyleOptionFrame()).width()

    def _place(self, option: QStyleOptionFrame) -> QRect:
        """Return where the text is drawn, with an option that is filled for that."""
        self.initStyleOption(option)
        place = self.style().subElementRect(Element.SE_LineEditContents, option, self)
        return place.adjusted(_INSET, 0, -_INSET, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """End a text that is too long in an ellipsis, for as long as nobody types here."""
        if self.hasFocus() or not self.is_cut:
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        place = self._place(option)
        self._paint_elided(QPainter(self), option, place)

    @painted_safely
    def _paint_elided(self, painter: QPainter, option: QStyleOptionFrame, place: QRect) -> None:
        panel = QStyle.PrimitiveElement.PE_PanelLineEdit
        self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(self.palette().text().color())
        shown = self.fitted(self.text(), place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def fitted(self, text: str, width: int) -> str:
        """Cut a text that is too long for so many pixels."""
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _mark(self, sentence: str) -> None:
        self.fault = sentence
        restyle(self, wrong=bool(sentence))
        self.setToolTip(tooltip(sentence))
        self.setAccessibleDescription(sentence)
        self.refused.emit(sentence)

    def _unmark(self) -> None:
        if self.fault:
            self.fault = ""
            restyle(self, wrong=False)
            self.setToolTip("")
            self.setAccessibleDescription("")
            self.refused.emit("")


def _is_of_emacs(event: QKeyEvent) -> bool:
    """Whether X11 has a meaning for a key in lines of text that hides an action of the window."""
    is_letter = event.key() in (Qt.Key.Key_E, Qt.Key.Key_K)
    return is_letter and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.matches(Keys.Undo) or event.matches(Keys.Redo)


class FaultLine(QLabel):
    """The fault of an entry, below its field for as long as it is marked."""

    def __init__(self, *fields: Field) -> None:
        """Follow some fields; the sentence about the first wrong one is shown."""
        super().__init__()
        self._fields = fields
        self.setObjectName("quiet")
        self.setProperty("wrong", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()
        for field in fields:
            field.refused.connect(self._follow)

    def _follow(self) -> None:
        sentence = next((field.fault for field in self._fields if field.fault), "")
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


def commit_what_is_typed(window: QWidget | None = None) -> None:
    """Enter what stands in the field that has the focus, of a window in front or not, as Enter would."""
    focused = QApplication.focusWidget() if window is None else window.focusWidget()
    if isinstance(focused, Field):
        focused.commit()

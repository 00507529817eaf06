"""The messages across the window: what went wrong, and offers to choose from; neither interrupts."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.form import spaced

SIDE, GAP = 16, 8
"""Pixels at both sides of a message, and between its text and its buttons."""

LEAST_TEXT = 520
"""Pixels that a longer text has at least beside its buttons; they go below it where it has fewer."""

MOST_LINES = 8
MOST_OFFERS = 3
"""Offers that are shown at once; more would leave too little of the plot. The others wait."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out of what an offer is about.

    Attributes:
        decides: whether the offer is done with then; looking at something decides nothing.
    """

    words: str
    do: Callable[[], object]
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to decide, whenever there is time for it.

    Attributes:
        topic: what it is about; a newer offer about the same takes its place.
        choices: the ways out, the likely one first; never one that loses something, since the
            keys begin there.
        closing: the words of the button that only closes it.
        close: what closing it means beyond that.
        is_about_document: whether it is withdrawn with the document that is open.
    """

    topic: str
    text: str
    choices: tuple[WayOut, ...]
    closing: str = "Later"
    close: Callable[[], object] = lambda: None
    is_about_document: bool = True


class Reporting(QObject):
    """Does what can be reported in the status line and in the messages."""

    told = Signal(str)
    """Something went as it should; for the status line."""

    failed = Signal(str)
    """Something went wrong; every reason on a line of its own."""

    offered = Signal(object)
    """There is an ``Offer`` to choose from."""

    withdrawn = Signal(str)
    """The offer of this topic makes no sense any more."""

    def report_for(self, part: "Reporting") -> None:
        """Report what a part of this reports."""
        part.told.connect(self.told)
        part.failed.connect(self.failed)
        part.offered.connect(self.offered)
        part.withdrawn.connect(self.withdrawn)


class MessageRow(QWidget):
    """One message: its text, its buttons, and one that closes it."""

    closed = Signal()

    def __init__(self, name: str, closing: str) -> None:
        """Make a hidden row without words; ``name`` is the row's for screen readers."""
        super().__init__()
        self.setObjectName("message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        # A long path has no place to wrap at; it is cut, and the tooltip has all of it.
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName(name)
        self.choice_buttons: list[QPushButton] = []
        self.close_button = QPushButton(closing)
        self.close_button.setToolTip(f"{closing} (Esc)")
        self.close_button.clicked.connect(self.closed)
        self._layout = spaced(
            QBoxLayout(QBoxLayout.Direction.LeftToRight, self),
            spacing=GAP,
            margins=(SIDE, 8, SIDE, 8),
        )
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(self.text, 1)
        self._layout.addLayout(self._buttons)

    def add_choice(self, choice: WayOut) -> QPushButton:
        """Add a button before the one that closes; the caller connects it."""
        button = QPushButton(choice.words)
        button.setAccessibleDescription(self.text.text())
        self.choice_buttons.append(button)
        place = self._buttons.count() - 1
        self._buttons.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignTop)
        QWidget.setTabOrder(button, self.close_button)
        self._fit()
        return button

    def remove_choices(self) -> None:
        """Remove the buttons of an earlier message."""
        for button in self.choice_buttons:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.choice_buttons = []
        self._fit()

    def show_text(self, text: str) -> None:
        """Show the beginning of a text; the tooltip has all of it."""
        lines = text.splitlines()
        more = len(lines) - MOST_LINES
        shown = [*lines[:MOST_LINES], f"… and {more} more."] if more > 0 else lines
        self.text.setText("\n".join(shown))
        self.text.setToolTip(tooltip(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the text or below it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the buttons below the text where it would have many short lines beside them."""
        room = self.width() - self._buttons.sizeHint().width() - 2 * SIDE - GAP
        metrics = self.text.fontMetrics()
        needed = max(map(metrics.horizontalAdvance, self.text.text().splitlines()), default=0)
        ways = QBoxLayout.Direction
        is_below = room < min(needed, scaled(LEAST_TEXT))
        self._layout.setDirection(ways.TopToBottom if is_below else ways.LeftToRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, and press the button that has the focus on Enter."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)


class MessageBar(QWidget):
    """The fault that came last, and below it the offers; hidden while there is nothing to say."""

    def __init__(self) -> None:
        """Make an empty bar, which is hidden."""
        super().__init__()
        self.row_of_fault = MessageRow("What went wrong", "Close")
        self.row_of_fault.setProperty("fault", True)
        self.row_of_fault.closed.connect(self.forget_fault)
        self.text = self.row_of_fault.text
        self.close_button = self.row_of_fault.close_button
        self.offers: list[Offer] = []
        self._rows: dict[str, MessageRow] = {}
        self._layout = spaced(QVBoxLayout(self))
        self._layout.addWidget(self.row_of_fault)
        self.row_of_fault.hide()
        self.hide()

    def tell(self, message: str, *, choices: tuple[WayOut, ...] = ()) -> None:
        """Show what went wrong, one reason to a line, in the place of what went wrong before."""
        self.row_of_fault.show_text(message)
        self.row_of_fault.remove_choices()
        for choice in choices:
            button = self.row_of_fault.add_choice(choice)
            button.clicked.connect(lambda _=False, choice=choice: choice.do())
        self.row_of_fault.show()
        self._refresh()
        _announce(self.row_of_fault)

    def forget_fault(self) -> None:
        """Show no longer what went wrong; offers stay."""
        self.row_of_fault.hide()
        self._refresh()

    def offer(self, offer: Offer) -> None:
        """Offer something, in the place of an earlier offer about the same."""
        self.withdraw(offer.topic)
        self.offers.append(offer)
        self._refresh()

    def close_newest(self) -> bool:
        """Close what was shown last, as its button does; return whether there was anything."""
        rows = [self.row_of_fault] if self.row_of_fault.isVisible() else [*self._rows.values()][-1:]
        for row in rows:
            row.close_button.click()
        return bool(rows)

    def withdraw(self, topic: str) -> None:
        """Take an offer back that no longer makes sense."""
        self.offers = [offer for offer in self.offers if offer.topic != topic]
        self._refresh()

    def forget_document(self) -> None:
        """Withdraw what was about a document that is no longer open."""
        self.offers = [offer for offer in self.offers if not offer.is_about_document]
        self._refresh()

    def clear(self) -> None:
        """Show and offer nothing any more."""
        self.offers = []
        self.forget_fault()

    def row(self, topic: str) -> MessageRow | None:
        """Return the row of an offer, where it is shown."""
        return self._rows.get(topic)

    def take_focus(self) -> None:
        """Move the keyboard to the first button that there is."""
        rows = [self.row_of_fault] if self.row_of_fault.isVisible() else []
        for row in (*rows, *self._rows.values()):
            first = row.choice_buttons[0] if row.choice_buttons else row.close_button
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def _refresh(self) -> None:
        shown = {offer.topic: offer for offer in self.offers[:MOST_OFFERS]}
        for topic in [topic for topic in self._rows if topic not in shown]:
            row = self._rows.pop(topic)
            row.hide()
            row.deleteLater()
        for topic, offer in shown.items():
            if topic not in self._rows:
                self._rows[topic] = row = self._made(offer)
                self._layout.addWidget(row)
                row.show()
                _announce(row)
        self.setVisible(bool(self._rows) or not self.row_of_fault.isHidden())

    def _made(self, offer: Offer) -> MessageRow:
        row = MessageRow("An offer", offer.closing)
        row.show_text(offer.text)
        for choice in offer.choices:
            button = row.add_choice(choice)
            button.clicked.connect(lambda _=False, choice=choice: self._do(offer, choice))
        row.closed.connect(lambda: self._do(offer, WayOut(offer.closing, offer.close)))
        return row

    def _do(self, offer: Offer, choice: WayOut) -> None:
        if choice.decides:
            # First, so that what is done may make another offer about the same.
            self.withdraw(offer.topic)
        choice.do()


def _announce(row: MessageRow) -> None:
    """Make screen readers say a message as it comes."""
    event = QAccessibleEvent(row.text, QAccessible.Event.Alert)
    QAccessible.updateAccessibility(event)

"""The line at the bottom: what can be done or has gone wrong, and the verdict of the check."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from rampsmith.app.base.painting import elided
from rampsmith.app.base.theme import restyle
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.loose_line import LooseLine

State: TypeAlias = Literal["proved", "failed", "waiting", "nothing"]

EDGE = 3
"""Pixels above and below its words."""

_SIGNS: dict[State, str] = {"proved": "● ", "failed": "▲ ", "waiting": "○ ", "nothing": ""}


class Hint(ElidedLabel):
    """A sentence, or the usual hint, of which whole parts are left out where there is no room."""

    def __init__(self, usual: Sequence[str]) -> None:
        """Show the parts of the usual hint."""
        super().__init__()
        self._usual = usual
        self.say("")

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one brings the usual hint back."""
        self._sentence = sentence
        text = sentence or "".join(self._usual)
        self.setText(text)
        self.setToolTip(tooltip(text))

    def change_usual(self, usual: Sequence[str]) -> None:
        """Show other parts from now on whenever there is nothing else to say."""
        self._usual = usual
        self.say(self._sentence)

    @property
    def shown(self) -> str:
        """The words that there is room for."""
        if self._sentence:
            return super().shown
        metrics, width = self.fontMetrics(), self.contentsRect().width()
        texts = list(accumulate(self._usual))
        fitting = (text for text in reversed(texts) if metrics.horizontalAdvance(text) <= width)
        return next(fitting, None) or elided(texts[0], metrics, width)


class StatusLine(QWidget):
    """A hint on the left, slow work with its Cancel in the middle, and the verdict on the right."""

    check_wanted = Signal()
    """The check that could not run is to be tried again."""

    def __init__(self, hint: Sequence[str]) -> None:
        """Show the parts of a hint whenever there is nothing else to say."""
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._works: dict[Callable[[], None], str] = {}
        self.hint = Hint(hint)
        self.hint.setObjectName("hint")
        self.hint.setAccessibleName("Hint")
        self.verdict = ElidedLabel()
        self.verdict.setObjectName("verdict")
        layout = spaced(QHBoxLayout(self), spacing=16, margins=(16, EDGE, 16, EDGE))
        self.work = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.work.setAccessibleName("What takes long")
        self.cancel_button = link_button("Cancel", "Stop what takes long")
        self.cancel_button.clicked.connect(self._cancel)
        layout.addWidget(LooseLine(self.hint), 1)
        layout.addWidget(self.work)
        layout.addWidget(self.cancel_button)
        self.check_button = link_button("Check again", "Check in torch again (Ctrl+Alt+R)")
        self.check_button.setAccessibleName("Check in torch again")
        self.check_button.clicked.connect(self.check_wanted)
        layout.addWidget(self.verdict)
        layout.addWidget(self.check_button)
        self._show_work()
        self.offer_check(wanted=False)

    def sizeHint(self) -> QSize:
        """Return a height that is the same with and without its links."""
        return self._with_links(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return a height that is the same with and without its links."""
        return self._with_links(super().minimumSizeHint())

    def _with_links(self, hint: QSize) -> QSize:
        # Else all that stands above would move whenever a link appears.
        links = (self.cancel_button, self.check_button)
        height = 2 * EDGE + max(link.sizeHint().height() for link in links)
        return hint.expandedTo(QSize(0, height))

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one brings the usual hint back."""
        self.hint.say(sentence)

    def follow(self, working: SignalInstance, cancel: Callable[[], None]) -> None:
        """Show what takes long whenever a signal names it, with a way to cancel it."""

        def take(words: str) -> None:
            self._works.pop(cancel, None)
            if words:
                self._works[cancel] = words
            self._show_work()

        working.connect(take)

    def _cancel(self) -> None:
        for cancel in reversed(tuple(self._works)):
            cancel()
            return

    def _show_work(self) -> None:
        """Show the newest of what takes long."""
        words = next(reversed(self._works.values()), "")
        self.work.setText(words)
        self.cancel_button.setAccessibleName(f"Cancel: {words}")
        for part in (self.work, self.cancel_button):
            part.setVisible(bool(words))

    def show_verdict(self, sentence: str, state: State) -> None:
        """Show how the check in torch stands."""
        self.offer_check(wanted=False)
        self.verdict.setText(_SIGNS[state] + sentence)
        self.verdict.setToolTip(tooltip(sentence))
        self.verdict.setAccessibleName(f"Check in torch: {sentence}")
        restyle(self.verdict, state=state)

    def offer_check(self, *, wanted: bool) -> None:
        """Offer to check again where the check could not run, or take the offer back."""
        self.check_button.setVisible(wanted)

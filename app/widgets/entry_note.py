"""What an entry comes to, below its field, and what was likelier meant, to click."""

from PySide6.QtCore import Signal

from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.loose_line import LooseLine


class EntryNote(LooseLine):
    """A line such as ``= 8e-8   the rate 8e-5?``; hidden while there is nothing to say."""

    taken = Signal()
    """What was likelier meant is wanted."""

    def __init__(self) -> None:
        """Say nothing yet."""
        self.words = ElidedLabel()
        self.words.setObjectName("quiet")
        self.offer = link_button(tip="Take this; it can be undone")
        super().__init__(self.words, self.offer)
        self.offer.clicked.connect(self.taken)
        self._said: tuple[str, str] | None = None
        self.say("")

    def say(self, words: str, offer: str = "") -> None:
        """Say what the entry comes to, and offer what was likelier meant."""
        if self._said == (words, offer):
            return  # In a drag, most of the lines stay as they are.
        self._said = (words, offer)
        self.words.setText(words)
        self.words.setToolTip(tooltip(words))
        self.offer.setText(offer)
        self.offer.setAccessibleName(f"Likelier meant: {offer}")
        self.offer.setVisible(bool(offer))
        self.setVisible(bool(words or offer))

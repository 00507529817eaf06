"""The end of the predicted loss in words, and on demand what the prediction rests on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading, quiet


class LossNote(QWidget):
    """A sentence about the end, and a link that opens what it rests on."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.first, self.rest = quiet(), quiet()
        self.more = link_button("Why?", "What the prediction stands on")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._unfold)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(heading("Predicted loss"), 1)
        head.addWidget(self.more)
        self.search = link_button(
            "Find the best cooldown",
            "Search for the length and the end of the last segment, and pin what is found",
        )
        layout = spaced(QVBoxLayout(self), spacing=2, margins=(12, 6, 12, 8))
        layout.addLayout(head)
        layout.addWidget(self.first)
        layout.addWidget(self.rest)
        layout.addWidget(self.search, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_words(self, first: str, rest: Sequence[str], *, is_predicted: bool) -> None:
        """Show a sentence, and what it rests on; offer the search where something is predicted."""
        self.first.setText(first)
        self.rest.setText("\n".join(rest))
        self.more.setVisible(bool(rest))
        self.search.setVisible(is_predicted)
        self._unfold()

    def _unfold(self) -> None:
        self.rest.setVisible(self.more.isChecked() and bool(self.rest.text()))

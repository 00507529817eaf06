"""Turns the pages of a list that is too long for a row for everything in it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from rampsmith.app.widgets.words import quiet


class Pager(QWidget):
    """Two buttons with the page between them; hidden where there is one page only."""

    def __init__(self, what: str, turn: Callable[[int], None]) -> None:
        """Turn pages of ``what``, a word for many; ``turn`` shows the page so many pages on."""
        super().__init__()
        self._what = what
        self.back = self._button("‹", f"Earlier {what}", lambda: turn(-1))
        self.forth = self._button("›", f"Later {what}", lambda: turn(1))
        self.place = quiet()
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.back)
        layout.addWidget(self.place, 1)
        layout.addWidget(self.forth)

    @property
    def buttons(self) -> tuple[QToolButton, QToolButton]:
        """The buttons, in the order in which Tab goes."""
        return self.back, self.forth

    def show_page(self, first: int, count: int, total: int) -> None:
        """Show which of all things are seen."""
        self.place.setText(f"{first + 1:,}–{first + count:,} of {total:,} {self._what}")
        self.back.setEnabled(first > 0)
        self.forth.setEnabled(first + count < total)
        self.setVisible(count < total)

    @staticmethod
    def _button(sign: str, name: str, press: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(press)
        return button

"""What a range test found, and the base rate that is taken from it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rampsmith.app.widgets.buttons import button_for
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import quiet


class RangePanel(QWidget):
    """The sentences of a range test, with the button that takes its rate."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.found = quiet()
        self.rate = QLabel()
        self.rate.setObjectName("strong")
        self.hint = quiet("Click on the plot for another one.")
        self._column = spaced(QVBoxLayout(self), spacing=6)
        for part in (self.found, self.rate, self.hint):
            self._column.addWidget(part)
        self.hide()

    def fill(self, use: QAction) -> None:
        """Make the button."""
        self._column.insertWidget(2, button_for(use))

    def show_found(self, found: str, rate: str) -> None:
        """Show what was found, and the rate that would be taken; empty where there is none."""
        self.found.setText(found)
        self.rate.setText(rate)
        self.rate.setVisible(bool(rate))
        self.hint.setVisible(bool(rate))

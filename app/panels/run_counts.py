"""What the run comes to, in words, and on demand how each count is rounded, with its formula."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import quiet
from rampsmith.app.store import Store
from rampsmith.designer.stepping.rounding import counts
from rampsmith.designer.words import remainder_words, run_words

_SHOW = "Show how it is counted"
_HIDE = "Hide how it is counted"


class RunCounts(QWidget):
    """The totals, what is left over, and the arithmetic behind them."""

    opened = Signal()
    """The arithmetic is shown, which may be below what is seen."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.total, self.left_over, self.arithmetic = quiet(), quiet(), quiet()
        self.total.setObjectName("total")
        for label in (self.total, self.left_over, self.arithmetic):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.arithmetic.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.arithmetic.hide()
        self.button = QPushButton(_SHOW)
        self.button.setToolTip("Show the arithmetic from samples to updates")
        self.button.setObjectName("link")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        parts: tuple[QLabel | QPushButton, ...] = (self.total, self.left_over, self.arithmetic)
        for part in parts:
            layout.addWidget(part)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count anew; a drag changes nothing about the run."""
        if self._store.is_previewing:
            return
        schedule = self._store.schedule
        found = counts(schedule)
        self.total.setText(run_words(schedule))
        self.total.setToolTip("\n".join(f"{count.name}: {count.formula}" for count in found))
        rest = remainder_words(schedule)
        self.left_over.setText(rest)
        self.left_over.setVisible(bool(rest))
        lines = [f"{count.words}\n    {count.formula}" for count in found]
        self.arithmetic.setText("\n".join(lines))
        self.button.setVisible(bool(found))
        self.arithmetic.setVisible(bool(found) and self.button.isChecked())

    def _open(self, shown: bool) -> None:  # noqa: FBT001 - as the signal has it.
        self.button.setText(_HIDE if shown else _SHOW)
        self.arithmetic.setVisible(shown)
        if shown:
            self.opened.emit()

"""The totals of a run, and on demand how they are counted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.training_loop.run_arithmetic import counts
from rampsmith.designer.words.phrases import remainder_words, run_words


class RunCounts(QWidget):
    """The totals of a run and what is left over; on demand, how they are rounded, with formulas."""

    opened = Signal()
    """The arithmetic is shown, and may need scrolling to."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.total, self.left_over, self.arithmetic = quiet(), quiet(), quiet()
        self.total.setObjectName("total")
        self.arithmetic.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.arithmetic.hide()
        self.button = link_button(
            "Show how it is counted", "Show the arithmetic from samples to updates"
        )
        self.button.setCheckable(True)
        self.button.toggled.connect(self._open)
        layout = spaced(QVBoxLayout(self), spacing=4)
        for label in (self.total, self.left_over, self.arithmetic):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        store.document_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
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
        self.button.setText(f"{'Hide' if shown else 'Show'} how it is counted")
        self.arithmetic.setVisible(shown)
        if shown:
            self.opened.emit()

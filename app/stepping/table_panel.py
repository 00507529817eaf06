"""The table with what chooses its rows, and what saves them."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.documents.documents import Documents
from rampsmith.app.panels.fields import Choice
from rampsmith.app.stepping.saving import TableSaving
from rampsmith.app.stepping.table_view import RowsTable
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import count_text
from rampsmith.designer.stepping.rows import By, Row
from rampsmith.exporters.naming import file_stem

_TABLES = "Comma-separated values (*.csv)"


class TablePanel(QWidget):
    """Rows by batch, update or epoch; the walk's own row is marked, and a click goes there."""

    told = Signal(str)
    """There is something to say in the status line."""

    def __init__(self, store: Store, walking: Walking, documents: Documents, theme: Theme) -> None:
        """Follow the store and the walk while it is seen."""
        super().__init__()
        self._store = store
        self._walking = walking
        self._documents = documents
        self._by: By = "update"
        self.by = Choice(
            "Rows of the table",
            [("batch", "every batch"), ("update", "every update"), ("epoch", "every epoch")],
        )
        self.by.setMinimumWidth(130)
        self.by.show_value("update")
        self.count = QLabel()
        self.count.setObjectName("quiet")
        self.save_button = QPushButton("Save as CSV…")
        self.save_button.setToolTip("Save the whole table as a file")
        self.table = RowsTable(theme)
        self.saving = TableSaving(self)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.by)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.by.chosen.connect(self._choose)
        self.save_button.clicked.connect(self.save)
        self.table.row_chosen.connect(self._go)
        self.table.told.connect(self.told)
        self.saving.progressed.connect(self._show_progress)
        self.saving.ended.connect(self._end_saving)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the table."""
        self.table.set_theme(theme)

    def refresh(self) -> None:
        """Show the run, and the walk's place in it, as they are now."""
        self.table.show_run(self._store.schedule, self._by)
        walk = self._walking.walk
        words = {"batch": "batches", "update": "updates", "epoch": "epochs"}[self._by]
        total = self.table.model.total
        if not self.saving.is_saving:
            self.count.setText(f"{count_text(total)} {words}" if total else "The run has no batch")
        self.save_button.setEnabled(total > 0)
        if walk is not None:
            self.table.follow(self._walking.stop.index)

    def save(self) -> None:
        """Ask where to, and write the whole table; or give up what is being written."""
        if self.saving.is_saving:
            self.saving.cancel()
            return
        stem = file_stem(self._store.schedule.title)
        suggested = self._documents.folder() / f"{stem}_{self._by}.csv"
        path = self._documents.dialogs.path_to_write("Save the table", suggested, _TABLES)
        if path is not None:
            path = path if path.suffix else path.with_suffix(".csv")
            self.save_button.setText("Cancel")
            self.saving.begin(self._store.schedule, self._by, path)

    def _choose(self, by: By) -> None:
        self._by = by
        self.refresh()

    def _go(self, row: Row) -> None:
        # The table itself is where it should be; only everything else follows.
        with QSignalBlocker(self.table):
            self._walking.go_to_batch(row.index)

    def _show_progress(self, written: int, total: int) -> None:
        self.count.setText(f"saving: {written / total:.0%} of {count_text(total)} rows")

    def _end_saving(self, sentence: str) -> None:
        self.save_button.setText("Save as CSV…")
        self.told.emit(sentence)
        self.refresh()

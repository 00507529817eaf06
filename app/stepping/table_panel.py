"""The table with what chooses its rows, and what saves them: piece by piece, and cancellable."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.documents.documents import Documents
from rampsmith.app.stepping.table_view import RowsTable
from rampsmith.app.stepping.walk_player import WalkPlayer
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.output import OutputError, written_whole
from rampsmith.designer.training_loop.rows import By, Row, Rows
from rampsmith.designer.values.numbers import count_text
from rampsmith.exporters.targets.table import Table
from rampsmith.exporters.words.naming import file_stem

_TABLES = "Comma-separated values (*.csv)"

LINES_AT_ONCE = 2_000
"""Lines that are written between two events of the window; some ten milliseconds."""


class TableSaving(QObject):
    """Writes one table at a time, in a file of another name until it is whole."""

    progressed = Signal(object, object)
    """So many rows are written, of so many."""

    ended = Signal(str)
    """It is done, was cancelled or has failed; the sentence says which."""

    def __init__(self, parent: QObject) -> None:
        """Wait for a table."""
        super().__init__(parent)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._write_on)
        self._writing: Generator[int, None, None] | None = None
        self._path = Path()
        self._written = self._total = 0

    @property
    def is_saving(self) -> bool:
        """Whether a table is being written."""
        return self._writing is not None

    def begin(self, schedule: Schedule, by: By, path: Path) -> None:
        """Write the table of a run."""
        self.cancel()
        rows = Rows(schedule, by)
        self._total = rows.count
        self._written = 0
        self._path = path
        self._writing = _writing(path, Table(rows, 0, self._total, "loop").csv_lines())
        self._write_on()
        self._timer.start()

    def cancel(self) -> None:
        """Stop writing; nothing of the file is left."""
        if self._writing is not None:
            with suppress(OutputError):  # Of what nobody wants.
                self._writing.close()
            self._end(f"{self._path.name} is not written")

    def _write_on(self) -> None:
        if self._writing is None:
            self._timer.stop()
            return
        try:
            self._written += next(self._writing)
        except StopIteration:
            self._end(f"Saved {self._path}")
        except OutputError as error:
            self._end(str(error))
        else:
            self.progressed.emit(min(self._written, self._total), self._total)

    def _end(self, sentence: str) -> None:
        self._timer.stop()
        self._writing = None
        self.ended.emit(sentence)


def _writing(path: Path, lines: Iterator[str]) -> Generator[int, None, None]:
    """Write lines piece by piece; bring how many each piece had."""
    with written_whole(path) as file:
        while piece := list(islice(lines, LINES_AT_ONCE)):
            file.writelines(map(str.encode, piece))
            yield len(piece)


class TablePanel(QWidget):
    """Rows by batch, update or epoch; the walk's own row is marked, and a click goes there."""

    told = Signal(str)
    """There is something to say in the status line."""

    def __init__(
        self, store: Store, player: WalkPlayer, documents: Documents, appearance: Appearance
    ) -> None:
        """Follow the store and the walk while it is seen."""
        super().__init__()
        self._store = store
        self._player = player
        self._documents = documents
        self._by: By = "update"
        self.by = Choice(
            "Rows of the table",
            [("batch", "every batch"), ("update", "every update"), ("epoch", "every epoch")],
        )
        self.by.setMinimumWidth(scaled(130))
        self.by.show_value("update")
        self.count = ElidedLabel()
        self.count.setObjectName("quiet")
        self.save_button = QPushButton("Save as CSV…")
        self.save_button.setToolTip("Save the whole table as a file")
        self.table = RowsTable(appearance)
        self.saving = TableSaving(self)
        head = spaced(QHBoxLayout(), spacing=8, margins=(8, 0, 12, 4))
        head.addWidget(self.by)
        head.addWidget(self.count, 1)
        head.addWidget(self.save_button)
        layout = spaced(QVBoxLayout(self))
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.by.chosen.connect(self._choose)
        self.save_button.clicked.connect(self.save)
        self.table.row_chosen.connect(self._go)
        self.table.told.connect(self.told)
        self.saving.progressed.connect(self._show_progress)
        self.saving.ended.connect(self._end_saving)

    def refresh(self) -> None:
        """Show the run, and the walk's place in it, as they are now."""
        self.table.show_run(self._store.document, self._by)
        walk = self._player.walk
        words = {"batch": "batches", "update": "updates", "epoch": "epochs"}[self._by]
        total = self.table.model.total
        if not self.saving.is_saving:
            self.count.setText(f"{count_text(total)} {words}" if total else "The run has no batch")
        self.save_button.setEnabled(total > 0)
        if walk is not None:
            self.table.follow(self._player.stop.index)

    def save(self) -> None:
        """Ask where to, and write the whole table; or cancel what is being written."""
        if self.saving.is_saving:
            self.saving.cancel()
            return
        stem = file_stem(self._store.document.title)
        suggested = self._documents.folder() / f"{stem}_{self._by}.csv"
        path = self._documents.dialogs.path_to_write("Save the table", suggested, _TABLES)
        if path is not None:
            self.save_button.setText("Cancel")
            self.saving.begin(self._store.document, self._by, path)

    def _choose(self, by: By) -> None:
        self._by = by
        self.refresh()

    def _go(self, row: Row) -> None:
        # The table itself is where it should be; only everything else follows.
        with QSignalBlocker(self.table):
            self._player.go_to_batch(row.index)

    def _show_progress(self, written: int, total: int) -> None:
        self.count.setText(f"saving: {written / total:.0%} of {count_text(total)} rows")

    def _end_saving(self, sentence: str) -> None:
        self.save_button.setText("Save as CSV…")
        self.told.emit(sentence)
        self.refresh()

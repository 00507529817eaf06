"""The table as a file: written piece by piece, so that the window goes on, and can be given up."""

import contextlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer, Signal

from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.rows import By, Rows
from rampsmith.exporters.table import Table

LINES_AT_ONCE = 2_000
"""Lines that are written between two events of the window; some ten milliseconds."""


class TableSaving(QObject):
    """Writes one table at a time, beside the file that it will be until it is whole."""

    progressed = Signal(object, object)
    """So many rows are written, of so many."""

    ended = Signal(str)
    """It is done, given up or has failed; the sentence says which."""

    def __init__(self, parent: QObject) -> None:
        """Wait for a table."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._write_on)
        self._lines: Iterator[str] = iter(())
        self._file: IO[str] | None = None
        self._path = Path()
        self._written = self._total = 0

    @property
    def is_saving(self) -> bool:
        """Whether a table is being written."""
        return self._file is not None

    def begin(self, schedule: Schedule, by: By, path: Path) -> None:
        """Write the table of a run."""
        self.cancel()
        rows = Rows(schedule, by)
        self._total = rows.count
        self._written = 0
        self._path = path
        self._lines = Table(rows, 0, self._total, "loop").csv_lines()
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            self._end(f"{path}: This cannot be written: {(error.strerror or str(error)).lower()}.")
            return
        self._timer.start()

    def cancel(self) -> None:
        """Give it up; nothing is left of it."""
        if self.is_saving:
            self._end(f"{self._path.name} is not written")

    @property
    def _part(self) -> Path:
        return self._path.with_name(f"{self._path.name}.part")

    def _write_on(self) -> None:
        file = self._file
        if file is None:
            return
        try:
            lines = list(islice(self._lines, LINES_AT_ONCE))
            file.writelines(lines)
            self._written += len(lines)
            if len(lines) == LINES_AT_ONCE:
                self.progressed.emit(min(self._written, self._total), self._total)
                return
            file.close()
            self._part.replace(self._path)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self._end(f"{self._path}: This cannot be written: {reason}.")
            return
        self._end(f"Saved {self._path}")

    def _end(self, sentence: str) -> None:
        self._timer.stop()
        if self._file is not None:
            self._file.close()
            self._file = None
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)
        self.ended.emit(sentence)

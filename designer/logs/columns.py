"""Columns of numbers as they are gathered from a file of any form, block by block."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import PurePath
from typing import Any, TypeAlias

import numpy as np

from rampsmith.designer.files.design_error import DesignError, DesignFault, quoted
from rampsmith.designer.logs.digits import LOOKED_AT, Digits
from rampsmith.designer.logs.log import BadCell, Floats, Lines, LogNote

Progress: TypeAlias = Callable[[float], object]
"""Is called now and then with the share that is read; what it raises ends the reading."""

AT_ONCE = 20_000
"""Rows between two calls of the progress: some hundredths of a second."""

MOST_ROWS = 5_000_000
MOST_NUMBERS = 40_000_000
"""Numbers of all columns together: half a gigabyte."""

MOST_COLUMNS = 20_000
"""Each takes time, however few numbers it has."""

MOST_NOTES = 50
"""Nobody reads more of one file."""

_LEAST_NUMBERS = 0.5
"""Of the cells of a column; one with fewer numbers is no column of numbers."""


class Column:
    """The numbers of a column so far, and the row of each."""

    def __init__(self, name: str) -> None:
        """Begin without any; the column is called so in the file."""
        self.name = name
        self.label = name
        """The name that it is shown by."""
        self.run = ""
        """The run that it is of, where there are several in the file."""
        self.rows = array("i")
        self.values = array("d")
        self.digits = Digits()
        self.bad: BadCell | None = None
        self.bad_cells = 0
        self.is_skipped = False
        """Whether it is left out: because the tool's format says so, or it has no numbers."""

    @property
    def is_numeric(self) -> bool:
        """Whether it is a column of numbers."""
        cells = len(self.values) + self.bad_cells
        return cells > 0 and len(self.values) >= _LEAST_NUMBERS * cells and not self.is_skipped

    def refuse(self, line: int, cell: object) -> None:
        """Note a cell that is no number."""
        if self.bad is None:
            self.bad = BadCell(self.label, line, str(cell).strip()[:80])
        self.bad_cells += 1

    def as_arrays(self) -> tuple[Lines, Floats]:
        """Return its rows and its values, which are not copied."""
        return np.frombuffer(self.rows, np.int32), np.frombuffer(self.values, np.float64)


class Columns:
    """All columns of a file."""

    def __init__(self, source: str, progress: Progress | None = None) -> None:
        """Begin without any; the source is where they come from, for its faults."""
        self.source = source
        self.name = PurePath(source).name or source
        self.columns: dict[str, Column] = {}
        self.lines = array("i")
        self.notes: list[LogNote] = []
        self.has_names = True
        self.lines_before = 0
        """Lines of the file before those that are read."""
        self._progress = progress
        self._share = 0.0
        self._numbers = 0
        self._noted = 0

    def begun_again(self) -> "Columns":
        """Return columns of the same file, without any yet."""
        return Columns(self.source, self._progress)

    def refused(self, sentence: str, place: str = "") -> DesignError:
        """Return the error that says why the file is no log."""
        return DesignError(self.source, (DesignFault(place, sentence),))

    def note(self, sentence: str, place: str = "") -> None:
        """Note what was left out; of very many only the first."""
        self._noted += 1
        if self._noted <= MOST_NOTES:
            self.notes.append(LogNote(place, sentence))

    def come_to(self, share: float) -> None:
        """Say how far the reading is."""
        self._share = min(max(share, 0.0), 1.0)
        self.go_on()

    def go_on(self) -> None:
        """Let the reading be ended where it is, as it may be long until it is any further."""
        if self._progress is not None:
            self._progress(self._share)

    def column(self, name: str) -> Column:
        """Return a column, which may be a new one.

        Raises:
            DesignError: if there are too many.
        """
        found = self.columns.get(name)
        if found is None:
            if len(self.columns) >= MOST_COLUMNS:
                raise self.refused(
                    f"This has more than {MOST_COLUMNS:,} columns, which are the most."
                )
            found = self.columns[name] = Column(name)
        return found

    def add_rows(self, lines: Iterable[int]) -> int:
        """Begin rows that stand in these lines; return the number of the first.

        Raises:
            DesignError: if these are too many.
        """
        first = len(self.lines)
        self.lines.extend(line + self.lines_before for line in lines)
        if len(self.lines) > MOST_ROWS:
            raise self.refused(f"This has more than {MOST_ROWS:,} rows, which are the most.")
        return first

    def add_cells(self, column: Column, first: int, cells: Sequence[str]) -> None:
        """Add the cells of a column, one for each row from the first on; empty ones are skipped."""
        self.go_on()
        if column.is_skipped:
            return
        try:
            values = array("d", map(float, cells))
        except ValueError:
            self._add_some(column, first, cells)
            return
        column.digits.look_at(cells)
        column.rows.extend(range(first, first + len(values)))
        column.values.extend(values)
        self._count(len(values))

    def add_numbers(
        self, column: Column, first: int, values: Floats, written: Sequence[str], *, has_gaps: bool
    ) -> None:
        """Add numbers of a column, one for each row from the first on.

        Args:
            written: some of them as they were written.
            has_gaps: whether a NaN stands for a cell that is empty.
        """
        self.go_on()
        if column.is_skipped:
            return
        rows = np.arange(first, first + len(values), dtype=np.int32)
        if has_gaps:
            kept = ~np.isnan(values)
            rows, values = rows[kept], values[kept]
        column.digits.look_at(written)
        column.rows.frombytes(rows.tobytes())
        column.values.frombytes(values.tobytes())
        self._count(len(values))

    def _add_some(self, column: Column, first: int, cells: Sequence[str]) -> None:
        """Add cells of which some are empty, or are no numbers."""
        before = len(column.values)
        filled = [(row, cell) for row, cell in enumerate(cells, first) if cell and cell.strip()]
        for row, cell in filled:
            try:
                column.values.append(float(cell))
            except ValueError:
                column.refuse(self.lines[row], cell)
            else:
                column.rows.append(row)
        column.digits.look_at([cell for _, cell in filled])
        column.is_skipped = len(column.values) == 0 and len(filled) > AT_ONCE // 100
        self._count(len(column.values) - before)

    def add_records(self, lines: Sequence[int], records: Sequence[Mapping[str, Any]]) -> None:
        """Add rows by the names of their columns; what is no number is noted."""
        first = self.add_rows(lines)
        names = records[0].keys() if records else ()
        if all(record.keys() == names for record in records):
            # Records that are all alike are added column by column, which is faster.
            for name in names:
                self._add_values(self.column(name), first, list(map(itemgetter(name), records)))
        else:
            for row, record in enumerate(records, first):
                self.go_on()
                for name, value in record.items():
                    self._add_value(self.columns.get(name) or self.column(name), row, value)
        self._count(sum(map(len, records)))
        self._look_at_digits(records[:: max(1, len(records) // LOOKED_AT)])

    def _add_values(self, column: Column, first: int, values: list[Any]) -> None:
        try:
            numbers = array("d", values)
        except (TypeError, OverflowError):
            for row, value in enumerate(values, first):
                self._add_value(column, row, value)
            return
        column.values.extend(numbers)
        column.rows.extend(range(first, first + len(values)))

    def _add_value(self, column: Column, row: int, value: Any) -> None:
        try:
            # Whole numbers may be too large for a float.
            column.values.append(float(value))
            column.rows.append(row)
        except (TypeError, ValueError, OverflowError):
            if value is not None:
                column.refuse(self.lines[row], value)

    def _look_at_digits(self, records: Iterable[Mapping[str, Any]]) -> None:
        for record in records:
            for name, value in record.items():
                column = self.columns.get(name)
                if column is not None and isinstance(value, str | float):
                    written = value if isinstance(value, str) else repr(value)
                    column.digits.look_at((written,))

    def _count(self, numbers: int) -> None:
        self._numbers += numbers
        if self._numbers > MOST_NUMBERS:
            raise self.refused(f"This has more than {MOST_NUMBERS:,} numbers, which are the most.")

    @property
    def empty_columns(self) -> tuple[str, ...]:
        """The columns without any cell."""
        columns = self.columns.values()
        return tuple(each.label for each in columns if not each.values and not each.bad_cells)

    def bad_notes(self) -> tuple[list[LogNote], tuple[BadCell, ...]]:
        """Return notes on what is no number, and the cells."""
        notes: list[LogNote] = []
        if self._noted > MOST_NOTES:
            notes.append(LogNote("", f"… and {self._noted - MOST_NOTES:,} more places."))
        cells: list[BadCell] = []
        texts: list[str] = []
        for column in self.columns.values():
            if column.bad is None:
                continue
            bad = column.bad
            cells.append(BadCell(bad.column, bad.line, bad.text, column.bad_cells - 1))
            if not column.is_numeric:
                texts.append(column.name)
                continue
            more = f" and {column.bad_cells - 1:,} more" if column.bad_cells > 1 else ""
            sentence = f"{quoted(bad.text)}{more} of {quoted(column.name)} is no number; left out."
            notes.append(LogNote(f"line {bad.line:,}", sentence))
        if texts:
            shown = ", ".join(map(quoted, texts[:8]))
            more = f" and {len(texts) - 8:,} more" if len(texts) > 8 else ""
            notes.append(LogNote("", f"Left out, for they are no numbers: {shown}{more}."))
        return notes, tuple(cells)

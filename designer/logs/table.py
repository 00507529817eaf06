"""Tables: CSV of any logger, with commas, semicolons or tabs, and the quirks of the known ones."""

import csv
import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain, islice, zip_longest
from pathlib import PurePath
from typing import TypeAlias

import numpy as np

from rampsmith.designer.logs.columns import AT_ONCE, Columns
from rampsmith.designer.logs.digits import LOOKED_AT
from rampsmith.designer.logs.log import Floats
from rampsmith.designer.logs.text import LogText

_Row: TypeAlias = tuple[int, list[str]]
"""A row's line in the file, and its cells."""

_MOST_FAILURES = 5
"""Blocks of lines that NumPy could not read; then it is not tried again."""

_RUN_AND_METRIC = " - "
_BANDS = ("__MIN", "__MAX")
_TENSORBOARD = ["Wall time", "Step", "Value"]
_TAG = re.compile(r"(?:^|[-_])tag-(?P<tag>.+)$")
_RUNS_TABLE = frozenset(("Runtime", "Created", "User", "Notes", "Tags", "Sweep"))
_SWANLAB_KEY = re.compile(r"-(?P<key>lr-[A-Z]\w*(?:/.*)?|[^-]*)$")


def read_table(text: LogText, columns: Columns) -> None:
    """Read a table; a first row that is not all numbers names its columns.

    Raises:
        DesignError: if it cannot be read as a table, or is one of runs and no curve.
    """
    table = _Table(columns, sign=max(",;\t", key=text.first_line().count))
    blocks = text.blocks()
    line = 1
    for block in blocks:
        columns.come_to(text.share)
        if '"' in "".join(block):
            # What is quoted may go on in the next line, as only the csv module knows.
            table.add_quoted(chain(block, chain.from_iterable(blocks)), line, text)
            break
        table.add(block, line)
        line += len(block)
    if table.header is None:
        raise columns.refused("This file is empty.")


class _Table:
    """A table that is read: its columns so far, and the sign between them."""

    def __init__(self, columns: Columns, sign: str) -> None:
        self.header: list[str] | None = None
        self._columns = columns
        self._sign = sign
        self._names: list[str] = []
        self._failures = 0

    def add(self, lines: list[str], first_line: int) -> None:
        """Add lines without quotes: all at once where they have nothing but numbers."""
        if self.header is not None and self._add_numbers(lines, first_line):
            return
        rows = [
            (number, line.rstrip("\r\n").split(self._sign))
            for number, line in enumerate(lines, first_line)
        ]
        self._add_rows(rows)

    def add_quoted(self, lines: Iterable[str], first_line: int, text: LogText) -> None:
        """Add all further lines as the csv module reads them."""
        reader = csv.reader(lines, delimiter=self._sign)
        rows = ((reader.line_num + first_line - 1, cells) for cells in reader)
        try:
            while block := list(islice(rows, AT_ONCE)):
                self._columns.come_to(text.share)
                self._add_rows(block)
        except csv.Error as error:
            raise self._columns.refused(f"This cannot be read as CSV: {error}.") from None

    def _add_numbers(self, lines: list[str], first_line: int) -> bool:
        """Add lines by NumPy, which is ten times as fast; return whether it could read them."""
        if self._failures >= _MOST_FAILURES:
            return False
        found, has_gaps = _numbers(lines, self._sign)
        if found is None or found.shape != (len(lines), len(self._names)):
            self._failures += 1
            return False
        first = self._columns.add_rows(range(first_line, first_line + len(lines)))
        some = [line.split(self._sign) for line in lines[:: max(1, len(lines) // LOOKED_AT)]]
        for place, name in enumerate(self._names):
            written = [cells[place] for cells in some if cells[place].strip()]
            column = self._columns.column(name)
            self._columns.add_numbers(column, first, found[:, place], written, has_gaps=has_gaps)
        return True

    def _add_rows(self, rows: list[_Row]) -> None:
        """Add rows of any cells."""
        rows = [row for row in rows if any(map(str.strip, row[1]))]
        if self.header is None and rows:
            rows = self._begun(rows)
        rows = self._without_names(rows)
        first = self._columns.add_rows(line for line, _ in rows)
        longest = max((len(cells) for _, cells in rows), default=0)
        for place in range(len(self._names), longest):
            self._names.append(f"\0{place}")
            self._columns.column(self._names[-1]).label = ""
        if longest * len(rows) > 2 * sum(len(cells) for _, cells in rows):
            self._add_ragged(rows, first)
            return
        cells_of = zip_longest(*(cells for _, cells in rows), fillvalue="")
        for name, cells in zip(self._names, cells_of, strict=False):
            self._columns.add_cells(self._columns.column(name), first, cells)

    def _begun(self, rows: list[_Row]) -> list[_Row]:
        """Take the names from the first row, if it has any; return the rows that have numbers."""
        names = [cell.strip() for cell in rows[0][1]]
        self._columns.has_names = not _are_numbers(names)
        self.header = names if self._columns.has_names else []
        if not self.header:
            return rows
        _refuse_table_of_runs(names, self._columns)
        _label(names, self._columns)
        self._names = list(self._columns.columns)
        return rows[1:]

    def _without_names(self, rows: list[_Row]) -> list[_Row]:
        """Leave out rows that repeat the names: a run that was resumed writes them once more."""
        if not self.header:
            return rows
        first = self.header[0]
        again = {line for line, cells in rows if cells[0].strip() == first}
        for line in sorted(again):
            self._columns.note("The names of the columns once more; left out.", f"line {line:,}")
        return [row for row in rows if row[0] not in again] if again else rows

    def _add_ragged(self, rows: list[_Row], first: int) -> None:
        """Add rows of very different lengths in the time of their cells."""
        for row, (_, cells) in enumerate(rows, first):
            for name, cell in zip(self._names, cells, strict=False):
                self._columns.add_cells(self._columns.column(name), row, (cell,))


def _numbers(lines: list[str], sign: str) -> tuple[Floats | None, bool]:
    """Return lines of numbers as rows, None where they are others; and whether NaN is a gap."""
    text = "".join(lines)
    if not text.strip():
        return None, False
    with suppress(ValueError):
        return np.loadtxt(lines, delimiter=sign, comments=None, ndmin=2), False
    if "nan" in text.lower():
        return None, False
    for end in (sign, sign, "\r", "\n"):
        text = text.replace(f"{sign}{end}", f"{sign}nan{end}")
    text = text.replace(f"\n{sign}", f"\nnan{sign}")
    if text.startswith(sign):
        text = f"nan{text}"
    with suppress(ValueError):
        return np.loadtxt(text.splitlines(), delimiter=sign, comments=None, ndmin=2), True
    return None, False


def _are_numbers(header: list[str]) -> bool:
    """Return whether a row has numbers and nothing else, and so is no row of names."""
    return all(_is_number(cell) for cell in header if cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _refuse_table_of_runs(header: list[str], columns: Columns) -> None:
    """Refuse a table of W&B in which each row is a run."""
    if {"Name", "State"} <= set(header) and not _RUNS_TABLE.isdisjoint(header):
        raise columns.refused(
            "This is a table of runs, a row for each, and not the curve of a run; in W&B a chart "
            "has Export CSV too."
        )


def _label(header: list[str], columns: Columns) -> None:
    """Make the columns; say which run and metric each is of, where a tool writes that its own way."""
    seen: dict[str, int] = {}
    for name in header:
        seen[name] = number = seen.get(name, 0) + 1
        columns.column(name if number == 1 else f"{name} ({number})")
    if header == _TENSORBOARD:
        _label_tensorboard(columns)
    elif any(_RUN_AND_METRIC in name for name in header[1:]):
        _label_chart(header[1:], columns)
    elif header[0].lower() == "step" and _is_swanlab(header[1:]):
        _label_swanlab(header[1:], columns)


def _label_tensorboard(columns: Columns) -> None:
    """Name the one column of a download from TensorBoard by its tag, which the file's name has."""
    stem = PurePath(columns.name.removesuffix(".gz")).stem
    match = _TAG.search(stem)
    columns.column("Value").label = match["tag"] if match else stem or "Value"
    columns.column("Wall time").is_skipped = True


def _label_chart(names: Iterable[str], columns: Columns) -> None:
    """Name the columns of a W&B chart: ``run - metric``; the bands around it are left out."""
    for name in names:
        run, dash, metric = name.rpartition(_RUN_AND_METRIC)
        if dash:
            column = columns.column(name)
            column.run, column.label = run, metric
            column.is_skipped = metric.endswith(_BANDS)


def _is_swanlab(names: list[str]) -> bool:
    return bool(names) and all(name.endswith(("_step", "_timestamp")) for name in names)


def _label_swanlab(names: Iterable[str], columns: Columns) -> None:
    """Name the columns of SwanLab: what is called ``run-key_step`` holds the value."""
    for name in names:
        column = columns.column(name)
        column.is_skipped = not name.endswith("_step")
        plain = name.removesuffix("_step")
        match = _SWANLAB_KEY.search(plain)
        column.run, column.label = (plain[: match.start()], match["key"]) if match else ("", plain)

"""The metric that a plateau is shown with: typed as a list or a formula, or read from a CSV file."""

import csv
import difflib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FormulaError
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import EntryError, count_text, exact_text

LARGEST_FILE = 16 * 2**20
"""Bytes of a CSV file at the most."""

MOST_ROWS = 2 * MOST_METRICS
"""Rows of a CSV file at the most; some leave a column empty."""

LONGEST_LINE = 200_000
"""Characters of a line of it at the most."""

LONGEST_ENTRY = 20_000
"""Characters of a typed list at the most."""

_COUNTING = frozenset(
    ("", "batch", "date", "epoch", "global_step", "index", "iter", "iteration", "step", "steps")
) | {"time", "timestamp", "wall time", "wall_time"}
"""Columns that count rows; they are numbers, but no metric."""


_FORMULA = re.compile(r"[a-zA-Z(*/]")
_NUMBER_LETTERS = re.compile(r"\d[eE]|\b(nan|inf|infinity)\b", re.IGNORECASE)

_Row: TypeAlias = tuple[int, list[str]]
"""A row's line in the file, and its cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of a column of a file, and its name; that is empty where it has none."""

    name: str
    values: tuple[float, ...]


def parsed_metric(text: str, count: int) -> tuple[float, ...]:
    """Read a metric as typed: ``1.0, 0.8, 0.79``, or a formula in n, ``exp(-n/50) + 0.1``.

    A formula is evaluated for ``count`` steps; an empty text is no metric.

    Raises:
        EntryError: if it is neither.
    """
    if len(text) > LONGEST_ENTRY:
        raise EntryError(f"A list of {len(text):,} characters is too long; load it from a file.")
    if _FORMULA.search(_NUMBER_LETTERS.sub("", text)) and not _is_list(text):
        return _evaluated(text, count)
    words = [word for word in re.split(r"[,;\s]+", text.replace("−", "-")) if word]
    return tuple(_number(word, f"Value {place}") for place, word in enumerate(words, start=1))


def _is_list(text: str) -> bool:
    """Return whether a comma or a semicolon stands outside of all parentheses."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter in ",;" and depth <= 0:
            return True
    return False


def _number(word: str, place: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise EntryError(f"{place}, “{word[:40]}”, is not a number.") from None
    if not math.isfinite(value):
        raise EntryError(f"{place}, “{word[:40]}”, is not a finite number.")
    return value


def _evaluated(text: str, count: int) -> tuple[float, ...]:
    try:
        function = parsed_formula(text, allowed=frozenset({"n"})).function(("n",))
    except FormulaError as error:
        raise EntryError(str(error)) from None
    values: list[float] = []
    for n in range(min(count, MOST_METRICS)):
        try:
            value = function(float(n))
        except (ArithmeticError, ValueError, TypeError):
            value = math.nan
        if not math.isfinite(value):
            raise EntryError(f"The formula has no finite value at n = {n}.")
        values.append(value)
    return tuple(values)


def metric_text(metric: tuple[float, ...], *, most: int = 60) -> str:
    """Write a metric as it can be typed; a long one only by its beginning, and how many."""
    shown = ", ".join(exact_text(value) for value in metric[:most])
    return shown if len(metric) <= most else f"{shown}, … {count_text(len(metric))} values"


def read_metric(path: Path, column: str = "") -> Column:
    """Read a column of a CSV file: the named one, or the first of numbers that are no mere count.

    Comma, semicolon or tab may stand between the columns, and a first row may name them. Rows
    that leave the column empty are passed over, as loggers write them.

    Raises:
        EntryError: if the file cannot be read as that.
    """
    rows = _rows(_text(path), path.name)
    header = rows[0][1]
    names = [] if _is_number(header) else [cell.strip() for cell in header]
    body = rows[1:] if names else rows
    if column.strip():
        index = _named(column.strip(), names, path.name)
        return Column(names[index], _values(body, index, path.name))
    columns = _numeric_columns(body)
    if not columns:
        raise EntryError(f"{path.name} has no column of numbers.")
    named = {index: names[index] if index < len(names) else "" for index in columns}
    telling = [index for index in columns if names and named[index].lower() not in _COUNTING]
    index = (telling or columns)[0]
    return Column(named[index], _values(body, index, path.name))


def _text(path: Path) -> str:
    try:
        text = read_text(path, largest=LARGEST_FILE)
    except DesignError as error:
        raise EntryError(next(iter(error.sentences()))) from None
    if "\0" in text:
        raise EntryError(f"{path.name} is not text.")
    return text


def _rows(text: str, name: str) -> list[_Row]:
    first = next((line for line in _lines(text, name) if line.strip()), "")
    reader = csv.reader(_lines(text, name), delimiter=max(",;\t", key=first.count))
    try:
        rows = ((reader.line_num, cells) for cells in reader)
        filled = (row for row in rows if any(cell.strip() for cell in row[1]))
        found = list(islice(filled, MOST_ROWS + 1))
    except csv.Error as error:
        raise EntryError(f"{name} cannot be read as CSV: {error}.") from None
    if len(found) > MOST_ROWS:
        raise EntryError(f"{name} has more than {count_text(MOST_ROWS)} rows, which are the most.")
    if not found:
        raise EntryError(f"{name} is empty.")
    return found


def _lines(text: str, name: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise EntryError(f"{name} has a line of {len(line):,} characters; it is no table.")
        yield line


def _is_number(row: list[str]) -> bool:
    """Return whether a row has numbers and nothing else, and so is no row of names."""
    return all(_is_float(cell) for cell in row if cell.strip())


def _is_float(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _numeric_columns(rows: list[_Row]) -> list[int]:
    """Find the columns that have numbers and nothing else; each cell is looked at once."""
    found: dict[int, bool] = {}
    for _, cells in rows:
        for index, cell in enumerate(cells):
            if cell.strip() and found.get(index, True):
                found[index] = _is_float(cell)
    return sorted(index for index, numeric in found.items() if numeric)


def _named(column: str, names: list[str], file: str) -> int:
    if column in names:
        return names.index(column)
    if not names:
        raise EntryError(f"{file} does not name its columns, so none is called “{column}”.")
    near = difflib.get_close_matches(column, names, 1, 0.5)
    hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(names[:12])}."
    raise EntryError(f"{file} has no column “{column}”; {hint}")


def _values(rows: list[_Row], index: int, file: str) -> tuple[float, ...]:
    values = tuple(
        _number(cells[index].strip(), f"Line {line} of {file}")
        for line, cells in rows
        if index < len(cells) and cells[index].strip()
    )
    if not values:
        raise EntryError(f"The column has no numbers in {file}.")
    if len(values) > MOST_METRICS:
        raise EntryError(
            f"{file} has {count_text(len(values))} values; {count_text(MOST_METRICS)} are the most."
        )
    return values

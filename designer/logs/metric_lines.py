"""The metric files of MLflow: a file for each metric, with lines ``timestamp value step``."""

import re
from pathlib import PurePath

from rampsmith.designer.logs.columns import Columns
from rampsmith.designer.logs.text import LogText

_LINE = re.compile(r"\d{10,17} (\S+) (-?\d+)\s*")


def is_metric_file(text: LogText) -> bool:
    """Return whether the first lines are a time in milliseconds, a value and a step."""
    head = text.first_line()
    return _LINE.fullmatch(head) is not None


def read_metric_file(text: LogText, columns: Columns) -> None:
    """Read the values in the order of their steps; the file's name is that of the metric."""
    rows: list[tuple[int, int, str]] = []
    for number, line in enumerate(text.lines(), 1):
        match = _LINE.fullmatch(line)
        if match is not None:
            rows.append((int(match[2]), number, match[1]))
        elif line.strip():
            columns.note("This is no time, value and step; it is left out.", f"line {number:,}")
    rows.sort(key=lambda row: row[0])
    step, value = columns.column("step"), columns.column(PurePath(columns.name).name)
    first = columns.add_rows(number for _, number, _ in rows)
    columns.add_cells(step, first, [str(each) for each, _, _ in rows])
    columns.add_cells(value, first, [cell for _, _, cell in rows])

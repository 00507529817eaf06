"""Logs in JSON: a record in each line, a list of records, or a document that has one in it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from rampsmith.designer.logs.columns import AT_ONCE, Columns
from rampsmith.designer.logs.text import LogText

SUMMED_UP = "The record that sums the run up is left out."

Record: TypeAlias = Mapping[str, Any]

LARGEST_DOCUMENT = 16 * 2**20
"""Bytes of a file that is one JSON value; while it is read it takes twenty times as much."""

_HISTORY = "log_history"
"""Where the Trainer of Hugging Face keeps its records."""

SUMMARY = "train_runtime"
"""Only the record that the Trainer of Hugging Face closes with has it; the rest are means then."""


def is_json_lines(text: LogText) -> bool:
    """Return whether the first line that is not empty is a record of its own."""
    value = _value_or_none(text.first_line())
    return isinstance(value, dict) and _HISTORY not in value


class JsonLines:
    """The records of a file, one in each line."""

    def __init__(self) -> None:
        """Begin before the first."""
        self._epoch: Any = None

    def read(self, text: LogText, columns: Columns) -> None:
        """Read a record in each line; lines that are none are noted."""
        first = 1
        for lines in text.blocks():
            columns.come_to(text.share)
            block = [(number, line) for number, line in enumerate(lines, first) if line.strip()]
            first += len(lines)
            records = _parsed(block, columns)
            add_records(((line, self._told_apart(each)) for line, each in records), columns)

    def _told_apart(self, record: Record) -> Record:
        """Tell the validations of mmengine, whose step is the epoch, from records of training."""
        if "epoch" in record and "step" in record:
            self._epoch = record["epoch"]
        elif self._epoch is not None and record.get("step") == self._epoch and "lr" not in record:
            return {"epoch" if name == "step" else name: each for name, each in record.items()}
        return record


def read_json_document(text: LogText, columns: Columns) -> None:
    """Read a document with records in it, or the points of a download from TensorBoard.

    Raises:
        DesignError: if it is neither.
    """
    if len(text.data) > LARGEST_DOCUMENT:
        raise columns.refused(
            f"This has {len(text.data):,} bytes; of one JSON value {LARGEST_DOCUMENT:,} are the most."
        )
    try:
        value = json.loads(text.whole())
    except (ValueError, RecursionError) as error:
        raise columns.refused(f"This cannot be read as JSON: {_reason(error)}.") from None
    entries = _entries(value, columns)
    while block := list(islice(entries, AT_ONCE)):
        columns.come_to(0.5)
        add_records(block, columns)


def add_records(entries: Iterable[tuple[int, Record]], columns: Columns) -> None:
    """Add records, each with its line, without the one that sums a run up."""
    kept: list[tuple[int, Record]] = []
    for line, record in entries:
        if SUMMARY in record:
            columns.note(SUMMED_UP, f"line {line:,}")
        else:
            kept.append((line, record))
    columns.add_records([line for line, _ in kept], [record for _, record in kept])


def _entries(value: Any, columns: Columns) -> Iterator[tuple[int, Record]]:
    """Yield the records of a document, each with its number instead of a line."""
    if isinstance(value, dict):
        value = value.get(_HISTORY)
    if not isinstance(value, list) or not value:
        raise columns.refused("This JSON has no records of a training run.")
    for number, entry in enumerate(value, 1):
        match entry:
            case dict():
                yield number, entry
            case [_, step, number_or_word]:
                yield number, {"step": step, columns.name.removesuffix(".json"): number_or_word}
            case _:
                columns.note("This is no record; it is left out.", f"entry {number:,}")


def _parsed(block: list[tuple[int, str]], columns: Columns) -> Iterator[tuple[int, Record]]:
    """Parse lines: together, which is faster, or one by one where any of them is no JSON."""
    try:
        values = json.loads(f"[{','.join(line for _, line in block)}]")
    except (ValueError, RecursionError):
        values = []
    if len(values) != len(block):
        values = [_value_or_none(line) for _, line in block]
    for (number, _), value in zip(block, values, strict=True):
        if isinstance(value, dict):
            yield number, value
        else:
            columns.note("This is no record in JSON; it is left out.", f"line {number:,}")


def _value_or_none(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg[0].lower()}{error.msg[1:]}"
    return "it is nested too deeply, or has a number that is too long"

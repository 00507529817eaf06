"""Following a log that grows: what was appended to it is read, and nothing twice."""

from dataclasses import replace
from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_bytes
from rampsmith.designer.files.places import size_of
from rampsmith.designer.logs.columns import Columns, Progress
from rampsmith.designer.logs.event_file import is_event_file, read_event_file, whole_records
from rampsmith.designer.logs.log import Log, Series, keys_of
from rampsmith.designer.logs.reading import LARGEST_LOG, PACKED, Reader, read_log, recognised_log
from rampsmith.designer.logs.records import is_json_lines, read_json_document
from rampsmith.designer.logs.series_of_columns import log_of
from rampsmith.designer.logs.table import read_table
from rampsmith.designer.logs.text import LogText

_HEAD = 4_096
"""Bytes at the beginning of a file by which it is known to be the same."""

_DOCUMENTS = (b"{", b"[")


class LogFollower:
    """Reads on in a log from where it stopped.

    A last line, or record, that is only half written is left for the next time. A file that is
    rewritten each time, as JSON documents are, is read as a whole, and what is new of it returned.

    Attributes:
        has_begun_again: whether what was returned last is of another file than what came before:
            the run was started again, and what is known of it is to be forgotten.
        is_behind: whether there is a last line that may be half written, and was left.
    """

    def __init__(self, path: str | Path) -> None:
        """Follow a file from its beginning; it must be there when it is read."""
        self._path = Path(path)
        self.has_begun_again = False
        self.is_behind = False
        self._forget()

    def _forget(self) -> None:
        self._reader: Reader | None = None
        self._is_whole = False
        self._done = 0
        self._rows_done = 0
        self._head = b""
        self._names = b""
        self._known: dict[tuple[str, int], int] = {}

    def read_on(self, progress: Progress | None = None) -> Log | None:
        """Return what is new: a log of the new rows alone; None where there are none.

        Raises:
            DesignError: if the file cannot be read, or is no log.
        """
        head = read_bytes(self._path, largest=LARGEST_LOG, most=_HEAD)
        self.has_begun_again = self._is_another(head)
        if self.has_begun_again:
            self._forget()
        if self._is_whole or head.startswith(PACKED):
            return self._new_of_whole(progress)
        begin = self._done
        new = read_bytes(self._path, largest=LARGEST_LOG, begin=begin)
        if self._reader is None:
            found = self._first(new, progress)
        else:
            found = self._next(new, self._reader, progress)
        self.is_behind = self._done < begin + len(new)
        return found

    def _is_another(self, head: bytes) -> bool:
        """Return whether the file is not the one that was read, grown, but another."""
        if self._is_whole or self._done == 0:
            return False
        return head[: len(self._head)] != self._head or size_of(self._path) < self._done

    def _first(self, data: bytes, progress: Progress | None) -> Log | None:
        """Recognise a file by its whole lines, and read these."""
        lines, records = data[: data.rfind(b"\n") + 1], 0
        if is_event_file(data):
            whole, records = whole_records(data)
            lines = data[:whole]
        elif data.lstrip().startswith(_DOCUMENTS) and not is_json_lines(LogText(lines, "")):
            lines = data
        elif len(lines.split(b"\n", 2)) < 3:
            # There is nothing yet, or the names of the columns alone.
            return None
        columns = Columns(str(self._path), progress)
        try:
            log, reader = recognised_log(lines, columns)
        except DesignError:
            if b"\n" not in data:
                return None
            raise
        if reader == read_json_document:
            self._is_whole = True
            return self._with_new_rows(log)
        self._reader = reader
        self._head = data[:_HEAD][: len(lines)]
        if reader is read_table and log.has_names:
            self._names = next(line for line in lines.splitlines(keepends=True) if line.strip())
        self._count(lines, records)
        return self._with_new_rows(log)

    def _next(self, new: bytes, reader: Reader, progress: Progress | None) -> Log | None:
        """Read the whole lines that were appended."""
        columns = Columns(str(self._path), progress)
        columns.lines_before = self._rows_done - (1 if self._names else 0)
        if reader is read_event_file:
            whole, records = whole_records(new)
            lines = new[:whole]
        else:
            records = 0
            lines = new[: new.rfind(b"\n") + 1]
        if not lines.strip():
            return None
        reader(LogText(self._names + lines, columns.source), columns)
        self._count(lines, records)
        if not any(column.is_numeric for column in columns.columns.values()):
            return None
        return self._with_new_rows(log_of(columns))

    def _count(self, done: bytes, records: int = 0) -> None:
        """Count what is read: lines, or the records of an event file."""
        self._done += len(done)
        self._rows_done += records if self._reader is read_event_file else done.count(b"\n")

    def _new_of_whole(self, progress: Progress | None) -> Log | None:
        """Read a file that is rewritten each time, and return what is new."""
        self._is_whole = True
        log = read_log(self._path, progress)
        known = [self._known.get(key, 0) for key in keys_of(log)]
        if any(len(each) < rows for each, rows in zip(log.series, known, strict=True)):
            self.has_begun_again = True
            self._known = {}
            known = [0] * len(known)
        later = [_from(each, rows) for each, rows in zip(log.series, known, strict=True)]
        return self._with_new_rows(replace(log, series=tuple(later)), are_placed=True)

    def _with_new_rows(self, log: Log, *, are_placed: bool = False) -> Log | None:
        """Return a log of the series that have any rows, those without steps counted on."""
        found: list[Series] = []
        for key, series in zip(keys_of(log), log.series, strict=True):
            known = self._known.get(key, 0)
            self._known[key] = known + len(series)
            is_counted_on = series.axis == "rows" and not are_placed
            positions = series.positions + known if is_counted_on else series.positions
            if len(series):
                found.append(replace(series, positions=positions))
        return replace(log, series=tuple(found)) if found else None


def _from(series: Series, first: int) -> Series:
    return replace(
        series,
        positions=series.positions[first:],
        values=series.values[first:],
        lines=series.lines[first:],
    )

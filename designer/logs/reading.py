"""The one reader of training logs: it recognises what wrote a file, and returns its series.

Nothing that is read is run. Files, lines, rows and numbers have a limit, each refused in a sentence.
"""

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_bytes
from rampsmith.designer.logs.columns import Columns, Progress
from rampsmith.designer.logs.console import is_console, read_console
from rampsmith.designer.logs.event_file import is_event_file, read_event_file
from rampsmith.designer.logs.log import Log
from rampsmith.designer.logs.metric_lines import is_metric_file, read_metric_file
from rampsmith.designer.logs.records import JsonLines, is_json_lines, read_json_document
from rampsmith.designer.logs.series_of_columns import log_of
from rampsmith.designer.logs.table import read_table
from rampsmith.designer.logs.text import LogText

LARGEST_LOG = 256 * 2**20
"""Bytes of a log, and of what comes out of one that is packed."""

Reader: TypeAlias = Callable[[LogText, Columns], None]
"""Reads what is in a text, or in the bytes that it stands for, to columns."""

PACKED = b"\x1f\x8b"
"""How a file begins that gzip has packed."""

_PACKED_AT_ONCE = 2**14
"""Bytes that are unpacked at once; a thousand times as many may come out of them."""

ENDINGS = (".csv", ".tsv", ".jsonl", ".log", ".gz", "trainer_state.json", "scalars.json")
"""How the names of logs end; event files of TensorBoard have their kind in the middle."""

_JSON = re.compile(rb"\s*[{\[]")


def is_log(path: str | Path) -> bool:
    """Return whether a file is a training log by its name, and no design or code."""
    name = Path(path).name.lower()
    return "tfevents" in name or name.endswith(ENDINGS)


def read_log(path: str | Path, progress: Progress | None = None) -> Log:
    """Read a training log, packed by gzip or not, without waiting for anybody to write.

    Args:
        path: the file.
        progress: called now and then with the share that is read; what it raises ends the reading.

    Raises:
        DesignError: if it cannot be read, or is no log, with the reason in a sentence.
    """
    return _log(read_bytes(path, largest=LARGEST_LOG), Columns(str(path), progress))


def read_log_text(text: str, name: str) -> Log:
    """Read the text of a training log, as ``read_log`` does; the name is for its faults.

    Raises:
        DesignError: if it is no log, with the reason in a sentence.
    """
    return read_log_bytes(text.encode("utf-8", "replace"), name)


def read_log_bytes(data: bytes, name: str, progress: Progress | None = None) -> Log:
    """Read the bytes of a training log, as ``read_log`` does; the name is for its faults.

    Raises:
        DesignError: if it is no log, with the reason in a sentence.
    """
    columns = Columns(name, progress)
    if len(data) > LARGEST_LOG:
        raise columns.refused(f"This has {len(data):,} bytes; {LARGEST_LOG:,} are the most.")
    return _log(data, columns)


def _log(data: bytes, columns: Columns) -> Log:
    if data.startswith(PACKED):
        data = _unpacked(data, columns)
    return recognised_log(data, columns)[0]


def recognised_log(data: bytes, columns: Columns) -> tuple[Log, Reader]:
    """Return what is in a log that is not packed, and what has read it.

    Raises:
        DesignError: if it is no log.
    """
    if is_event_file(data):
        return _read_with(read_event_file, data, columns), read_event_file
    text = LogText(data, columns.source)
    reader = _likeliest_reader(text, columns)
    try:
        return _read_with(reader, data, columns), reader
    except DesignError:
        if reader not in (read_json_document, read_table):
            raise
        # What a program printed may begin anyhow.
        printed = columns.begun_again()
        with suppress(DesignError):
            read_console(text, printed)
        if not printed.columns:
            raise
    return log_of(printed), read_console


def _read_with(reader: Reader, data: bytes, columns: Columns) -> Log:
    """Read a log whose form is known.

    Raises:
        DesignError: if it has no numbers, or cannot be read so.
    """
    reader(LogText(data, columns.source), columns)
    return log_of(columns)


def _likeliest_reader(text: LogText, columns: Columns) -> Reader:
    """Return what reads a text: as JSON, as what a program prints, or as a table."""
    if not text.data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in text.data:
        raise columns.refused("This is no text, and no event file of TensorBoard.")
    if is_json_lines(text):
        return JsonLines().read
    if is_metric_file(text):
        return read_metric_file
    if _JSON.match(text.data.removeprefix(b"\xef\xbb\xbf")):
        return read_json_document
    return read_console if is_console(text) else read_table


def _unpacked(data: bytes, columns: Columns) -> bytes:
    """Unpack what gzip has packed; of a file that is cut short, what there is."""
    found: list[bytes] = []
    size = at = 0
    packed = zlib.decompressobj(wbits=31)
    # Each time that somebody appends to a packed file, it gets another part with a head of its own.
    while at < len(data):
        columns.come_to(at / len(data))
        piece = data[at : at + _PACKED_AT_ONCE]
        try:
            found.append(packed.decompress(piece))
        except zlib.error:
            if size == 0:
                raise columns.refused("This cannot be unpacked; it is damaged.") from None
            columns.note("The end of the file is damaged; what comes before it is read.")
            return b"".join(found)
        size += len(found[-1])
        if size > LARGEST_LOG:
            raise columns.refused(f"Unpacked this has more than {LARGEST_LOG:,} bytes, the most.")
        at += len(piece) - len(packed.unused_data)
        if packed.eof:
            if not data.startswith(PACKED, at):
                return b"".join(found)
            packed = zlib.decompressobj(wbits=31)
    columns.note("The file is cut short; what there is of it is read.")
    return b"".join(found)

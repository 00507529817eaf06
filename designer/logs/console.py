"""What training programs print: a line for each step, with names and numbers in it."""

import re
from collections.abc import Iterator
from itertools import islice

from rampsmith.designer.logs.columns import AT_ONCE, Columns
from rampsmith.designer.logs.names import axis_of, is_loss, is_rate
from rampsmith.designer.logs.records import Record, add_records
from rampsmith.designer.logs.text import Text

_LONGEST = 4_000
"""Characters of a line that are looked at."""

_HEAD = 200
"""Lines of a file that show whether it is what a program printed, rather than a table."""

# A name of at most five words, and a number after a colon, an equals sign or a blank, as in
# "lm loss: 7.1E+00", "iter 10: loss 3.2" and "s:0 trl:11.0".
_PAIR = re.compile(
    r"(?<![\w./-])([A-Za-z_][\w./-]{0,60}(?: [A-Za-z_][\w./-]{0,60}){0,4}?)"
    r"(?: *[:=] *| +)([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|nan|inf)(?![\w.]))"
)
# As a dictionary of Python is printed; some versions print the numbers as texts.
_QUOTED_PAIR = re.compile(r"'([^']{1,80})': *'?([-+]?(?:\d[\d.]*(?:[eE][-+]?\d+)?|nan|inf))'?[,}]")


def is_console(text: Text) -> bool:
    """Return whether one of the first lines says how a step went."""
    head = islice(enumerate(text.lines(), 1), _HEAD)
    return any(True for _ in _records(head))


def read_console(text: Text, columns: Columns) -> None:
    """Read the lines that say how a step went, and pass over all others."""
    lines = enumerate(text.lines(), 1)
    while block := list(islice(lines, AT_ONCE)):
        columns.come_to(text.share)
        add_records(_records(block), columns)


def _records(
    lines: Iterator[tuple[int, str]] | list[tuple[int, str]],
) -> Iterator[tuple[int, Record]]:
    for number, line in lines:
        shown = line[:_LONGEST]
        record = dict((_QUOTED_PAIR if "{'" in shown else _PAIR).findall(shown))
        if record and _tells_a_step(record):
            yield number, record


def _tells_a_step(record: Record) -> bool:
    """Return whether there is a step or an epoch, and with it a rate or a loss."""
    return any(map(axis_of, record)) and any(is_rate(name) or is_loss(name) for name in record)

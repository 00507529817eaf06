"""What training programs print: a line for each step, with names and numbers in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rampsmith.designer.logs.columns import Columns
from rampsmith.designer.logs.names import axis_of, kind_by_name
from rampsmith.designer.logs.places import placed
from rampsmith.designer.logs.records import SUMMARY, SUMMED_UP
from rampsmith.designer.logs.text import LogText

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


_GENERAL = re.compile(r"(\d+(?:\.\d+)?| +)")
_NUMBER = r"([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|nan|inf))"

MOST_FORMS = 16
"""Forms of lines that are kept; a program prints few."""


def is_console(text: LogText) -> bool:
    """Return whether one of the first lines says how a step went."""
    return any(_form(placed(line[:_LONGEST])) is not None for line in islice(text.lines(), _HEAD))


def read_console(text: LogText, columns: Columns) -> None:
    """Read the lines that say how a step went, and pass over all others."""
    number = 1
    lines = _Lines(columns)
    for block in text.blocks():
        columns.come_to(text.share)
        for line in block:
            lines.take(number, placed(line[:_LONGEST]))
            number += 1
        lines.add()


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a line: the names in it, and a pattern whose groups are their numbers.

    Lines of one form differ in nothing but numbers and blanks, and are read ten times as fast by it.
    """

    names: tuple[str, ...]
    pattern: re.Pattern[str]


def _form(line: str) -> _Form | None:
    """Return the form of a line that says how a step went; None of any other."""
    shown = line[: 2 * _LONGEST]
    pairs = list((_QUOTED_PAIR if "{'" in shown else _PAIR).finditer(shown))
    names = [pair[1] for pair in pairs]
    if not _tells_a_step(names):
        return None
    pattern, end = "", 0
    for place, pair in enumerate(pairs):
        is_kept = names[place] not in names[place + 1 :]
        pattern += _general(shown[end : pair.start(1)]) + re.escape(names[place])
        pattern += _general(shown[pair.end(1) : pair.start(2)])
        pattern += _NUMBER if is_kept else _NUMBER.replace("(", "(?:", 1)
        end = pair.end(2)
    return _Form(
        tuple(dict.fromkeys(reversed(names)))[::-1], re.compile(pattern + r"(?![\w.]).*\s*")
    )


def _general(text: str) -> str:
    """Return a pattern for what stands between names and numbers, whatever the numbers in it are."""
    pieces = _GENERAL.split(text)
    kinds = (
        re.escape(piece) if not place % 2 else " +" if piece[0] == " " else r"\d+(?:\.\d+)?"
        for place, piece in enumerate(pieces)
    )
    return "".join(kinds)


def _tells_a_step(names: Sequence[str]) -> bool:
    """Return whether there is a step or an epoch, and with it a rate, a loss or a metric."""
    return any(map(axis_of, names)) and any(kind_by_name(name) != "other" for name in names)


class _Lines:
    """The lines of one form on end, until they are added together."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._forms: list[_Form] = []
        self._current: _Form | None = None
        self._numbers: list[int] = []
        self._rows: list[tuple[str, ...]] = []

    def take(self, number: int, line: str) -> None:
        """Take a line, if it says how a step went."""
        current = self._current
        match = current.pattern.fullmatch(line) if current is not None else None
        if match is None:
            form = self._form_of(line)
            match = form.pattern.fullmatch(line) if form is not None else None
            if match is None:
                return
            if form is not current:
                self.add()
                self._current = form
        self._numbers.append(number)
        self._rows.append(match.groups())

    def _form_of(self, line: str) -> _Form | None:
        """Return a form that a line has, a new one where it has none of the known."""
        for form in self._forms:
            if form.pattern.fullmatch(line):
                return form
        found = _form(line)
        if found is not None:
            self._forms = [found, *self._forms[: MOST_FORMS - 1]]
        return found

    def add(self) -> None:
        """Add the lines taken so far to the columns."""
        form, numbers, rows = self._current, self._numbers, self._rows
        self._numbers, self._rows = [], []
        if form is None or not rows:
            return
        if SUMMARY in form.names:
            self._columns.note(SUMMED_UP, f"line {numbers[0]:,}")
            return
        first = self._columns.add_rows(numbers)
        for name, cells in zip(form.names, zip(*rows, strict=True), strict=True):
            self._columns.add_cells(self._columns.column(name), first, cells)

"""Rows of numbers as NumPy makes them: ranges, lines, constants, one after the other."""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.reading import Unreadable
from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.sources.stepwise import (
    INDEX,
    MOST_WRITTEN_OUT,
    NumberRow,
    Stepwise,
    binary_operation,
    one_of,
)

LONGEST_ROW = 10**9
_ADD = ast.Add()


@dataclass(frozen=True)
class Asked:
    """A call of a function with the values that it is given."""

    name: str
    values: list[Any]
    words: dict[str, Any]
    node: ast.Call

    def given(self, at: int, *names: str, default: Any = None) -> Any:
        """Return what an argument is given, by its position or one of its names."""
        if at < len(self.values):
            return self.values[at]
        return next((self.words[name] for name in names if name in self.words), default)

    @property
    def fault(self) -> Unreadable:
        """The sentence that this is none of what is known."""
        return Unreadable(f"“{source_of(self.node)}” is not followed.", place_of(self.node))


def _ranged(call: Asked) -> Any:
    """Return ``range`` and ``arange``: a list where it is short."""
    if not all(finite(each) is not None for each in call.values):
        raise KeyError(call.name)
    first, end, step = ([0, *call.values, 1] if len(call.values) == 1 else [*call.values, 1])[:3]
    length = max(0, math.ceil((end - first) / step))
    if length <= MOST_WRITTEN_OUT and call.name == "range":
        return list(range(first, end, step))
    return _row(length, first, step, call)


def _spaced(call: Asked) -> Any:
    """Return so many numbers at even distances."""
    first, end, length = call.given(0, "start"), call.given(1, "stop", "end"), call.given(2, "num")
    last = length if call.words.get("endpoint") is False else length - 1
    return _row(int(length), first, (end - first) / last if last > 0 else 0, call)


def _row(length: int, first: Any, step: Any, call: Asked) -> NumberRow:
    if not 0 <= length <= LONGEST_ROW:
        raise call.fault
    member = binary_operation(ast.Mult(), Stepwise(INDEX), step, call.node) if step != 1 else None
    far = member or Stepwise(INDEX)
    return NumberRow(length, far if first == 0 else binary_operation(_ADD, far, first, call.node))


def _filled(call: Asked) -> Any:
    value = {"ones": 1.0, "zeros": 0.0}.get(call.name, call.given(1, "fill_value"))
    if finite(call.values[0]) is None:
        raise call.fault
    return NumberRow(int(call.values[0]), value)


def _concatenated(call: Asked) -> Any:
    """Put rows one after the other."""
    given = call.values[0] if len(call.values) == 1 else call.values
    rows = [each for each in map(row_of, given) if each is not None and each.length]
    if not isinstance(given, list) or len(rows) < sum(map(_is_there, given)):
        raise call.fault
    *before, last = rows
    total = sum(row.length for row in rows)
    begin = total - last.length
    made = _shifted(last, begin, call.node)
    for row in reversed(before):
        begin -= row.length
        until = ast.Compare(INDEX, [ast.Lt()], [ast.Constant(begin + row.length)])
        made = one_of(Stepwise(until), _shifted(row, begin, call.node), made, call.node)
    return NumberRow(total, made)


def row_of(value: Any) -> NumberRow | None:
    """Return a list as a row; None where it is none, or too long to be written out."""
    if isinstance(value, NumberRow):
        return value
    if not isinstance(value, list) or len(value) > MOST_WRITTEN_OUT // 2:
        return None
    if not value:
        return NumberRow(0, 0.0)
    made = value[-1]
    for at, each in reversed(list(enumerate(value[:-1], 1))):
        until = ast.Compare(INDEX, [ast.Lt()], [ast.Constant(at)])
        made = one_of(Stepwise(until), each, made, until)
    return NumberRow(len(value), made)


def _is_there(value: Any) -> bool:
    return not isinstance(value, list) or bool(value)


def _shifted(row: NumberRow, begin: int, node: ast.AST) -> Any:
    if begin == 0:
        return row.member
    return row.at(Stepwise(ast.BinOp(INDEX, ast.Sub(), ast.Constant(begin))), node)


ROWS: dict[str, Callable[[Asked], Any]] = {
    "range": _ranged,
    "arange": _ranged,
    "linspace": _spaced,
    "ones": _filled,
    "zeros": _filled,
    "full": _filled,
    "concatenate": _concatenated,
}
"""The functions that make them, by name."""

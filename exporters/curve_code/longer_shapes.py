"""Where the whole shape lies in exported code of which a segment is a part."""

from typing import NamedTuple

from rampsmith.exporters.curve_code.expressions import INDENT, Code, line, name, since
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import Assign
from rampsmith.exporters.words.wording import WIDTH

ORIGIN, WHOLE = map(name, ("origin", "whole"))
"""The names of where a longer shape begins and of its length."""


class Whole(NamedTuple):
    """Where a whole shape begins, None at 0, and its length; the lines name them first."""

    lines: list[Assign]
    begin: Code | None
    length: Code


def whole_of(parameters: Parameters, index: int, begin: Code | None) -> Whole:
    """Build the place of the whole shape of a segment that begins somewhere, None at 0."""
    end = parameters.end_of(index)
    before, after = (parameters.parts.get((index, side)) for side in ("before", "after"))
    if before is None and after is None:
        return Whole([], begin, since(end, begin))
    lines: list[Assign] = []
    if before is not None:
        lines += _difference(ORIGIN, begin, before.kept)
        begin = ORIGIN
    if after is not None:
        end += after.kept
    if {"p", "length"}.isdisjoint(parameters.schedule.segments[index].shape.arguments):
        return Whole(lines, begin, since(end, begin))
    lines += [Assign(WHOLE, end)] if begin is None else _difference(WHOLE, end, begin)
    return Whole(lines, begin, WHOLE)


def _difference(target: Code, left: Code | None, right: Code) -> list[Assign]:
    """Assign a difference; in two lines where it is long, and of nothing just the sign."""
    value = line("-", right) if left is None else left - right
    if left is None or len(f"{target} = {value}") <= WIDTH - 4 * INDENT:
        return [Assign(target, value)]
    return [Assign(target, left, hint="float"), Assign(target, right, "-=")]

"""Where the whole shape of a segment lies in exported code, where that is not just the segment."""

import operator
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

from rampsmith.exporters.curve_code.expressions import INDENT, Code, call, line, name, since
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import Assign
from rampsmith.exporters.words.wording import WIDTH

ORIGIN, WHOLE = map(name, ("origin", "whole"))
"""The names of where a longer shape begins and of its length."""

_ONE = name("1")


class Whole(NamedTuple):
    """Where a whole shape begins, None at 0, and its length; the lines name them first."""

    lines: list[Assign]
    begin: Code | None
    length: Code


def whole_of(parameters: Parameters, index: int, begin: Code | None) -> Whole:
    """Build the place of the whole shape of a segment that begins somewhere, None at 0.

    All is added and subtracted in the order in which the designer does.
    """
    segment, end = parameters.schedule.segments[index], parameters.end_of(index)
    if not (segment.is_part or segment.counts_ends):
        return Whole([], begin, since(end, begin))
    if segment.began_with_the_run:
        begin = None
    before, after = (parameters.parts.get((index, side)) for side in ("before", "after"))
    lines: list[Assign] = []
    earlier = [] if before is None else [before.kept]
    earlier += [] if segment.first_at_start else [_ONE]
    if earlier:
        lines += _difference(ORIGIN, begin, earlier)
        begin = ORIGIN
    if after is not None:
        end += after.kept
    if segment.last_at_end:
        end -= _ONE
    if {"p", "length"}.isdisjoint(segment.shape.arguments):
        return Whole(lines, begin, since(end, begin))
    lines += _difference(WHOLE, end, [] if begin is None else [begin])
    if segment.executes_both_ends:
        lines += _at_least_one(lines.pop())
    return Whole(lines, begin, WHOLE)


def last_place(parameters: Parameters, index: int) -> Code:
    """Build the place at which a segment arrives: its end, or the last step before that."""
    segment, end = parameters.schedule.segments[index], parameters.end_of(index)
    return end - _ONE if segment.last_at_end and segment.shape.moves else end


def _difference(target: Code, left: Code | None, rights: list[Code]) -> list[Assign]:
    """Assign a difference, in several lines where it is long; None on its left is 0."""
    if left is None:
        first, *rights = rights
        left = Code(line("-", first).parts, (first - first).binding)
    value = reduce(operator.sub, rights, left)
    if _fits(target, value):
        return [Assign(target, value)]
    return [Assign(target, left, hint="float"), *(Assign(target, each, "-=") for each in rights)]


def _at_least_one(whole: Assign) -> list[Assign]:
    """Give a whole shape one step at the least: one that is at both ends counts as the start."""
    value = call("max", _ONE, whole.value)
    if whole.operator == "=" and _fits(whole.target, value):
        return [replace(whole, value=value)]
    return [whole, Assign(whole.target, call("max", _ONE, whole.target))]


def _fits(target: Code, value: Code) -> bool:
    return len(f"{target} = {value}") <= WIDTH - 4 * INDENT

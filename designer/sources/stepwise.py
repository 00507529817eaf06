"""Values of a function that is followed: numbers, and expressions in the step where they depend on it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rampsmith.designer.sources.arithmetic import (
    Fields,
    Unknown,
    compared,
    finite,
    operated,
    operated_sign,
)
from rampsmith.designer.sources.choices import T, as_number, plateaus, substituted
from rampsmith.designer.sources.reading import TextPlace, Unreadable
from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.values.numbers import whole

LARGEST_EXPRESSION = 500
MOST_WRITTEN_OUT = 100
"""Members of a list that are followed one by one; longer ones are kept as an expression."""


@dataclass(frozen=True, eq=False)
class Stepwise:
    """A value that depends on the step, as an expression in t, base and previous.

    Raises:
        Unreadable: if the expression is longer than any formula.
    """

    expression: ast.expr

    def __post_init__(self) -> None:
        if _size(self.expression) > LARGEST_EXPRESSION:
            raise Unreadable("This comes to a formula that is too long.")


@dataclass(frozen=True, eq=False)
class OneForEach:
    """A list that has one member for each group; the member stands for all."""

    member: Any


@dataclass(frozen=True, eq=False)
class NumberRow:
    """A list of so many numbers as NumPy makes them, each an expression in its index."""

    length: int
    member: Any

    def at(self, index: Any, node: ast.AST) -> Any:
        """Return the member at an index, which may depend on the step."""
        if not isinstance(self.member, Stepwise):
            return self.member
        where = expression(index, node)
        return Stepwise(substituted(self.member.expression, INDEX.id, where))


class Maybe(NamedTuple):
    """A member of a list that is there while a condition of the step holds."""

    value: Any
    test: ast.expr


class Array(list[Any]):
    """A short list as NumPy makes it: compared member by member."""


INDEX = ast.Name("index")


def expression(value: Any, node: ast.AST | None) -> ast.expr:
    """Return a value as a part of an expression.

    Raises:
        Unreadable: if it is no number.
    """
    if isinstance(value, Stepwise):
        return value.expression
    if isinstance(value, OneForEach):
        return expression(value.member, node)
    if isinstance(value, bool):
        value = int(value)
    if finite(value) is None:
        place = TextPlace() if node is None else place_of(node)
        words = "This" if node is None else f"“{source_of(node)}”"
        raise Unreadable(f"{words} is no number.", place)
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def as_expression(value: Any, node: ast.AST) -> ast.expr:
    """Return a value as a part of an expression; a condition is 1 or 0."""
    found = expression(value, node)
    return as_number(found) if _is_condition(found) else found


def _is_condition(node: ast.expr) -> bool:
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp(values=parts):
            return all(map(_is_condition, parts))
    return False


def one_of(test: Any, yes: Any, no: Any, node: ast.AST) -> Any:
    """Return one of two values, by a condition that may depend on the step."""
    if not isinstance(test, Stepwise):
        return yes if test else no
    return Stepwise(ast.IfExp(test.expression, expression(yes, node), expression(no, node)))


def binary_operation(op: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
    """Carry out an operation of two values.

    Raises:
        Unreadable: if they have no such thing.
    """
    if isinstance(left, list) and isinstance(op, ast.Mult):
        # [rate] * len(groups)
        return OneForEach(left[0]) if len(left) == 1 else left
    if isinstance(left, NumberRow) or isinstance(right, NumberRow):
        return over_members(lambda a, b: binary_operation(op, a, b, node), (left, right), node)
    if isinstance(left, Stepwise) or isinstance(right, Stepwise):
        return Stepwise(ast.BinOp(as_expression(left, node), op, as_expression(right, node)))
    try:
        return operated(op, left, right, node)
    except Unknown as unknown:
        raise Unreadable(unknown.sentence, unknown.place) from None
    except (ArithmeticError, ValueError, TypeError):
        raise _without_value(node) from None


def over_members(function: Any, values: Sequence[Any], node: ast.AST) -> NumberRow:
    """Carry out a function for each member of rows, as NumPy does.

    Raises:
        Unreadable: if they are of several lengths.
    """
    rows = [each for each in values if isinstance(each, NumberRow)]
    if len({row.length for row in rows}) != 1:
        raise Unreadable(f"“{source_of(node)}” has rows of several lengths.", place_of(node))
    members = [each.member if isinstance(each, NumberRow) else each for each in values]
    return NumberRow(rows[0].length, function(*members))


def unary_operation(op: ast.unaryop, value: Any, node: ast.AST) -> Any:
    """Carry out an operation of one value."""
    if isinstance(value, Stepwise):
        return Stepwise(ast.UnaryOp(op, value.expression))
    if isinstance(value, NumberRow):
        return NumberRow(value.length, unary_operation(op, value.member, node))
    try:
        return operated_sign(op, value)
    except TypeError:
        raise _without_value(node) from None


def all_compared(ops: list[ast.cmpop], sides: list[Any], node: ast.AST) -> Any:
    """Compare values one after the other."""
    if not any(isinstance(side, (Stepwise, Array)) for side in sides):
        try:
            pairs = zip(ops, sides, sides[1:], strict=False)
            return all(compared(op, a, b) for op, a, b in pairs)
        except (TypeError, KeyError):
            raise _without_value(node) from None
    if len(sides) == 2 and any(isinstance(side, Array) for side in sides):
        return _members_compared(ops, sides, node)
    if len(sides) == 2 and isinstance(sides[1], list) and isinstance(ops[0], (ast.In, ast.NotIn)):
        equal = [
            ast.Compare(expression(sides[0], node), [ast.Eq()], [expression(each, node)])
            for each in sides[1]
        ]
        found: ast.expr = ast.BoolOp(ast.Or(), [*equal, equal[0]]) if equal else ast.Constant(0)
        return Stepwise(ast.UnaryOp(ast.Not(), found) if isinstance(ops[0], ast.NotIn) else found)
    if None in sides:
        # A step is never None.
        return not isinstance(ops[0], (ast.Is, ast.Eq))
    first, *others = [as_expression(side, node) for side in sides]
    return Stepwise(ast.Compare(first, list(ops), others))


def _members_compared(ops: list[ast.cmpop], sides: list[Any], node: ast.AST) -> Array:
    longest = max(len(side) for side in sides if isinstance(side, Array))
    columns = [side if isinstance(side, Array) else [side] * longest for side in sides]
    return Array(all_compared(ops, list(pair), node) for pair in zip(*columns, strict=True))


def member(container: Any, at: Any, node: ast.AST, within: tuple[int, int]) -> Any:
    """Return the member of a list or a dictionary; which one may depend on the step.

    Raises:
        Unreadable: if there is no such member.
    """
    if isinstance(container, OneForEach):
        return container.member
    if isinstance(container, NumberRow):
        return container.at(at, node)
    if isinstance(at, Stepwise) and isinstance(container, (list, Fields)):
        found = plateaus(at.expression, *within)
        if found is None:
            raise Unreadable(f"“{source_of(node)}” changes too often.", place_of(node))
        return chosen_by_step(
            [(end, member(container, whole(value), node, within)) for _, end, value in found], node
        )
    if (
        isinstance(container, list)
        and isinstance(at, int)
        and -len(container) <= at < len(container)
    ):
        return container[at]
    if isinstance(container, Fields) and at in container.members:
        return container.members[at]
    raise Unreadable(f"“{source_of(node)}” is not in the text.", place_of(node))


def chosen_by_step(ends: list[tuple[int, Any]], node: ast.AST | None) -> Any:
    """Return one of several values: the first until its end, then the next."""
    *others, (_, last) = ends
    if not others:
        return last
    made = expression(last, node)
    for end, value in reversed(others):
        before = ast.Compare(T, [ast.Lt()], [ast.Constant(end)])
        made = ast.IfExp(before, expression(value, node), made)
    return Stepwise(made)


def _without_value(node: ast.AST) -> Unreadable:
    return Unreadable(f"“{source_of(node)}” has no value.", place_of(node))


def _size(node: ast.AST) -> int:
    """Count the parts of an expression; each part knows its own number."""
    known: int | None = getattr(node, "size", None)
    if known is None:
        known = 1 + sum(map(_size, ast.iter_child_nodes(node)))
        node.size = known  # type: ignore[attr-defined]  # Kept on the node that it is about.
    return known

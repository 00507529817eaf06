"""Arithmetic and comparisons of what a script says, within bounds."""

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.values.limits import LONGEST_FOLLOWED


class Unknown(Exception):  # noqa: N818 - a value that a text does not hold is no error
    """A value that the text does not hold, with the place at which it is missing."""

    def __init__(self, sentence: str, node: ast.AST) -> None:
        """Keep the sentence and the node."""
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place_of(node)
        self.name = node.id if isinstance(node, ast.Name) else ""


@dataclass(eq=False)
class Fields:
    """A value whose members have names: a dictionary, or an object of a class in the text."""

    members: dict[Any, Any] = field(default_factory=dict)
    methods: ast.ClassDef | None = None


_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def operated(op: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
    """Carry out an operation, unless its result could be huge."""
    if type(op) not in _OPERATIONS:
        raise Unknown(f"“{source_of(node)}” is not followed.", node)
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if not numbers and not (isinstance(op, ast.Add) and type(left) is type(right)):
        raise Unknown(f"“{source_of(node)}” is not arithmetic.", node)
    if isinstance(op, ast.Pow) and isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * max(right, 0)
        if bits > LONGEST_FOLLOWED:
            raise Unknown(f"“{source_of(node)}” is too large for any schedule.", node)
    return bounded(_OPERATIONS[type(op)](left, right), node)


def operated_sign(op: ast.unaryop, value: Any) -> Any:
    """Carry out an operation of one value."""
    match op:
        case ast.USub():
            return -value
        case ast.UAdd():
            return +value
        case ast.Not():
            return not value
    raise TypeError


def compared(op: ast.cmpop, left: Any, right: Any) -> bool:
    """Compare two values."""
    match op:
        case ast.In():
            return bool(left in (right.members if isinstance(right, Fields) else right))
        case ast.NotIn():
            return not compared(ast.In(), left, right)
    return bool(_COMPARISONS[type(op)](left, right))


def bounded(value: Any, node: ast.AST) -> Any:
    """Return a value unless it is huge."""
    huge = (isinstance(value, int) and value.bit_length() > LONGEST_FOLLOWED) or (
        isinstance(value, (list, str)) and len(value) > LONGEST_FOLLOWED
    )
    if huge or isinstance(value, complex):
        raise Unknown(f"“{source_of(node)}” is too large for any schedule.", node)
    return value


def finite(value: Any) -> float | None:
    """Return a value where it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None

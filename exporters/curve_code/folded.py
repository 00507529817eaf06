"""The formula of a shape with its constant ends put in, where that leaves a short expression.

Only what leaves every value as it is to the bit is left out: times 1, plus 0 and times 0.
"""

import ast
import inspect
import operator
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from rampsmith.designer.values.parsing import parsed_module
from rampsmith.exporters.curve_code.expressions import (
    ONE,
    ZERO,
    Code,
    call,
    in_math,
    name,
    operation,
)

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_ONE = name("1")
_VALUES = {ZERO: 0.0, ONE: 1.0}
_NEUTRAL = {"+": ZERO, "-": ZERO, "*": ONE, "/": ONE}
_CONSTANTS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_MINUS_ONE = name("-1.0")


class _NotFolded(Exception):  # noqa: N818 - it is no error.
    """A formula is more than an expression."""


def folded(curve: Callable[..., float], values: dict[str, Code]) -> Code | None:
    """Write the formula of a shape whose start or ends are 0 or 1.

    Args:
        curve: the shape's function.
        values: its arguments.

    Returns:
        The formula; None where it needs a name for something, or its ends are no constants.
    """
    if any(values.get(each, ONE) not in (ZERO, ONE) for each in ("start", "end")):
        return None
    writer = _Writer(dict(values))
    try:
        found = writer.body(_body(curve))
    except _NotFolded:
        return None
    repeated = any(count > 1 for word, count in writer.read.items() if word in writer.own)
    # What is left out would be named for nothing.
    given = (value for title, value in values.items() if title not in ("start", "end"))
    left_out = {word for value in given if value != _ONE for word in value.words} - {*found.words}
    return None if repeated or left_out else found


@cache
def _body(curve: Callable[..., float]) -> list[ast.stmt]:
    (function,) = parsed_module(inspect.getsource(curve)).body
    return function.body if isinstance(function, ast.FunctionDef) else []


@dataclass(slots=True)
class _Writer:
    """Writes expressions with values in the place of names, and counts how often names are read."""

    values: dict[str, Code]
    own: set[str] = field(default_factory=set)
    read: Counter[str] = field(default_factory=Counter)

    def body(self, statements: list[ast.stmt]) -> Code:
        """Write what is returned."""
        for each in statements:
            match each:
                case ast.Expr(value=ast.Constant()):
                    continue  # the docstring
                case ast.Assign(targets=[ast.Name(id=target)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value):
                    pass
                case ast.Return(value=ast.expr() as value):
                    return self.written(value)
                case _:
                    raise _NotFolded
            self.values[target] = self.written(value)
            self.own.add(target)
        raise _NotFolded

    def written(self, node: ast.expr) -> Code:
        """Write an expression."""
        match node:
            case ast.Name(id=word) if word in self.values:
                self.read[word] += 1
                return self.values[word]
            case ast.Attribute(value=ast.Name(id="math"), attr=word):
                return in_math(word)
            case ast.Constant(value=float() as value):
                return name(repr(value))
            case ast.Call(
                func=ast.Attribute(attr="floor"),
                args=[ast.BinOp(left=left, op=ast.Div(), right=ast.Name(id=word))],
            ) if self.values.get(word) == _ONE:
                return self.written(left)  # how many whole steps: all steps are
            case ast.Call(func=ast.Attribute(value=ast.Name(id="math"), attr=word), args=given):
                return call(in_math(word), *map(self.written, given))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return self.combined(left, _OPERATORS[type(op)], right)
            case _:
                raise _NotFolded

    def combined(self, left: ast.expr, sign: str, right: ast.expr) -> Code:
        """Write an operation, or what is left of it."""
        before = self.read.copy()
        first, second = self.written(left), self.written(right)
        if sign == "*" and ZERO in (first, second):
            self.read = before  # What is multiplied by 0 is not worked out.
            return ZERO
        known = _left_of(first, sign, second)
        if known is not None:
            return known
        if sign == "+" and isinstance(right, ast.BinOp) and self._negated(right):
            return first - self.written(right.right)
        return operation(first, sign, second)

    def _negated(self, node: ast.BinOp) -> bool:
        """Return whether something is -1 times something else."""
        read = self.read.copy()
        is_so = isinstance(node.op, ast.Mult) and self.written(node.left) == _MINUS_ONE
        self.read = read
        return is_so


def _left_of(first: Code, sign: str, second: Code) -> Code | None:
    """Return what constants leave of an operation; None where that is all of it."""
    if sign in _CONSTANTS and first in _VALUES and second in _VALUES:
        return name(repr(_CONSTANTS[sign](_VALUES[first], _VALUES[second])))
    neutral = _NEUTRAL.get(sign)
    if second == neutral:
        return first
    return second if first == neutral and sign in ("+", "*") else None

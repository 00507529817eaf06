"""From a checked formula to Python: the source for the exported file, and a function of it."""

import ast
import math
import re
from collections.abc import Callable
from functools import lru_cache

from rampsmith.designer.formulas.language import CONSTANTS, FUNCTIONS, FormulaError
from rampsmith.designer.values.numbers import number_source
from rampsmith.designer.values.parsing import parsed_expression

MOST_KEPT = 4096
"""Formulas that are read once only: more than all the curves of a design may have."""

_IN_MATH = frozenset(FUNCTIONS) - {"abs", "min", "max", "floor", "ceil"}
_NAMESPACE = {
    "__builtins__": {},
    "math": math,
    "abs": abs,
    "min": min,
    "max": max,
    "float": float,
}


@lru_cache(maxsize=MOST_KEPT)
def function_of(source: str, arguments: tuple[str, ...]) -> Callable[..., float]:
    """Make a function of what ``written`` has made of a checked tree.

    It raises ArithmeticError or ValueError where the formula has no value, such as ``1 / 0`` or
    ``log(0)``. The arguments are at least the names that the source uses.
    """
    parameters = [ast.arg(name) for name in arguments]
    signature = ast.arguments([], parameters, None, [], [], None, [])
    body = parsed_expression(source)
    tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(signature, body)))
    # The source was written from checked parts; no text of a person's gets here.
    made = eval(compile(tree, "<formula>", "eval"), dict(_NAMESPACE))  # noqa: S307

    def function(*values: float) -> float:
        result = made(*values)
        if isinstance(result, complex):
            # What Python makes of a root of a negative number; no rate is complex.
            return math.nan
        return float(result)

    return function


class Plainer(ast.NodeTransformer):
    """Replace each choice between two equal sides by one of them."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Replace a choice whose sides are equal."""
        self.generic_visit(node)
        return node.body if written(node.body) == written(node.orelse) else node


_SIGNS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Or: ("or", 1),
    ast.And: ("and", 2),
    ast.Add: ("+", 5),
    ast.Sub: ("-", 5),
    ast.Mult: ("*", 6),
    ast.Div: ("/", 6),
    ast.FloorDiv: ("//", 6),
    ast.Mod: ("%", 6),
    ast.Pow: ("**", 8),
    ast.Lt: ("<", 4),
    ast.LtE: ("<=", 4),
    ast.Gt: (">", 4),
    ast.GtE: (">=", 4),
    ast.Eq: ("==", 4),
    ast.NotEq: ("!=", 4),
}
"""How an operation is written, and how tightly it binds."""


def written(node: ast.expr, least: int = 0) -> str:
    """Write a checked tree as Python source in the common formatters' style.

    It gets parentheses where it binds less tightly than ``least``.
    """
    text, binding = _written_plainly(node)
    return f"({text})" if binding < least else text


def _written_plainly(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=int() | float() as value):
            return number_source(float(value)), 10
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (f"math.{name}" if name in CONSTANTS else name), 10
        case ast.Call(func=func, args=arguments):
            return _written_call(func, [written(each) for each in arguments]), 9
        case ast.UnaryOp(op=op, operand=operand):
            return _written_sign(op, operand)
        case ast.BinOp(left=left, op=op, right=right):
            return _written_operation(left, op, right)
        case _:
            return _written_choice(node)


def _written_sign(op: ast.unaryop, operand: ast.expr) -> tuple[str, int]:
    if isinstance(op, ast.Not):
        return f"not {written(operand, 3)}", 3
    # A power under a minus gets parentheses, which it does not need but readers do.
    return f"{'-' if isinstance(op, ast.USub) else '+'}{written(operand, 9)}", 7


def _written_choice(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=sides):
            pairs = zip(ops, sides, strict=True)
            rest = [f" {_SIGNS[type(op)][0]} {written(side, 5)}" for op, side in pairs]
            return written(left, 5) + "".join(rest), 4
        case ast.BoolOp(op=op, values=parts):
            sign, binding = _SIGNS[type(op)]
            return f" {sign} ".join(written(part, binding + 1) for part in parts), binding
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yes, asked, no = written(body, 1), written(test, 1), written(orelse, 1)
            return f"{yes} if {asked} else {no}", 0
        case _:
            raise FormulaError("This is no formula.", 0, 1)


def _written_operation(left: ast.expr, op: ast.operator, right: ast.expr) -> tuple[str, int]:
    sign, binding = _SIGNS[type(op)]
    if not isinstance(op, ast.Pow):
        return f"{written(left, binding)} {sign} {written(right, binding + 1)}", binding
    one, other = written(left, binding + 1), written(right, 7)
    simple = re.fullmatch(r"[\w.]+(e-\d+)?", one) and re.fullmatch(
        r"-?[\w.]+(e-\d+)?(\*\*-?[\w.]+(e-\d+)?)*", other
    )
    return (f"{one}**{other}" if simple else f"{one} ** {other}"), binding


def _written_call(func: ast.expr, arguments: list[str]) -> str:
    name = func.attr if isinstance(func, ast.Attribute) else func.id  # type: ignore[attr-defined]
    listed = ", ".join(arguments)
    if name in _IN_MATH:
        return f"math.{name}({listed})"
    if name in ("floor", "ceil"):
        # Whole numbers of any size would leave the floats.
        return f"float(math.{name}({listed}))"
    return f"{name}({listed})"

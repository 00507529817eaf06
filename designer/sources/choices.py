"""Expressions in t: their values, the steps at which a condition changes, and the choices in them."""

import ast
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FormulaError
from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.reading import Unreadable

T, BASE, PREVIOUS = (ast.Name(name) for name in ("t", "base", "previous"))

MOST_CHANGES = 40
GRID = 2_000
"""Steps at which a condition is asked; between two that differ it is narrowed down."""


class Choice(NamedTuple):
    """A part of an expression that is one of two things, by a condition."""

    node: ast.expr
    test: ast.expr
    yes: ast.expr
    no: ast.expr


def first_choice(whole: ast.expr) -> Choice | None:
    """Return the first innermost part of an expression that is one of two things."""
    for node in _inner_first(whole):
        match node:
            case ast.IfExp(test=test, body=yes, orelse=no):
                return Choice(node, test, yes, no)
            case ast.Call(func=ast.Name(id="abs"), args=[inner]):
                below = ast.Compare(inner, [ast.Lt()], [ast.Constant(0)])
                return Choice(node, below, ast.UnaryOp(ast.USub(), inner), inner)
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=[first, second, *rest]):
                # Python's own take the first of two that are equal.
                op: ast.cmpop = ast.Lt() if name == "min" else ast.Gt()
                test = ast.Compare(second, [op], [first])
                if rest:
                    others = (
                        ast.Call(ast.Name(name), [each, *rest], []) for each in (second, first)
                    )
                    return Choice(node, test, *others)
                return Choice(node, test, second, first)
    return None


def _inner_first(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield from _inner_first(child)
    yield node


def replaced(whole: ast.expr, choice: Choice, truth: bool) -> ast.expr:  # noqa: FBT001 - it is what is chosen
    """Return an expression in which one of two things is chosen."""
    chosen = choice.yes if truth else choice.no
    return _replacing(whole, lambda node: chosen if node is choice.node else None)


def substituted(whole: ast.expr, name: str, by: ast.expr) -> ast.expr:
    """Return an expression in which a name stands for another expression."""
    return _replacing(
        whole, lambda node: by if isinstance(node, ast.Name) and node.id == name else None
    )


def _replacing(whole: ast.expr, other: Callable[[ast.AST], ast.expr | None]) -> ast.expr:
    class Replacing(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            found = other(node)
            return self.generic_visit(_copy(node)) if found is None else found

    return Replacing().visit(whole)  # type: ignore[no-any-return]  # An expression stays one.


def _copy(node: ast.AST) -> ast.AST:
    """Copy a node, so that what is replaced in it stays as it is elsewhere."""
    made = type(node)(**dict(ast.iter_fields(node)))
    for name, value in ast.iter_fields(made):
        if isinstance(value, list):
            setattr(made, name, list(value))
    return made


def branch_function(node: ast.expr) -> Any:
    """Make a function of t and base of an expression; it raises where that has no value.

    Raises:
        Unreadable: if the expression is no formula.
    """
    try:
        text = ast.unparse(node)
        formula = parsed_formula(text, allowed=frozenset({"t", "base", "previous"}))
    except (FormulaError, RecursionError) as error:
        raise Unreadable(f"A branch is no formula: {error}") from None
    return formula.function(("t", "base", "previous"))


def function_value(function: Any, t: float, base: float = 1.0) -> float:
    """Return a function's value at a step; NaN where it has none."""
    try:
        # Whole numbers could grow without end; floats cannot.
        return float(function(float(t), float(base), float(base)))
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def changes(test: ast.expr, begin: int, end: int) -> list[tuple[int, int, bool]] | None:
    """Return where a condition holds, from step to step; None where it changes too often."""
    found = plateaus(as_number(test), begin, end)
    return None if found is None else [(start, stop, value == 1) for start, stop, value in found]


def plateaus(whole: ast.expr, begin: int, end: int) -> list[tuple[int, int, float]] | None:
    """Return where an expression keeps which value; None where it changes too often."""
    function = branch_function(whole)
    names = {each.id for each in ast.walk(whole) if isinstance(each, ast.Name)}
    if "t" not in names:
        return [(begin, end, function_value(function, begin))]

    def value_at(t: int) -> float:
        value = function_value(function, t)
        return math.inf if math.isnan(value) else value

    found: list[tuple[int, int, float]] = []
    start, value, last = begin, value_at(begin), begin
    for place in asked_at(whole, begin, end)[1:]:
        while value_at(place) != value:
            low, high = last, place
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if value_at(middle) == value else (low, middle)
            found.append((start, high, value))
            start, value, last = high, value_at(high), high
            if len(found) > MOST_CHANGES:
                return None
        last = place
    found.append((start, end, value))
    return found


def unwrapped(whole: ast.expr, begin: int, end: int) -> ast.expr:
    """Return an expression without the remainders that come to a difference over some steps."""
    found: ast.AST | None = whole
    while found is not None:
        found = next((each for each in _inner_first(whole) if _wraps(each)), None)
        if found is None:
            break
        quotient = _quotient(found)
        stays = None if quotient is None else plateaus(quotient, begin, end)
        if stays is None or len(stays) > 1 or not math.isfinite(stays[0][2]):
            return whole
        times = ast.Constant(int(stays[0][2]))
        by: ast.expr = times
        if isinstance(found, ast.BinOp) and isinstance(found.op, ast.Mod):
            gone = ast.BinOp(times, ast.Mult(), found.right)
            by = ast.BinOp(found.left, ast.Sub(), gone) if times.value else found.left
        place = found
        whole = _replacing(whole, lambda node: by if node is place else None)  # noqa: B023 - called at once
    return whole


def _wraps(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mod, ast.FloorDiv))
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "floor"
    )


def _quotient(node: ast.AST) -> ast.expr | None:
    """Return the whole number that a remainder, a division or a floor has to do with."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if names & {"base", "previous"}:
        return None
    if isinstance(node, ast.BinOp):
        return ast.BinOp(node.left, ast.FloorDiv(), node.right)
    return node if isinstance(node, ast.expr) else None


def asked_at(node: ast.expr, begin: int, end: int) -> list[int]:
    """Return steps at which an expression is asked: an even grid, and about its own numbers."""
    if end - begin <= GRID:
        return list(range(begin, end))
    step = (end - begin) / GRID
    places = {begin, end - 1, *(begin + int(number * step) for number in range(GRID))}
    for number in numbers_in(node):
        if begin - 2 <= number <= end + 2:
            places |= {int(number) + shift for shift in (-2, -1, 0, 1, 2)}
    return sorted(place for place in places if begin <= place < end)


def numbers_in(node: ast.expr) -> set[float]:
    """Return the numbers of an expression."""
    found = (finite(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {number for number in found if number is not None}


def as_number(test: ast.expr) -> ast.expr:
    """Return a condition as 1 where it holds, and 0 where it does not."""
    return ast.IfExp(test, ast.Constant(1), ast.Constant(0))

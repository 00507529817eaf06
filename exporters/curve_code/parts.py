"""The parts of every kind of exported code: curves, boundaries, parameters and functions.

Functions of the designer are copied exactly as it runs them itself. A typed formula keeps its
source, in several statements where it is long.
"""

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from rampsmith.designer.evaluation.cycle_formulas import cycle_at, cycles_length, lowered, shrunk
from rampsmith.designer.evaluation.plateau import GOALS, fallen, watched
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.parsing import parsed_expression, parsed_module
from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import INDENT, Style, Word, line
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.places import boundaries_of
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, words_of
from rampsmith.exporters.words.wording import WIDTH

_LONGEST_PART = WIDTH - 5 * INDENT
"""Characters of a part that gets a name of its own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A function of the designer, as it stands there."""

    function: Callable[..., Any]

    @property
    def calls(self) -> tuple[str, ...]:
        """The names that it uses from outside."""
        return self.function.__code__.co_names

    @property
    def uses_math(self) -> bool:
        """Whether it needs the module."""
        return "math" in self.calls

    def lines(self, style: Style) -> list[str]:
        """Write it, without its docstring or its hints where the style wants none."""
        return _lines(self.function, docstrings=style.docstrings, hints=style.hints)


@dataclass(frozen=True, slots=True)
class Parts:
    """The rest of a file that some code needs."""

    boundaries: list[Assign]
    parameters: tuple[Parameter, ...]
    functions: tuple[Function | Copy, ...]

    @property
    def uses_math(self) -> bool:
        """Whether a function needs the module."""
        return any(each.uses_math for each in self.functions)


def parts_for(curves: list[CurveWriter], code: Iterable[Function]) -> Parts:
    """Find what some functions use, and what that uses in turn; nothing else is exported."""
    used = {word for function in code for word in words_of(function.body)}
    boundaries = boundaries_of([curve.parameters for curve in curves], used)
    used |= set(words_of(boundaries))
    every = dict.fromkeys(each for curve in curves for each in curve.parameters.all)
    # A value that holds at the end holds for ever: its length is not needed.
    asked = {word.text for word in used if word.kind in ("setting", "parameter")}
    parameters = tuple(each for each in every if each.name in asked)
    return Parts(boundaries, parameters, tuple(_functions(curves, used)))


COPIED: tuple[Callable[..., Any], ...] = (
    cycle_at,
    shrunk,
    lowered,
    cycles_length,
    *GOALS.values(),
    watched,
    fallen,
)
"""The functions that are copied into a file besides those of shapes."""

_OTHERS = {each.__name__: Copy(each) for each in COPIED}


def _functions(curves: list[CurveWriter], used: Collection[Word]) -> Iterator[Function | Copy]:
    """Yield what code that uses some words calls: copies, and the functions of formulas."""
    names = {word.text for word in used if word.kind == "function"}
    yield from (Copy(shape.curve) for kind, shape in SHAPES.items() if kind in names)
    for curve in curves:
        for index, segment in enumerate(curve.schedule.segments):
            if isinstance(segment.shape, Expression):
                yield _formula_function(curve.parameters.formula_name(index), segment.shape)
    for each in names & _OTHERS.keys():
        names.update(_OTHERS[each].calls)
    yield from (copy for each, copy in _OTHERS.items() if each in names)


@cache
def _lines(function: Callable[..., Any], *, docstrings: bool, hints: bool) -> list[str]:
    source = inspect.getsource(function).rstrip()
    lines = source.split("\n")
    tree = parsed_module(source).body[0]
    if not hints:
        # From the end, so that a cut moves none of the places before it.
        for number, begin, end, instead in sorted(_hints(tree), reverse=True):
            lines[number] = lines[number][:begin] + instead + lines[number][end:]
    if not docstrings and isinstance(tree, ast.FunctionDef):
        docstring = tree.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return lines


def _hints(function: ast.stmt) -> Iterator[tuple[int, int, int, str]]:
    """Yield the line, the columns and the replacement of every annotation; none spans two lines."""
    for node in ast.walk(function):
        match node:
            case ast.FunctionDef(returns=ast.expr() as hint):
                begin = hint.col_offset - len(" -> ")
                yield hint.lineno - 1, begin, hint.end_col_offset or 0, ""
            case ast.AnnAssign(target=target, annotation=hint):
                yield hint.lineno - 1, target.end_col_offset or 0, hint.end_col_offset or 0, ""
            case ast.arg(arg=argument, annotation=ast.expr() as hint):
                begin = node.col_offset + len(argument)
                yield hint.lineno - 1, begin, hint.end_col_offset or 0, ""
            case _:
                pass


def _formula_function(name: str, shape: Expression) -> Function:
    """Build the function of a formula, of what it uses."""
    source = parsed_formula(shape.text).source
    tree = parsed_expression(source)
    sign = tree.operand if isinstance(tree, ast.UnaryOp) else tree
    target = "return {}" if isinstance(sign, ast.Constant) else "return float({})"
    return Function(
        name,
        tuple(map(Argument, shape.arguments)),
        tuple(map(line, _statements(source, target, INDENT, count(1)))),
        docstring="Work the formula out that was typed.",
        uses_math=any(isinstance(node, ast.Attribute) for node in ast.walk(tree)),
    )


def _statements(source: str, target: str, indent: int, numbers: Iterator[int]) -> list[str]:
    """Write statements that end in the target; what has to wait for a condition waits."""
    lines: list[str] = []
    while indent + len(target.format(source)) > WIDTH:
        tree = parsed_expression(source)
        if isinstance(tree, ast.IfExp):
            return lines + _choice(source, tree, target, indent, numbers)
        part = _part(tree)
        if part is None:
            break
        name = f"part_{next(numbers)}"
        begin, end = part
        lines += _statements(source[begin:end], f"{name} = {{}}", indent, numbers)
        source = _without_parentheses(source, begin, end, name)
    return [*lines, target.format(source)]


def _choice(
    source: str, tree: ast.IfExp, target: str, indent: int, numbers: Iterator[int]
) -> list[str]:
    """Write a formula that is a condition as an if."""
    lines = _statements(_text(source, tree.test), "if {}:", indent, numbers)
    yes = _statements(_text(source, tree.body), target, indent + INDENT, numbers)
    lines += [f"    {line}" for line in yes]
    no_indent = indent if target.startswith("return") else indent + INDENT
    no = _statements(_text(source, tree.orelse), target, no_indent, numbers)
    if target.startswith("return"):
        return lines + no
    return [*lines, "else:", *(f"    {line}" for line in no)]


def _text(source: str, node: ast.expr) -> str:
    return source[node.col_offset : node.end_col_offset]


def _part(tree: ast.expr) -> tuple[int, int] | None:
    """Find the longest part that fits into a line of its own, or the shortest that does not."""
    found = {
        (node.col_offset, node.end_col_offset or 0) for node in _unconditional(tree) if node != tree
    }
    parts = [(begin, end) for begin, end in found if end - begin > len("part_100")]
    fitting = [part for part in parts if part[1] - part[0] <= _LONGEST_PART]
    if fitting:
        return max(fitting, key=lambda part: (part[1] - part[0], -part[0]))
    return min(parts, key=lambda part: (part[1] - part[0], part[0]), default=None)


def _unconditional(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a formula that are worked out in any case, itself included."""
    if isinstance(node, ast.Name | ast.Constant | ast.Attribute):
        return
    yield node
    for side in _worked_out(node):
        inner = _unconditional(side)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            # Formatters space a power of names differently from any other.
            next(inner, None)
        yield from inner


def _worked_out(node: ast.expr) -> list[ast.expr]:
    """Return the parts right below a node that are worked out in any case."""
    match node:
        case ast.BoolOp(values=[part, *_]) | ast.IfExp(test=part) | ast.UnaryOp(operand=part):
            return [part]
        case ast.Compare(left=left, comparators=[right, *_]) | ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call(args=arguments):
            return arguments
        case _:
            return []


def _without_parentheses(source: str, begin: int, end: int, name: str) -> str:
    """Put a name in the place of a part, and of the parentheses that only it needed."""
    before, after = source[:begin], source[end:]
    called = len(before) > 1 and (before[-2].isalnum() or before[-2] == "_")
    if before.endswith("(") and after.startswith(")") and not called:
        before, after = before[:-1], after[1:]
    return f"{before}{name}{after}"

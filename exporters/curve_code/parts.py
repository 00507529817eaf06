"""The parts of every kind of exported code: curves, boundaries, parameters and functions.

Functions of the designer are copied exactly as it runs them itself.
"""

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rampsmith.designer.evaluation.cycle_formulas import (
    all_lengths,
    cycle_at,
    cycle_of,
    cycles_length,
    lowered,
    shrunk,
)
from rampsmith.designer.evaluation.plateau import GOALS, fallen, waited
from rampsmith.designer.evaluation.run_numbers import epochs_until, seen_until
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.parsing import parsed_module
from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import Style, Word
from rampsmith.exporters.curve_code.formula_code import formula_function
from rampsmith.exporters.curve_code.one_cycle import in_torchs_order
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.places import CycleLengths, boundaries_of, cycle_lengths_of
from rampsmith.exporters.curve_code.statements import Assign, Function, words_of


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
    """The rest of a file that some code needs, and whether all together needs ``math``."""

    cycle_lengths: list[CycleLengths]
    boundaries: list[Assign]
    parameters: tuple[Parameter, ...]
    functions: tuple[Function | Copy, ...]
    uses_math: bool


def parts_for(curves: list[CurveWriter], code: Iterable[Function]) -> Parts:
    """Find what some functions use, and what that uses in turn; nothing else is exported."""
    code = tuple(code)
    used = {word for function in code for word in words_of(function.body)}
    boundaries = boundaries_of([curve.parameters for curve in curves], used)
    used |= set(words_of(boundaries))
    lengths = cycle_lengths_of([curve.parameters for curve in curves], used)
    used |= {word for each in lengths for word in words_of(each.lines)}
    every = dict.fromkeys(each for curve in curves for each in curve.parameters.all)
    # A value that holds at the end holds for ever: its length is not needed.
    asked = {word.text for word in used if word.kind in ("number", "parameter")}
    parameters = in_torchs_order([each for each in every if each.name in asked])
    functions = tuple(_functions(curves, used))
    uses_math = any(each.uses_math for each in (*functions, *code))
    return Parts(lengths, boundaries, parameters, functions, uses_math)


COPIED: tuple[Callable[..., Any], ...] = (
    cycle_at,
    cycle_of,
    all_lengths,
    shrunk,
    lowered,
    cycles_length,
    *GOALS.values(),
    waited,
    fallen,
    seen_until,
    epochs_until,
)
"""The functions that are copied into a file besides those of shapes."""

_OTHERS = {each.__name__: Copy(each) for each in COPIED}


def _functions(curves: list[CurveWriter], used: Collection[Word]) -> Iterator[Function | Copy]:
    """Yield what code that uses some words calls: copies, and the functions of formulas."""
    names = {word.text for word in used if word.kind == "function"}
    yield from (Copy(shape.curve) for kind, shape in SHAPES.items() if kind in names)
    for curve in curves:
        for index, segment in enumerate(curve.schedule.segments):
            shape = segment.shape
            if isinstance(shape, Expression) and not shape.reads_numbers:
                yield formula_function(curve.parameters.formula_name(index), shape)
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

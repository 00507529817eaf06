"""Formulas that a person types: parsed against a list of allowed arithmetic, never executed as text.

What is checked is not the text but its tree, and what runs is written from the checked tree:
nothing but arithmetic on floats, so that no operation can take more than a moment or eight bytes.
The exported file gets the same source, so both give the same value to the bit.
"""

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.designer.formulas.language import (
    CONSTANTS,
    FUNCTIONS,
    VARIABLES,
    FormulaError,
    constant_name_fault,
    meant,
)
from rampsmith.designer.formulas.writing import MOST_KEPT, Plainer, function_of, written
from rampsmith.designer.values.limits import LONGEST_FORMULA
from rampsmith.designer.values.parsing import parsed_expression

DEEPEST = 100
MOST_PARTS = 600
"""The deepest nesting and the most operations of a formula; a readable one has far fewer."""

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


class _Checker:
    """Walk the tree of a formula and refuse everything that is not on the lists."""

    def __init__(self, text: str, shift: int, allowed: frozenset[str]) -> None:
        self._bytes = text.encode()
        self._shift = shift
        self._allowed = allowed
        self._parts = 0

    def check(self, node: ast.expr, depth: int) -> None:
        """Refuse a node or anything in it that is not arithmetic."""
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            raise self._refusal(node, "The formula is too long or too deeply nested.")
        match node:
            case ast.Constant(value=value):
                self._check_number(node, value)
            case ast.Name(id=name):
                self._check_name(node, name)
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in CONSTANTS:
                pass
            case ast.Call():
                self._check_call(node, depth)
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp() | ast.IfExp():
                self._check_operation(node)
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.check(child, depth + 1)
            case _:
                raise self._refusal(node, "Only numbers, names, arithmetic and functions go here.")

    def check_constants(self, node: ast.expr) -> None:
        """Refuse a part that names nothing and has no finite value, such as 9**9**9**9."""
        if not self._varies(node):
            self._check_value(node)

    def _varies(self, node: ast.expr) -> bool:
        """Return whether a part depends on a name; check those in it that do not."""
        parts = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
        varying = [self._varies(each) for each in parts]
        if not any(varying):
            return isinstance(node, ast.Name) and node.id in self._allowed
        for part, varies in zip(parts, varying, strict=True):
            if not varies:
                self._check_value(part)
        return True

    def _check_value(self, node: ast.expr) -> None:
        if isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
            return
        try:
            value = function_of(written(node), ())()
        except (ArithmeticError, ValueError, TypeError):
            # A TypeError comes of complex numbers, which Python makes of roots below 0.
            value = math.nan
        if not math.isfinite(value):
            raise self._refusal(node, "This part has no value that a number can hold.")

    def _check_number(self, node: ast.expr, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._refusal(node, f"{value!r} is not a number.")
        if not _is_finite(value):
            raise self._refusal(node, "This number is too large.")

    def _check_operation(self, node: ast.expr) -> None:
        match node:
            case ast.BinOp(op=op) if not isinstance(op, _OPERATORS):
                raise self._refusal(node, "Only + - * / // % ** are allowed.")
            case ast.UnaryOp(op=ast.Invert()):
                raise self._refusal(node, "~ is not arithmetic.")
            case ast.Compare(ops=ops) if not all(isinstance(op, _COMPARISONS) for op in ops):
                raise self._refusal(node, "Only < <= > >= == != compare numbers.")
            case _:
                pass

    def _check_name(self, node: ast.Name, name: str) -> None:
        if name in CONSTANTS:
            return
        if name in FUNCTIONS:
            raise self._refusal(node, f"{name} is a function: write {name}(…).")
        if name in self._allowed:
            return
        known = [each for each in VARIABLES if each in self._allowed]
        known += sorted(self._allowed - VARIABLES.keys())
        near = meant(name, known)
        sentence = f"There is no “{name}” here; there are {', '.join(known)}."
        if near:
            sentence = f"There is no “{name}” here; did you mean “{near}”?"
        free = "" if constant_name_fault(name) else name
        raise self._refusal(node, sentence, instead=near, name=free)

    def _check_call(self, node: ast.Call, depth: int) -> None:
        name = node.func
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
            # "math.cos" is what a programmer types; it means the same.
            if name.value.id != "math":
                near = meant(name.attr, FUNCTIONS)
                asked = f"; did you mean “{near}”?" if near else "."
                raise self._refusal(
                    name, f"There is no “{name.value.id}” here{asked}", instead=near
                )
            called = name.attr
        elif isinstance(name, ast.Name):
            called = name.id
        else:
            raise self._refusal(name, "Only functions can be called.")
        if called not in FUNCTIONS:
            near = meant(called, FUNCTIONS)
            asked = f"; did you mean “{near}”?" if near else "."
            raise self._refusal(name, f"There is no function “{called}” here{asked}", instead=near)
        least, most = FUNCTIONS[called]
        if node.keywords or not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            noun = "argument" if wanted == "1" else "arguments"
            raise self._refusal(node, f"{called} takes {wanted} {noun}.")
        for argument in node.args:
            self.check(argument, depth + 1)

    def _refusal(
        self, node: ast.expr, sentence: str, *, instead: str = "", name: str = ""
    ) -> FormulaError:
        begin = self._column(node.lineno, node.col_offset)
        end = self._column(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return FormulaError(sentence, begin, end, instead=instead, name=name)

    def _column(self, line: int, offset: int) -> int:
        """Turn Python's place, in bytes of a line, into characters of the whole text."""
        lines = self._bytes.splitlines(keepends=True)
        before = b"".join(lines[: line - 1]) + lines[line - 1][:offset]
        return self._shift + len(before.decode(errors="replace"))


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


ALL_NAMES = frozenset(VARIABLES)
"""The names that a formula without constants of its own may use."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been found to be nothing but arithmetic.

    Its source is the same in Python, with ``math.`` where it belongs and floats throughout.
    """

    text: str
    names: frozenset[str]
    source: str

    def function(self, arguments: tuple[str, ...]) -> Callable[..., float]:
        """Make a function of the formula; see ``function_of``."""
        return function_of(self.source, arguments)


def parsed_formula(text: str, *, allowed: frozenset[str] = ALL_NAMES) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: with the place of the first thing that is wrong.
    """
    found = _read(text, allowed)
    if isinstance(found, FormulaError):
        # Not the one that is kept: what is raised holds on to all that asked for it.
        raise _again(found)
    return found


@lru_cache(maxsize=MOST_KEPT)
def _read(text: str, allowed: frozenset[str]) -> Formula | FormulaError:
    """Read a formula once, a wrong one too: each is asked for at every edit of its design."""
    try:
        return _checked(text, allowed)
    except FormulaError as error:
        return _again(error)


def _again(error: FormulaError) -> FormulaError:
    """Copy an error, without the traceback of where it was raised first."""
    told = {"instead": error.instead, "name": error.name}
    return FormulaError(str(error), error.begin, error.end, **told)


def _checked(text: str, allowed: frozenset[str]) -> Formula:
    shift = len(text) - len(text.lstrip())
    plain = text.strip()
    if not plain:
        raise FormulaError("A formula is missing.", 0, 1)
    if len(plain) > LONGEST_FORMULA:
        raise FormulaError(
            f"A formula of {len(plain)} characters is too long; {LONGEST_FORMULA} are the most.",
            shift + LONGEST_FORMULA,
            shift + len(plain),
        )
    power = plain.find("^")
    if power >= 0:
        sentence = "^ is no power here; did you mean “**”?"
        raise FormulaError(sentence, shift + power, shift + power + 1, instead="**")
    strange = re.search(r"[^\w\s.,()+\-*/%<>=!]|[^\S ]", plain, re.ASCII)
    if strange is not None:
        place = shift + strange.start()
        raise FormulaError(f"{strange[0]!r} has no meaning in a formula.", place, place + 1)
    try:
        tree = parsed_expression(plain)
    except SyntaxError as error:
        begin = max(0, (error.offset or 1) - 1)
        raise FormulaError(_syntax_sentence(error), shift + begin, shift + begin + 1) from None
    except (ValueError, MemoryError, RecursionError):
        raise FormulaError("This is no formula.", shift, shift + len(plain)) from None
    checker = _Checker(plain, shift, allowed)
    checker.check(tree, 1)
    checker.check_constants(tree)
    tree = Plainer().visit(tree)
    named = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    return Formula(text, frozenset(named & allowed), written(tree))


def formula_of(text: str, own: frozenset[str] = frozenset()) -> Formula | None:
    """Read a formula with constants of its own, or return None where it is wrong."""
    found = _read(text, ALL_NAMES | own)
    return found if isinstance(found, Formula) else None


def _syntax_sentence(error: SyntaxError) -> str:
    reason = (error.msg or "invalid syntax").split(".")[0]
    return f"This cannot be read as a formula: {reason}."

"""Formulas that a person types: parsed against a list of allowed arithmetic, never executed as text.

What is checked is not the text but its tree, and what runs is written anew from the checked tree:
nothing but arithmetic on floats, so that no operation can take more than a moment or eight bytes.
The exported file gets the same source, so both give the same value to the bit.
"""

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.designer.numbers import number_source
from rampsmith.designer.parsing import parsed_expression

VARIABLES: dict[str, str] = {
    "t": "steps done since the beginning",
    "n": "steps done in this segment",
    "p": "how far the segment has come, from 0 to 1",
    "start": "the level at the segment's start",
    "end": "the level at the segment's end",
    "base": "the group's base rate",
    "previous": "the value of the step before",
}
"""What a formula may name, and what it means."""

_ALL_NAMES = frozenset(VARIABLES)

FUNCTIONS: dict[str, tuple[int, int]] = {
    "sqrt": (1, 1),
    "exp": (1, 1),
    "expm1": (1, 1),
    "log": (1, 2),
    "log1p": (1, 1),
    "log2": (1, 1),
    "log10": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "sinh": (1, 1),
    "cosh": (1, 1),
    "tanh": (1, 1),
    "erf": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "min": (2, 8),
    "max": (2, 8),
}
"""The functions that a formula may call, with their least and most arguments."""

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}

LONGEST = 300
DEEPEST = 24
MOST_PARTS = 120
"""Characters, nesting and operations of a formula at the most; a readable one needs far fewer."""

MOST_KEPT = 4096
"""Formulas that are read once only: more than all the curves of a design may have."""

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_IN_MATH = frozenset(FUNCTIONS) - {"abs", "min", "max", "floor", "ceil"}


_NAMESPACE = {
    "__builtins__": {},
    "math": math,
    "abs": abs,
    "min": min,
    "max": max,
    "float": float,
}


class FormulaError(ValueError):
    """What is wrong with a formula, and where.

    Attributes:
        begin: the first character that is wrong, counted from 0.
        end: the first character behind it.
    """

    def __init__(self, sentence: str, begin: int, end: int) -> None:
        """Keep the place beside the sentence."""
        super().__init__(sentence)
        self.begin = begin
        self.end = max(end, begin + 1)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been found to be nothing but arithmetic.

    Attributes:
        text: as it was typed.
        names: the variables that it uses.
        source: the same as Python source, with ``math.`` where it belongs and floats throughout.
    """

    text: str
    names: frozenset[str]
    source: str

    def function(self, arguments: tuple[str, ...]) -> Callable[..., float]:
        """Make a function of the formula.

        The function raises ArithmeticError or ValueError where the formula has no value, such as
        ``1 / 0`` or ``log(0)``.

        Args:
            arguments: the names of its parameters, at least those that the formula uses.
        """
        return _function(self.source, arguments)


@lru_cache(maxsize=MOST_KEPT)
def _function(source: str, arguments: tuple[str, ...]) -> Callable[..., float]:
    parameters = [ast.arg(name) for name in arguments]
    signature = ast.arguments([], parameters, None, [], [], None, [])
    body = parsed_expression(source)
    tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(signature, body)))
    # The source was written by _written from checked parts; no text of a person's gets here.
    made = eval(compile(tree, "<formula>", "eval"), dict(_NAMESPACE))  # noqa: S307

    def function(*values: float) -> float:
        result = made(*values)
        if isinstance(result, complex):
            # What Python makes of a root of a negative number; no rate is complex.
            return math.nan
        return float(result)

    return function


def parsed_formula(text: str, *, allowed: frozenset[str] = _ALL_NAMES) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: with the place of the first thing that is wrong.
    """
    found = _read(text, allowed)
    if isinstance(found, FormulaError):
        # Without the places where it was raised before, which would pile up.
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=MOST_KEPT)
def _read(text: str, allowed: frozenset[str]) -> Formula | FormulaError:
    """Read a formula once, a wrong one too: each is asked for at every edit of its design."""
    try:
        return _checked(text, allowed)
    except FormulaError as error:
        # A new one, which does not hold on to where it was raised.
        return FormulaError(str(error), error.begin, error.end)


def _checked(text: str, allowed: frozenset[str]) -> Formula:
    shift = len(text) - len(text.lstrip())
    plain = text.strip()
    if not plain:
        raise FormulaError("A formula is missing.", 0, 1)
    if len(plain) > LONGEST:
        raise FormulaError(
            f"A formula of {len(plain)} characters is too long; {LONGEST} are the most.",
            shift + LONGEST,
            shift + len(plain),
        )
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
    tree = _Plainer().visit(tree)
    named = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    return Formula(text, frozenset(named & VARIABLES.keys()), _written(tree))


def formula_of(text: str) -> Formula | None:
    """Read a formula, or return None where it is wrong."""
    found = _read(text, _ALL_NAMES)
    return found if isinstance(found, Formula) else None


def _syntax_sentence(error: SyntaxError) -> str:
    reason = (error.msg or "invalid syntax").split(".")[0]
    return f"This cannot be read as a formula: {reason}."


class _Checker:
    """Walks a tree and refuses everything that is not on the lists."""

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
        named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        if named & VARIABLES.keys():
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.check_constants(child)
        elif not isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
            formula = Formula("", frozenset(), _written(node))
            try:
                value = formula.function(())()
            except (ArithmeticError, ValueError):
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
        if name not in self._allowed:
            known = ", ".join(each for each in VARIABLES if each in self._allowed)
            raise self._refusal(node, f"There is no “{name}” here; there are {known}.")

    def _check_call(self, node: ast.Call, depth: int) -> None:
        name = node.func
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
            # "math.cos" is what a programmer types; it means the same.
            if name.value.id != "math":
                raise self._refusal(name, f"There is no “{name.value.id}” here.")
            called = name.attr
        elif isinstance(name, ast.Name):
            called = name.id
        else:
            raise self._refusal(name, "Only functions can be called.")
        if called not in FUNCTIONS:
            raise self._refusal(name, f"There is no function “{called}” here.")
        least, most = FUNCTIONS[called]
        if node.keywords or not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            noun = "argument" if wanted == "1" else "arguments"
            raise self._refusal(node, f"{called} takes {wanted} {noun}.")
        for argument in node.args:
            self.check(argument, depth + 1)

    def _refusal(self, node: ast.expr, sentence: str) -> FormulaError:
        begin = self._column(node.lineno, node.col_offset)
        end = self._column(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return FormulaError(sentence, begin, end)

    def _column(self, line: int, offset: int) -> int:
        """Turn Python's place, in bytes of a line, into characters of the whole text."""
        lines = self._bytes.splitlines(keepends=True)
        before = b"".join(lines[: line - 1]) + lines[line - 1][:offset]
        return self._shift + len(before.decode(errors="replace"))


class _Plainer(ast.NodeTransformer):
    """Leaves conditions out that decide nothing, because both sides are the same."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Put one of two equal sides in the place of the choice."""
        self.generic_visit(node)
        return node.body if _written(node.body) == _written(node.orelse) else node


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


def _written(node: ast.expr, least: int = 0) -> str:
    """Write a checked tree as Python source in the common formatters' style.

    Args:
        node: the tree.
        least: how tightly it must bind to go without parentheses.
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
            return _written_call(func, [_written(each) for each in arguments]), 9
        case ast.UnaryOp(op=op, operand=operand):
            return _written_sign(op, operand)
        case ast.BinOp(left=left, op=op, right=right):
            return _written_operation(left, op, right)
        case _:
            return _written_choice(node)


def _written_sign(op: ast.unaryop, operand: ast.expr) -> tuple[str, int]:
    if isinstance(op, ast.Not):
        return f"not {_written(operand, 3)}", 3
    # A power under a minus gets parentheses, which it does not need but readers do.
    return f"{'-' if isinstance(op, ast.USub) else '+'}{_written(operand, 9)}", 7


def _written_choice(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=sides):
            pairs = zip(ops, sides, strict=True)
            rest = [f" {_SIGNS[type(op)][0]} {_written(side, 5)}" for op, side in pairs]
            return _written(left, 5) + "".join(rest), 4
        case ast.BoolOp(op=op, values=parts):
            sign, binding = _SIGNS[type(op)]
            return f" {sign} ".join(_written(part, binding + 1) for part in parts), binding
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yes, asked, no = _written(body, 1), _written(test, 1), _written(orelse, 1)
            return f"{yes} if {asked} else {no}", 0
        case _:
            raise FormulaError("This is no formula.", 0, 1)


def _written_operation(left: ast.expr, op: ast.operator, right: ast.expr) -> tuple[str, int]:
    sign, binding = _SIGNS[type(op)]
    if not isinstance(op, ast.Pow):
        return f"{_written(left, binding)} {sign} {_written(right, binding + 1)}", binding
    one, other = _written(left, binding + 1), _written(right, 7)
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


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False

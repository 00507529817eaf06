"""Formulas that a person types: parsed against a list of allowed arithmetic, never executed as text.

What is checked is not the text but its tree, and what runs is written anew from the checked tree:
nothing but arithmetic on floats, so that no operation can take more than a moment or eight bytes.
The exported file gets the same source, so both give the same value to the bit.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

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
        parameters = [ast.arg(name) for name in arguments]
        signature = ast.arguments([], parameters, None, [], [], None, [])
        body = ast.parse(self.source, mode="eval").body
        tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(signature, body)))
        # The tree was written by _Writer from checked parts; no text of a person's gets here.
        made = eval(compile(tree, "<formula>", "eval"), dict(_NAMESPACE))  # noqa: S307

        def function(*values: float) -> float:
            result = made(*values)
            if isinstance(result, complex):
                # What Python makes of a root of a negative number; no rate is complex.
                return math.nan
            return float(result)

        return function


def parsed_formula(text: str, *, allowed: frozenset[str] = frozenset(VARIABLES)) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: with the place of the first thing that is wrong.
    """
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
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError as error:
        begin = max(0, (error.offset or 1) - 1)
        raise FormulaError(_syntax_sentence(error), shift + begin, shift + begin + 1) from None
    except (ValueError, MemoryError, RecursionError):
        raise FormulaError("This is no formula.", shift, shift + len(plain)) from None
    checker = _Checker(plain, shift, allowed)
    checker.check(tree, 1)
    return Formula(text, frozenset(checker.names), ast.unparse(_Writer().visit(tree)))


@lru_cache(maxsize=512)
def formula_of(text: str) -> Formula | None:
    """Read a formula, or return None where it is wrong."""
    try:
        return parsed_formula(text)
    except FormulaError:
        return None


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
        self.names: set[str] = set()

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
            case ast.Call():
                self._check_call(node, depth)
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp() | ast.IfExp():
                self._check_operation(node)
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.check(child, depth + 1)
            case _:
                raise self._refusal(node, "Only numbers, names, arithmetic and functions go here.")

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
        self.names.add(name)

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


class _Writer(ast.NodeTransformer):
    """Writes a checked tree as Python source: floats, and ``math.`` where it belongs."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Constant(float(node.value))  # type: ignore[arg-type]

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in CONSTANTS:
            return ast.Attribute(ast.Name("math", ast.Load()), node.id, ast.Load())
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id  # type: ignore[attr-defined]
        arguments = [self.visit(argument) for argument in node.args]
        if name in _IN_MATH:
            called: ast.expr = ast.Attribute(ast.Name("math", ast.Load()), name, ast.Load())
            return ast.Call(called, arguments, [])
        if name in ("floor", "ceil"):
            # Whole numbers of any size would leave the floats.
            whole = ast.Attribute(ast.Name("math", ast.Load()), name, ast.Load())
            inner = ast.Call(whole, arguments, [])
            return ast.Call(ast.Name("float", ast.Load()), [inner], [])
        return ast.Call(ast.Name(name, ast.Load()), arguments, [])


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False

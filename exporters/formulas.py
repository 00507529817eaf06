"""The function of a typed formula: its source as it is, or in several statements where it is long."""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import count

from rampsmith.designer.expressions import parsed_formula
from rampsmith.designer.parsing import parsed_expression
from rampsmith.designer.shapes import Expression, curve_arguments
from rampsmith.exporters.wording import WIDTH

INDENT = 4
LONGEST_PART = WIDTH - 5 * INDENT
"""Characters of a part that gets a name of its own."""


def formula_function(name: str, shape: Expression) -> str:
    """Write a formula as a function of what it uses."""
    formula = parsed_formula(shape.text)
    target = "return {}" if re.fullmatch(r"[\d.e-]+", formula.source) else "return float({})"
    body = _statements(formula.source, target, INDENT, count(1))
    lines = (
        *signature(name, [f"{each}: float" for each in curve_arguments(shape)], 0),
        '    """Work the formula out that was typed."""',
        *(f"    {line}" for line in body),
    )
    return "\n".join(lines)


def signature(name: str, arguments: Sequence[str], indent: int) -> list[str]:
    """Write the head of a function; its arguments below each other where it is long."""
    line = f"def {name}({', '.join(arguments)}) -> float:"
    if indent + len(line) <= WIDTH:
        return [line]
    return [f"def {name}(", *(f"    {each}," for each in arguments), ") -> float:"]


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
    fitting = [part for part in parts if part[1] - part[0] <= LONGEST_PART]
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
            # Formatters write a power of names otherwise than one of anything else.
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

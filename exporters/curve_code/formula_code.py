"""The code of typed formulas: each keeps its source, in several statements where it is long.

One that needs nothing but what it is told at each step is a function of the file. One that has
constants or counts in the units of the run is a method, which begins by reading them.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from rampsmith.designer.evaluation.run_numbers import Stages, run_numbers
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.numbers import number_source
from rampsmith.designer.values.parsing import parsed_expression
from rampsmith.exporters.curve_code.expressions import (
    INDENT,
    ONE,
    Code,
    T,
    call,
    function,
    line,
    name,
)
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.run_parameters import PER_EPOCH, epochs_differ
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, Statement
from rampsmith.exporters.words.wording import WIDTH

_LONGEST_PART = WIDTH - 5 * INDENT
"""Characters of a part that gets a name of its own."""

_DOCSTRING = "Compute the formula as it was typed."


class _Target(NamedTuple):
    """A statement that a formula is put into, and whether it ends the function."""

    form: str
    returns: bool = False

    def of(self, source: str) -> str:
        """Put a formula into it."""
        return self.form.format(source)


def formula_function(title: str, shape: Expression) -> Function:
    """Build the function of a formula, of what it uses."""
    return _function(title, shape, (), INDENT)


def formula_methods(parameters: Parameters) -> Iterator[Function]:
    """Build the methods of the formulas of a curve that read numbers of the class."""
    for index, segment in enumerate(parameters.schedule.segments):
        shape = segment.shape
        if isinstance(shape, Expression) and shape.reads_numbers:
            read = tuple(_read_numbers(parameters, index, shape))
            yield _function(parameters.formula_name(index), shape, read, 2 * INDENT)


def _function(title: str, shape: Expression, read: Sequence[Statement], indent: int) -> Function:
    source = parsed_formula(shape.text, allowed=shape.allowed_names).source
    tree = parsed_expression(source)
    sign = tree.operand if isinstance(tree, ast.UnaryOp) else tree
    form = "return {}" if isinstance(sign, ast.Constant) else "return float({})"
    target = _Target(form, returns=True)
    return Function(
        title,
        tuple(map(Argument, shape.arguments)),
        (*read, *map(line, _statements(source, target, indent, count(1)))),
        docstring=_DOCSTRING,
        text_uses_math=any(isinstance(each, ast.Attribute) for each in ast.walk(tree)),
    )


def _read_numbers(parameters: Parameters, index: int, shape: Expression) -> Iterator[Statement]:
    """Build what gives the names of constants and of the run their values."""
    names, differ = shape.names, epochs_differ(parameters.schedule)
    for constant in shape.used_constants:
        yield Assign(name(constant.name), parameters.settings[index][constant.name].kept)
    if differ and names & PER_EPOCH:
        yield from _table("epoch_stages", run_numbers(parameters.schedule).epoch_stages)
        names |= {"epochs"} if "steps_per_epoch" in names else set()
    values = {"total": _number(parameters.total), **_epochs(parameters)}
    for each, value in values.items():
        if each in names:
            yield Assign(name(each), value)
    if "tokens" in names:
        yield from _tokens(parameters)


def _epochs(parameters: Parameters) -> dict[str, Code]:
    """Build the epochs, which are the steps where the class steps by epoch."""
    total = _number(parameters.total)
    if epochs_differ(parameters.schedule):
        found = {
            each: call(function("epochs_until"), step, name("epoch_stages"))
            for each, step in (("epoch", T), ("epochs", total))
        }
        return {**found, "steps_per_epoch": total / name("epochs")}
    pace = parameters.of_run.get("epochs")
    if pace is None:
        return {"epoch": call("float", T), "epochs": total, "steps_per_epoch": ONE}
    whole = parameters.total.kept if parameters.total else ONE
    epochs = {"epoch": T / pace.kept, "epochs": whole / pace.kept}
    return {**epochs, "steps_per_epoch": _number(pace)}


def _tokens(parameters: Parameters) -> Iterator[Statement]:
    """Build the tokens until a step; of stages that differ each is written out."""
    pace = parameters.of_run.get("tokens")
    if pace is not None:
        yield Assign(name("tokens"), T * pace.kept)
        return
    yield from _table("stages", run_numbers(parameters.schedule).stages)
    yield Assign(name("tokens"), call(function("seen_until"), T, name("stages")))


def _table(title: str, stages: Stages) -> Iterator[Statement]:
    """Write parts of a run under a name, each in a line."""
    yield line(f"{title} = (")
    for stage in stages:
        yield line(f"    ({', '.join(map(number_source, stage))}),")
    yield line(")")


def _number(parameter: Parameter | None) -> Code:
    """Build a number as a float, which formulas are worked out in."""
    if parameter is None:
        return ONE
    return parameter.kept if parameter.type == "float" else call("float", parameter.kept)


def _statements(source: str, target: _Target, indent: int, numbers: Iterator[int]) -> list[str]:
    """Write statements that end in the target; what has to wait for a condition waits."""
    lines: list[str] = []
    while indent + len(target.of(source)) > WIDTH:
        tree = parsed_expression(source)
        if isinstance(tree, ast.IfExp):
            return lines + _choice(source, tree, target, indent, numbers)
        part = _part(tree)
        if part is None:
            break
        name = f"part_{next(numbers)}"
        begin, end = part
        lines += _statements(source[begin:end], _Target(f"{name} = {{}}"), indent, numbers)
        source = _without_parentheses(source, begin, end, name)
    return [*lines, target.of(source)]


def _choice(
    source: str, tree: ast.IfExp, target: _Target, indent: int, numbers: Iterator[int]
) -> list[str]:
    """Write a formula that is a condition as an if."""
    lines = _statements(_text(source, tree.test), _Target("if {}:"), indent, numbers)
    yes = _statements(_text(source, tree.body), target, indent + INDENT, numbers)
    lines += [f"    {line}" for line in yes]
    no_indent = indent if target.returns else indent + INDENT
    no = _statements(_text(source, tree.orelse), target, no_indent, numbers)
    if target.returns:
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

"""Takes docstrings or type hints out of an exported file and leaves every other character."""

import ast
import re
from collections.abc import Iterator

from rampsmith.designer.parsing import parsed_module

_ONLY_FOR_HINTS = re.compile(r"^from (typing import .*\n|__future__ import .*\n\n)", re.MULTILINE)


def without_docstrings(source: str) -> str:
    """Take all docstrings out, and the empty lines that set them apart from what follows."""
    lines = source.split("\n")
    gone: set[int] = set()
    for node in ast.walk(parsed_module(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            end = first.end_lineno or first.lineno
            while not isinstance(node, ast.FunctionDef) and not lines[end]:
                end += 1
            gone |= set(range(first.lineno - 1, end))
    return "\n".join(line for number, line in enumerate(lines) if number not in gone)


def without_type_hints(source: str) -> str:
    """Take all annotations out, and the imports that only they needed."""
    lines = source.split("\n")
    # From the end, so that what is cut out moves no place that is still to come.
    for number, begin, end, instead in sorted(_hints(parsed_module(source)), reverse=True):
        line = lines[number]
        lines[number] = line[:begin] + instead + line[end:]
    plain = _ONLY_FOR_HINTS.sub("", "\n".join(lines))
    kept = "from torch import optim\n" if "optim." in plain.replace("torch.optim.", "") else ""
    plain = plain.replace("from torch import Tensor, optim\n", kept)
    return plain.replace("from torch.optim import Optimizer\n", "")


def _hints(tree: ast.Module) -> Iterator[tuple[int, int, int, str]]:
    """Yield the line, the columns and the replacement of every annotation; none spans two lines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(returns=ast.expr() as hint):
                begin = hint.col_offset - len(" -> ")
                yield hint.lineno - 1, begin, hint.end_col_offset or 0, ""
                yield from _argument_hints(node.args)
            case ast.AnnAssign(target=target, annotation=hint):
                begin = target.end_col_offset or 0
                yield hint.lineno - 1, begin, hint.end_col_offset or 0, ""
            case _:
                pass


def _argument_hints(arguments: ast.arguments) -> Iterator[tuple[int, int, int, str]]:
    places = [*arguments.args, *arguments.kwonlyargs]
    required = len(arguments.args) - len(arguments.defaults)
    defaults = [None] * required + [*arguments.defaults, *arguments.kw_defaults]
    for argument, default in zip(places, defaults, strict=True):
        hint = argument.annotation
        if hint is not None:
            begin = argument.col_offset + len(argument.arg)
            end = hint.end_col_offset if default is None else default.col_offset
            yield hint.lineno - 1, begin, end or 0, "" if default is None else "="

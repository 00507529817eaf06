"""Lists of schedulers as a person types them: ``[LinearLR(0.1, total_iters=5), StepLR(3)]``."""

import ast
from dataclasses import dataclass
from typing import NewType

from rampsmith.designer.numbers import EntryError
from rampsmith.designer.parsing import parsed_expression

Calls = NewType("Calls", str)
"""The text of a list of schedulers with their arguments."""

LONGEST = 2_000
"""Characters of such a list at the most."""


@dataclass(frozen=True, slots=True)
class Call:
    """A scheduler with what stands in its brackets, as texts.

    Attributes:
        name: which scheduler.
        positional: the arguments without a name, in order.
        named: the arguments with one.
    """

    name: str
    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...]


def parsed_calls(text: str) -> tuple[Call, ...]:
    """Take a list of schedulers apart; nothing in it is carried out.

    Raises:
        EntryError: if it is no such list.
    """
    shown = text.strip()
    if len(shown) > LONGEST:
        raise EntryError(f"A list of {len(shown):,} characters is too long.")
    if not shown.startswith("["):
        shown = f"[{shown}]"
    try:
        tree = parsed_expression(shown)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise EntryError(_not_a_list(text)) from None
    if not isinstance(tree, ast.List) or not tree.elts:
        raise EntryError(_not_a_list(text))
    return tuple(_call(node) for node in tree.elts)


def _call(node: ast.expr) -> Call:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        raise EntryError(_not_a_list(ast.unparse(node)))
    named = tuple((each.arg or "", _text(each.value)) for each in node.keywords)
    if any(name == "" for name, _ in named):
        raise EntryError(_not_a_list(ast.unparse(node)))
    return Call(node.func.id, tuple(map(_text, node.args)), named)


def _text(node: ast.expr) -> str:
    """Give an argument as it would be typed after ``--set``, a text without its quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ast.unparse(node)


def _not_a_list(text: str) -> str:
    return f"“{text.strip()}” is no list such as [LinearLR(0.1, total_iters=5), StepLR(3)]."

"""Functions of a script as values, and what they return."""

import ast
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rampsmith.designer.sources.script import Function, Script

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Part:
    """An attribute or an item, of whatever object, that a function sets or reads."""

    kind: Literal["attribute", "item"]
    name: str


RATE_OF_GROUPS = Part("item", "lr")
Bound: TypeAlias = str | Part
"""A name, or a part of something, that has a value in a function."""


@dataclass(frozen=True, eq=False)
class FunctionValue:
    """A function of the script as a value.

    Attributes:
        positional: arguments that it is given already.
        named: the same, by name.
        closure: values of names around it when it was made.
    """

    node: Function
    positional: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()
    closure: tuple[tuple[Bound, Any], ...] = ()


def returned_by(script: Script, function: Function) -> list[ast.expr]:
    """List the expressions that a function returns, those of functions inside it left out."""
    if isinstance(function, ast.Lambda):
        return [function.body]
    return [
        each.value
        for each in ast.walk(function)
        if isinstance(each, ast.Return)
        and each.value is not None
        and next(a for a in script.around(each) if isinstance(a, _FUNCTIONS)) is function
    ]

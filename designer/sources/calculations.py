"""Functions of numbers and texts that are calculated as the script says."""

import ast
import math
from collections.abc import Callable
from typing import Any

from rampsmith.designer.sources.arithmetic import Unknown, bounded
from rampsmith.designer.sources.script import source_of
from rampsmith.designer.values.limits import LONGEST_FOLLOWED


def _ranged(*ends: int) -> list[int]:
    found = range(*ends)
    if len(found) > LONGEST_FOLLOWED:
        raise ValueError
    return list(found)


OF_TEXTS = ("lower", "upper", "strip")
"""What texts can do that is followed."""

MATH = ("math", "np", "numpy", "torch", "jnp")
"""Modules whose functions of a number are those of ``math``."""
_IN_MATH = frozenset(
    [
        "sqrt",
        "exp",
        "log",
        "log2",
        "log10",
        "log1p",
        "expm1",
        "sin",
        "cos",
        "tan",
        "tanh",
        "floor",
        "ceil",
        "pow",
        "fabs",
    ]
)
_PLAIN: dict[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "round": round,
    "abs": abs,
    "min": min,
    "max": max,
    "sum": sum,
    "sorted": sorted,
    "range": _ranged,
    "bool": bool,
}


def calculated(name: str, node: ast.Call, value: Callable[[ast.expr], Any]) -> Any:
    """Return what a function of numbers comes to.

    Args:
        name: that of the function.
        node: its call.
        value: returns the value of an argument.

    Raises:
        Unknown: if it is no function that is known, or is given something by name.
    """
    module = node.func.value if isinstance(node.func, ast.Attribute) else None
    from_math = isinstance(module, ast.Name) and module.id in MATH
    function: Callable[..., Any] | None = None
    if (from_math or module is None) and name in _IN_MATH:
        function = getattr(math, name)
    elif module is None and name in _PLAIN:
        function = _PLAIN[name]
    if function is None or node.keywords:
        raise Unknown(f"“{source_of(node)}” is not followed.", node)
    return bounded(function(*map(value, node.args)), node)


def text_changed(value: Any, name: str, node: ast.AST) -> str:
    """Return what a text's own function makes of it.

    Raises:
        Unknown: if it is no text.
    """
    if not isinstance(value, str):
        raise Unknown(f"“{source_of(node)}” is not followed.", node)
    return str(getattr(value, name)())

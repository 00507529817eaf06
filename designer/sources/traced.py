"""Rates that a function of a person's own gave when it was run, as a log has them."""

import ast
from collections.abc import Sequence

import numpy as np

from rampsmith.designer.logs.log import Floats, Log, Series
from rampsmith.designer.values.parsing import parsed_module

COMPUTED = 1e-9
"""The relative error of a rate after many steps of a recursion, and more."""


def log_of_rates(name: str, rates: Sequence[Sequence[float]]) -> Log:
    """Return the rates of each group, from step 0 on, as those of a log are."""
    steps = np.arange(len(rates[0]), dtype=np.float64)
    lines = np.arange(1, len(steps) + 1, dtype=np.int32)
    return Log(
        name,
        tuple(
            Series(f"group {group}", "rate", "steps", steps, np.array(column), lines, group=group)
            for group, column in enumerate(rates)
        ),
    )


def computed(series: Series) -> Floats:
    """Return how far off rates may be that are each computed from the one before, as in torch."""
    return COMPUTED * np.abs(series.values)


def functions_in(source: str) -> tuple[str, ...]:
    """List the functions of a file that can be called by their names; none where it is no Python."""
    try:
        module = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(each.name for each in module.body if isinstance(each, ast.FunctionDef))

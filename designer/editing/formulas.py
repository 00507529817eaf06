"""Edits of formulas: constants added, changed, renamed in the text too, and removed."""

import re
from dataclasses import replace
from itertools import chain
from typing import Any

from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.limits import MOST_CONSTANTS

_USUAL = "abcdfghjkmqrsuvwxyz"
"""The letters that formulas have no other use for."""


def added_constant(shape: Shape, name: str = "", text: str | None = None) -> Shape:
    """Add a constant to a formula, of a name that is still free, and perhaps put in another text."""
    if not isinstance(shape, Expression) or len(shape.constants) >= MOST_CONSTANTS:
        return shape
    taken = {each.name for each in shape.constants}
    numbered = (f"c{number}" for number in range(1, MOST_CONSTANTS + 2))
    free = name or next(each for each in chain(_USUAL, numbered) if each not in taken)
    constants = shape.constants if free in taken else (*shape.constants, FormulaConstant(free))
    return replace(shape, constants=constants, text=shape.text if text is None else text)


def changed_constant(shape: Shape, row: int, **changes: Any) -> Shape:
    """Change a constant of a formula; a new name comes into the text too."""
    if not isinstance(shape, Expression) or row >= len(shape.constants):
        return shape
    before = shape.constants[row]
    after = replace(before, **changes)
    constants = (*shape.constants[:row], after, *shape.constants[row + 1 :])
    text = shape.text
    if after.name != before.name and before.has_name:
        text = re.sub(rf"\b{before.name}\b", after.name, text)
    return replace(shape, constants=constants, text=text)


def removed_constant(shape: Shape, row: int) -> Shape:
    """Remove a constant of a formula."""
    if not isinstance(shape, Expression):
        return shape
    return replace(shape, constants=(*shape.constants[:row], *shape.constants[row + 1 :]))

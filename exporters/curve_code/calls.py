"""The calls of curves in exported code: a shape's function, or the straight line written out."""

from dataclasses import replace

from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.exporters.curve_code.expressions import (
    BASE,
    END,
    INDENT,
    ONE,
    START,
    ZERO,
    Blend,
    Code,
    P,
    call,
    function,
    method,
    name,
)
from rampsmith.exporters.curve_code.folded import folded
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import Assign, assigned
from rampsmith.exporters.words.wording import WIDTH

_LONGEST_FOLDED = 48
"""Characters of a formula that are easier to read than the name of a function."""

LEAST = "least"
"""The name of a segment's floor; some shapes have a setting that is called floor."""


def called_curve(
    parameters: Parameters, index: int, values: dict[str, Code]
) -> tuple[list[Assign], Code]:
    """Build the call of a curve, with its values in it or, where that is too long, in names."""
    segment = parameters.schedule.segments[index]
    shape, arguments = segment.shape, segment.shape.arguments
    if isinstance(shape, Linear) and segment.floor is None:
        return _straight(values["start"], values["end"], values.get("p", P))
    called = function(shape.kind)
    factor: Code | None = None
    if isinstance(shape, Expression):
        kind = method if shape.reads_numbers else function
        called = kind(parameters.formula_name(index))
        values = {"base": parameters.base_value, **values}
        if shape.own_units == {"factor"} and parameters.base_value == BASE:
            factor = BASE

    def written(of: dict[str, Code]) -> Code:
        named = {each: of.get(each, name(each)) for each in (*arguments, LEAST)}
        if isinstance(shape, Linear):
            value = _on_the_way(named["start"], named["end"], named["p"])
        else:
            given = {each: named[each] for each in arguments}
            value = _blending(shape, given) or _written_out(shape, given, called)
        value = value if factor is None else factor * value
        return value if segment.floor is None else call("max", value, named[LEAST])

    value = written(values)
    if len(f"return {value}") <= WIDTH - 4 * INDENT:
        return [], value
    needed = {*arguments, *([] if segment.floor is None else [LEAST])}
    used = {each: given for each, given in values.items() if each in needed}
    return assigned(used), written({})


def _blending(shape: Shape, values: dict[str, Code]) -> Code | None:
    """Build the call of a shape that blends its ends; None for one that does not."""
    if not shape.blends:
        return None
    called = function(shape.kind)
    weight = _written_out(shape, {**values, "start": ONE, "end": ZERO}, called)
    value = _written_out(shape, values, called)
    return replace(value, blend=Blend(values["start"], values["end"], weight))


def _written_out(shape: Shape, values: dict[str, Code], called: Code) -> Code:
    """Write a shape's value: its formula where constant ends leave it short, or the call of its function."""
    if not isinstance(shape, Expression):
        short = folded(type(shape).curve, values)
        if short is not None and len(str(short)) <= _LONGEST_FOLDED:
            return short
    return call(called, *values.values())


def _straight(start: Code, end: Code, p: Code) -> tuple[list[Assign], Code]:
    """Build the way from start to end as ``linear`` goes it, to the bit; name what is used twice."""
    if start == end:
        return [], start
    first, last = start if start.is_single else START, end if end.is_single else END
    if len(f"return {_on_the_way(first, last, p)}") > WIDTH - 4 * INDENT:
        first, last = START, END
    named = {"start": (start, first), "end": (end, last)}
    changed = {each: value for each, (value, said) in named.items() if said != value}
    return assigned(changed), _on_the_way(first, last, p)


def _on_the_way(start: Code, end: Code, p: Code) -> Code:
    """Build ``start + (end - start) * p``; what 0 and 1 leave of it is the same to the bit."""
    if end == ZERO:
        return ONE - p if start == ONE else start - start * p
    if start == ZERO:
        return p if end == ONE else end * p
    return start + (end - start) * p

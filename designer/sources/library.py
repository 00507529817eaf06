"""What Python's, NumPy's and torch's own functions give for values that may depend on the step."""

import ast
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from rampsmith.designer.formulas.language import FUNCTIONS
from rampsmith.designer.sources.arithmetic import Fields, finite
from rampsmith.designer.sources.reading import Unreadable
from rampsmith.designer.sources.rows import ROWS, Asked
from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.sources.stepwise import (
    MOST_WRITTEN_OUT,
    Array,
    Maybe,
    NumberRow,
    OneForEach,
    Stepwise,
    all_compared,
    as_expression,
    binary_operation,
    one_of,
    over_members,
)

_SAME_AS = {
    "fabs": "abs",
    "power": "pow",
    "minimum": "min",
    "maximum": "max",
    "fmin": "min",
    "fmax": "max",
    "amin": "min",
    "amax": "max",
    "absolute": "abs",
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "clamp": "clip",
    "bisect": "bisect_right",
    "asarray": "array",
    "float32": "float",
    "float64": "float",
    "item": "float",
    "deg2rad": "radians",
    "tensor": "array",
    "as_tensor": "array",
    "hstack": "concatenate",
    "cat": "concatenate",
    "append": "concatenate",
    "count_nonzero": "sum",
}
_ADD = ast.Add()


def asked(name: str, values: list[Any], words: dict[str, Any], node: ast.Call) -> Any:
    """Return what a function gives.

    Raises:
        Unreadable: if it is none that is known, or has no value.
        KeyError: if there is none of that name.
    """
    name = _SAME_AS.get(name, name)
    call = Asked(name, values, words, node)
    function = _FUNCTIONS.get(name)
    if function is None and name not in FUNCTIONS:
        raise KeyError(name)
    try:
        return _of_numbers(call) if function is None else function(call)
    except (ArithmeticError, ValueError, TypeError, IndexError):
        raise Unreadable(f"“{source_of(node)}” has no value.", place_of(node)) from None


def _of_numbers(call: Asked) -> Any:
    """Carry out a function that formulas have, too."""
    if any(isinstance(each, NumberRow) for each in call.values):
        return over_members(
            lambda *members: asked(call.name, list(members), call.words, call.node),
            call.values,
            call.node,
        )
    if not any(isinstance(each, Stepwise) for each in call.values):
        function: Callable[..., Any] = abs if call.name == "abs" else getattr(math, call.name)
        if finite(sum(map(abs, call.values))) is None:
            raise call.fault
        return function(*call.values)
    if call.words.keys() - {"dtype"}:
        raise call.fault
    whole = [as_expression(each, call.node) for each in call.values]
    return Stepwise(ast.Call(ast.Name(call.name), whole, []))


def _least_or_most(call: Asked) -> Any:
    values = call.values
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    if any(isinstance(each, NumberRow) for each in values):
        return over_members(
            lambda *members: asked(call.name, list(members), {}, call.node), values, call.node
        )
    if any(isinstance(each, Stepwise) for each in values):
        whole = [as_expression(each, call.node) for each in values]
        made = whole[0] if len(whole) == 1 else ast.Call(ast.Name(call.name), whole, [])
        return Stepwise(made)
    return (min if call.name == "min" else max)(values)


def _clip(call: Asked) -> Any:
    value = call.values[0]
    low, high = call.given(1, "min", "a_min"), call.given(2, "max", "a_max")
    if low is not None:
        value = asked("max", [value, low], {}, call.node)
    return value if high is None else asked("min", [value, high], {}, call.node)


def _int(call: Asked) -> Any:
    value = call.values[0]
    if not isinstance(value, Stepwise):
        return int(value)
    whole = as_expression(value, call.node)
    down, up = (ast.Call(ast.Name(each), [whole], []) for each in ("floor", "ceil"))
    # int() cuts off towards 0.
    not_below = ast.Compare(whole, [ast.GtE()], [ast.Constant(0)])
    return Stepwise(ast.IfExp(not_below, down, up))


def _float(call: Asked) -> Any:
    value = call.values[0]
    if isinstance(value, Stepwise):
        return Stepwise(as_expression(value, call.node))
    return value if isinstance(value, (NumberRow, list)) else float(value)


def _sum(call: Asked) -> Any:
    (members,) = call.values
    if not isinstance(members, list):
        raise call.fault
    made: Any = None
    for each in members[:MOST_WRITTEN_OUT]:
        one = each
        if isinstance(each, Maybe):
            one = one_of(Stepwise(each.test), each.value, 0, call.node)
        made = one if made is None else binary_operation(_ADD, made, one, call.node)
    return 0 if made is None else made


def _len(call: Asked) -> Any:
    (members,) = call.values
    if isinstance(members, NumberRow):
        return members.length
    if isinstance(members, Fields):
        return len(members.members)
    if not isinstance(members, list):
        raise KeyError(call.name)
    if any(isinstance(each, Maybe) for each in members):
        ones = [Maybe(1, each.test) if isinstance(each, Maybe) else 1 for each in members]
        return _sum(Asked("sum", [ones], {}, call.node))
    return len(members)


def _bisected(call: Asked) -> Any:
    """Count the members that are not greater, or are smaller, than a value."""
    is_left = call.name == "bisect_left" or (
        call.name == "searchsorted" and call.given(2, "side") != "right"
    )
    op: ast.cmpop = ast.Lt() if is_left else ast.LtE()
    members, step = call.values[:2]
    tests = [all_compared([op], [each, step], call.node) for each in members]
    ones = [one_of(test, 1, 0, call.node) for test in tests]
    return _sum(Asked("sum", [ones], {}, call.node))


def _where(call: Asked) -> Any:
    test, yes, no = call.values
    return one_of(test, yes, no, call.node)


def _interpolated(call: Asked) -> Any:
    """Return what lies on straight lines between points, as NumPy calculates it."""
    value, xs, ys = call.values[:3]
    if isinstance(value, list):
        return Array(_interpolated(Asked(call.name, [one, xs, ys], {}, call.node)) for one in value)
    points = list(zip(xs, ys, strict=True))
    made = points[-1][1]
    for (x0, y0), (x1, y1) in reversed(list(pairwise(points))):
        slope = (y1 - y0) / (x1 - x0)
        far = binary_operation(ast.Sub(), value, x0, call.node)
        line = binary_operation(
            _ADD, binary_operation(ast.Mult(), slope, far, call.node), y0, call.node
        )
        before = all_compared([ast.Lt()], [value, x1], call.node)
        made = one_of(before, line, made, call.node)
    first = all_compared([ast.LtE()], [value, points[0][0]], call.node)
    return one_of(first, points[0][1], made, call.node)


def _rounded(call: Asked) -> Any:
    value, places = call.values[0], call.given(1, "ndigits", "decimals", default=0)
    if not isinstance(value, Stepwise):
        return round(value, places) if places else round(value)
    raise Unreadable(
        f"“{source_of(call.node)}” rounds at every step, which no formula does.",
        place_of(call.node),
    )


def _sorted(call: Asked) -> Any:
    (members,) = call.values
    members = list(members.members) if isinstance(members, Fields) else members
    if not isinstance(members, list) or "key" in call.words:
        raise call.fault
    return sorted(members, reverse=bool(call.words.get("reverse")))


def _listed(call: Asked) -> Any:
    if not call.values:
        return []
    members = call.values[0]
    return list(members.members) if isinstance(members, Fields) else members


def _array(call: Asked) -> Any:
    members = call.values[0]
    return Array(members) if isinstance(members, list) else members


def _reversed(call: Asked) -> Any:
    members = _listed(call)
    if not isinstance(members, list):
        raise call.fault
    return members[::-1]


def _enumerated(call: Asked) -> Any:
    members = _listed(call)
    if not isinstance(members, list):
        raise KeyError(call.name)
    begin = call.given(1, "start", default=0)
    return [[at, each] for at, each in enumerate(members, begin)]


def _zipped(call: Asked) -> Any:
    parts = call.values
    if any(isinstance(part, OneForEach) for part in parts):
        return OneForEach(
            [
                part.member if isinstance(part, OneForEach) else part[0]
                for part in parts
                if isinstance(part, OneForEach) or (isinstance(part, list) and part)
            ]
        )
    if all(isinstance(part, list) for part in parts):
        return [list(each) for each in zip(*parts, strict=False)]
    raise call.fault


def _first(call: Asked) -> Any:
    """Return the first member whose condition holds."""
    members = call.values[0]
    if not isinstance(members, list):
        raise call.fault
    made = call.values[1] if len(call.values) > 1 else None
    for each in reversed(members):
        if not isinstance(each, Maybe):
            made = each
        elif made is None:
            made = each.value  # Python would raise where none holds.
        else:
            made = one_of(Stepwise(each.test), each.value, made, call.node)
    return made


def _divided(call: Asked) -> Any:
    left, right = call.values
    return [binary_operation(op, left, right, call.node) for op in (ast.FloorDiv(), ast.Mod())]


def _any_or_all(call: Asked) -> Any:
    members = call.values[0]
    if not isinstance(members, list) or any(isinstance(each, Maybe) for each in members):
        raise call.fault
    op: ast.boolop = ast.And() if call.name == "all" else ast.Or()
    tests = [each.expression for each in members if isinstance(each, Stepwise)]
    settled = [bool(each) for each in members if not isinstance(each, Stepwise)]
    if not tests or (call.name == "any") in settled:
        return all(settled) if call.name == "all" else any(settled)
    return Stepwise(tests[0] if len(tests) == 1 else ast.BoolOp(op, tests))


def _radians(call: Asked) -> Any:
    return binary_operation(ast.Mult(), call.values[0], math.pi / 180, call.node)


_FUNCTIONS: dict[str, Callable[[Asked], Any]] = {
    **ROWS,
    "min": _least_or_most,
    "max": _least_or_most,
    "clip": _clip,
    "int": _int,
    "float": _float,
    "sum": _sum,
    "len": _len,
    "bisect_left": _bisected,
    "bisect_right": _bisected,
    "searchsorted": _bisected,
    "where": _where,
    "interp": _interpolated,
    "round": _rounded,
    "sorted": _sorted,
    "reversed": _reversed,
    "list": _listed,
    "tuple": _listed,
    "array": _array,
    "enumerate": _enumerated,
    "zip": _zipped,
    "next": _first,
    "divmod": _divided,
    "any": _any_or_all,
    "all": _any_or_all,
    "radians": _radians,
}

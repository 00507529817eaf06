"""The methods of an exported class around its curves: those that torch calls."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import add

from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.values.numbers import number_source
from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import (
    INDENT,
    Code,
    call,
    in_constructor,
    line,
    listed,
    name,
    verbatim,
)
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parts import Parts
from rampsmith.exporters.curve_code.places import CycleLengths
from rampsmith.exporters.curve_code.schedule_curves import Curves
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Function,
    Return,
    Statement,
    when,
)
from rampsmith.exporters.targets.plateau_methods import kept_lines
from rampsmith.exporters.words.naming import tuple_lines
from rampsmith.exporters.words.wording import WIDTH, hanging

_ROOM = WIDTH - 2 * INDENT
_NEEDED = name("needed")

_LENGTHS = ("length", "total", "part")
"""The uses of numbers of steps that may be none; other counts have bounds of their own."""

_GROUPS = Argument("groups", "tuple[str, ...]", "GROUPS")
_NAMES = """\
for name in groups:
    if name not in self.GROUPS:
        raise ValueError(f"There is no group {name!r}, only {self.GROUPS}.")
for i, x in enumerate(getattr(optimizer, "param_groups", [])[: len(groups)]):
    name = x.get("name", groups[i])
    if name != groups[i] and name in self.GROUPS:
        raise ValueError(f"{name!r} stands where groups= has {groups[i]!r}.")
self._groups = dict(enumerate(groups))"""

_LAST_EPOCH = """\
is_whole = hasattr(last_epoch, "__index__") and not isinstance(last_epoch, bool)
if not is_whole or last_epoch < -1:
    raise ValueError(f"last_epoch must be an int >= -1, not {last_epoch!r}.")
super().__init__(optimizer, last_epoch)"""
_EACH = "for name, number in self._numbers().items():"
_FROM_0_ON = """\
    is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
    if not is_number or not 0 <= number < {limit}:
        raise ValueError(f"{{name}} must be >= 0 and below {limit}, not {{number!r}}.")"""
_FINITE = """\
    is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
    if not is_number or not -{limit} < number < {limit}:
        raise ValueError(f"{{name}} must be within {limit} of 0, not {{number!r}}.")"""
_ALL_LENGTHS = """\
    is_number = hasattr(number, "__float__") and not getattr(number, "ndim", 0)
    if not is_number or not (number == 0 or 1 <= number < {limit}):
        raise ValueError(f"{{name}} must be 0 or from 1 to {limit}, not {{number!r}}.")"""
"""Where all numbers are lengths, of which a part of a step is a share by mistake."""

_LIMITS = (1e38, 1e308)
"""The first is one that float32 holds, in which a number may be given."""
_WHOLE = """\
    if 0 < number < 1 and name {are}:
        raise ValueError(f"{{name}} must be 0 or at least 1, not {{number!r}}.")"""


def constructor(curves: Curves, parts: Parts) -> Function:
    """Build the method that keeps the numbers and works the boundaries out."""
    parameters = parts.parameters
    body: list[Statement] = [
        *(Assign(each.attribute, _as_kept(each)) for each in parameters),
        *_refusals(curves, parameters),
        *_too_short(curves, parameters),
        *(each for lengths in parts.cycle_lengths for each in _cycle_lengths(lengths)),
        *parts.boundaries,
        *_no_cycles(curves, parts),
        *chain_lines(curves.all),
    ]
    if curves.name_groups:
        body += verbatim(_NAMES)
    plateau = plateau_of(curves.schedule)
    if plateau is not None:
        body += kept_lines(plateau)
    body += verbatim(_LAST_EPOCH)
    arguments = (
        Argument("optimizer", "optim.Optimizer"),
        *(Argument(each.name, each.type, each.literal) for each in parameters),
        *([_GROUPS] if curves.name_groups else []),
        Argument("last_epoch", "int", "-1"),
    )
    return Function("__init__", arguments, tuple(body), "None")


def _cycle_lengths(lengths: CycleLengths) -> Iterator[Code]:
    """Build the list of the lengths of cycles, and what refuses those that make no sense."""
    yield from lengths.lines
    yield line("if min(", lengths.kept, ") <= 0:")
    yield line('    raise ValueError("The lengths of cycles must be above 0.")')


def chain_lines(curves: Iterable[CurveWriter]) -> list[Statement]:
    """Build what keeps the newest values of formulas that build on the one before."""
    lines: list[Statement] = []
    for chain in (chain for curve in curves for chain in curve.chains):
        why = "The newest value of a formula that builds on the one before, by how it began."
        hint = "dict[tuple[float, ...], tuple[int, float]]"
        lines.append(Assign(chain, name("{}"), hint=hint, why=why))
    return lines


def _as_kept(parameter: Parameter) -> Code:
    """Write how the class keeps a number: of places that are read once, it makes a tuple."""
    return call("tuple", parameter.given) if parameter.places else parameter.given


def arguments_lines(curves: Curves, parameters: Iterable[Parameter]) -> list[str]:
    """Describe the arguments of the constructor, as a part of a docstring."""
    told = {
        "optimizer": "the optimizer whose groups are set",
        **{each.name: f"{each.text}{_also_of(curves, each)}" for each in parameters},
        **({"groups": "the optimizer's groups, in their order"} if curves.name_groups else {}),
        "last_epoch": "the step to resume after; -1 begins anew",
    }
    entries = (f"{title}: {text[:1].upper()}{text[1:]}." for title, text in told.items())
    width = WIDTH - INDENT
    lines = (each for entry in entries for each in hanging(entry, width, INDENT))
    return ["Args:", *lines]


def _also_of(curves: Curves, parameter: Parameter) -> str:
    """Say of which other curves a number is as well."""
    if parameter.use != "repeat":
        return ""
    every = (each.parameters for each in curves.all)
    others = [each for each in every if parameter in each.all][1:]
    words = dict.fromkeys(f"the {each.kind.words}" for each in others)
    return f"; of {' and '.join(words)} too" if words else ""


def numbers_method(parameters: Sequence[Parameter]) -> Iterator[Function]:
    """Build the method that names the numbers, in one line if there is room."""
    if not parameters:
        return
    entries = [_number(parameter) for parameter in parameters]
    body: tuple[Statement, ...] = (Return(line("{", listed(*entries), "}")),)
    if len(f"return {{{listed(*entries)}}}") > _ROOM:
        body = (line("return {"), *(line("    ", entry, ",") for entry in entries), line("}"))
    docstring = "Return the numbers that the constructor was given."
    yield Function("_numbers", (), body, "dict[str, float]", docstring)


def _refusals(curves: Curves, parameters: Collection[Parameter]) -> Iterator[Code]:
    """Build what refuses numbers that make no sense; those of the design do."""
    if not parameters:
        return
    # A formula's own numbers, and some settings, can be negative; then all others are looked at.
    signed = any(each.bounds.least < 0 for each in parameters)
    limit = _LIMITS[any(abs(each.value) >= _LIMITS[0] for each in parameters)]
    # One that is designed as a part of a step is no share by mistake.
    lengths = [e.name for e in parameters if e.use in _LENGTHS and not 0 < e.value < 1]
    all_lengths = len(lengths) == len(parameters)
    test = _ALL_LENGTHS if all_lengths else _FINITE if signed else _FROM_0_ON
    named, whole = ([], "") if all_lengths or not lengths else _no_shares(lengths)
    yield from map(line, named)
    yield line(_EACH)
    yield from verbatim(test.format(limit=number_source(limit)))
    yield from verbatim(whole)
    for each in parameters:
        if each.places:
            yield line("if any(0 < place < 1 for place in ", each.attribute, "):")
            unit = curves.rates.parameters.unit
            yield line(f'    raise ValueError("{each.name} must be {unit}, not shares.")')
            continue
        tests, words = _beyond(each, from_0=signed)
        if tests:
            yield line("if ", _either(tests), ":")
            yield line(f'    raise ValueError("{each.name} must be {words}.")')


def _no_shares(lengths: Sequence[str]) -> tuple[list[str], str]:
    """Build what refuses a part of a step, and before it the names of lengths that have no room there."""
    room = _ROOM - len("    if 0 < number < 1 and name :")
    first, *more = tuple_lines("in ", lengths, room)
    if len(lengths) == 1:
        first = f'== "{lengths[0]}"'
    elif more:
        return tuple_lines("lengths = ", lengths, _ROOM), _WHOLE.format(are="in lengths")
    return [], _WHOLE.format(are=first)


def _beyond(parameter: Parameter, *, from_0: bool) -> tuple[list[Code], str]:
    """Build the tests whether a number lies beyond its bounds, and the words for these.

    Args:
        parameter: the number.
        from_0: whether nothing has refused what is below 0.
    """
    bounds, given = parameter.bounds, parameter.given
    tests: list[Code] = []
    words: list[str] = []
    if bounds.least > 0 or (bounds.least == 0 and (bounds.above or from_0)):
        sign, word = ("<=", "above") if bounds.above else ("<", "at least")
        tests.append(line(given, f" {sign} {bounds.least:g}"))
        words.append(f"{word} {bounds.least:g}")
    if math.isfinite(bounds.most):
        sign, word = (">=", "below") if bounds.below else (">", "at most")
        tests.append(line(given, f" {sign} {bounds.most:g}"))
        words.append(f"{word} {bounds.most:g}")
    if not math.isnan(bounds.unlike):
        tests.append(line(given, f" == {bounds.unlike:g}"))
        words.append(f"not {bounds.unlike:g}")
    return tests, " and ".join(words)


def _either(tests: Sequence[Code]) -> Code:
    first, *others = tests
    return line(first, *(part for each in others for part in (" or ", each)))


def _no_cycles(curves: Curves, parts: Parts) -> Iterator[Code]:
    """Build what refuses cycles without a length, which no step can lie in."""
    known = {word for each in parts.boundaries for word in each.target.words}
    known |= {word for each in parts.parameters for word in each.attribute.words}
    lengths = dict.fromkeys(each for curve in curves.all for each in curve.cycles)
    for length in lengths:
        if {*length.words} <= known:
            yield line("if ", in_constructor(length), " <= 0:")
            yield line('    raise ValueError("A cycle must be longer than 0 steps.")')


def _too_short(curves: Curves, parameters: Collection[Parameter]) -> Iterator[Statement]:
    """Build what refuses a whole that is shorter than its parts."""
    rules: dict[tuple[Code, ...], Parameter] = {}
    for each in (curve.parameters for curve in curves.all):
        if each.total in parameters and each.total is not None and each.follows is None:
            lengths = each.beside_rest
            known = {word.text for code in lengths for word in code.words}
            shares = {one.use for one in each.lengths.values()} >= {"share"}
            if lengths and not shares and known <= {one.name for one in parameters}:
                rules[lengths] = each.total
    for lengths, total in rules.items():
        needed = reduce(add, lengths)
        refusal = f'raise ValueError("{total.name} must not be below {needed}.")'
        if len(refusal) > _ROOM - INDENT or len(f"if {total.name} < {needed}:") > _ROOM:
            if len(f"needed = {needed}") <= _ROOM:
                yield Assign(_NEEDED, needed)
            else:
                yield Assign(_NEEDED, lengths[0], hint="float")
                yield from (Assign(_NEEDED, length, "+=") for length in lengths[1:])
            needed = _NEEDED
            rule = "must be {needed} or more, the others' sum."
            refusal = f'raise ValueError(f"{total.name} {rule}")'
        yield when(line(total.given, " < ", needed), [line(refusal)])


def _number(parameter: Parameter) -> Code:
    """Build an entry of the numbers by their names; of several places, each has a name."""
    if not parameter.places:
        return line(f'"{parameter.name}": ', parameter.attribute)
    each = f'f"{parameter.name}[{{i}}]": place'
    return line(f"**{{{each} for i, place in enumerate(", parameter.attribute, ")}")

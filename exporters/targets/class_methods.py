"""The methods of an exported class around its curves: those that torch calls."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from operator import add

from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import (
    INDENT,
    Code,
    Style,
    line,
    listed,
    name,
    verbatim,
)
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parts import Parts
from rampsmith.exporters.curve_code.places import CycleLengths, lengths_beside_rest
from rampsmith.exporters.curve_code.schedule_curves import Curves
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, Statement, when
from rampsmith.exporters.targets.plateau_methods import kept_lines
from rampsmith.exporters.words.wording import WIDTH, comment_lines

_ROOM = WIDTH - 2 * INDENT
_NEEDED = name("needed")

_OWN = ("level", "constant")
"""The uses of numbers that a person may have given any name."""

_GROUPS = Argument("groups", "tuple[str, ...]", "GROUPS", "the optimizer's groups, in their order")
_NAMES = """\
for name in groups:
    if name not in self.GROUPS:
        raise ValueError(f"There is no group {name!r}, only {self.GROUPS}.")
self._groups = dict(enumerate(groups))"""


_FINITE = """\
for name, number in self._numbers.items():
    if not hasattr(number, "__float__") or not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, not {number!r}.")"""

_WHOLE = """\
    if name.endswith("_{unit}") and number != 0 and number < 1:
        raise ValueError(f"{{name}} must be 0 or at least 1, not {{number!r}}.")"""


def constructor(curves: Curves, parts: Parts) -> Function:
    """Build the method that keeps the numbers and works the boundaries out."""
    parameters = parts.parameters
    body: list[Statement] = [
        *_numbers(parameters),
        *_refusals(curves, parameters),
        *_too_short(curves, parameters),
        *(each for lengths in parts.cycle_lengths for each in _cycle_lengths(lengths)),
        *parts.boundaries,
        *(Assign(each.kept, each.given) for each in parts.kept),
        *chain_lines(curves.all),
    ]
    if curves.name_groups:
        body += verbatim(_NAMES)
    plateau = plateau_of(curves.schedule)
    if plateau is not None:
        body += kept_lines(plateau)
    body.append(line("super().__init__(optimizer, last_epoch)"))
    arguments = (
        Argument("optimizer", "optim.Optimizer"),
        *map(_argument, parameters),
        *([_GROUPS] if curves.name_groups else []),
        Argument("last_epoch", "int", "-1", "the step to resume after; -1 begins anew"),
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
        why = "# The newest value of a formula that builds on the one before, by how it began."
        hint = "dict[tuple[float, ...], tuple[int, float]]"
        lines += [line(why), Assign(chain, name("{}"), hint=hint)]
    return lines


def _argument(parameter: Parameter) -> Argument:
    """Build an argument of the constructor, with what it means in the same line or, if long, above it."""
    plain = Argument(parameter.name, parameter.type, parameter.literal)
    if len(f"{plain.printed(Style())},  # {parameter.text}") <= _ROOM:
        return replace(plain, comment=parameter.text)
    return replace(plain, above=tuple(comment_lines(parameter.text, indent=2 * INDENT)))


def _numbers(parameters: Iterable[Parameter]) -> list[Statement]:
    """Build the numbers by their names, in one line if there is room."""
    entries = [_number(parameter) for parameter in parameters]
    if not entries:
        return []
    inline = line("self._numbers = {", listed(*entries), "}")
    if len(str(inline)) <= _ROOM:
        return [inline]
    return [line("self._numbers = {"), *(line("    ", entry, ",") for entry in entries), line("}")]


def _refusals(curves: Curves, parameters: Collection[Parameter]) -> Iterator[Code]:
    """Build what refuses numbers that make no sense; those of the design do."""
    owners = [curve.parameters for curve in curves.all]
    unit = curves.rates.parameters.unit
    if not parameters:
        return
    yield from verbatim(_FINITE)
    named = [each for each in parameters if each.name.endswith(f"_{unit}")]
    # A person's own value may be called like a length, and a length be a part of a step.
    if named and all(each.use not in _OWN and not 0 < each.value < 1 for each in named):
        yield from verbatim(_WHOLE.format(unit=unit))
    for each in parameters:
        if each.use == "share":
            # Three phases have two that are as long.
            phases = max([*owner.lengths.values()].count(each) for owner in owners)
            yield line("if not 0 < ", each.given, f" <= {1 / phases}:")
            yield line(
                f'    raise ValueError("{each.name} must be above 0, and {1 / phases} at most.")'
            )
        if (each.use == "repeat" and each.name.endswith("_count")) or each.is_stair(unit):
            yield line("if ", each.given, " < 1:")
            yield line(f'    raise ValueError("{each.name} must be at least 1.")')
        elif each.use == "positive":
            yield line("if ", each.given, " <= 0:")
            yield line(f'    raise ValueError("{each.name} must be above 0.")')


def _too_short(curves: Curves, parameters: Collection[Parameter]) -> Iterator[Statement]:
    """Build what refuses a whole that is shorter than its parts."""
    rules: dict[tuple[Code, ...], Parameter] = {}
    for each in (curve.parameters for curve in curves.all):
        if each.total in parameters and each.total is not None and each.follows is None:
            lengths = lengths_beside_rest(each)
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
        return line(f'"{parameter.name}": ', parameter.given)
    each = f'f"{parameter.name}[{{i}}]": place'
    return line(f"**{{{each} for i, place in enumerate(", parameter.given, ")}")

"""The methods of an exported class around its curves: those that torch calls."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

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
from rampsmith.exporters.curve_code.places import CycleLengths
from rampsmith.exporters.curve_code.schedule_curves import Curves
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, Statement
from rampsmith.exporters.targets.plateau_methods import kept_lines
from rampsmith.exporters.words.wording import WIDTH, comment_lines

_ROOM = WIDTH - 2 * INDENT

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
        *_refusals(parameters, curves.rates.parameters.unit),
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
    entries = [line(f'"{parameter.name}": ', parameter.given) for parameter in parameters]
    if not entries:
        return []
    inline = line("self._numbers = {", listed(*entries), "}")
    if len(str(inline)) <= _ROOM:
        return [inline]
    return [line("self._numbers = {"), *(line("    ", entry, ",") for entry in entries), line("}")]


def _refusals(parameters: Collection[Parameter], unit: str) -> Iterator[Code]:
    """Build what refuses numbers that make no sense; those of the design do."""
    if not parameters:
        return
    yield from verbatim(_FINITE)
    named = [each for each in parameters if each.name.endswith(f"_{unit}")]
    # A person's own value may be called like a length, and a length be a part of a step.
    if named and all(each.use not in _OWN and not 0 < each.value < 1 for each in named):
        yield from verbatim(_WHOLE.format(unit=unit))
    for each in parameters:
        if (each.use == "repeat" and each.name.endswith("_count")) or each.is_stair(unit):
            yield line("if ", each.given, " < 1:")
            yield line(f'    raise ValueError("{each.name} must be at least 1.")')
        elif each.use == "positive":
            yield line("if ", each.given, " <= 0:")
            yield line(f'    raise ValueError("{each.name} must be above 0.")')

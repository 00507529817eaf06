"""From a schedule to a plain function of the step, for loops that set rates themselves."""

import math
from collections.abc import Iterator

from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.values.numbers import number_source
from rampsmith.exporters.curve_code.expressions import STEP, Style, T, name
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parts import parts_for
from rampsmith.exporters.curve_code.schedule_curves import Curves, Followed, curves_of
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Function,
    Return,
    Statement,
    body_lines,
)
from rampsmith.exporters.curve_code.values import Values
from rampsmith.exporters.targets.class_methods import chain_lines
from rampsmith.exporters.targets.export_file import (
    ExportError,
    export_file,
    opening,
    require_exportable,
)
from rampsmith.exporters.words.course import course_lines, is_absolute
from rampsmith.exporters.words.naming import spoken
from rampsmith.exporters.words.wording import WIDTH, comment_lines, wrapped


def function_source(schedule: Schedule) -> str:
    """Write the file with ``lr_at``.

    Raises:
        ExportError: if the schedule has errors, or follows a metric.
    """
    require_exportable(schedule)
    if plateau_of(schedule) is not None:
        sentence = "A plateau follows a metric, which a function of the step does not know."
        raise ExportError((Problem("error", Place("target"), sentence),))
    code = schedule.code
    style = Style(in_class=False, docstrings=code.docstrings, hints=code.type_hints)
    curves = curves_of(schedule)
    computed = [method for curve in curves.all for method in curve.methods]
    called = [*_called(curves), *computed]
    parts = parts_for(curves.all, called)
    imports = ["import math"] if parts.uses_math else []
    constants = [line for p in parts.parameters for line in _constant_lines(p)]
    lengths = [each for found in parts.cycle_lengths for each in found.lines]
    boundaries = body_lines([*lengths, *parts.boundaries, *chain_lines(curves.all)], style)
    found = [each.lines(style) for each in parts.functions]
    found += [boundaries] if boundaries else []
    found += (each.lines(style) for each in called)
    return export_file(
        "function",
        schedule,
        opening=opening(schedule, _head(curves), imports, constants),
        functions=["\n".join(lines) for lines in found],
    )


def _called(curves: Curves) -> Iterator[Function]:
    """Build the functions that a loop calls: for each kind, and for each group that differs."""
    groups = curves.schedule.groups
    bases = {group.name: group for group in reversed(groups)}
    for kind in (RATE, *curves.other_kinds):
        for group, (title, followed) in _titles(curves, kind).items():
            base = (groups[0] if group is None else bases[group]).base(kind)
            yield _function(curves, followed, title, base)


def _titles(curves: Curves, kind: CurveKind) -> dict[str | None, tuple[str, Followed]]:
    """Name the function of a kind for all groups, and those of groups that differ from them."""
    values = curves.values(kind)
    found: dict[str | None, Followed] = {} if values.common is None else {None: values.common}
    found.update(values.own)
    titles: dict[str | None, tuple[str, Followed]] = {}
    for group, followed in found.items():
        parameters = curves.by_key[followed[0]].parameters
        word = "lr" if kind == RATE else parameters.naming.kind_name
        owner = "" if group is None else f"{curves.names[group]}_"
        titles[group] = parameters.names.of(f"{owner}{word}_at"), followed
    return titles


def _function(curves: Curves, followed: Followed, title: str, base: float) -> Function:
    """Build a function that follows some curves; without a base, none is asked for."""
    curve, *factors = (curves.by_key[key] for key in followed)
    kind = followed[0].kind
    given = name("base_lr" if kind == RATE else "base")
    values = Values(curves, {} if curve.step == STEP else {curve.step: T}, given)
    body: list[Statement] = [] if curve.step == STEP else [Assign(T, curve.step)]
    value = math.prod(map(values.called, factors), start=values.called(curve))
    body += values.lines
    if curve.scales == "factor":
        if factors:
            body.append(Assign(name("factor"), value))
            value = name("factor")
        value = given * value
    arguments = [Argument("step", "int")]
    if curve.scales != "nothing":
        arguments.append(Argument(str(given), default=number_source(base)))
    others = [f"Adam's {each.words}" for each in kind.held if each.words]
    words = f"{kind.words}, or {', or '.join(others)}," if others else kind.words
    group = followed[0].group
    whose = "" if group is None else f" of {spoken(curves.names[group])}"
    of_base = "" if curve.scales == "nothing" else f", for a group with such a base {kind.words}"
    docstring = f"Return the {words}{whose} after so many steps{of_base}."
    return Function(title, tuple(arguments), (*body, Return(value)), docstring=docstring)


def _constant_lines(parameter: Parameter) -> list[str]:
    """Write a number of the schedule, with what it means in the same line or, if long, above it."""
    code = f"{parameter.name.upper()} = {parameter.literal}"
    line = f"{code}  # {parameter.text}"
    return [line] if len(line) <= WIDTH else [*comment_lines(parameter.text, indent=0), code]


def _head(curves: Curves) -> list[str]:
    """Describe what the function returns and how torch uses it."""
    schedule, values = curves.schedule, curves.values(RATE)
    scales = curves.rates.scales != "nothing"
    each = "lr_at"
    if not values.is_one:
        each = "functions"
    elif scales and not is_absolute(schedule) and len(schedule.groups) > 1:
        each = "[partial(lr_at, base_lr=base) for base in bases]"
    used = (
        "The function says the rate itself, so build the optimizer with ``lr=1.0`` in every group"
        f" for ``LambdaLR(optimizer, {each})``."
    )
    if not values.is_one:
        used += " There each group has a function of its own, in order."
    for kind in curves.other_kinds:
        titles = [f"``{title}``" for title, _ in _titles(curves, kind).values()]
        says = "says" if len(titles) == 1 else "say"
        used += (
            f" The {kind.words} is not set by that: {' and '.join(titles)} {says} what it would be."
        )
    when = "update" if schedule.stepping == "update" else "epoch"
    return [*course_lines(schedule), "", *wrapped(f"One step is one {when}. {used}")]

"""From a schedule to a plain function of the step, for loops that set rates themselves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.numbers import number_source
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import Plateau
from rampsmith.exporters.curves import CurveWriter
from rampsmith.exporters.formulas import signature
from rampsmith.exporters.frame import ExportError, design_lines, finished, require_exportable
from rampsmith.exporters.lines import Method
from rampsmith.exporters.parameters import Parameter
from rampsmith.exporters.parts import (
    STEP,
    boundaries_of,
    curves_of,
    functions_of,
    parameters_of,
    step_on,
)
from rampsmith.exporters.rendering import rendered
from rampsmith.exporters.wording import (
    WIDTH,
    comment_lines,
    course_lines,
    headline,
    is_absolute,
    wrapped,
)


def function_source(schedule: Schedule) -> str:
    """Write the file with ``lr_at``.

    Raises:
        ExportError: if the schedule has errors, or follows a metric.
    """
    require_exportable(schedule)
    if any(isinstance(segment.shape, Plateau) for segment in schedule.segments):
        sentence = "A plateau follows a metric, which a function of the step does not know."
        raise ExportError((Problem("error", "target", sentence),))
    return finished(
        rendered("function.py.jinja", **_context(schedule)), schedule, target="function"
    )


@dataclass(frozen=True, slots=True)
class _Constants:
    """Turns what the class keeps in its attributes into constants of the file.

    Attributes:
        names: the parameters' names.
        methods: the names of the class's methods, which become functions.
    """

    names: frozenset[str]
    methods: frozenset[str]

    def line(self, line: str) -> str:
        """Write a line of the class as one of the file."""
        line = re.sub(r"self\.(_\w+)", self._attribute, line)
        return re.sub(r"\b[a-z]\w*\b", self._parameter, line)

    def lines(self, lines: Iterable[str]) -> list[str]:
        """Write lines of the class as those of the file."""
        return [self.line(line) for line in lines]

    def method(self, method: Method) -> Method:
        """Write a method as a function."""
        return replace(method, lines=tuple(self.lines(method.lines)))

    def _attribute(self, match: re.Match[str]) -> str:
        return match[1] if match[1] in self.methods else match[1].strip("_").upper()

    def _parameter(self, match: re.Match[str]) -> str:
        return match[0].upper() if match[0] in self.names else match[0]


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the file, as the template places it."""

    head: list[str]
    lines: tuple[str, ...]


def _context(schedule: Schedule) -> dict[str, Any]:
    curves = curves_of(schedule)
    methods = [method for curve in curves for method in curve.written()]
    used = " ".join(
        [line for method in methods for line in method.lines] + [step_on(curve) for curve in curves]
    )
    boundaries = boundaries_of(curves, used)
    parameters = parameters_of(curves, " ".join([used, *boundaries]))
    constants = _Constants(
        frozenset(p.name for p in parameters), frozenset(method.name for method in methods)
    )
    functions = functions_of(curves, used)
    relative = schedule.level_units == {"factor"}
    takes_base = relative or "base: float" in methods[0].arguments
    steps = {curve.parameters.quantity: _step(curve, constants) for curve in curves}
    return {
        "headline": headline(schedule),
        "head": _head(schedule, takes_base=takes_base),
        "uses_math": any("math." in function for function in functions),
        "constants": [line for p in parameters for line in _constant_lines(p)],
        "functions": functions,
        "boundaries": constants.lines(boundaries),
        "chains": [constants.line(f"self.{each}") for curve in curves for each in curve.chains],
        "takes_base": takes_base,
        "base": number_source(schedule.groups[0].base_lr),
        "scales": "factor" if relative else "base" if takes_base else "nothing",
        "step": steps["rate"],
        "multiplies": "multiplier" in steps,
        "turn": "t" if steps.get("multiplier") == steps["rate"] else steps.get("multiplier", "t"),
        "has_momentum": "momentum" in steps,
        "momentum_step": steps.get("momentum", "step"),
        "methods": [_function(constants.method(method)) for method in methods],
        "design": design_lines(schedule),
    }


def _function(method: Method) -> _Function:
    return _Function(signature(method.name, method.arguments, 0), method.lines)


def _step(curve: CurveWriter, constants: _Constants) -> str:
    return constants.line(step_on(curve).replace(STEP, "step"))


def _constant_lines(parameter: Parameter) -> list[str]:
    """Write a number of the schedule, with what it means beside it or, if long, above it."""
    code = f"{parameter.name.upper()} = {parameter.literal}"
    line = f"{code}  # {parameter.text}"
    return [line] if len(line) <= WIDTH else [*comment_lines(parameter.text, indent=0), code]


def _head(schedule: Schedule, *, takes_base: bool) -> list[str]:
    """Say what the function tells and how torch uses it."""
    many = takes_base and not is_absolute(schedule) and len(schedule.groups) > 1
    each = "[partial(lr_at, base_lr=base) for base in bases]" if many else "lr_at"
    used = (
        "The function says the rate itself, so build the optimizer with ``lr=1.0`` in every group"
        f" for ``LambdaLR(optimizer, {each})``."
    )
    if schedule.momentum is not None:
        used += " The momentum is not set by that: ``momentum_at`` says what it would be."
    when = "update" if schedule.stepping == "update" else "epoch"
    return [*course_lines(schedule), "", *wrapped(f"One step is one {when}. {used}")]

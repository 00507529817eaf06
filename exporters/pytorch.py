"""From a schedule to one PyTorch file: a small ``LRScheduler`` subclass of its own."""

import ast
import inspect
from typing import Any

from rampsmith.designer.embedded import embedded_lines
from rampsmith.designer.files import design_text
from rampsmith.designer.problem import Problem
from rampsmith.designer.problems import errors
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import SHAPES, Constant
from rampsmith.exporters.branches import body, boundary_lines
from rampsmith.exporters.parameters import Parameters
from rampsmith.exporters.rendering import rendered
from rampsmith.exporters.wording import WIDTH, argument, class_line, head, headline, is_absolute


class ExportError(ValueError):
    """A schedule that cannot be exported, with the problems that keep it from being so."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the problems; as text, they are one sentence each."""
        super().__init__("\n".join(f"{p.place}: {p.sentence}" for p in problems))
        self.problems = problems


def pytorch_source(schedule: Schedule) -> str:
    """Write the exported file.

    Raises:
        ExportError: if the schedule has errors.
    """
    found = errors(schedule)
    if found:
        raise ExportError(found)
    text = rendered("pytorch.py.jinja", **_context(schedule))
    # No file is offered that Python could not read.
    compile(ast.parse(text), f"{schedule.class_name}.py", "exec")
    return text


def _context(schedule: Schedule) -> dict[str, Any]:
    parameters = Parameters(schedule)
    functions = _functions(schedule)
    written = body(schedule, parameters)
    mixed = "nothing" if is_absolute(schedule) else "base"
    last_end = f"self._{parameters.stems[-1]}_end"
    step = f"self.last_epoch % {last_end}" if schedule.after == "repeat" else "self.last_epoch"
    return {
        "headline": headline(schedule),
        "head": head(schedule),
        "design": embedded_lines(design_text(schedule)),
        "uses_math": any("math." in function for function in functions),
        "functions": functions,
        "class_name": schedule.class_name,
        "class_line": class_line(schedule),
        "arguments": [line for p in parameters.all for line in argument(p.name, p.text)],
        "parameters": parameters.all,
        "numbers": _numbers_lines(parameters),
        "kept": [p for p in parameters.all if p.use in ("level", "setting")],
        "boundaries": boundary_lines(schedule, parameters),
        "counts_from_one": schedule.counts_from == 1,
        "step": f"{step} + 1" if schedule.counts_from == 1 else step,
        "scales": "factor" if schedule.level_units == {"factor"} else mixed,
        "branches": written.branches,
        "last": written.last,
    }


def _functions(schedule: Schedule) -> list[str]:
    """Give the sources of the curves in use, exactly as the designer itself runs them."""
    used = {segment.shape.kind for segment in schedule.segments} - {Constant.kind}
    return [inspect.getsource(shape.curve).rstrip() for shape in SHAPES if shape.kind in used]


def _numbers_lines(parameters: Parameters) -> list[str]:
    """Write the dictionary of all numbers as formatters do: in one line where it fits."""
    entries = [f'"{p.name}": {p.name}' for p in parameters.all]
    if not entries:
        return ["self._numbers: dict[str, float] = {}"]
    line = f"self._numbers = {{{', '.join(entries)}}}"
    if len(line) <= WIDTH - 8:
        return [line]
    return ["self._numbers = {", *(f"    {entry}," for entry in entries), "}"]

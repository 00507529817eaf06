"""From a schedule to one PyTorch file: a small ``LRScheduler`` subclass of its own."""

import ast
import inspect
import json
import textwrap
from importlib.metadata import version
from typing import Any

from rampsmith.designer.files import design_text
from rampsmith.designer.numbers import count_text, counted
from rampsmith.designer.problem import Problem
from rampsmith.designer.problems import errors
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import SHAPES, Constant
from rampsmith.designer.words import shape_words, summary
from rampsmith.exporters.branches import body, boundary_lines
from rampsmith.exporters.parameters import Parameters
from rampsmith.exporters.rendering import rendered

WIDTH = 88
"""Characters in a line of an exported file at the most: the common formatters' default."""


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
    parameters = Parameters(schedule)
    text = rendered("pytorch.py.jinja", **_context(schedule, parameters))
    # No file is offered that Python could not read.
    compile(ast.parse(text), f"{schedule.class_name}.py", "exec")
    return text


def _context(schedule: Schedule, parameters: Parameters) -> dict[str, Any]:
    functions = _functions(schedule)
    written = body(schedule, parameters)
    scales = {frozenset({"factor"}): "factor", frozenset({"rate"}): "nothing"}
    last_end = f"self._{parameters.stems[-1]}_end"
    step = f"self.last_epoch % {last_end}" if schedule.after == "repeat" else "self.last_epoch"
    return {
        "headline": _headline(schedule),
        "head": _head(schedule),
        "version": version("rampsmith"),
        "design": _design_lines(schedule),
        "uses_math": any("math." in function for function in functions),
        "functions": functions,
        "class_name": schedule.class_name,
        "class_line": _class_line(schedule),
        "parameters": parameters.all,
        "kept": [p for p in parameters.all if p.use in ("level", "setting")],
        "boundaries": boundary_lines(schedule, parameters),
        "counts_from_one": schedule.counts_from == 1,
        "step": f"{step} + 1" if schedule.counts_from == 1 else step,
        "scales": scales.get(schedule.level_units, "base"),
        "branches": written.branches,
        "last": written.last,
    }


def _functions(schedule: Schedule) -> list[str]:
    """Give the sources of the curves in use, exactly as the designer itself runs them."""
    used = {segment.shape.kind for segment in schedule.segments} - {Constant.kind}
    return [inspect.getsource(shape.curve).rstrip() for shape in SHAPES if shape.kind in used]


def _headline(schedule: Schedule) -> str:
    title = _one_line(schedule.title) or "Untitled"
    return f"{_shortened(title, WIDTH - 31)}: a learning-rate schedule."


def _class_line(schedule: Schedule) -> str:
    names = [shape_words(segment.shape) for segment in schedule.segments]
    spoken = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, then {names[-1]}"
    return f"{_shortened(spoken[0].upper() + spoken[1:], WIDTH - 30)}: one rate for each step."


def _head(schedule: Schedule) -> list[str]:
    """Say in plain words what the schedule does, when to step it and how to resume."""
    run = schedule.run
    if schedule.stepping == "epoch":
        when = (
            "Call ``scheduler.step()`` once after every epoch, behind its last "
            f"``optimizer.step()``; the run has {counted(schedule.total_steps, 'epoch')}."
        )
    else:
        when = (
            "Call ``scheduler.step()`` after every ``optimizer.step()``; the run has "
            f"{counted(run.total_updates, 'update')}, {count_text(run.updates_per_epoch)} an epoch."
        )
    unit = {
        frozenset({"factor"}): "Levels are factors of each parameter group's own rate.",
        frozenset({"rate"}): "Levels are absolute: every parameter group gets the same rate.",
    }.get(
        schedule.level_units,
        "Levels marked x are factors of each parameter group's own rate; the others are "
        "absolute rates, the same for every group.",
    )
    after = "After the end it begins again" if schedule.after == "repeat" else "The last rate holds"
    resume = (
        "To resume, save ``scheduler.state_dict()`` with the optimizer's and load both, in "
        "either order. Inside ``ChainedScheduler``, put it first: it sets rates, it does not "
        "multiply them."
    )
    paragraphs = (f"{summary(schedule)}. {after}. {unit}", when, resume)
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(_one_line(paragraph), WIDTH, break_on_hyphens=False), ""]
    return lines[:-1]


def _design_lines(schedule: Schedule) -> list[str]:
    """Write the design as compact ASCII lines that fit into comments and join to one text."""
    compact = json.dumps(json.loads(design_text(schedule)), separators=(",", ":"))
    # Tools read instructions out of comments ("# noqa"); a space or # inside a name must not
    # begin or end one.
    safe = compact.replace("#", "\\u0023").replace(" ", "\\u0020")
    return textwrap.wrap(safe, WIDTH - 3, break_on_hyphens=False)


def _one_line(text: str) -> str:
    """Make text safe inside a docstring: no quote, backslash or control character is left."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.replace("\\", "/").replace('"', "'").split())


def _shortened(text: str, width: int) -> str:
    return textwrap.shorten(_one_line(text), width, placeholder=" ...")

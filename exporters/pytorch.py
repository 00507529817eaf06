"""From a schedule to one PyTorch file: a small ``LRScheduler`` subclass of its own."""

from dataclasses import dataclass
from typing import Any

from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import Plateau
from rampsmith.exporters.curves import CurveWriter
from rampsmith.exporters.frame import ExportError, design_lines, finished, require_exportable
from rampsmith.exporters.parameters import Parameter
from rampsmith.exporters.parts import (
    STEP,
    boundaries_of,
    curves_of,
    functions_of,
    parameters_of,
    step_beside,
    step_on,
)
from rampsmith.exporters.rendering import rendered
from rampsmith.exporters.self_check import self_check
from rampsmith.exporters.wording import WIDTH, class_line, comment_lines, head, headline

__all__ = ["ExportError", "pytorch_source"]


def pytorch_source(schedule: Schedule) -> str:
    """Write the exported file.

    Raises:
        ExportError: if the schedule has errors.
    """
    require_exportable(schedule)
    text = rendered("pytorch.py.jinja", **_context(schedule))
    return finished(text, schedule, target="pytorch")


def _context(schedule: Schedule) -> dict[str, Any]:
    curves = curves_of(schedule)
    methods = [curve.written() for curve in curves]
    watch = _watch(schedule, curves[0])
    used = " ".join(
        [line for written in methods for method in written for line in method.lines]
        + [step_on(curve) for curve in curves]
        + ([watch.begin, watch.end, *watch.settings] if watch is not None else [])
    )
    boundaries = boundaries_of(curves, used)
    parameters = parameters_of(curves, " ".join([used, *boundaries]))
    functions = functions_of(curves, used)
    mixed = "base: float" in methods[0][0].arguments
    beside = {curve.parameters.quantity: step_beside(curve, curves[0]) for curve in curves}
    quantities = {curve.parameters.quantity for curve in curves}
    # Said once and short, the step needs no name.
    needs_t = step_on(curves[0]) != STEP or bool(beside.keys() - {"rate"}) or mixed
    return {
        "headline": headline(schedule),
        "head": head(schedule),
        "design": design_lines(schedule),
        "uses_math": any("math." in function for function in functions) or _watches(schedule),
        "functions": functions,
        "class_name": schedule.class_name,
        "class_head": _class_head(schedule),
        "class_line": class_line(schedule),
        "parameters": [line for p in parameters for line in _parameter_lines(p)],
        "numbers": _numbers_lines(parameters),
        "kept": [p for p in parameters if p.use in ("level", "repeat", "setting")],
        "boundaries": boundaries,
        "chains": [chain for curve in curves for chain in curve.chains],
        "steps_taken": _step_lines(schedule, curves[0]),
        "needs_t": needs_t,
        "t": "t" if needs_t else step_on(curves[0]),
        "multiplied": "t" if beside.get("multiplier", "t") == "t" else "turn",
        "steps": beside,
        "scales": "factor"
        if schedule.level_units == {"factor"}
        else "base"
        if mixed
        else "nothing",
        "multiplies": "multiplier" in quantities,
        "has_momentum": "momentum" in quantities,
        "watch": watch,
        "is_old": schedule.code.oldest_torch == "1.13",
        "check": self_check(schedule) if schedule.code.self_check else None,
        "methods": [method for written in methods for method in written],
    }


def _class_head(schedule: Schedule) -> list[str]:
    """Begin the class, on one line if there is room."""
    base = "optim.lr_scheduler.LRScheduler"
    if schedule.code.oldest_torch == "1.13":
        base = "_LRScheduler"
    line = f"class {schedule.class_name}({base}):"
    if len(line) <= WIDTH:
        return [line]
    return [f"class {schedule.class_name}(", f"    {base}", "):"]


@dataclass(frozen=True, slots=True)
class Watch:
    """What the exported class needs to watch a metric.

    Attributes:
        worst: the metric that any other is better than, as source.
        begin: where the plateau begins, as source.
        end: where it ends, as source.
        place: the place that a step is at, as source.
        settings: the arguments of ``watched`` behind the first two, as source.
    """

    worst: str
    begin: str
    end: str
    place: str
    settings: tuple[str, ...]


def _watches(schedule: Schedule) -> bool:
    return isinstance(schedule.segments[-1].shape, Plateau)


def _watch(schedule: Schedule, curve: CurveWriter) -> Watch | None:
    """Say how the metric of a plateau is watched, where there is one."""
    shape = schedule.segments[-1].shape
    if not isinstance(shape, Plateau):
        return None
    parameters = curve.parameters
    index = len(schedule.segments) - 1
    numbers = {
        name: f"self.{parameters.settings[index, name].attribute}"
        for name in ("patience", "threshold", "cooldown")
    }
    words = {"mode": shape.mode, "threshold_mode": shape.threshold_mode}
    settings = {**numbers, **{name: f'"{word}"' for name, word in words.items()}}
    order = ("mode", "patience", "threshold", "threshold_mode", "cooldown")
    return Watch(
        worst="math.inf" if shape.mode == "min" else "-math.inf",
        begin=curve.begin_of(index) or "0",
        end=f"self._{parameters.stems[index]}_end",
        place=f"{STEP} + 1" if schedule.counts_from == 1 else STEP,
        settings=tuple(f"{name}={settings[name]}" for name in order),
    )


def _parameter_lines(parameter: Parameter) -> list[str]:
    """Write a parameter of the constructor, with what it means beside it or, if long, above it."""
    code = f"{parameter.name}: {parameter.type} = {parameter.literal},"
    line = f"{code}  # {parameter.text}"
    if len(line) <= WIDTH - 8:
        return [line]
    return [*comment_lines(parameter.text, indent=8), code]


def _step_lines(schedule: Schedule, curve: CurveWriter) -> list[str]:
    line = f"t = {step_on(curve)}"
    if schedule.counts_from == 0:
        return [line]
    why = "# counts from 1: the last one arrives at the end"
    told = f"{line}  {why}"
    return [told] if len(told) <= WIDTH - 8 else [why, line]


def _numbers_lines(parameters: tuple[Parameter, ...]) -> list[str]:
    """Write all numbers as one text, in as many statements as it takes."""
    if not parameters:
        return ['self._numbers = ""']
    lines = ['self._numbers = f"']
    for parameter in parameters:
        entry = f"{{{parameter.name}=}}"
        # Not as one text in pieces: formatters of some widths would put these together.
        if len(lines[-1]) + len(f' {entry}"') > WIDTH - 8:
            lines.append('self._numbers += f"')
        between = "" if parameter == parameters[0] else " "
        lines[-1] += f"{between}{entry}"
    return [f'{line}"' for line in lines]

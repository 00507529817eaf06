"""From a schedule to one PyTorch file: a small ``LRScheduler`` subclass of its own."""

import ast
import inspect
from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.evaluation.cycles import cycle_at, cycles_length
from rampsmith.designer.evaluation.plateau import bound, fallen, watched
from rampsmith.designer.files.design_file import design_text
from rampsmith.designer.files.digest import signed
from rampsmith.designer.files.embedded import embedded_lines
from rampsmith.designer.problems.found import errors
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule, Track
from rampsmith.designer.shapes import SHAPES, Constant, Expression, Plateau
from rampsmith.exporters.boundaries import boundary_lines
from rampsmith.exporters.branches import CurveWriter, once_annotated
from rampsmith.exporters.formulas import formula_function
from rampsmith.exporters.parameters import Parameter, Parameters
from rampsmith.exporters.rendering import rendered
from rampsmith.exporters.wording import WIDTH, Quantity, argument, class_line, head, headline

LONGEST_METRIC = 60
"""Values of a plateau's metric that the exported file carries along."""


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
    text = signed(rendered("pytorch.py.jinja", **_context(schedule)))
    # No file is offered that Python could not read.
    compile(ast.parse(text), f"{schedule.class_name}.py", "exec")
    return text


def _context(schedule: Schedule) -> dict[str, Any]:
    curves = _curves(schedule)
    parameters = tuple(dict.fromkeys(p for curve in curves for p in curve.parameters.all))
    methods = [curve.written() for curve in curves]
    functions = _functions(curves)
    mixed = "nothing" if "base: float" not in methods[0][0].arguments else "base"
    beside = {curve.parameters.quantity: _step_beside(curve, curves[0]) for curve in curves}
    quantities = {curve.parameters.quantity for curve in curves}
    return {
        "headline": headline(schedule),
        "head": head(schedule),
        "design": embedded_lines(design_text(_without_long_metric(schedule))),
        "uses_math": any("math." in function for function in functions) or _watches(schedule),
        "functions": functions,
        "class_name": schedule.class_name,
        "class_line": class_line(schedule),
        "arguments": [line for p in parameters for line in argument(p.name, p.text)],
        "parameters": parameters,
        "numbers": _numbers_lines(parameters),
        "kept": [p for p in parameters if p.use in ("level", "repeat", "setting")],
        "boundaries": _boundaries(curves),
        "chains": [chain for curve in curves for chain in curve.chains],
        "counts_from_one": schedule.counts_from == 1,
        "step": _step(curves[0]),
        "multiplied": "t" if beside.get("multiplier", "t") == "t" else "turn",
        "steps": beside,
        "scales": "factor" if schedule.level_units == {"factor"} else mixed,
        "multiplies": "multiplier" in quantities,
        "has_momentum": "momentum" in quantities,
        "watch": _watch(schedule, curves[0]),
        "methods": [method for written in methods for method in written],
    }


def _without_long_metric(schedule: Schedule) -> Schedule:
    """Leave the preview's metric out where it would be most of the file; the class needs none."""
    return schedule if len(schedule.metric) <= LONGEST_METRIC else replace(schedule, metric=())


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


def _step(curve: CurveWriter) -> str:
    """Write the place on a curve that the newest step reads."""
    step = "self.last_epoch"
    if curve.schedule.begins_again and curve.end:
        step = f"{step} % {curve.end}"
    return f"{step} + 1" if curve.schedule.counts_from == 1 else step


def _step_beside(curve: CurveWriter, rates: CurveWriter) -> str:
    """Write the same for a curve beside the rates, which may begin again at another place."""
    step = _step(curve)
    return "t" if step == _step(rates) else step


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
        place="self.last_epoch + 1" if schedule.counts_from == 1 else "self.last_epoch",
        settings=tuple(f"{name}={settings[name]}" for name in order),
    )


def _curves(schedule: Schedule) -> list[CurveWriter]:
    """Give a writer for the rates and for each track beside them."""
    rates = Parameters(schedule)
    name = "_factor" if schedule.level_units == {"factor"} else "_rate"
    curves = [CurveWriter(schedule, rates, name)]
    tracks: tuple[tuple[Quantity, Track | None], ...] = (
        ("multiplier", schedule.multiplier),
        ("momentum", schedule.momentum),
    )
    for quantity, track in tracks:
        if track is not None:
            beside = schedule.with_track(track)
            parameters = Parameters(beside, beside=rates, quantity=quantity)
            curves.append(CurveWriter(beside, parameters, f"_{quantity}"))
    return curves


def _boundaries(curves: list[CurveWriter]) -> list[str]:
    lines: list[str] = []
    for curve in curves:
        if curve.parameters.follows is None:
            lines += boundary_lines(curve.schedule, curve.parameters)
    return list(once_annotated(lines, mixes=len(curves) > 1))


def _functions(curves: list[CurveWriter]) -> list[str]:
    """Give the sources of the curves in use, exactly as the designer itself runs them."""
    segments = [segment for curve in curves for segment in curve.schedule.segments]
    written = {Constant.kind, Expression.kind, Plateau.kind}
    used = {segment.shape.kind for segment in segments} - written
    sources = [inspect.getsource(shape.curve).rstrip() for shape in SHAPES if shape.kind in used]
    for curve in curves:
        for index, segment in enumerate(curve.schedule.segments):
            if isinstance(segment.shape, Expression):
                sources.append(formula_function(curve.formula_name(index), segment.shape))
    stretched = [r for curve in curves for r in curve.schedule.repeats if r.stretch != 1]
    if stretched:
        sources.append(inspect.getsource(cycle_at).rstrip())
    if any(isinstance(segment.shape, Plateau) for segment in segments):
        sources += [inspect.getsource(each).rstrip() for each in (bound, watched, fallen)]
    if any(repeat.times is not None for repeat in stretched):
        sources.append(inspect.getsource(cycles_length).rstrip())
    return sources


def _numbers_lines(parameters: tuple[Parameter, ...]) -> list[str]:
    """Write the dictionary of all numbers as formatters do: in one line where it fits."""
    entries = [f'"{p.name}": {p.name}' for p in parameters]
    if not entries:
        return ["self._numbers: dict[str, float] = {}"]
    line = f"self._numbers = {{{', '.join(entries)}}}"
    if len(line) <= WIDTH - 8:
        return [line]
    return ["self._numbers = {", *(f"    {entry}," for entry in entries), "}"]

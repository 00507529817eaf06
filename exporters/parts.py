"""What every kind of exported code is made of: curves, boundaries and the curves' own functions."""

import inspect
import re

from rampsmith.designer.evaluation.cycles import cycle_at, cycles_length, lowered, shrunk
from rampsmith.designer.evaluation.plateau import bound, fallen, watched
from rampsmith.designer.schedule import Schedule, Track
from rampsmith.designer.shapes import SHAPES, Constant, Expression, Linear, Plateau
from rampsmith.exporters.boundaries import boundary_lines, needed_lines
from rampsmith.exporters.curves import CurveWriter
from rampsmith.exporters.formulas import formula_function
from rampsmith.exporters.lines import once_annotated
from rampsmith.exporters.parameters import Parameter, Parameters
from rampsmith.exporters.wording import Quantity

STEP = "self.last_epoch"
"""How the class calls the number of steps that are done."""


def curves_of(schedule: Schedule) -> list[CurveWriter]:
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


def boundaries_of(curves: list[CurveWriter], used: str) -> list[str]:
    """Write the lines that work out the boundaries which some code asks for."""
    lines: list[str] = []
    for curve in curves:
        if curve.parameters.follows is None:
            lines += boundary_lines(curve.schedule, curve.parameters)
    return list(once_annotated(needed_lines(lines, used), mixes=len(curves) > 1))


def parameters_of(curves: list[CurveWriter], used: str) -> tuple[Parameter, ...]:
    """Give the parameters of all curves in order, those that some code asks for."""
    every = dict.fromkeys(each for curve in curves for each in curve.parameters.all)
    # What holds at the end holds for ever: how long it is, nothing asks for.
    words = set(re.findall(r"\w+", used))
    return tuple(each for each in every if words & {each.name, f"_{each.name}"})


def functions_of(curves: list[CurveWriter], code: str) -> list[str]:
    """Give the sources of what some code calls, exactly as the designer itself runs it."""
    segments = [segment for curve in curves for segment in curve.schedule.segments]
    written = {Constant.kind, Linear.kind, Expression.kind, Plateau.kind}
    used = {segment.shape.kind for segment in segments} - written
    sources = [inspect.getsource(shape.curve).rstrip() for shape in SHAPES if shape.kind in used]
    for curve in curves:
        for index, segment in enumerate(curve.schedule.segments):
            if isinstance(segment.shape, Expression):
                sources.append(formula_function(curve.branches.formula_name(index), segment.shape))
    stretched = [r for curve in curves for r in curve.schedule.repeats if r.stretch != 1]
    if stretched:
        sources.append(inspect.getsource(cycle_at).rstrip())
    scaling = (each for each in (shrunk, lowered) if f"{each.__name__}(" in code)
    sources += [inspect.getsource(each).rstrip() for each in scaling]
    if any(isinstance(segment.shape, Plateau) for segment in segments):
        sources += [inspect.getsource(each).rstrip() for each in (bound, watched, fallen)]
    if any(repeat.times is not None for repeat in stretched):
        sources.append(inspect.getsource(cycles_length).rstrip())
    return sources


def step_on(curve: CurveWriter) -> str:
    """Write the place on a curve that the newest step reads."""
    step = STEP
    if curve.schedule.begins_again and curve.end:
        step = f"{step} % {curve.end}"
    return f"{step} + 1" if curve.schedule.counts_from == 1 else step


def step_beside(curve: CurveWriter, rates: CurveWriter) -> str:
    """Write the same for a curve beside the rates, which may begin again at another place."""
    step = step_on(curve)
    return "t" if step == step_on(rates) else step

"""What makes a schedule impossible: with any of these it can be drawn and saved, not exported."""

import math
from collections.abc import Iterator
from dataclasses import fields, replace

from rampsmith.designer.class_names import class_name_fault, class_name_from
from rampsmith.designer.edits import Side, with_segment
from rampsmith.designer.numbers import count_text, exact_text
from rampsmith.designer.problem import Fix, Problem
from rampsmith.designer.rates import Rates
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Exponential, Polynomial, Staircase, has_end
from rampsmith.designer.spans import Span
from rampsmith.designer.timeline import exact_steps

LONGEST_RUN = 10**12
"""Steps; far beyond any training run, and safe for exact arithmetic in floats."""


def impossible(schedule: Schedule) -> Iterator[Problem]:
    """Find everything that cannot be, each with its place."""
    yield from _class_name(schedule)
    yield from _run(schedule)
    yield from _groups(schedule)
    if not schedule.segments:
        yield Problem("error", "segments", "There are no segments yet; add one to begin.")
    yield from _fills(schedule)
    found = False
    for index, segment in enumerate(schedule.segments):
        for problem in _segment(schedule, index, segment):
            found = True
            yield problem
    if not found:
        yield from _values(schedule)


def _class_name(schedule: Schedule) -> Iterator[Problem]:
    fault = class_name_fault(schedule.class_name)
    if fault is not None:
        name = class_name_from(schedule.class_name or schedule.title)
        fix = Fix(f"Call it {name}", replace(schedule, class_name=name))
        yield Problem("error", "class_name", fault, fix=fix)


def _run(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    whole = {
        "samples": run.samples,
        "batch_size": run.batch_size,
        "devices": run.devices,
        "accumulation": run.accumulation,
        "epochs": run.epochs,
        "updates": run.updates,
        "tokens_per_sample": run.tokens_per_sample,
    }
    wrong = False
    for name, value in whole.items():
        if value is not None and value < 1:
            wrong = True
            words = name.replace("_", " ")
            yield Problem("error", f"run.{name}", f"The {words} must be at least 1, not {value}.")
    if (run.epochs is None) == (run.updates is None):
        wrong = True
        yield Problem(
            "error", "run", "The run's length must be given either in epochs or in updates."
        )
    if wrong:
        return
    full = run.batch_size * run.devices
    if run.batches_per_epoch == 0:
        yield Problem(
            "error",
            "run.batch_size",
            f"A batch of {count_text(full)} is larger than the {count_text(run.samples)} samples, "
            "and the last, smaller batch is dropped: nothing is left to train on.",
            fix=Fix("Keep the last batch", replace(schedule, run=replace(run, drop_last=False))),
        )
    elif run.updates_per_epoch == 0:
        yield Problem(
            "error",
            "run.accumulation",
            f"{count_text(run.accumulation)} batches make an update, but an epoch has only "
            f"{count_text(run.batches_per_epoch)} and a short accumulation is dropped: "
            "there is no update at all.",
            fix=Fix(
                "Keep the short accumulation",
                replace(schedule, run=replace(run, remainder="kept")),
            ),
        )
    if schedule.total_steps > LONGEST_RUN:
        yield Problem(
            "error",
            "run",
            f"The run has {count_text(schedule.total_steps)} steps; "
            f"{count_text(LONGEST_RUN)} are the most.",
        )


def _groups(schedule: Schedule) -> Iterator[Problem]:
    if not schedule.groups:
        yield Problem("error", "groups", "There is no parameter group; an optimizer has one.")
    for index, group in enumerate(schedule.groups):
        if not math.isfinite(group.base_lr):
            sentence = f"The base rate must be a finite number, not {group.base_lr}."
        elif group.base_lr < 0:
            sentence = f"The base rate must not be negative, as {exact_text(group.base_lr)} is."
        else:
            continue
        yield Problem("error", f"groups[{index}].base_lr", sentence)


def _fills(schedule: Schedule) -> Iterator[Problem]:
    fills = [i for i, segment in enumerate(schedule.segments) if segment.span.unit == "fill"]
    for index in fills[1:]:
        yield Problem(
            "error",
            f"segments[{index}].span",
            f"“{schedule.segments[index].name}” and “{schedule.segments[fills[0]].name}” both "
            "fill the rest; only one can.",
            fix=Fix(
                "Give it 10 % of the run", with_segment(schedule, index, span=Span.of_percent(10))
            ),
        )


def _segment(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    place = f"segments[{index}]"
    fault = _span_fault(segment.span)
    if fault is not None:
        yield Problem("error", f"{place}.span", f"“{segment.name}” {fault}")
    else:
        yield from _too_long(schedule, index, segment)
    for side, level in (("start", segment.start), ("end", segment.end)):
        if level is None or (side == "end" and not has_end(segment.shape)):
            continue
        if not math.isfinite(level.value):
            words = f"must be a finite number, not {level.value}."
        elif level.value < 0:
            words = f"must not be negative, as {exact_text(level.value)} is."
        else:
            continue
        yield Problem("error", f"{place}.{side}", f"The {side} of “{segment.name}” {words}")
    if has_end(segment.shape) and segment.end is None:
        yield Problem(
            "error",
            f"{place}.end",
            f"“{segment.name}” has no end level to go to.",
            fix=Fix("End at 0.1 ×", with_segment(schedule, index, end=Level(0.1))),
        )
    yield from _settings(schedule, place, segment)


def _too_long(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    steps = exact_steps(segment.span, schedule)
    if 0 < schedule.total_steps < steps:
        taken = any(other.span.unit == "fill" for other in schedule.segments)
        fix = (
            None
            if taken
            else Fix("Let it fill the rest", with_segment(schedule, index, span=Span.of_the_rest()))
        )
        yield Problem(
            "error",
            f"segments[{index}].span",
            f"“{segment.name}” takes {count_text(float(steps))} steps, more than the "
            f"{count_text(schedule.total_steps)} of the run.",
            fix=fix,
        )


def _settings(schedule: Schedule, place: str, segment: Segment) -> Iterator[Problem]:
    name = segment.name
    match segment.shape:
        case Polynomial(power=power) if not (math.isfinite(power) and power > 0):
            sentence = f"The power of “{name}” must be a finite number above 0, not {power}."
            yield Problem("error", f"{place}.shape.power", sentence)
        case Staircase(factor=factor) if not (math.isfinite(factor) and factor >= 0):
            sentence = f"The factor of “{name}” must be finite and not negative, unlike {factor}."
            yield Problem("error", f"{place}.shape.factor", sentence)
        case _:
            pass
    for field in fields(segment.shape):
        value = getattr(segment.shape, field.name)
        if not isinstance(value, Span):
            continue
        fault = "cannot fill the rest." if value.unit == "fill" else _span_fault(value)
        if fault is None and exact_steps(value, schedule) * 2 < 1 and value.unit != "steps":
            fault = "comes to less than one step."
        if fault is not None:
            words = field.name.replace("_", " ")
            sentence = f"The {words} of “{name}” {fault}"
            yield Problem("error", f"{place}.shape.{field.name}", sentence)


def _values(schedule: Schedule) -> Iterator[Problem]:
    """Look at the values themselves, once all the numbers are known to be numbers."""
    if not schedule.groups:
        return
    curve = Rates(schedule).curves[0]
    if schedule.segments and curve.timeline.end <= 0:
        yield Problem("error", "segments", "All segments together are shorter than one step.")
    pieces = curve.pieces
    for index, (segment, piece) in enumerate(zip(schedule.segments, pieces, strict=True)):
        place = f"segments[{index}]"
        if isinstance(segment.shape, Exponential):
            yield from _zero_ends(schedule, index, (piece.start_value, piece.end_value))
        elif not math.isfinite(piece.end_value):
            yield Problem(
                "error",
                f"{place}.shape",
                f"“{segment.name}” grows beyond every number before it ends.",
            )


def _zero_ends(schedule: Schedule, index: int, ends: tuple[float, float]) -> Iterator[Problem]:
    segment = schedule.segments[index]
    sides: tuple[Side, Side] = ("start", "end")
    for side, value, other in zip(sides, ends, reversed(ends), strict=True):
        if value != 0:
            continue
        words = "from" if side == "start" else "to"
        near = other / 1000 if other else 1e-3
        level = Level(near) if schedule.level_units == {"factor"} else Level.of_rate(near)
        fix = Fix(
            f"{side.capitalize()} at {exact_text(near)}",
            with_segment(schedule, index, **{side: level}),
        )
        yield Problem(
            "error",
            f"segments[{index}].{side}",
            f"“{segment.name}” is exponential, which cannot go {words} 0.",
            fix=fix,
        )


def _span_fault(span: Span) -> str | None:
    if span.unit == "fill":
        return None
    if not math.isfinite(span.amount):
        return f"has a length that is no finite number: {span.amount}."
    if span.amount <= 0:
        return f"must be longer than {exact_text(span.amount)} {span.unit}."
    return None

"""What makes a schedule impossible: with any of these it can be drawn and saved, not exported."""

import math
from collections.abc import Iterator
from dataclasses import fields, replace

from rampsmith.designer.class_names import class_name_fault, class_name_from
from rampsmith.designer.edits import with_segment
from rampsmith.designer.levels import Side, level_at
from rampsmith.designer.numbers import count_text, exact_text
from rampsmith.designer.pieces import Piece
from rampsmith.designer.problem import Fix, Problem
from rampsmith.designer.rates import Rates
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Exponential, Polynomial, Staircase, has_end
from rampsmith.designer.spans import Span
from rampsmith.designer.timeline import exact_steps
from rampsmith.designer.words import level_words

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
    rates = Rates(schedule)
    if schedule.segments and rates.timeline.end <= 0:
        yield Problem("error", "segments", "All segments together are shorter than one step.")
    for index, segment in enumerate(schedule.segments):
        exponential = isinstance(segment.shape, Exponential)
        zero: set[Side] = set()
        beyond = False
        for curve in rates.curves:
            piece = curve.pieces[index]
            ends: dict[Side, float] = {"start": piece.start_value, "end": piece.end_value}
            zero |= {side for side, value in ends.items() if exponential and value == 0}
            beyond |= not all(map(math.isfinite, _extremes(piece, schedule, rates)))
            if exponential and not zero:
                # Its formula divides the ends, which can be too far apart for that.
                beyond |= not 0 < piece.end_value / piece.start_value < math.inf
        for side in ("start", "end"):
            if side in zero:
                yield _zero_end(schedule, index, side)
        if beyond and not zero:
            yield Problem(
                "error",
                f"segments[{index}].shape",
                f"“{segment.name}” goes beyond the numbers that a computer can hold.",
            )


def _extremes(piece: Piece, schedule: Schedule, rates: Rates) -> tuple[float, ...]:
    """Give the values at a piece's ends, as they are and as rates of every group."""
    scales = (1.0, *(group.base_lr for group in schedule.groups if rates.relative))
    return tuple(
        scale * value for scale in scales for value in (piece.start_value, piece.end_value)
    )


def _zero_end(schedule: Schedule, index: int, side: Side) -> Problem:
    """Say that an exponential cannot begin or end at 0, and offer a thousandth of its other end."""
    other = level_at(schedule, index, "end" if side == "start" else "start")
    level = replace(other, value=other.value / 1000 or 1e-3)
    return Problem(
        "error",
        f"segments[{index}].{side}",
        f"“{schedule.segments[index].name}” is exponential, which cannot go "
        f"{'from' if side == 'start' else 'to'} 0.",
        fix=Fix(
            f"{side.capitalize()} at {level_words(level)}",
            with_segment(schedule, index, **{side: level}),
        ),
    )


def _span_fault(span: Span) -> str | None:
    if span.unit == "fill":
        return None
    if not math.isfinite(span.amount):
        return f"has a length that is no finite number: {span.amount}."
    if span.amount <= 0:
        return f"must be longer than {exact_text(span.amount)} {span.unit}."
    return None

"""What makes segments impossible: lengths, levels and settings that cannot be."""

import math
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial

from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.piece import LONGEST_CHAIN
from rampsmith.designer.evaluation.timeline import exact_steps, timeline
from rampsmith.designer.expressions import FormulaError, parsed_formula
from rampsmith.designer.numbers import count_text, exact_text
from rampsmith.designer.problems.problem import Fix, Problem
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Expression, Plateau, Polynomial, Staircase, has_end
from rampsmith.designer.spans import Span


def wrong_segments(schedule: Schedule) -> Iterator[Problem]:
    """Find every number in a segment that cannot be."""
    for index, segment in enumerate(schedule.segments):
        yield from _segment(schedule, index, segment)
    yield from _too_long(schedule)


def wrong_fills(schedule: Schedule) -> Iterator[Problem]:
    """Find the segments that cannot fill the rest because another one does."""
    fills = [i for i, segment in enumerate(schedule.segments) if segment.span.unit == "fill"]
    for index in fills[1:]:
        yield Problem(
            "error",
            f"segments[{index}].span",
            f"“{schedule.segments[index].name}” and “{schedule.segments[fills[0]].name}” both "
            "fill the rest; only one can.",
            fix=Fix(
                "Give it 10 % of the run",
                partial(with_segment, index=index, span=Span.of_percent(10)),
            ),
        )


def _too_long(schedule: Schedule) -> Iterator[Problem]:
    """Find segments that are longer than the whole run; one in a repeat may be, if it likes."""
    total = schedule.total_steps
    taken = any(segment.span.unit == "fill" for segment in schedule.segments)
    for index, segment in enumerate(schedule.segments):
        steps = exact_steps(segment.span, schedule)
        if not 0 < total < steps or schedule.repeat_of(index) is not None:
            continue
        filled = partial(with_segment, index=index, span=Span.of_the_rest())
        yield Problem(
            "error",
            f"segments[{index}].span",
            f"“{segment.name}” takes {count_text(float(steps))} steps, more than the "
            f"{count_text(total)} of the run.",
            fix=None if taken else Fix("Let it fill the rest", filled),
        )


def _segment(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    place = f"segments[{index}]"
    fault = _span_fault(segment.span)
    if fault is not None:
        yield Problem("error", f"{place}.span", f"“{segment.name}” {fault}")
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
            fix=Fix("End at 0.1 ×", partial(with_segment, index=index, end=Level(0.1))),
        )
    yield from _settings(schedule, index, segment)


def _settings(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    name = segment.name
    place = f"segments[{index}]"
    match segment.shape:
        case Polynomial(power=power) if not (math.isfinite(power) and power > 0):
            sentence = f"The power of “{name}” must be a finite number above 0, not {power}."
            yield Problem("error", f"{place}.shape.power", sentence)
        case Staircase(factor=factor) if not (math.isfinite(factor) and factor >= 0):
            sentence = f"The factor of “{name}” must be finite and not negative, unlike {factor}."
            yield Problem("error", f"{place}.shape.factor", sentence)
        case Expression():
            yield from _formula(schedule, index, segment, segment.shape)
        case Plateau():
            yield from _plateau(schedule, index, segment, segment.shape)
        case _:
            pass
    yield from _own_lengths(schedule, place, segment)


def _own_lengths(schedule: Schedule, place: str, segment: Segment) -> Iterator[Problem]:
    """Look at the settings of a shape that are lengths."""
    name = segment.name
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


def _formula(
    schedule: Schedule, index: int, segment: Segment, shape: Expression
) -> Iterator[Problem]:
    place = f"segments[{index}]"
    try:
        formula = parsed_formula(shape.text)
    except FormulaError as error:
        yield Problem(
            "error",
            f"{place}.shape.text",
            f"The formula of “{segment.name}” is wrong at character {error.begin + 1}: {error}",
        )
        return
    if "previous" not in formula.names:
        return
    length = timeline(schedule).length(index)
    if length > LONGEST_CHAIN:
        yield Problem(
            "error",
            f"{place}.span",
            f"“{segment.name}” builds on the value before for {count_text(length)} steps; "
            f"{count_text(LONGEST_CHAIN)} are the most.",
        )


def _plateau(schedule: Schedule, index: int, segment: Segment, shape: Plateau) -> Iterator[Problem]:
    name = segment.name
    place = f"segments[{index}]"
    if index < len(schedule.segments) - 1:
        yield Problem(
            "error",
            f"{place}.shape",
            f"“{name}” waits for a metric without end, so nothing can follow it.",
        )
    if schedule.repeat_of(index) is not None:
        yield Problem("error", f"{place}.shape", f"“{name}” is a plateau and cannot be repeated.")
    if schedule.after == "repeat":
        held = partial(replace, after="hold")
        yield Problem(
            "error",
            "after",
            f"A schedule that ends in a plateau, “{name}”, cannot begin again.",
            fix=Fix("Hold the last value", held),
        )
    # First all at once: there may be a hundred thousand, and hardly ever is one wrong.
    if not all(map(math.isfinite, schedule.metric)):
        values = enumerate(schedule.metric, start=1)
        number, value = next(each for each in values if not math.isfinite(each[1]))
        sentence = f"Value {number} of the metric must be a finite number, not {value}."
        yield Problem("error", "metric", sentence)
    for field, words in _setting_faults(shape):
        yield Problem(
            "error",
            f"{place}.shape.{field}",
            f"The {field.replace('_', ' ')} of “{name}” {words}, not {getattr(shape, field)}.",
        )


def _setting_faults(shape: Plateau) -> Iterator[tuple[str, str]]:
    """Yield the settings of a plateau that cannot be, and what they must be."""
    if shape.mode not in ("min", "max"):
        yield "mode", "must be min or max"
    if shape.threshold_mode not in ("rel", "abs"):
        yield "threshold_mode", "must be rel or abs"
    if not 0 <= shape.factor < 1:
        yield "factor", "must be at least 0 and below 1"
    for field in ("patience", "cooldown"):
        value = getattr(shape, field)
        if not (0 <= value < math.inf and value == int(value)):
            yield field, "must be a whole number from 0 on"
    for field in ("threshold", "min_lr", "eps"):
        if not 0 <= getattr(shape, field) < math.inf:
            yield field, "must be a finite number from 0 on"
    if shape.mode == "min" and shape.threshold_mode == "rel" and 1 <= shape.threshold < math.inf:
        # Torch takes it, and then no metric is ever better: infinity times 0 is not a number.
        yield "threshold", "must be below 1 where it is a fraction of the best"


def _span_fault(span: Span) -> str | None:
    if span.unit == "fill":
        return None
    if not math.isfinite(span.amount):
        return f"has a length that is no finite number: {span.amount}."
    if span.amount <= 0:
        not_so = f", not {exact_text(span.amount)}" if span.amount else ""
        return f"must be longer than 0 {span.unit}{not_so}."
    return None

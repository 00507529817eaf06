"""Find what makes values impossible: beyond all numbers, below 0, or none at all at some step."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.levels import Side, level_at
from rampsmith.designer.evaluation.rates import Curve, Rates, rates_of
from rampsmith.designer.evaluation.repeats import cycles_of, segment_at
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.numbers import count_text, rate_text
from rampsmith.designer.words.phrases import level_words

EVERY_STEP_UP_TO = 20_000
SPREAD = 2_000
"""Steps of a longer run at which values are looked at, besides those beside the boundaries."""


def value_errors(schedule: Schedule, *, below: float = math.inf) -> Iterator[Problem]:
    """Look at the values, which must be below a limit, once all the numbers are numbers."""
    rates = rates_of(schedule)
    if schedule.segments and schedule.total_steps > 0 and rates.timeline.end <= 0:
        sentence = f"All segments together are shorter than one {schedule.step_word}."
        yield Problem("error", Place.of_segment(None), sentence)
        return
    yield from _ends(schedule, rates)
    yield from _executed(schedule, rates, below)


def _ends(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    """Look at the values at the ends of every segment."""
    # What the largest rate of a group can hold, the others can.
    bases = [group.base_lr for group in schedule.groups] if rates.relative else []
    largest = max([1.0, *bases])
    # A value is a · base + b: what the groups with the lowest and highest base reach bounds the others.
    of_base = sorted(zip(schedule.groups, rates.curves, strict=False), key=_base_rate)
    curves = [curve for _, curve in of_base[:1] + of_base[1:][-1:]]
    for index, segment in enumerate(schedule.segments):
        if isinstance(segment.shape, Expression):
            continue
        divides = segment.shape.divides_ends
        zero: set[Side] = set()
        beyond = False
        for curve in curves:
            segment_curve = curve.segments[index].whole
            ends: dict[Side, float] = {
                "start": segment_curve.start_value,
                "end": segment_curve.end_value,
            }
            zero |= {side for side, value in ends.items() if divides and value == 0}
            beyond |= not all(math.isfinite(largest * value) for value in ends.values())
            if divides and not zero:
                # Its formula divides the ends, which can be too far apart for that.
                beyond |= not 0 < segment_curve.end_value / segment_curve.start_value < math.inf
        for side in ("start", "end"):
            if side in zero:
                yield _zero_end(schedule, index, side)
        if beyond and not zero:
            yield Problem(
                "error",
                Place.of_segment(index, "shape"),
                f"“{segment.name}” goes beyond the numbers that a computer can hold.",
            )


def _base_rate(pair: tuple[Group, Curve]) -> float:
    return pair[0].base_lr


def _zero_end(schedule: Schedule, index: int, side: Side) -> Problem:
    """Report that a shape cannot begin or end at 0, and offer a thousandth of its other end."""
    other = level_at(schedule, index, "end" if side == "start" else "start")
    level = replace(other, value=other.value / 1000 or 1e-3)
    changes: dict[str, Any] = {side: level}
    change = partial(with_segment, index=index, **changes)
    segment = schedule.segments[index]
    return Problem(
        "error",
        Place.of_segment(index, side),
        f"“{segment.name}” is {segment.shape.noun}, which cannot go "
        f"{'from' if side == 'start' else 'to'} 0.",
        fix=Fix(f"{side.capitalize()} at {level_words(level)}", change),
    )


def _executed(schedule: Schedule, rates: Rates, below: float) -> Iterator[Problem]:
    """Look at the values at the steps of the run, where they are not known from the ends."""
    turns = any(segment.shape.turns for segment in schedule.segments)
    if not turns and all(repeat.scale == 1 for repeat in schedule.blocks):
        return
    steps = _looked_at(schedule, rates)
    seen: set[int] = set()
    for group in range(len(schedule.groups)):
        values = rates.of_group(group, steps)
        if min(values) >= 0 and max(values) < below and math.isfinite(sum(values)):
            continue
        for step, value in zip(steps, values, strict=True):
            if 0 <= value < below:
                continue
            index = segment_at(schedule, rates.timeline, step)
            if index not in seen:
                seen.add(index)
                yield _wrong_value(schedule, index, step, value)


def _looked_at(schedule: Schedule, rates: Rates) -> list[int]:
    """Choose the steps to look at: all of a short run, else the decisive ones and a spread."""
    line = rates.timeline
    last = max(line.run_steps, math.ceil(line.end))
    if last <= EVERY_STEP_UP_TO:
        return list(range(last + 1))
    offset = schedule.counts_from
    places = [*line.boundaries]
    for span, cycles in zip(line.repeats, cycles_of(schedule, line), strict=True):
        # Scales grow or shrink from cycle to cycle, so the last one that is executed matters most.
        until = min(span.end, line.run_steps) - span.begin
        try:
            number, _ = cycles.place(max(0, math.ceil(until) - 1))
            places += [span.begin + cycles.step(number, place) for place in span.inner]
        except (ArithmeticError, ValueError):
            continue
    steps = {last * i // SPREAD for i in range(SPREAD + 1)}
    for place in places:
        steps |= {math.ceil(place) - offset + shift for shift in (-1, 0, 1)}
    return sorted(step for step in steps if 0 <= step <= last)


def _wrong_value(schedule: Schedule, index: int, step: int, value: float) -> Problem:
    segment = schedule.segments[index]
    close = ""
    if math.isnan(value):
        what = "has no value"
    elif math.isinf(value):
        what = "is infinite"
    else:
        what = f"is {rate_text(value)}, {'below 0' if value < 0 else 'which is too large'}"
        close = ","
    label, place = f"“{segment.name}” {what}", Place.of_segment(index, "shape")
    repeat = schedule.repeat_of(index)
    if repeat is not None and not isinstance(segment.shape, Expression):
        label = f"Scaled by “{repeat.name}”, {label}"
        place = Place.of_repeat(schedule.repeats.index(repeat), "scale")
    sentence = f"{label}{close} at {schedule.step_word} {count_text(step)}."
    return Problem("error", place, sentence, step=step, mark=label)

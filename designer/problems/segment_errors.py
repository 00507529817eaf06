"""Find what makes segments impossible: lengths, levels and settings that cannot be."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.edits import with_segment, with_span_unit
from rampsmith.designer.evaluation.span_steps import can_count, exact_steps
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.problems.formula_errors import formula_errors
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.shape import settings_of
from rampsmith.designer.values.limits import LARGEST_LEVEL
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import missing_words, span_words


def segment_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find every number in a segment that cannot be."""
    for index, segment in enumerate(schedule.segments):
        yield from _segment(schedule, index, segment)


def fill_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find the segments that cannot fill the rest because another one does."""
    fills = schedule.filling
    for index in fills[1:]:
        yield Problem(
            "error",
            Place.of_segment(index, "span"),
            f"“{schedule.segments[index].name}” and “{schedule.segments[fills[0]].name}” both "
            "fill the rest; only one can.",
            fix=Fix(
                "Give it 10 % of the run",
                partial(with_segment, index=index, span=Span.of_percent(10)),
            ),
        )


def whole_step_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find the segments that say which of their ends they execute, where no step need be at one."""
    line = timeline(schedule)
    for index, segment in enumerate(schedule.segments):
        if not segment.counts_ends:
            continue
        places = [line.begins[index], line.ends[index]]
        repeat = schedule.repeat_of(index)
        if repeat is not None:
            places += [line.repeats[schedule.blocks.index(repeat)].cycle]
        is_even = repeat is None or repeat.has_equal_cycles
        if is_even and all(place == int(place) for place in places):
            continue
        word = "first_at_start" if not segment.first_at_start else "last_at_end"
        usual = partial(with_segment, index=index, first_at_start=True, last_at_end=False)
        yield Problem(
            "error",
            Place.of_segment(index, word),
            f"“{segment.name}” counts whole {schedule.step_word}s from end to end, and here it takes parts of them.",
            fix=Fix("Execute its start alone", usual),
        )


def _segment(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    place = Place.of_segment(index)
    fault = _span_fault(schedule, segment.span)
    if fault is not None:
        yield Problem("error", place.at("span"), f"“{segment.name}” {fault}")
    elif segment.span.until:
        yield from _end_errors(schedule, index, segment)
    levels = (("start", segment.start), ("end", segment.end), ("floor", segment.floor))
    for side, level in levels:
        if level is None or (side == "end" and not segment.shape.has_end):
            continue
        if not math.isfinite(level.value):
            words = f"must be a finite number, not {level.value}."
        elif level.value < 0:
            words = f"must not be negative, as {exact_text(level.value)} is."
        elif level.value > LARGEST_LEVEL:
            words = f"is {exact_text(level.value)}; {exact_text(LARGEST_LEVEL)} is the most."
        else:
            continue
        yield Problem("error", place.at(side), f"The {side} of “{segment.name}” {words}")
    if segment.shape.has_end and segment.end is None:
        yield Problem(
            "error",
            place.at("end"),
            f"“{segment.name}” has no end level to go to.",
            fix=Fix("End at 0.1 ×", partial(with_segment, index=index, end=Level(0.1))),
        )
    yield from _part(schedule, index, segment)
    yield from _floor(schedule, index, segment)
    yield from _settings(schedule, index, segment)


def _part(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    """Look at what a segment leaves of a longer shape."""
    place, name = Place.of_segment(index), segment.name
    whole = Fix(
        "Make it a whole shape", partial(with_segment, index=index, before=None, after=None)
    )
    for side, span in (("before", segment.before), ("after", segment.after)):
        if span is None or (side == "before" and segment.began_with_the_run):
            continue
        if span.unit == "fill":
            fault = "cannot fill the rest."
        elif span.until:
            fault = "must be a length, not a place."
        elif not math.isfinite(span.amount):
            fault = f"must be a finite length, not {span.amount} {span.unit}."
        elif span.amount < 0:
            fault = f"must not be negative, as {exact_text(span.amount)} {span.unit} is."
        else:
            fault = (_span_fault(schedule, span) if span.amount else None) or ""
        if fault:
            yield Problem("error", place.at(side), f"The part {side} “{name}” {fault}", fix=whole)
    shape = segment.shape
    if segment.is_part and shape.chains:
        sentence = f"“{name}” builds on the value before, so it is no part of a longer shape."
        yield Problem("error", place.at("shape", "text"), sentence, fix=whole)


def _floor(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    """Look for floors where none can be."""
    if segment.floor is None:
        return
    shape, repeat, why = segment.shape, schedule.repeat_of(index), ""
    if isinstance(shape, Plateau):
        why = "waits for a metric; its lowest rate is its minimum"
    elif shape.chains:
        why = "builds on the value before; write max(…) into the formula"
    elif repeat is not None and repeat.scales_steps:
        why = f"is scaled by “{repeat.name}” at every {schedule.step_word}, its floor with it"
    if why:
        none = Fix("Leave the floor out", partial(with_segment, index=index, floor=None))
        sentence = f"“{segment.name}” {why}."
        yield Problem("error", Place.of_segment(index, "floor"), sentence, fix=none)


def _settings(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    name = segment.name
    place = Place.of_segment(index)
    for setting, must in segment.shape.faults():
        words = f"The {setting.replace('_', ' ')} of “{name}” {must}"
        sentence = f"{words}, not {getattr(segment.shape, setting)}."
        yield Problem("error", place.at("shape", setting), sentence)
    if isinstance(segment.shape, Expression):
        yield from formula_errors(schedule, index, segment.shape)
    if isinstance(segment.shape, Plateau):
        yield from _plateau(schedule, index, segment)
    yield from _own_lengths(schedule, place, segment)


def _own_lengths(schedule: Schedule, place: Place, segment: Segment) -> Iterator[Problem]:
    """Look at the settings of a shape that are lengths."""
    for setting in settings_of(segment.shape):
        value = getattr(segment.shape, setting)
        if not isinstance(value, Span):
            continue
        fault = "cannot fill the rest." if value.unit == "fill" else _span_fault(schedule, value)
        if value.until:
            fault = "must be a length, not a place in the run."
        if fault is None and exact_steps(value, schedule) * 2 < 1 and value.unit != "steps":
            fault = f"comes to less than one {schedule.step_word}."
            if not can_count(schedule, value.unit):
                fault = f"is given in {value.unit}. {missing_words(value.unit)}."
        if fault is not None:
            sentence = f"The {setting.replace('_', ' ')} of “{segment.name}” {fault}"
            yield Problem("error", place.at("shape", setting), sentence)


def _plateau(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    name = segment.name
    place = Place.of_segment(index)
    if index < len(schedule.segments) - 1:
        yield Problem(
            "error",
            place.at("shape"),
            f"“{name}” waits for a metric without end, so nothing can follow it.",
        )
    if schedule.repeat_of(index) is not None:
        yield Problem("error", place.at("shape"), f"“{name}” is a plateau and cannot be repeated.")
    if schedule.after == "repeat":
        held = partial(replace, after="hold")
        yield Problem(
            "error",
            Place("after"),
            f"A schedule that ends in a plateau, “{name}”, cannot begin again.",
            fix=Fix("Hold the end value", held),
        )
    # First all at once: there may be a hundred thousand, and hardly ever is one wrong.
    if not all(map(math.isfinite, schedule.metric)):
        values = enumerate(schedule.metric, start=1)
        number, value = next(each for each in values if not math.isfinite(each[1]))
        sentence = f"Value {number} of the metric must be a finite number, not {value}."
        yield Problem("error", Place("metric"), sentence)


def _end_errors(schedule: Schedule, index: int, segment: Segment) -> Iterator[Problem]:
    """Look at a segment that says where in the run it ends, not how long it is."""
    before = [each.span.unit for each in schedule.segments[:index]]
    words = span_words(segment.span, step_word=schedule.step_word)
    unit = segment.span.unit
    fix = Fix("Give it a length", partial(with_span_unit, index=index, unit=unit))
    if schedule.repeat_of(index) is not None:
        sentence = f"“{segment.name}” repeats, so it cannot last {words}."
        yield Problem("error", Place.of_segment(index, "span"), sentence, fix=fix)
    elif "fill" in before:
        filling = schedule.segments[before.index("fill")].name
        sentence = (
            f"“{segment.name}” lasts {words}, and “{filling}” before it fills the rest: nothing says "
            "where one ends and the other begins."
        )
        tenth = partial(with_segment, index=index, span=Span.of_percent(10))
        fix = Fix("Give it 10 % of the run", tenth)
        yield Problem("error", Place.of_segment(index, "span"), sentence, fix=fix)


def _span_fault(schedule: Schedule, span: Span) -> str | None:
    if span.unit == "fill":
        return None
    if span.unit in ("batches", "samples", "tokens") and not can_count(schedule, span.unit):
        return f"is given in {span.unit}. {missing_words(span.unit)}."
    if not math.isfinite(span.amount):
        return f"has a length that is no finite number: {span.amount}."
    if span.amount <= 0:
        not_so = f", not {exact_text(span.amount)}" if span.amount else ""
        word = f"{schedule.step_word}s" if span.unit == "steps" else span.unit
        return f"must be longer than 0 {word}{not_so}."
    if not 0 <= span.less < math.inf:
        word = schedule.step_word
        return f"must be a finite number of {word}s less, from 0 on, not {exact_text(span.less)}."
    return None

"""From a schedule to the text of its design file."""

import json
import math
from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.design_error import DesignError, DesignFault
from rampsmith.designer.nodes import LARGEST, LONGEST_SPAN, LONGEST_TEXT, fits_in_a_line
from rampsmith.designer.reading import MOST_GROUPS, MOST_SEGMENTS, VERSION
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import Shape
from rampsmith.designer.spans import Span


def design_text(schedule: Schedule, *, source: str = "the design") -> str:
    """Write a schedule as the text of a design file; reading it gives ``storable(schedule)``.

    Raises:
        DesignError: if there are more segments or parameter groups than a file may have.
    """
    _refuse_too_many(schedule, source)
    return json.dumps(_document(storable(schedule)), indent=2, ensure_ascii=False) + "\n"


def storable(schedule: Schedule) -> Schedule:
    """Give a schedule as a file can hold it: the same one but for what no file may contain.

    Control characters, line breaks and halves of characters in titles and names become spaces, and
    names of more than 200 characters are cut. Counts and lengths have a limit, some 10**15. A schedule
    that was made with Rampsmith's own fields has nothing of the kind and stays as it is.
    """
    return replace(
        schedule,
        title=_line(schedule.title),
        class_name=_line(schedule.class_name),
        segments=tuple(map(_storable_segment, schedule.segments)),
        groups=tuple(Group(_line(group.name), _number(group.base_lr)) for group in schedule.groups),
        run=_storable_run(schedule.run),
    )


def _refuse_too_many(schedule: Schedule, source: str) -> None:
    counts = (
        ("segments", "segments", len(schedule.segments), MOST_SEGMENTS),
        ("groups", "parameter groups", len(schedule.groups), MOST_GROUPS),
    )
    faults = tuple(
        DesignFault(place, f"There are {count:,} {words}; {most:,} are the most.")
        for place, words, count, most in counts
        if count > most
    )
    if faults:
        raise DesignError(source, faults)


def _storable_segment(segment: Segment) -> Segment:
    shape = segment.shape
    settings = {field.name: getattr(shape, field.name) for field in fields(shape)}
    changes: dict[str, Any] = {
        word: _storable_span(value) if isinstance(value, Span) else _number(value)
        for word, value in settings.items()
    }
    return Segment(
        _line(segment.name),
        replace(shape, **changes),
        _storable_span(segment.span),
        _storable_level(segment.start),
        _storable_level(segment.end),
    )


def _storable_level(level: Level | None) -> Level | None:
    return None if level is None else replace(level, value=_number(level.value))


def _storable_span(span: Span) -> Span:
    if span.unit == "fill":
        return Span.of_the_rest()
    if not -math.inf < span.amount < math.inf:
        return span
    longest = LONGEST_SPAN[span.unit]
    return replace(span, amount=min(max(span.amount, -longest), longest))


def _storable_run(run: Run) -> Run:
    counts: dict[str, Any] = {
        field.name: min(max(value, -LARGEST), LARGEST)
        for field in fields(run)
        if isinstance(value := getattr(run, field.name), int) and not isinstance(value, bool)
    }
    return replace(run, **counts)


def _number(value: float) -> float:
    """Give a number as a float; whole ones beyond every float are infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _line(text: str) -> str:
    plain = (character if fits_in_a_line(character) else " " for character in text[:LONGEST_TEXT])
    return "".join(plain)


def _document(schedule: Schedule) -> dict[str, Any]:
    return {
        "rampsmith": VERSION,
        "title": schedule.title,
        "class_name": schedule.class_name,
        "stepping": schedule.stepping,
        "counts_from": schedule.counts_from,
        "after": schedule.after,
        "groups": [
            {"name": group.name, "base_lr": _written(group.base_lr)} for group in schedule.groups
        ],
        "run": _run(schedule.run),
        "segments": [_segment(segment) for segment in schedule.segments],
    }


def _run(run: Run) -> dict[str, Any]:
    found = {field.name: getattr(run, field.name) for field in fields(run)}
    left_out = {"tokens_per_sample"} if run.tokens_per_sample is None else set()
    if run.updates is None:
        left_out.add("updates")
    elif run.epochs is None:
        left_out.add("epochs")
    return {word: value for word, value in found.items() if word not in left_out}


def _segment(segment: Segment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": segment.name,
        "shape": _shape(segment.shape),
        "span": _span(segment.span),
    }
    for side, level in (("start", segment.start), ("end", segment.end)):
        if level is not None:
            found[side] = {level.unit: _written(level.value)}
    return found


def _shape(shape: Shape) -> str | dict[str, Any]:
    settings = {field.name: getattr(shape, field.name) for field in fields(shape)}
    if not settings:
        return shape.kind
    return {
        "kind": shape.kind,
        **{
            word: _span(value) if isinstance(value, Span) else _written(value)
            for word, value in settings.items()
        },
    }


def _span(span: Span) -> str | dict[str, Any]:
    return "fill" if span.unit == "fill" else {span.unit: _written(span.amount)}


def _written(value: float) -> float | str:
    """Give a number as JSON can hold it; the three that it cannot as text."""
    return value if math.isfinite(value) else str(float(value))

"""A schedule as a design file can hold it."""

import math
from dataclasses import fields, replace
from typing import Any, TypeVar

from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.files.nodes import NOT_IN_A_LINE
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.limits import LONGEST_SPAN, MOST_STEPS
from rampsmith.designer.values.spans import Span

CurveT = TypeVar("CurveT", Schedule, Track)
PartT = TypeVar(
    "PartT", bound=Group | Level | Repeat | Run | Segment | Shape | Stage | FormulaConstant
)


def storable(schedule: Schedule) -> Schedule:
    """Return a schedule as a file can hold it: the same one but for what no file may contain.

    Control characters, line breaks and halves of characters in titles and names become spaces.
    Counts and lengths have a limit, some 10**15. Repeats are put in order; those of segments that do not exist, or that others
    repeat, are left out. A schedule that was made with Rampsmith's own fields has nothing of the
    kind and stays as it is.
    """
    return replace(
        storable_curve(schedule),
        title=_line(schedule.title),
        class_name=_line(schedule.class_name),
        groups=tuple(map(_storable_group, schedule.groups)),
        run=_storable_run(schedule.run),
        tracks=tuple(map(_storable_track, schedule.tracks)),
        metric=_storable_metric(schedule.metric),
    )


def _storable_run(run: Run) -> Run:
    stages = tuple(map(_storable_part, run.stages))
    return replace(_storable_part(replace(run, stages=())), stages=stages)


def _storable_group(group: Group) -> Group:
    bases = tuple((name, _number(value)) for name, value in group.bases)
    return Group(_line(group.name), _number(group.base_lr), bases)


def _storable_track(track: Track) -> Track:
    key = track.key
    if key.group is not None:
        key = replace(key, group=_line(key.group))
    return replace(storable_curve(track), key=key)


def _storable_metric(metric: tuple[float, ...]) -> tuple[float, ...]:
    """Return the values as floats; as they are, where they are, because there may be very many."""
    return (
        metric
        if set(map(type, metric)) <= {float} and 0.0 not in metric
        else tuple(map(_number, metric))
    )


def storable_curve(curve: CurveT) -> CurveT:
    """Return a curve with segments and repeats as a file can hold them."""
    segments = tuple(map(_storable_part, curve.segments))
    return replace(curve, segments=segments, repeats=_storable_repeats(curve))


def _storable_repeats(curve: Schedule | Track) -> tuple[Repeat, ...]:
    """Keep the repeats that a schedule would run if their numbers were sensible."""
    found: list[Repeat] = []
    free = 0
    for repeat in sorted(curve.repeats, key=lambda each: each.first):
        if free <= repeat.first <= repeat.last < len(curve.segments):
            free = repeat.last + 1
            found.append(_storable_part(repeat))
    return tuple(found)


def _storable_part(part: PartT) -> PartT:
    """Return a part with each text, number and length of it as a file can hold it."""
    values = ((field, getattr(part, field.name)) for field in fields(part))
    changes = {
        field.name: _storable_value(value, field.type)
        for field, value in values
        if value is not None and not isinstance(value, bool)
    }
    return replace(part, **changes)


def _storable_value(value: Any, kind: Any) -> Any:
    match value:
        case tuple():
            return tuple(map(_storable_item, value))
        case str():
            return _line(value)
        case Span():
            return _storable_span(value)
        case Level() | Shape():
            return _storable_part(value)
        case int() if kind is not float:
            return _count(value)
        case _:
            return _number(value)


def _storable_item(item: Any) -> Any:
    """Return an item of a list as a file can hold it: a constant, or a number."""
    return _storable_part(item) if isinstance(item, FormulaConstant) else _number(item)


def _storable_span(span: Span) -> Span:
    if span.unit == "fill":
        return Span.of_the_rest()
    if not -math.inf < span.amount < math.inf:
        return span
    longest = LONGEST_SPAN[span.unit]
    amount = min(max(span.amount, -longest), longest)
    less = min(max(span.less, -MOST_STEPS), MOST_STEPS) if math.isfinite(span.less) else 0
    return replace(span, amount=amount or abs(amount), less=less or abs(less))


def _count(value: int) -> int:
    return min(max(value, -MOST_STEPS), MOST_STEPS)


def _number(value: float) -> float:
    """Return a number as a float; whole ones beyond every float are infinite, and no 0 is negative."""
    try:
        return float(value) or 0.0
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _line(text: str) -> str:
    return NOT_IN_A_LINE.sub(" ", text)

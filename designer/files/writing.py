"""From a schedule to the text of its design file."""

import json
import math
from dataclasses import asdict, fields, replace
from typing import Any

from rampsmith.designer.code_style import CodeStyle
from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.json_text import laid_out
from rampsmith.designer.files.nodes import (
    LARGEST,
    LONGEST_FORMULA,
    LONGEST_SPAN,
    LONGEST_TEXT,
    NOT_IN_A_LINE,
)
from rampsmith.designer.files.reading import MOST_GROUPS, MOST_METRICS, VERSION
from rampsmith.designer.files.reading_curves import ENDLESS, MOST_SEGMENTS
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import Shape
from rampsmith.designer.spans import Span


def design_text(schedule: Schedule, *, source: str = "the design") -> str:
    """Write a schedule as the text of a design file; reading it gives ``storable(schedule)``.

    Raises:
        DesignError: if there are more segments, parameter groups or values of a metric than a file
            may have.
    """
    _refuse_too_many(schedule, source)
    return laid_out(_document(storable(schedule))) + "\n"


def short_text(schedule: Schedule) -> str:
    """Write the same in one line, without what a reader takes where it is left out."""
    document, usual = _document(storable(schedule)), _document(Schedule())
    # Only where the run's length is not said otherwise does a reader take the usual epochs.
    kept = {"rampsmith", "segments"} | (set() if schedule.run.in_epochs else {"epochs"})

    def unusual(found: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
        return {
            word: value for word, value in found.items() if word in kept or usual.get(word) != value
        }

    document["run"] = unusual(document["run"], usual["run"])
    return json.dumps(unusual(document, {**usual, "run": {}}), separators=(",", ":"))


def segments_text(segments: Track) -> str:
    """Write segments, with their repeats, as the text of a design that says nothing else."""
    document = {"rampsmith": VERSION, **_curve(_storable_curve(segments))}
    return laid_out(document) + "\n"


def storable(schedule: Schedule) -> Schedule:
    """Give a schedule as a file can hold it: the same one but for what no file may contain.

    Control characters, line breaks and halves of characters in titles and names become spaces, and
    names of more than 200 characters are cut, formulas of more than 300. Counts and lengths have a
    limit, some 10**15. Repeats are put in order; those of segments that do not exist, or that others
    repeat, are left out. A schedule that was made with Rampsmith's own fields has nothing of the
    kind and stays as it is.
    """
    return replace(
        schedule,
        title=_line(schedule.title),
        class_name=_line(schedule.class_name),
        segments=tuple(map(_storable_segment, schedule.segments)),
        groups=tuple(Group(_line(group.name), _number(group.base_lr)) for group in schedule.groups),
        run=_storable_run(schedule.run),
        repeats=_storable_repeats(schedule),
        momentum=_storable_track(schedule.momentum),
        multiplier=_storable_track(schedule.multiplier),
        metric=_storable_metric(schedule.metric),
    )


def _storable_metric(metric: tuple[float, ...]) -> tuple[float, ...]:
    """Give the values as floats; as they are, where they are, because there may be very many."""
    return metric if set(map(type, metric)) <= {float} else tuple(map(_number, metric))


def _refuse_too_many(schedule: Schedule, source: str) -> None:
    counts = [
        ("segments", "segments", len(schedule.segments), MOST_SEGMENTS),
        ("groups", "parameter groups", len(schedule.groups), MOST_GROUPS),
        ("metric", "values", len(schedule.metric), MOST_METRICS),
    ]
    for place, track in _tracks(schedule).items():
        if track is not None:
            counts.append((f"{place}.segments", "segments", len(track.segments), MOST_SEGMENTS))
    faults = tuple(
        DesignFault(place, f"There are {count:,} {words}; {most:,} are the most.")
        for place, words, count, most in counts
        if count > most
    )
    if faults:
        raise DesignError(source, faults)


def _tracks(schedule: Schedule) -> dict[str, Track | None]:
    return {"momentum": schedule.momentum, "multiplier": schedule.multiplier}


def _storable_track(track: Track | None) -> Track | None:
    return None if track is None else _storable_curve(track)


def _storable_curve(track: Track) -> Track:
    return Track(tuple(map(_storable_segment, track.segments)), _storable_repeats(track))


def _storable_repeats(curve: Schedule | Track) -> tuple[Repeat, ...]:
    """Keep the repeats that a schedule would run, had they sensible numbers."""
    found: list[Repeat] = []
    free = 0
    for repeat in sorted(curve.repeats, key=lambda each: each.first):
        if free <= repeat.first <= repeat.last < len(curve.segments):
            free = repeat.last + 1
            found.append(_storable_repeat(repeat))
    return tuple(found)


def _storable_repeat(repeat: Repeat) -> Repeat:
    return replace(
        repeat,
        name=_line(repeat.name),
        times=None if repeat.times is None else _count(repeat.times),
        stretch=_number(repeat.stretch),
        scale=_number(repeat.scale),
    )


def _storable_segment(segment: Segment) -> Segment:
    return Segment(
        _line(segment.name),
        _storable_shape(segment.shape),
        _storable_span(segment.span),
        _storable_level(segment.start),
        _storable_level(segment.end),
    )


def _storable_shape(shape: Shape) -> Shape:
    changes: dict[str, Any] = {}
    for field in fields(shape):
        value = getattr(shape, field.name)
        match value:
            case Span():
                changes[field.name] = _storable_span(value)
            case str():
                changes[field.name] = _line(value, LONGEST_FORMULA)
            case int() if field.type in (int, "int"):
                changes[field.name] = _count(value)
            case _:
                changes[field.name] = _number(value)
    return replace(shape, **changes)


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
        field.name: _count(value)
        for field in fields(run)
        if isinstance(value := getattr(run, field.name), int) and not isinstance(value, bool)
    }
    return replace(run, **counts)


def _count(value: int) -> int:
    return min(max(value, -LARGEST), LARGEST)


def _number(value: float) -> float:
    """Give a number as a float; whole ones beyond every float are infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _line(text: str, longest: int = LONGEST_TEXT) -> str:
    return NOT_IN_A_LINE.sub(" ", text[:longest])


def _document(schedule: Schedule) -> dict[str, Any]:
    found = {
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
        **_curve(schedule),
    }
    for word, track in _tracks(schedule).items():
        if track is not None:
            found[word] = _curve(track)
    if schedule.metric:
        is_plain = all(map(math.isfinite, schedule.metric))
        found["metric"] = [*(schedule.metric if is_plain else map(_written, schedule.metric))]
    if schedule.code != CodeStyle():
        found["code"] = asdict(schedule.code)
    return found


def _curve(curve: Schedule | Track) -> dict[str, Any]:
    """Write segments and, where there are any, the repeats of them."""
    found: dict[str, Any] = {"segments": [_segment(segment) for segment in curve.segments]}
    if curve.repeats:
        found["repeats"] = [_repeat(repeat) for repeat in curve.repeats]
    return found


def _repeat(repeat: Repeat) -> dict[str, Any]:
    """Write a repeat; what is left as it usually is goes without saying."""
    found: dict[str, Any] = {
        "name": repeat.name,
        "segments": [repeat.first, repeat.last],
        "times": ENDLESS if repeat.times is None else repeat.times,
    }
    usual = Repeat("", 0, 0)
    for word in ("stretch", "keeps_first", "scale", "scaling"):
        value = getattr(repeat, word)
        if value != getattr(usual, word):
            found[word] = _written(value) if isinstance(value, float) else value
    return found


def _run(run: Run) -> dict[str, Any]:
    found = {field.name: getattr(run, field.name) for field in fields(run)}
    left_out = {
        word for word in ("updates", "tokens_per_sample", "total_tokens") if found[word] is None
    }
    if run.epochs is None and not run.in_epochs:
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
        **{word: _setting(value) for word, value in settings.items()},
    }


def _setting(value: float | str | Span) -> Any:
    match value:
        case Span():
            return _span(value)
        case str():
            return value
        case _:
            return _written(value)


def _span(span: Span) -> str | dict[str, Any]:
    return "fill" if span.unit == "fill" else {span.unit: _written(span.amount)}


def _written(value: float) -> float | str:
    """Give a number as JSON can hold it; the three that it cannot as text."""
    return value if math.isfinite(value) else str(float(value))

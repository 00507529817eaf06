"""The place of a problem in words, as the window calls its parts."""

from collections import Counter
from dataclasses import replace

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.values.names import capitalised

_PARTS = {
    "segments": "segments",
    "repeats": "repeats",
    "class_name": "name of the class",
    "groups": "groups",
    "run": "run",
    "after": "after the end",
    "stepping": "stepping",
    "metric": "metric",
    "target": "target",
    "exported file": "exported file",
}

_FIELDS = {"span": "length", "base_lr": "base rate", "times": "count"}
"""The fields that the window calls otherwise than the file."""


def place_words(place: Place, schedule: Schedule) -> str:
    """Write a place: ``momentum, segment “Warmup”, length``."""
    curve = place.curve or RATE_CURVE
    owner = curve_of(schedule, curve)
    named = {
        "segments": [segment.name for segment in owner.segments],
        "repeats": [repeat.name for repeat in owner.repeats],
        "groups": [group.name for group in schedule.groups],
    }
    is_told = curve != RATE_CURVE or _has_namesake(place, schedule)
    words = [curve.words] if is_told else []
    of_part = named.get(place.part, [])
    if place.index is not None and place.index < len(of_part):
        one = {"segments": "segment", "repeats": "repeat", "groups": "group"}[place.part]
        words.append(f"{one} “{of_part[place.index]}”")
    else:
        words.append(_PARTS[place.part])
    if place.field:
        field = str(place.field[-1])
        words.append(_FIELDS.get(field, field.replace("_", " ")))
    return ", ".join(words)


def _has_namesake(place: Place, schedule: Schedule) -> bool:
    """Return whether a segment of another curve has the same name as the one that a place is in."""
    if place.curve is None or place.segment is None or not schedule.tracks:
        return False
    names = [
        {each.name for each in curve_of(schedule, key).segments} for key in curve_keys(schedule)
    ]
    segments = curve_of(schedule, place.curve).segments
    if place.segment >= len(segments):
        return False
    return Counter(name for each in names for name in each)[segments[place.segment].name] > 1


def with_curve_named(problem: Problem, schedule: Schedule) -> Problem:
    """Say of which curve a segment with a problem is, where another curve has one of that name."""
    curve = problem.place.curve
    if curve is None or not _has_namesake(problem.place, schedule):
        return problem
    return replace(problem, whose=capitalised(curve.words))

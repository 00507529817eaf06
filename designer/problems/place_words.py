"""The place of a problem in words, as the window calls its parts."""

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.problems.problem import Place

_PARTS = {
    "segments": "segments",
    "repeats": "repeats",
    "class_name": "name of the class",
    "groups": "groups",
    "run": "run",
    "after": "after the end",
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
    words = [] if curve == RATE_CURVE else [curve.words]
    of_part = named.get(place.part, [])
    if place.index is not None and place.index < len(of_part):
        one = {"segments": "segment", "repeats": "repeat", "groups": "group"}[place.part]
        words.append(f"{one} “{of_part[place.index]}”")
    else:
        words.append(_PARTS[place.part])
    if place.field:
        field = place.field.rpartition(".")[2]
        words.append(_FIELDS.get(field, field.replace("_", " ")))
    return ", ".join(words)

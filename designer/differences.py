"""What differs between two versions of a design, in a person's words."""

from dataclasses import fields

from rampsmith.designer.numbers import counted
from rampsmith.designer.schedule import Schedule

_WORDS = {
    "title": "the title",
    "class_name": "the name of the class",
    "after": "what comes after the end",
    "counts_from": "what steps count from",
    "stepping": "when it steps",
    "groups": "the groups",
    "run": "the run",
    "repeats": "the repeats",
    "momentum": "the momentum",
    "multiplier": "the multiplier",
    "metric": "the metric",
    "code": "the style of the exported file",
}

MOST_NAMED = 3
"""Segments that are called by their names; of more, only the number is said."""


def difference_words(before: Schedule, after: Schedule) -> str:
    """Say what differs: ``“Warmup”, the run``; nothing where nothing does."""
    parts = [
        _WORDS.get(field.name, field.name)
        for field in fields(Schedule)
        if field.name != "segments" and getattr(before, field.name) != getattr(after, field.name)
    ]
    return ", ".join([*_segment_words(before, after), *parts])


def _segment_words(before: Schedule, after: Schedule) -> list[str]:
    count = len(after.segments) - len(before.segments)
    if count:
        return [f"{counted(abs(count), 'segment')} {'more' if count > 0 else 'fewer'}"]
    pairs = zip(before.segments, after.segments, strict=True)
    names = [f"“{new.name}”" for old, new in pairs if old != new]
    return names if len(names) <= MOST_NAMED else [counted(len(names), "segment")]

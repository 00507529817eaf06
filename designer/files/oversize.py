"""What a schedule has too much of for a design file: segments, groups, letters, lengths."""

import math
from collections.abc import Iterator
from itertools import chain

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignFault
from rampsmith.designer.files.reading import OLD_KEYS
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.limits import (
    LONGEST_FORMULA,
    LONGEST_SPAN,
    LONGEST_TEXT,
    MOST_CURVES,
    MOST_GROUPS,
    MOST_LENGTHS,
    MOST_METRICS,
    MOST_SEGMENTS,
)
from rampsmith.designer.values.spans import Span


def oversize_faults(schedule: Schedule) -> tuple[DesignFault, ...]:
    """Find what there is more of than a design file can hold, and texts that are too long for it."""
    counts = [
        ("segments", "segments", len(schedule.segments), MOST_SEGMENTS),
        ("groups", "parameter groups", len(schedule.groups), MOST_GROUPS),
        ("metric", "values", len(schedule.metric), MOST_METRICS),
    ]
    counts += [
        (f"{track.key}.segments", "segments", len(track.segments), MOST_SEGMENTS)
        for track in schedule.tracks
        if track.key in OLD_KEYS
    ]
    newer = [track for track in schedule.tracks if track.key not in OLD_KEYS]
    repeats = chain(schedule.repeats, *(track.repeats for track in schedule.tracks))
    counts += [
        ("repeats", "lengths of cycles", len(each.lengths), MOST_LENGTHS) for each in repeats
    ]
    counts += [
        ("curves", "curves", len(newer), MOST_CURVES),
        ("curves", "segments in its curves", sum(len(t.segments) for t in newer), MOST_SEGMENTS),
    ]
    found = [
        DesignFault(place, f"There are {count:,} {words}; {most:,} are the most.")
        for place, words, count, most in counts
        if count > most
    ]
    found += [
        DesignFault(place, f"The text has {len(text):,} characters; {most} are the most.")
        for place, text, most in _texts(schedule)
        if len(text) > most
    ]
    return tuple(found)


def length_faults(schedule: Schedule) -> tuple[DesignFault, ...]:
    """Find lengths that a design file would hold only as the longest that there is."""
    return tuple(
        DesignFault(place, f"No length is longer than {LONGEST_SPAN[span.unit]:,} {span.unit}.")
        for place, span in _lengths(schedule)
        if LONGEST_SPAN[span.unit] < abs(span.amount) < math.inf
    )


def _lengths(schedule: Schedule) -> Iterator[tuple[str, Span]]:
    """Yield every length of a design that is counted, and the place of its segment."""
    curves = [("", schedule.segments)]
    curves += [(f"{track.key}.", track.segments) for track in schedule.tracks]
    for curve, segments in curves:
        for index, segment in enumerate(segments):
            for span in segment.spans:
                if span.unit in LONGEST_SPAN:
                    yield f"{curve}segments[{index}]", span


def _texts(schedule: Schedule) -> Iterator[tuple[str, str, int]]:
    """Yield every text of a design that has a limit: its place, itself and the limit."""
    yield "title", schedule.title, LONGEST_TEXT
    yield "class_name", schedule.class_name, LONGEST_TEXT
    for index, group in enumerate(schedule.groups):
        yield f"groups[{index}].name", group.name, LONGEST_TEXT
    curves = [("", schedule.segments, schedule.repeats)]
    curves += [(f"{track.key}.", track.segments, track.repeats) for track in schedule.tracks]
    for curve, segments, repeats in curves:
        for index, segment in enumerate(segments):
            place = f"{curve}segments[{index}]"
            yield f"{place}.name", segment.name, LONGEST_TEXT
            if isinstance(segment.shape, Expression):
                yield f"{place}.shape.text", segment.shape.text, LONGEST_FORMULA
                for number, constant in enumerate(segment.shape.constants):
                    path = f"{place}.shape.constants[{number}].name"
                    yield path, constant.name, LONGEST_TEXT
        for index, repeat in enumerate(repeats):
            yield f"{curve}repeats[{index}].name", repeat.name, LONGEST_TEXT

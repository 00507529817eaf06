"""The names that the program gives: they say what a segment or the class does, until a person names it."""

import math
from dataclasses import replace

from rampsmith.designer.document.class_names import class_name_from
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.names import counted_name

RISES = ("Warmup", "Rise")
"""The names of what rises: the first of all segments, and any other."""

FALLS, HOLDS = "Decay", "Hold"

GIVEN = frozenset((*RISES, FALLS, HOLDS, "Formula", "Plateau"))
"""All names that ``given_name`` gives; with a number they are given where one is taken already."""

MOST_SHAPES = 3
"""Shapes that the name of a class says."""


def with_names_kept_true(before: Schedule, after: Schedule) -> Schedule:
    """Rename the segments that an edit gave another course, where their names were the program's.

    A warmup whose shape or levels are changed so that it falls becomes a decay. What a person
    called a segment stays, and so does every name that said nothing of the course.
    """
    same_count = len(before.segments) == len(after.segments)
    if not same_count or _course(before) == _course(after) or not (before.groups and after.groups):
        return after
    rates = Rates(before), Rates(after)
    renamed: dict[int, str] = {}
    for index, segment in enumerate(after.segments):
        stem = _stem(segment.name)
        if stem not in GIVEN or before.segments[index].name != segment.name:
            continue
        was, name = (given_name(each, index) for each in rates)
        if was == stem and name not in ("", stem):
            renamed[index] = name
    if not renamed:
        return after
    taken = {each.name for index, each in enumerate(after.segments) if index not in renamed}
    segments = list(after.segments)
    for index, name in renamed.items():
        free = counted_name(name, taken)
        taken.add(free)
        segments[index] = replace(segments[index], name=free)
    return replace(after, segments=tuple(segments))


def given_name(rates: Rates, index: int) -> str:
    """Return what the program calls a segment by its course, before a number is added.

    It is empty where nobody can say where the segment begins or ends.
    """
    shape = rates.schedule.segments[index].shape
    if isinstance(shape, Expression):
        return "Formula"
    if isinstance(shape, Plateau):
        return "Plateau"
    start, end = rates.level_at_start(index, 0), rates.level_at_end(index, 0)
    if not (math.isfinite(start) and math.isfinite(end)):
        return ""
    if end > start:
        return RISES[0] if index == 0 else RISES[1]
    return FALLS if end < start else HOLDS


def with_class_kept_true(before: Schedule, after: Schedule) -> Schedule:
    """Call the class after its title, or without one after what it does, unless a person named it."""
    own = (Schedule().class_name, _class_name(before))
    is_named = before.class_name not in own or after.class_name != before.class_name
    return after if is_named else replace(after, class_name=_class_name(after))


def _class_name(schedule: Schedule) -> str:
    """Name a class by its title, else by its shapes: ``WarmupCosineScheduler``."""
    if schedule.title not in ("", Schedule().title):
        return class_name_from(schedule.title)
    if not (schedule.segments and schedule.groups):
        return Schedule().class_name
    kinds = [segment.shape.kind for segment in schedule.segments]
    if given_name(rates_of(schedule), 0) == RISES[0]:
        kinds[0] = RISES[0]
    words = [*dict.fromkeys(kinds)]
    if len(words) == 1 < len(kinds) or len(words) > MOST_SHAPES:
        words = ["piecewise", *words[: MOST_SHAPES - 1]]
    return class_name_from(f"{' '.join(words)} scheduler".replace("_", " "))


def _course(schedule: Schedule) -> list[object]:
    """Return what a name may say of each segment."""
    return [(each.shape, each.start, each.end) for each in schedule.segments]


def _stem(name: str) -> str:
    stem, _, number = name.rpartition(" ")
    return stem if stem and number.isdecimal() else name

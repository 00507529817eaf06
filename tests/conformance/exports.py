"""Exported classes as subjects: the designer's rates are what is right for them."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from rampsmith.designer.document.curves import curve_of, curve_of_group, followed
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.proof.plan import examined_steps
from rampsmith.designer.proof.workbench import TrainingStepper, moved
from tests.conformance.subject import BASE_WEIGHT_DECAY, Subject, Values
from tests.exporters.conformance import exported

LONGEST_WALK = 120
"""A step behind a metric is looked at up to this one."""


def subject_of(schedule: Schedule) -> Subject:
    """Make a subject of a schedule's exported class."""
    feed = TrainingStepper(schedule)
    kinds = [key.kind for key in set_curves(schedule) if key != RATE_CURVE]
    return Subject(
        name=schedule.title,
        build=exported(schedule),
        bases=tuple(group.base_lr for group in schedule.groups),
        expected=designed(schedule),
        stops=stops(schedule, feed),
        sets=frozenset(kind.name for kind in kinds),
        others=designed_others(schedule, kinds),
        metric=feed.metric,
        free=feed.first,
        jump=jumped,
    )


def name_at(schedule: Schedule, place: int) -> str | None:
    """Return which group of the design an optimizer's group is; None for those past its last."""
    return schedule.groups[place].name if place < len(schedule.groups) else None


def with_base(alone: Schedule, base: float) -> Rates:
    """Return the designer's values of a curve for a base that the second group has.

    The first group of the design stays in front of it: what is settled by it, such as which level
    of a repeat is its lowest, is settled in the exported class too.
    """
    return Rates(replace(alone, groups=(*alone.groups[:1], Group("with a base", base))))


def designed(schedule: Schedule) -> Callable[[int, Values], Values]:
    """Return the designer's rates for any base rates."""
    tracks = tuple(track for track in schedule.tracks if track.key.group is None)
    common = replace(schedule, tracks=tracks)

    @cache
    def curve(place: int, base: float) -> Rates:
        name = name_at(schedule, place)
        own = None if name is None else curve_of_group(schedule, name)
        return with_base(common if own is None else own, base)

    return lambda step, bases: tuple(
        curve(place, base).at(step)[-1] for place, base in enumerate(bases)
    )


def designed_others(
    schedule: Schedule, kinds: list[CurveKind]
) -> Callable[[int, int], dict[str, float]]:
    """Return the designer's other numbers for the group at a place."""

    @cache
    def curves(name: str | None) -> dict[str, Rates]:
        keys = (followed(schedule, kind, name) for kind in kinds)
        return {key.kind.name: of_key(key) for key in keys if key is not None}

    def of_key(key: CurveKey) -> Rates:
        base = 1.0 if key.kind.usual_base is None else BASE_WEIGHT_DECAY
        return with_base(replace(curve_of(schedule, key), tracks=()), base)

    def at(step: int, place: int) -> dict[str, float]:
        found = curves(name_at(schedule, place))
        return {name: rates.at(step)[-1] for name, rates in found.items()}

    return at


def stops(schedule: Schedule, feed: TrainingStepper) -> tuple[int, ...]:
    """Choose the first steps, those where a proof resumes, the last one, and one far behind it."""
    chosen = examined_steps(schedule)
    found = {0, 1, 3, *chosen.resumed, chosen.last, 2 * chosen.last + 3}
    if math.isfinite(feed.first):
        # What follows from a metric is come to by walking only.
        found = {step for step in found if step < feed.first or step <= LONGEST_WALK}
    return tuple(sorted(step for step in found if step >= 0))


def jumped(scheduler: Any, step: int) -> None:
    """Go to a step as a checkpoint would; behind a metric there is no such way."""
    if "falls" not in scheduler.state_dict():
        scheduler.load_state_dict(moved(scheduler.state_dict(), step))

"""Exported classes as subjects: the designer's rates are what is right for them."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.proof.places import places
from rampsmith.designer.schedule import Group, Schedule
from tests.conformance.subject import Subject, Values
from tests.exporters.conformance import exported

LONGEST_WALK = 120
"""A step behind a metric is looked at up to this one."""


def subject_of(schedule: Schedule) -> Subject:
    """Make a subject of a schedule's exported class."""
    feed = Feed(schedule)
    curve = Rates(schedule).momentum
    return Subject(
        name=schedule.title,
        build=exported(schedule),
        bases=tuple(group.base_lr for group in schedule.groups),
        expected=designed(schedule),
        stops=stops(schedule, feed),
        momentum=None if curve is None else curve.at,
        metric=feed.metric,
        free=feed.first,
        jump=jumped,
    )


def designed(schedule: Schedule) -> Callable[[int, Values], Values]:
    """Give the designer's rates for any base rates.

    The first group of the design stays in front of them: what is settled by it, such as which
    level of a repeat is its lowest, is settled in the exported class too.
    """

    @cache
    def curves(bases: Values) -> Rates:
        groups = tuple(Group(f"group {number}", base) for number, base in enumerate(bases))
        return Rates(replace(schedule, groups=(schedule.groups[0], *groups)))

    return lambda step, bases: curves(bases).at(step)[1:]


def stops(schedule: Schedule, feed: Feed) -> tuple[int, ...]:
    """Choose the first steps, those where a proof resumes, the last one, and one far behind it."""
    chosen = places(schedule)
    found = {0, 1, 3, *chosen.resumed, chosen.last, 2 * chosen.last + 3}
    if math.isfinite(feed.first):
        # What follows from a metric is come to by walking only.
        found = {step for step in found if step < feed.first or step <= LONGEST_WALK}
    return tuple(sorted(step for step in found if step >= 0))


def jumped(scheduler: Any, step: int) -> None:
    """Go to a step as a checkpoint would; behind a metric there is no such way."""
    if "watch" not in scheduler.state_dict():
        scheduler.load_state_dict({**scheduler.state_dict(), "last_epoch": step})

"""What each group gets of each kind is what the curve that it follows gives for it alone."""

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.curves import (
    followed,
    groups_set,
    is_one_for_all,
    left_alone,
    track_of,
)
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MOMENTUM_CURVE,
    MULTIPLIER,
    MULTIPLIER_CURVE,
    RATE,
    CurveKey,
    CurveKind,
)
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.rates import rates_of, set_curves
from tests.designer.designs import PLAIN
from tests.designer.strategies import schedules


def alone(schedule: Schedule, kind: CurveKind, group: Group) -> Schedule:
    """Make the curve that a group follows the rates of a schedule with nothing else in it."""
    key = followed(schedule, kind, group.name)
    assert key is not None
    factors = followed(schedule, MULTIPLIER, group.name) if kind == RATE else None
    track = track_of(schedule, key)
    multiplier = None if factors is None else track_of(schedule, factors)
    return replace(
        schedule,
        segments=schedule.segments if track is None else track.segments,
        repeats=schedule.repeats if track is None else track.repeats,
        tracks=() if multiplier is None else (replace(multiplier, key=MULTIPLIER_CURVE),),
        groups=(Group(group.name, group.base(kind)),),
    )


@given(schedules(own_curves=True, repeats=True), st.data())
def test_a_group_gets_what_its_curve_gives_for_it_alone(
    schedule: Schedule, data: st.DataObject
) -> None:
    t = data.draw(st.integers(0, schedule.total_steps + 10))
    for key, rates in set_curves(schedule).items():
        places = groups_set(schedule, key.kind)
        values = rates.at(t)
        if is_one_for_all(schedule, key.kind):
            values *= len(schedule.groups)
        for index, value in zip(places, values, strict=True):
            group = schedule.groups[index]
            right = group.base_lr
            if followed(schedule, key.kind, group.name) is not None:
                right = rates_of(alone(schedule, key.kind, group)).at(t)[0]
            assert value == right
            assert math.isfinite(value)


def test_a_rate_that_is_left_alone_is_a_value_and_a_momentum_is_none() -> None:
    schedule = left_alone(PLAIN, CurveKey(RATE, "head"))
    assert groups_set(schedule, RATE) == (0, 1)
    schedule = left_alone(schedule, CurveKey(MOMENTUM, "body"))
    assert groups_set(schedule, MOMENTUM) == (1,)
    assert len(set_curves(schedule)[MOMENTUM_CURVE].at(0)) == 1


def test_one_value_stands_for_all_groups_until_one_of_them_differs() -> None:
    assert is_one_for_all(PLAIN, MOMENTUM)
    assert not is_one_for_all(PLAIN, RATE)
    assert not is_one_for_all(left_alone(PLAIN, CurveKey(MOMENTUM, "body")), MOMENTUM)

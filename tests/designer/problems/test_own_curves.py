"""Problems of curves of single groups and of other numbers: each at its curve, with its fix."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.curves import added_curve, curve_of, edited_curve, left_alone
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Level, Schedule
from rampsmith.designer.editing.edits import with_group, with_segment
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from tests.designer.designs import PLAIN

HEAD = CurveKey(RATE, "head")


def only(schedule: Schedule, word: str) -> Problem:
    """Return the only problem whose sentence has a word."""
    (found,) = (each for each in problems(schedule) if word in each.sentence)
    return found


def test_a_jump_of_an_own_curve_is_told_at_that_curve_and_mended_there() -> None:
    own = added_curve(PLAIN, HEAD)
    schedule = edited_curve(own, HEAD, lambda alone: with_segment(alone, 1, start=Level(0.5)))
    found = only(schedule, "jumps")
    assert (found.place.curve, found.place.segment) == (HEAD, 1)
    assert found.sentence.startswith("“head”: The rate jumps from 0.02999 to 0.015 (0.5 ×) at ")
    assert found.fix is not None
    assert found.fix.change(schedule) == own


def test_a_floor_that_another_curve_never_leaves_is_doubted_and_left_out_there() -> None:
    key = CurveKey(MOMENTUM)
    plain = added_curve(PLAIN, key)
    fall = Level.of_rate(0.9), Level.of_rate(0.8)

    def floored(floor: float) -> Schedule:
        return edited_curve(
            plain,
            key,
            lambda alone: with_segment(
                with_segment(alone, 0, shape=Linear(), start=fall[0], end=fall[1]),
                0,
                floor=Level.of_rate(floor),
            ),
        )

    found = only(floored(0.95), "lies on its floor")
    assert (found.place.curve, found.place.segment, found.place.field) == (key, 0, ("floor",))
    assert found.severity == "warning"
    assert " of the momentum lies on its floor of 0.95 from end to end." in found.sentence
    assert found.fix is not None
    mended = found.fix.change(floored(0.95))
    assert curve_of(mended, key).segments[0].floor is None
    assert not any("floor" in each.sentence for each in problems(floored(0.85)))


def test_a_jump_of_the_common_curve_is_not_told_of_groups_that_do_not_follow_it() -> None:
    own = added_curve(PLAIN, CurveKey(RATE, "body"))
    schedule = with_segment(own, 1, start=Level(0.5))
    found = only(schedule, "jumps")
    assert found.place.curve == RATE_CURVE
    assert found.sentence.startswith("The rate of “head” jumps from 0.02999 to 0.015")


def test_counting_from_1_is_offered_from_an_own_curve_for_the_whole_schedule() -> None:
    schedule = edited_curve(
        added_curve(PLAIN, HEAD), HEAD, lambda alone: with_segment(alone, 1, shape=Linear())
    )
    (found,) = (
        each
        for each in problems(schedule)
        if "after the run" in each.sentence and each.place.curve == HEAD
    )
    assert found.fix is not None
    assert found.fix.change(schedule) == replace(schedule, counts_from=1)


def test_a_curve_of_a_group_that_there_is_not_can_be_removed() -> None:
    schedule = added_curve(PLAIN, CurveKey(MOMENTUM, "tail"))
    (found,) = errors(schedule)
    assert found.sentence == "There is no group “tail” that the momentum of “tail” could be for."
    assert found.fix is not None
    assert found.fix.change(schedule) == PLAIN


def test_a_curve_of_its_own_needs_a_group_whose_name_no_other_has() -> None:
    schedule = with_group(added_curve(PLAIN, HEAD), 0, name="head")
    (found,) = errors(schedule)
    assert found.sentence == (
        "Several groups are called “head”; a curve of its own needs one of them."
    )


def test_a_group_that_is_left_alone_is_no_error() -> None:
    assert errors(left_alone(PLAIN, CurveKey(MOMENTUM, "head"))) == ()


def test_a_curve_that_no_group_follows_is_noted() -> None:
    schedule = added_curve(PLAIN, CurveKey(WEIGHT_DECAY))
    for name in ("body", "head"):
        schedule = left_alone(schedule, CurveKey(WEIGHT_DECAY, name))
    assert only(schedule, "followed by no group").severity == "note"


def test_only_the_rates_of_all_groups_can_be_a_plateau() -> None:
    schedule = edited_curve(
        added_curve(PLAIN, HEAD), HEAD, lambda alone: with_segment(alone, 1, shape=Plateau())
    )
    (found,) = errors(schedule)
    assert found.sentence == (
        "Rate of “head”: “Decay” is a plateau; only the rates of all groups can wait for a metric."
    )


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_the_weight_decay_of_a_group_is_a_number_of_at_least_0(value: float) -> None:
    groups = (Group("body", 0.1, (("weight_decay", value),)), PLAIN.groups[1])
    (found,) = errors(replace(PLAIN, groups=groups))
    assert str(found.place) == "groups[0].weight_decay"
    assert found.sentence.startswith("The weight decay must ")


def test_a_formula_may_name_the_base_of_what_has_one() -> None:
    formula = Expression("base * (1 - p)")
    decay = CurveKey(WEIGHT_DECAY)
    schedule = edited_curve(
        added_curve(PLAIN, decay), decay, lambda alone: with_segment(alone, 0, shape=formula)
    )
    assert errors(schedule) == ()
    own = CurveKey(own_kind("temperature"))
    schedule = edited_curve(
        added_curve(PLAIN, own), own, lambda alone: with_segment(alone, 0, shape=formula)
    )
    (found,) = errors(schedule)
    assert found.sentence == "“Hold” names a base, which the temperature does not have."

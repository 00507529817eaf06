"""Curves of single groups: which curve a group follows, and what is set for it."""

from dataclasses import replace

from rampsmith.designer.document.curves import (
    added_curve,
    common_curve,
    curve_keys,
    edited_curve,
    followed,
    groups_that_follow,
    left_alone,
    without_curve,
)
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MULTIPLIER,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.editing.edits import removed_group, with_group, with_segment
from rampsmith.designer.evaluation.rates import rates_of, set_curves
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.designs import PLAIN

HEAD = CurveKey(RATE, "head")
DECAY = CurveKey(WEIGHT_DECAY)


def fall(start: Level, end: Level) -> tuple[Segment, ...]:
    """Make one line over the whole run."""
    return (Segment("Fall", Linear(), Span.of_the_rest(), start, end),)


def with_tracks(*tracks: Track, groups: tuple[Group, ...] = PLAIN.groups) -> Schedule:
    """Give the plain schedule other curves than its momentum."""
    return replace(PLAIN, tracks=tracks, groups=groups)


def test_a_curve_of_a_groups_own_begins_as_the_common_one() -> None:
    schedule = added_curve(PLAIN, HEAD)
    assert curve_keys(schedule)[1] == HEAD
    for t in range(0, schedule.total_steps, 97):
        assert rates_of(schedule).at(t) == rates_of(PLAIN).at(t)


def test_an_edit_of_a_groups_own_curve_changes_that_group_alone() -> None:
    schedule = edited_curve(
        added_curve(PLAIN, HEAD), HEAD, lambda alone: with_segment(alone, 1, end=Level(0.5))
    )
    last = schedule.total_steps
    assert rates_of(schedule).at(last) == (rates_of(PLAIN).at(last)[0], 0.03 * 0.5)
    assert without_curve(schedule, HEAD) == PLAIN


def test_lengths_of_an_own_curve_are_its_own() -> None:
    own = (Segment("Frozen", Constant(), Span.of_steps(10), Level(0.0)), *PLAIN.segments[1:])
    rates = rates_of(with_tracks(Track(HEAD, own)))
    assert [rates.at(t)[1] for t in (0, 9, 10)] == [0.0, 0.0, 0.0]
    assert rates.at(5)[0] > 0


def test_a_group_that_is_left_alone_keeps_its_base_rate() -> None:
    schedule = left_alone(PLAIN, HEAD)
    assert {rates_of(schedule).at(t)[1] for t in (0, 50, 10**6)} == {0.03}
    assert followed(schedule, RATE, "head") is None
    assert groups_that_follow(schedule, RATE_CURVE) == (0,)


def test_a_multiplier_multiplies_own_rates_too_and_an_own_multiplier_replaces_it() -> None:
    common = Track(CurveKey(MULTIPLIER), fall(Level(0.5), Level(0.5)))
    own_rate = Track(HEAD, fall(Level(1.0), Level(1.0)))
    own_multiplier = Track(CurveKey(MULTIPLIER, "head"), fall(Level(0.1), Level(0.1)))
    assert rates_of(with_tracks(own_rate, common)).at(7)[1] == 0.03 * 0.5
    assert rates_of(with_tracks(own_rate, common, own_multiplier)).at(7)[1] == 0.03 * 0.1
    body, head = rates_of(with_tracks(common, own_multiplier)).at(7)
    assert (body, head) == (
        rates_of(with_tracks(common)).at(7)[0],
        0.03 * (rates_of(with_tracks()).curves[0].at(7) * 0.1),
    )


def test_weight_decay_is_a_factor_of_each_groups_own() -> None:
    groups = (Group("body", 0.1, (("weight_decay", 0.05),)), Group("head", 0.03))
    track = Track(DECAY, fall(Level(1.0), Level(0.0)))
    schedule = with_tracks(track, groups=groups)
    values = set_curves(schedule)[DECAY].at(0)
    # What a group does not say is AdamW's usual one.
    assert values == (0.05, 0.01)
    bare = left_alone(schedule, CurveKey(WEIGHT_DECAY, "head"))
    assert set_curves(bare)[DECAY].at(0) == (0.05,)
    none = left_alone(bare, CurveKey(WEIGHT_DECAY, "body"))
    assert DECAY not in set_curves(none)


def test_a_kind_may_be_set_for_one_group_alone() -> None:
    track = Track(CurveKey(MOMENTUM, "head"), fall(Level.of_rate(0.9), Level.of_rate(0.8)))
    schedule = with_tracks(track)
    assert followed(schedule, MOMENTUM, "body") is None
    assert set_curves(schedule)[CurveKey(MOMENTUM)].at(0) == (0.9,)


def test_a_value_of_the_persons_own_has_any_level() -> None:
    key = CurveKey(own_kind("temperature"))
    schedule = with_tracks(Track(key, fall(Level.of_rate(4.0), Level.of_rate(7.0))))
    assert set_curves(schedule)[key].at(0) == (4.0,)


def test_without_its_own_curves_a_schedule_has_only_the_groups_that_follow() -> None:
    schedule = added_curve(PLAIN, HEAD)
    assert [group.name for group in common_curve(schedule).groups] == ["body"]
    assert common_curve(PLAIN) is PLAIN
    all_own = added_curve(schedule, CurveKey(RATE, "body"))
    assert common_curve(all_own).groups == PLAIN.groups


def test_the_curves_of_a_group_go_along_with_its_name_and_with_the_group() -> None:
    schedule = left_alone(added_curve(PLAIN, HEAD), CurveKey(MOMENTUM, "head"))
    renamed = with_group(schedule, 1, name="top")
    keys = [track.key for track in renamed.tracks if track.key.group is not None]
    assert keys == [CurveKey(RATE, "top"), CurveKey(MOMENTUM, "top")]
    assert rates_of(renamed).at(9) == rates_of(schedule).at(9)
    assert removed_group(renamed, 1).tracks == PLAIN.tracks
    # Two groups of one name share its curves, so they stay as long as one of them does.
    twins = with_group(schedule, 0, name="head")
    assert removed_group(twins, 0).tracks == schedule.tracks

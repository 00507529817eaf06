"""Edits: what each one changes, what it leaves alone, and that none raises on a wrong schedule."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rampsmith.designer.document.curves import curve_of, with_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.boundaries import moved_boundary, pushed_boundary
from rampsmith.designer.editing.edits import (
    added_group,
    added_segment,
    inserted_segments,
    moved_level,
    removed_group,
    removed_segment,
    reshaped,
    with_group,
    with_level_unit,
    with_own_start,
    with_run,
    with_segment,
    with_span_unit,
    with_stepping,
)
from rampsmith.designer.editing.segment_blocks import duplicated_segments, moved_segments
from rampsmith.designer.editing.splitting import split_fault, split_segment
from rampsmith.designer.editing.streams import with_stream
from rampsmith.designer.evaluation.rates import Rates, jumps
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.problems.all_problems import schedule_errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span, SpanUnit
from tests.designer.schedules import plain_schedules, span_units, wrong_schedules

STEPS, EPOCHS, PERCENT = Span.of_steps, Span.of_epochs, Span.of_percent
FILL = Span.of_the_rest()
STARTER = Schedule(
    segments=(
        Segment("Warmup", Linear(), EPOCHS(2), Level(0.0), Level(1.0)),
        Segment("Hold", Constant(), PERCENT(20)),
        Segment("Decay", Cosine(), FILL, None, Level(0.1)),
        Segment("Cooldown", Linear(), STEPS(50), None, Level(0.0)),
    ),
    run=Run(samples=100, batch_size=4, epochs=20),
)


def spans(schedule: Schedule) -> list[Span]:
    """Return the spans of all segments."""
    return [segment.span for segment in schedule.segments]


def names(schedule: Schedule) -> list[str]:
    """Return the names of all segments."""
    return [segment.name for segment in schedule.segments]


def curve(schedule: Schedule, group: int = 0) -> list[float]:
    """Return a group's rate at every step, to the end and past it."""
    end = max(timeline(schedule).end, schedule.total_steps)
    return Rates(schedule).of_group(group, range(math.ceil(end) + 3))


# Moving boundaries


def test_a_moved_boundary_takes_from_its_neighbour_and_keeps_both_units() -> None:
    assert timeline(STARTER).boundaries == (0, 50, 150, 450, 500)
    moved = moved_boundary(STARTER, 1, 75)
    assert timeline(moved).boundaries == (0, 75, 150, 450, 500)
    assert spans(moved) == [EPOCHS(3), PERCENT(15), FILL, STEPS(50)]


def test_a_boundary_beside_the_fill_changes_the_other_neighbour_only() -> None:
    moved = moved_boundary(STARTER, 3, 400)
    assert spans(moved) == [EPOCHS(2), PERCENT(20), FILL, STEPS(100)]


@pytest.mark.parametrize(("step", "place"), [(-99, 1), (0.2, 1), (74.5, 75), (9999, 149)])
def test_a_moved_boundary_lands_on_a_whole_step_between_its_neighbours(
    step: float, place: int
) -> None:
    assert timeline(moved_boundary(STARTER, 1, step)).boundaries[1] == place


def test_the_end_of_a_schedule_with_a_fill_is_the_end_of_the_run() -> None:
    assert moved_boundary(STARTER, 4, 300) == STARTER


def test_the_end_of_a_schedule_without_a_fill_moves_by_its_last_segment() -> None:
    short = replace(STARTER, segments=STARTER.segments[:2])
    assert spans(moved_boundary(short, 2, 100)) == [EPOCHS(2), PERCENT(10)]


@given(plain_schedules(), st.data())
def test_moving_a_boundary_leaves_all_others_where_they_were(
    schedule: Schedule, data: st.DataObject
) -> None:
    before = timeline(schedule)
    squeezed = before.end > before.run_steps and any(s.unit == "fill" for s in spans(schedule))
    assume(len(schedule.segments) > 1 and not squeezed)
    boundary = data.draw(st.integers(1, len(schedule.segments) - 1))
    low, high = before.boundaries[boundary - 1] + 1, before.boundaries[boundary + 1] - 1
    assume(low <= high)
    place = data.draw(st.integers(int(low), int(high)))
    moved = moved_boundary(schedule, boundary, place)
    wanted = (*before.boundaries[:boundary], place, *before.boundaries[boundary + 1 :])
    assert timeline(moved).boundaries == wanted
    assert replace(moved, segments=()) == replace(schedule, segments=())
    kept = [s.unit for s in spans(schedule)]
    if schedule.steps_per_epoch > 0:
        assert [s.unit for s in spans(moved)] == kept


@given(plain_schedules(), st.data())
def test_pushing_a_boundary_moves_what_follows_up_to_the_fill(
    schedule: Schedule, data: st.DataObject
) -> None:
    before = timeline(schedule)
    units = [s.unit for s in spans(schedule)]
    assume(before.end <= before.run_steps or "fill" not in units)
    boundary = data.draw(st.integers(1, len(schedule.segments)))
    fill = units.index("fill") if "fill" in units else len(units)
    assume(fill >= boundary)
    room = before.length(fill) - 1 if "fill" in units else 500
    begin = before.boundaries[boundary - 1]
    lowest = begin + 1 - before.boundaries[boundary]
    assume(lowest <= room)
    shift = data.draw(st.integers(int(lowest), int(room)))
    pushed = pushed_boundary(schedule, boundary, before.boundaries[boundary] + shift)
    assert timeline(pushed).boundaries == tuple(
        place + shift if boundary <= index <= fill else place
        for index, place in enumerate(before.boundaries)
    )


def test_a_push_stops_when_the_fill_has_one_step_left() -> None:
    pushed = pushed_boundary(STARTER, 1, 5000)
    assert timeline(pushed).boundaries == (0, 349, 449, 450, 500)


def test_what_stands_behind_the_fill_is_moved_and_not_pushed() -> None:
    assert pushed_boundary(STARTER, 3, 400) == moved_boundary(STARTER, 3, 400)


def test_a_boundary_between_two_steps_becomes_whole_when_it_is_moved() -> None:
    two = Schedule(
        segments=(
            Segment("A", Linear(), STEPS(8.6), None, Level(0.0)),
            Segment("B", Constant(), STEPS(11.4)),
        )
    )
    moved = moved_boundary(two, 1, 5)
    assert spans(moved) == [STEPS(5), STEPS(15)]
    assert timeline(moved_boundary(two, 2, 9)).boundaries == (0, 8.6, 9)


# Units


@given(plain_schedules(), st.data())
def test_another_unit_leaves_every_boundary_where_it_was(
    schedule: Schedule, data: st.DataObject
) -> None:
    line = timeline(schedule)
    index = data.draw(st.integers(0, len(schedule.segments) - 1))
    unit: SpanUnit = data.draw(st.sampled_from(["steps", "epochs", "percent"]))
    assume(all(line.length(i) > 0 for i in range(len(schedule.segments))))
    said = with_span_unit(schedule, index, unit)
    assert timeline(said).boundaries == line.boundaries
    assert said.segments[index].span.unit == unit


@pytest.mark.parametrize(
    ("unit", "span"),
    [("steps", STEPS(50)), ("epochs", EPOCHS(2)), ("percent", PERCENT(10)), ("fill", FILL)],
)
def test_a_length_is_said_with_as_few_digits_as_it_takes(unit: SpanUnit, span: Span) -> None:
    assert with_span_unit(STARTER, 0, unit).segments[0].span == span


def test_who_fills_the_rest_hands_its_unit_to_the_one_who_did() -> None:
    said = with_span_unit(STARTER, 0, "fill")
    assert spans(said) == [FILL, PERCENT(20), EPOCHS(12), STEPS(50)]
    assert timeline(said).boundaries == timeline(STARTER).boundaries


def test_a_length_of_no_step_becomes_one_step_in_another_unit() -> None:
    tiny = with_segment(STARTER, 0, span=PERCENT(0.01))
    assert with_span_unit(tiny, 0, "steps").segments[0].span == STEPS(1)
    assert list(schedule_errors(with_span_unit(tiny, 0, "epochs"))) == []


# Stepping


def test_lengths_in_updates_become_epochs_where_the_schedule_steps_by_epoch() -> None:
    by_epoch = with_stepping(STARTER, "epoch")
    assert spans(by_epoch) == [EPOCHS(2), PERCENT(20), FILL, EPOCHS(2)]
    assert timeline(by_epoch).boundaries == (0, 2, 6, 18, 20)


def test_a_place_in_updates_becomes_the_same_place_in_epochs() -> None:
    until = with_segment(STARTER, 1, span=Span(225, "steps", until=True))
    by_epoch = with_stepping(until, "epoch")
    assert spans(by_epoch)[1] == Span(9, "epochs", until=True)
    assert timeline(by_epoch).boundaries[2] == 9


@pytest.mark.parametrize("key", [MOMENTUM_CURVE, MULTIPLIER_CURVE], ids=str)
def test_lengths_of_every_curve_become_epochs(key: CurveKey) -> None:
    halves = replace(STARTER, segments=STARTER.segments[:1] * 2)
    by_epoch = with_stepping(with_curve(STARTER, key, halves), "epoch")
    assert timeline(curve_of(by_epoch, key)).boundaries == (0, 2, 4)


def test_a_shape_s_own_lengths_become_epochs_too() -> None:
    stairs = with_segment(STARTER, 2, shape=Staircase(STEPS(100), 0.5))
    assert with_stepping(stairs, "epoch").segments[2].shape == Staircase(EPOCHS(4), 0.5)
    root = with_segment(STARTER, 2, shape=InverseSqrt(STEPS(75)))
    assert with_stepping(root, "epoch").segments[2].shape == InverseSqrt(EPOCHS(3))


@given(plain_schedules())
def test_stepping_by_epoch_and_back_moves_no_boundary_by_more_than_a_step(
    schedule: Schedule,
) -> None:
    assume(schedule.stepping == "update" and schedule.steps_per_epoch > 0)
    back = with_stepping(with_stepping(schedule, "epoch"), "update")
    # 20 of 6 updates are 3.33… epochs, and the percent behind them are rounded together with them.
    pairs = zip(timeline(back).boundaries, timeline(schedule).boundaries, strict=True)
    assert all(abs(after - before) <= 1 for after, before in pairs)


@given(plain_schedules())
def test_restepped_boundaries_are_as_near_as_whole_epochs_allow(schedule: Schedule) -> None:
    fills = any(segment.span.unit == "fill" for segment in schedule.segments)
    assume(schedule.stepping == "update" and schedule.steps_per_epoch > 0 and not fills)
    assume(schedule.run.updates is None)
    by_epoch = with_stepping(schedule, "epoch")
    pairs = zip(timeline(schedule).boundaries, timeline(by_epoch).boundaries, strict=True)
    for step, epoch in pairs:
        # Half an epoch by rounding, and what rounding to updates had added.
        assert abs(epoch - step / schedule.steps_per_epoch) <= 0.5 + 3 / schedule.steps_per_epoch


# Levels


def test_a_dragged_end_moves_the_end() -> None:
    moved = moved_level(STARTER, 0, "end", 5e-4)
    assert moved == with_segment(STARTER, 0, end=Level(0.5))


def test_an_inherited_start_moves_where_it_comes_from() -> None:
    # The decay starts where the hold ends, which is where the warmup ended.
    moved = moved_level(STARTER, 2, "start", 5e-4)
    assert moved == with_segment(STARTER, 0, end=Level(0.5))


def test_a_start_of_its_own_moves_alone() -> None:
    jump = with_segment(STARTER, 2, start=Level(0.8))
    assert moved_level(jump, 2, "start", 5e-4) == with_segment(jump, 2, start=Level(0.5))


def test_the_start_of_everything_becomes_a_level_of_its_own() -> None:
    decay = Schedule(segments=(Segment("Decay", Cosine(), FILL, None, Level(0.0)),))
    assert moved_level(decay, 0, "start", 2e-3).segments[0].start == Level(2.0)


def test_a_level_moves_in_the_unit_in_which_it_is_given_and_never_below_0() -> None:
    floor = with_segment(STARTER, 3, end=Level.of_rate(1e-5))
    assert moved_level(floor, 3, "end", 2e-5).segments[3].end == Level.of_rate(2e-5)
    assert moved_level(floor, 3, "end", -1.0).segments[3].end == Level.of_rate(0.0)


def test_a_factor_is_computed_by_the_group_that_is_dragged() -> None:
    two = added_group(with_group(STARTER, 0, base_lr=1e-3))
    two = with_group(two, 1, base_lr=1e-2)
    assert moved_level(two, 0, "end", 5e-3, group=1).segments[0].end == Level(0.5)


@given(st.floats(0.01, 0.99), st.integers(10, 10_000))
def test_an_inverse_square_root_is_bent_until_it_arrives(ratio: float, length: int) -> None:
    root = Schedule(
        segments=(Segment("Decay", InverseSqrt(STEPS(7)), STEPS(length)),),
        groups=(Group("all", 1.0),),
    )
    moved = moved_level(root, 0, "end", ratio)
    found = Rates(moved).level_at_end(0, 0)
    # The time scale is a whole number of steps, which comes this near.
    assert found == pytest.approx(ratio, abs=1 / math.sqrt(length))


def test_a_bent_time_scale_keeps_its_unit() -> None:
    root = with_segment(STARTER, 2, shape=InverseSqrt(EPOCHS(4)), end=None)
    bent = moved_level(root, 2, "end", 5e-4).segments[2].shape
    assert bent == InverseSqrt(EPOCHS(4))
    lower = moved_level(root, 2, "end", 1e-4).segments[2].shape
    assert isinstance(lower, InverseSqrt)
    assert lower.time_scale.unit == "epochs"


@given(st.floats(1e-6, 20), st.integers(1, 300))
def test_a_staircase_is_bent_until_it_arrives(ratio: float, stairs: int) -> None:
    steps = Schedule(
        segments=(Segment("Stairs", Staircase(STEPS(5), 0.5), STEPS(5 * stairs)),),
        groups=(Group("all", 1.0),),
    )
    arrived = Rates(moved_level(steps, 0, "end", ratio)).level_at_end(0, 0)
    assert arrived == pytest.approx(ratio, rel=2e-3)


def test_a_staircase_without_a_stair_cannot_be_bent() -> None:
    flat = with_segment(STARTER, 2, shape=Staircase(STEPS(1000), 0.5))
    assert moved_level(flat, 2, "end", 1e-4) == flat


def test_another_unit_of_a_level_leaves_the_rate_of_the_first_group() -> None:
    as_rate = with_level_unit(STARTER, 2, "end", "rate")
    assert as_rate.segments[2].end == Level.of_rate(1e-4)
    assert with_level_unit(as_rate, 2, "end", "factor") == STARTER


def test_a_start_of_its_own_begins_where_the_segment_starts_anyway() -> None:
    for group_count in (1, 2):
        mixed = with_segment(STARTER, 2, end=Level.of_rate(1e-5))
        if group_count == 2:
            mixed = replace(mixed, groups=(Group("a", 1e-3), Group("b", 1e-2)))
        for index in (1, 2, 3):
            begun = with_own_start(mixed, index)
            assert begun.segments[index].start is not None
            for t in range(0, 510, 7):
                assert Rates(begun).at(t) == Rates(mixed).at(t)


# Cutting, copying, ordering


@given(plain_schedules(), st.data())
def test_a_split_leaves_every_boundary_and_the_rate_there(
    schedule: Schedule, data: st.DataObject
) -> None:
    line = timeline(schedule)
    squeezed = line.end > line.run_steps and any(s.unit == "fill" for s in spans(schedule))
    index = data.draw(st.integers(0, len(schedule.segments) - 1))
    assume(line.length(index) >= 2 and not squeezed and not any(schedule_errors(schedule)))
    step = line.boundaries[index] + data.draw(st.integers(1, int(line.length(index)) - 1))
    assume(split_fault(schedule, index, step) is None)
    cut = split_segment(schedule, index, step)
    assert timeline(cut).boundaries == tuple(sorted((*line.boundaries, step)))
    assert len(set(names(cut))) == len(names(cut))
    assert curve(cut) == pytest.approx(curve(schedule), rel=1e-9, abs=1e-15)


def test_what_begins_where_a_floor_lifted_some_groups_only_is_not_split() -> None:
    floored = Segment("fall", Linear(), Span.of_steps(100), Level.of_rate(1.0), Level.of_rate(1e-5))
    schedule = replace(
        STARTER,
        groups=(Group("a", 1.0), Group("b", 1e-3)),
        segments=(
            replace(floored, floor=Level(1e-4)),
            Segment("rest", InverseSqrt(), Span.of_steps(100)),
        ),
    )
    assert "give it a start first" in str(split_fault(schedule, 1, 150))
    assert split_fault(with_own_start(schedule, 1), 1, 150) is None


def after_a_part(start: Level, end: Level) -> Schedule:
    """Begin a segment where a part of another ends before the level it falls to."""
    fall = Segment("fall", Linear(), Span.of_steps(100), start, end, after=Span.of_steps(100))
    return replace(
        STARTER,
        groups=(Group("a", 1e-3), Group("b", 1e-2)),
        segments=(fall, Segment("rest", InverseSqrt(), Span.of_steps(100))),
    )


def test_a_split_after_a_part_that_ends_before_its_level_moves_nothing() -> None:
    for zero in (Level(0.0), Level.of_rate(0.0)):
        for start in (Level(0.5), Level.of_rate(0.5)):
            schedule = after_a_part(start, zero)
            cut = split_segment(schedule, 1, 150)
            assert len(cut.segments) == 3
            for group in range(2):
                assert curve(cut, group) == curve(schedule, group)


def test_a_segment_that_begins_between_a_factor_and_a_rate_is_not_split() -> None:
    schedule = after_a_part(Level(0.5), Level.of_rate(0.1))
    assert split_segment(schedule, 1, 150) == schedule
    assert "give it a start first" in (split_fault(schedule, 1, 150) or "")
    begun = with_segment(schedule, 1, start=Level.of_rate(0.1))
    assert len(split_segment(begun, 1, 150).segments) == 3


@pytest.mark.parametrize("step", [50, 150, 500, -1, math.nan, math.inf, 50.3])
def test_there_is_nothing_to_split_at_the_ends_or_outside(step: float) -> None:
    assert split_segment(STARTER, 1, step) == STARTER


def test_a_split_is_made_at_a_whole_step() -> None:
    assert timeline(split_segment(STARTER, 1, 99.6)).boundaries[2] == 100


def test_a_copy_stands_behind_with_the_same_length_start_and_end() -> None:
    double = duplicated_segments(STARTER, (0,))
    assert names(double)[:3] == ["Warmup", "Warmup 2", "Hold"]
    assert double.segments[1] == replace(STARTER.segments[0], name="Warmup 2")


def test_a_copy_of_the_fill_takes_half_of_it() -> None:
    double = duplicated_segments(STARTER, (2,))
    assert spans(double)[2:4] == [FILL, STEPS(150)]
    assert timeline(double).end == 500
    assert double.segments[3].start == Level(1.0)


@given(plain_schedules(), st.data())
def test_moving_a_segment_there_and_back_changes_nothing(
    schedule: Schedule, data: st.DataObject
) -> None:
    places = st.integers(0, len(schedule.segments) - 1)
    index, to = data.draw(places), data.draw(places)
    there = moved_segments(schedule, (index,), to)
    assert there.segments[to] is schedule.segments[index]
    assert moved_segments(there, (to,), index) == schedule


def test_removing_a_segment_lets_the_next_start_where_the_one_before_ended() -> None:
    gone = removed_segment(STARTER, 1)
    assert names(gone) == ["Warmup", "Decay", "Cooldown"]
    assert list(jumps(Rates(gone), 0)) == []


def test_new_segments_are_a_warmup_then_a_decay_and_a_plateau_in_between() -> None:
    design = Schedule()
    for index in (0, 1, 1):
        design = added_segment(design, index)
    assert names(design) == ["Warmup", "Hold", "Decay"]
    assert spans(design) == [PERCENT(10), PERCENT(10), FILL]
    assert list(schedule_errors(design)) == []


@given(plain_schedules(), st.data())
def test_an_added_segment_never_makes_a_jump(schedule: Schedule, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(schedule.segments)))
    plain = tuple(replace(s, start=None, before=None, floor=None) for s in schedule.segments)
    schedule = replace(schedule, segments=plain)
    added = added_segment(schedule, index)
    line = timeline(added)
    # A jump across a segment that is squeezed out comes of the squeezing.
    assume(all(line.length(i) > 0 for i in range(len(added.segments))))
    assert list(jumps(Rates(added), 0)) == []


def test_inserted_segments_get_free_names_and_only_one_may_fill() -> None:
    pasted = inserted_segments(STARTER, 4, STARTER.segments[1:3])
    assert names(pasted)[4:] == ["Hold 2", "Decay 2"]
    assert spans(pasted)[4:] == [PERCENT(20), PERCENT(10)]
    again = inserted_segments(pasted, 0, (pasted.segments[4],))
    assert names(again)[0] == "Hold 3"


# Shapes


@given(plain_schedules(), st.sampled_from([*SHAPES.values()]), st.data())
def test_another_shape_gets_ends_that_it_can_have(
    schedule: Schedule, shape: type[Shape], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(schedule.segments) - 1))
    schedule = replace(schedule, groups=(Group("all", 1e-3),))
    assume(not list(schedule_errors(schedule)))
    assume(schedule.steps_per_epoch > 0)
    is_last = index == len(schedule.segments) - 1
    assume(shape is not Plateau or (is_last and schedule.after == "hold"))
    faults = list(schedule_errors(reshaped(schedule, index, shape())))
    # Only what follows can have lost what it needs: an exponential that now starts at 0.
    assert [fault for fault in faults if fault.place.segment == index] == []


def test_an_end_is_kept_for_the_shape_that_has_use_for_it_again() -> None:
    there = reshaped(STARTER, 2, InverseSqrt())
    assert not there.segments[2].shape.has_end
    assert reshaped(there, 2, Cosine()) == STARTER


def test_an_exponential_gets_a_thousandth_where_there_was_0() -> None:
    warmup = reshaped(STARTER, 0, Exponential()).segments[0]
    assert (warmup.start, warmup.end) == (Level(0.001), Level(1.0))
    cooldown = reshaped(STARTER, 3, Exponential()).segments[3]
    assert (cooldown.start, cooldown.end) == (None, Level(0.0001))


# Groups and the run


def test_groups_are_added_like_the_last_and_removed_by_their_place() -> None:
    two = added_group(STARTER)
    assert two.groups == (Group("all", 1e-3), Group("group", 1e-3))
    assert added_group(two).groups[2].name == "group 2"
    assert removed_group(two, 1) == STARTER


def test_a_change_of_the_run_leaves_every_span_as_it_is() -> None:
    assert spans(with_run(STARTER, epochs=99)) == spans(STARTER)


# Wrong schedules

ODD_STEPS = st.sampled_from([math.nan, math.inf, -math.inf, -5.0, 0, 0.4, 3, 250.5, 1e15, 1e308])
ODD_RATES = st.sampled_from([math.nan, math.inf, -1.0, 0.0, 1e-320, 1e-4, 1.0, 1e308])

EDITS: list[Callable[[Schedule, int, st.DataObject], Schedule]] = [
    lambda s, i, data: moved_boundary(s, i + 1, data.draw(ODD_STEPS)),
    lambda s, i, data: pushed_boundary(s, i + 1, data.draw(ODD_STEPS)),
    lambda s, i, data: split_segment(s, i, data.draw(ODD_STEPS)),
    lambda s, i, data: moved_level(
        s, i, data.draw(st.sampled_from(["start", "end"])), data.draw(ODD_RATES)
    ),
    lambda s, i, data: with_span_unit(s, i, data.draw(span_units)),
    lambda s, i, data: with_level_unit(
        s,
        i,
        data.draw(st.sampled_from(["start", "end"])),
        data.draw(st.sampled_from(["factor", "rate"])),
    ),
    lambda s, i, data: reshaped(s, i, data.draw(st.sampled_from([*SHAPES.values()]))()),
    lambda s, i, _: with_own_start(s, i),
    lambda s, i, _: duplicated_segments(s, (i,)),
    lambda s, i, _: removed_segment(s, i),
    lambda s, i, _: added_segment(s, i),
    lambda s, i, _: added_segment(s, i + 1),
    lambda s, i, data: moved_segments(s, (i,), data.draw(st.integers(0, len(s.segments) - 1))),
    lambda s, i, _: inserted_segments(s, i, s.segments),
    lambda s, _, data: with_stepping(s, data.draw(st.sampled_from(["update", "epoch"]))),
    lambda s, _, data: added_group(s),
    lambda s, _, data: with_stream(s),
]


@given(wrong_schedules | plain_schedules(fractional=True), st.sampled_from(EDITS), st.data())
def test_no_edit_raises_on_a_wrong_schedule(
    schedule: Schedule,
    edit: Callable[[Schedule, int, st.DataObject], Schedule],
    data: st.DataObject,
) -> None:
    assume(schedule.segments)
    index = data.draw(st.integers(0, len(schedule.segments) - 1))
    edited = edit(schedule, index, data)
    assert isinstance(edited, Schedule)
    assert len(timeline(edited).boundaries) == len(edited.segments) + 1


@given(wrong_schedules)
@example(Schedule(groups=()))
def test_segments_and_groups_can_be_added_to_anything(schedule: Schedule) -> None:
    assert len(added_segment(schedule, 0).segments) == len(schedule.segments) + 1
    assert len(added_group(schedule).groups) == len(schedule.groups) + 1
    assert with_stepping(schedule, "epoch").stepping == "epoch"

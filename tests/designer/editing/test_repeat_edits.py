"""Edits among repeats: blocks stay on their segments, cycles move together, unrolling keeps rates."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rampsmith.designer.document.curves import (
    added_curve,
    curve_keys,
    curve_of,
    edited_curve,
    without_curve,
)
from rampsmith.designer.document.kinds import KINDS, MOMENTUM_CURVE, RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.boundaries import moved_boundary, moved_cycle_end, pushed_boundary
from rampsmith.designer.editing.edits import (
    added_segment,
    inserted_segments,
    moved_level,
    removed_segment,
    with_segment,
    with_span_unit,
)
from rampsmith.designer.editing.repeats import (
    MOST_UNROLLED,
    removed_repeat,
    repeated,
    unroll_fault,
    unrolled,
    with_repeat,
)
from rampsmith.designer.editing.segment_blocks import duplicated_segments, moved_segments
from rampsmith.designer.editing.splitting import split_segment
from rampsmith.designer.evaluation.levels import rate_in_first_cycle
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import in_first_cycle, segment_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span, SpanUnit
from tests.designer.designs import block_names, five_segments
from tests.designer.schedules import odd_repeats, repeated_schedules

STEPS, FILL = Span.of_steps, Span.of_the_rest()
RATE = Level.of_rate


MIDDLE = five_segments(Repeat("R", 1, 3, 2))


# Blocks stay on their segments


@pytest.mark.parametrize(
    ("index", "block"), [(0, "BCD"), (1, "CD"), (2, "BD"), (3, "BC"), (4, "BCD")]
)
def test_a_block_loses_only_the_segment_that_is_removed(index: int, block: str) -> None:
    assert block_names(removed_segment(MIDDLE, index)) == [block]


def test_a_block_without_segments_is_gone() -> None:
    assert removed_segment(five_segments(Repeat("R", 2, 2, 2)), 2).repeats == ()


def test_a_block_of_one_segment_has_no_first_that_could_keep_its_length() -> None:
    two = five_segments(Repeat("R", 1, 2, 3, 2.0, keeps_first=True))
    assert not removed_segment(two, 2).repeats[0].keeps_first


@pytest.mark.parametrize(
    ("index", "block"), [(0, "BCD"), (1, "BCD"), (2, "BXCD"), (3, "BCXD"), (4, "BCD"), (5, "BCD")]
)
def test_a_new_segment_is_repeated_where_it_stands_between_two_that_are(
    index: int, block: str
) -> None:
    new = Segment("X", Constant(), STEPS(5))
    assert block_names(inserted_segments(MIDDLE, index, (new,))) == [block]


@pytest.mark.parametrize(("index", "size"), [(0, 3), (1, 4), (2, 4), (3, 4), (4, 3)])
def test_a_copy_and_a_half_belong_to_the_block_of_their_segment(index: int, size: int) -> None:
    (copied,) = block_names(duplicated_segments(MIDDLE, (index,)))
    assert len(copied.replace(" ", "").translate({50: None})) == size
    begin = timeline(MIDDLE).begins[index]
    (cut,) = split_segment(MIDDLE, index, begin + 4).repeats
    assert cut.last - cut.first + 1 == size


@pytest.mark.parametrize(
    ("index", "to", "block"),
    [
        (1, 3, "CDB"), (3, 1, "DBC"), (1, 0, "CD"), (1, 4, "CD"), (2, 4, "BD"), (3, 4, "BC"),
        (0, 1, "BACD"), (0, 2, "BCAD"), (0, 3, "BCD"), (4, 0, "BCD"), (4, 1, "BCD"), (4, 3, "BCED"), (0, 4, "BCD"),
    ],
)  # fmt: skip
def test_a_segment_that_moves_leaves_its_block_or_comes_into_one(
    index: int, to: int, block: str
) -> None:
    moved = moved_segments(MIDDLE, (index,), to)
    assert block_names(moved) == [block]
    assert sorted(segment.name for segment in moved.segments) == list("ABCDE")


def test_a_block_of_one_segment_goes_where_that_goes() -> None:
    alone = five_segments(Repeat("R", 2, 2, 2), Repeat("S", 3, 4, 2))
    assert block_names(moved_segments(alone, (2,), 0)) == ["C", "DE"]
    assert block_names(moved_segments(alone, (2,), 4)) == ["DE", "C"]
    assert block_names(moved_segments(alone, (2,), 3)) == ["DCE"]


@given(st.data())
def test_blocks_always_stay_on_segments_and_apart(data: st.DataObject) -> None:
    schedule = five_segments(Repeat("R", 0, 1, 2), Repeat("S", 3, 3, 3, 2.0), Repeat("T", 4, 4))
    for _ in range(8):
        count = len(schedule.segments)
        if count == 0:
            break
        places = st.integers(0, count - 1)
        index = data.draw(places)
        edit = data.draw(st.sampled_from(["move", "remove", "copy", "split", "add"]))
        match edit:
            case "move":
                schedule = moved_segments(schedule, (index,), data.draw(places))
            case "remove":
                schedule = removed_segment(schedule, index)
            case "copy":
                schedule = duplicated_segments(schedule, (index,))
            case "split":
                schedule = split_segment(schedule, index, timeline(schedule).begins[index] + 3)
            case _:
                schedule = added_segment(schedule, index)
        assert schedule.blocks == schedule.repeats


# Making and changing repeats


def test_a_repeat_of_a_cosine_makes_restarts_and_of_a_triangle_cycles() -> None:
    cosine = Schedule(segments=(Segment("Decay", Cosine(), FILL, None, Level(0.0)),))
    found = repeated(cosine, 0, 0, times=4)
    assert found.repeats == (Repeat("Restarts", 0, 0, 4),)
    assert found.segments[0].start == Level(1.0)
    up = Segment("Up", Linear(), STEPS(4), Level(0.1), Level(1.0))
    down = Segment("Down", Linear(), STEPS(4), None, Level(0.1))
    assert repeated(Schedule(segments=(up, down)), 0, 1).repeats == (Repeat("Cycles", 0, 1, 3),)


def test_cycles_without_end_do_not_fill_the_rest() -> None:
    warmup = Segment("Warmup", Linear(), STEPS(100), Level(0.0), Level(1.0))
    decay = Segment("Decay", Cosine(), FILL, None, Level(0.0))
    schedule = Schedule(segments=(warmup, decay), run=Run(epochs=None, updates=1000))
    endless = repeated(schedule, 1, 1, times=None)
    assert endless.segments[1].span == STEPS(300)
    assert errors(endless) == ()
    finite = repeated(schedule, 1, 1, times=5)
    assert finite.segments[1].span == FILL
    assert with_repeat(finite, 0, times=None).segments[1].span == STEPS(180)
    assert errors(with_repeat(finite, 0, times=None, stretch=2.0)) == ()


def test_what_cannot_be_repeated_stays_as_it_is() -> None:
    assert repeated(MIDDLE, 3, 4) == MIDDLE
    assert repeated(MIDDLE, 4, 5) == MIDDLE
    assert repeated(MIDDLE, 4, 3) == MIDDLE
    waiting = Schedule(segments=(Segment("Wait", Plateau(), FILL),))
    assert repeated(waiting, 0, 0) == waiting
    assert repeated(five_segments(), 0, 1, times=None).repeats[0].times == 3


def test_two_repeats_have_two_names_and_stand_in_order() -> None:
    both = repeated(repeated(five_segments(), 3, 3), 0, 1)
    assert [repeat.name for repeat in both.repeats] == ["Restarts 2", "Restarts"]
    assert removed_repeat(both, 0).repeats == repeated(five_segments(), 3, 3).repeats


# Dragging


def test_a_boundary_within_a_cycle_takes_from_its_neighbour() -> None:
    moved = moved_boundary(MIDDLE, 2, 24)
    assert timeline(moved).lengths == (10, 14, 6, 10, 10)
    assert timeline(moved).repeats[0].cycle == 30
    assert timeline(moved_boundary(MIDDLE, 2, 99)).lengths == (10, 19, 1, 10, 10)
    assert timeline(moved_boundary(MIDDLE, 2, -5)).lengths == (10, 1, 19, 10, 10)


def test_a_pushed_boundary_within_a_cycle_makes_the_cycle_longer() -> None:
    pushed = pushed_boundary(MIDDLE, 2, 24)
    assert timeline(pushed).lengths == (10, 14, 10, 10, 10)
    assert timeline(pushed).repeats[0].cycle == 34


def test_the_end_of_a_repeat_makes_every_cycle_longer_and_moves_what_follows() -> None:
    moved = moved_boundary(MIDDLE, 4, 80)
    assert timeline(moved).lengths == (10, 10, 10, 15, 10)
    assert timeline(moved).boundaries == (0, 10, 20, 30, 80, 90)
    assert timeline(moved_boundary(MIDDLE, 4, 0)).repeats[0].cycle == 21


def test_the_end_of_any_cycle_can_be_dragged() -> None:
    endless = five_segments(Repeat("R", 1, 4, None, 2.0))
    for cycle, end in enumerate((50, 130, 290)):
        moved = moved_cycle_end(endless, 0, 10 + (end - 10) * 1.5, cycle=cycle)
        assert timeline(moved).repeats[0].cycle == 60
        assert moved_cycle_end(endless, 0, end, cycle=cycle) == endless
    assert moved_boundary(endless, 5, 170) == endless


def test_the_beginning_of_a_repeat_moves_all_of_it() -> None:
    moved = moved_boundary(MIDDLE, 1, 15)
    assert timeline(moved).boundaries == (0, 15, 25, 35, 75, 85)


def test_cycles_that_fill_the_rest_give_way_to_what_follows() -> None:
    filled = with_segment(MIDDLE, 2, span=FILL)
    assert timeline(filled).repeats[0].end == 190
    moved = moved_boundary(filled, 4, 150)
    assert timeline(moved).repeats[0].end == 150
    assert timeline(moved).end == 200
    inside = moved_boundary(filled, 2, 25)
    assert timeline(inside).lengths[1] == 15
    assert timeline(inside).repeats == replace_inner(timeline(filled).repeats[0], 15)


def replace_inner(span: Any, first: float) -> tuple[Any]:
    """Return the same span with another first boundary within the cycle."""
    return (replace(span, inner=(0, first, *span.inner[2:])),)


@pytest.mark.parametrize("unit", ["epochs", "percent"])
def test_lengths_among_repeats_keep_their_units(unit: SpanUnit) -> None:
    said = with_span_unit(MIDDLE, 2, unit)
    assert said.segments[2].span.unit == unit
    assert timeline(said) == timeline(MIDDLE)
    moved = moved_boundary(said, 3, 34)
    assert moved.segments[2].span.unit == unit
    assert timeline(moved).lengths == (10, 10, 14, 6, 10)


def test_a_step_in_any_cycle_is_one_in_the_first() -> None:
    schedule = five_segments(Repeat("R", 1, 3, 2, 2.0))
    assert [in_first_cycle(schedule, t) for t in (5, 10, 39, 40, 60, 99, 100, 110, 999)] == [
        5, 10, 39, 10, 20, 39.5, 100, 110, 999,
    ]  # fmt: skip
    line = timeline(schedule)
    assert [segment_at(schedule, line, t) for t in (5, 10, 40, 60, 99, 100, 999)] == [
        0, 1, 1, 2, 3, 4, 4,
    ]  # fmt: skip
    from_one = replace(schedule, counts_from=1)
    assert in_first_cycle(from_one, 39) == 9
    again = replace(schedule, after="repeat")
    assert in_first_cycle(again, 110 + 60) == 20


@pytest.mark.parametrize("scaling", ["peak", "amplitude", "steps"])
@pytest.mark.parametrize("counts", ["factors", "rates"])
def test_a_level_that_is_dragged_in_a_later_cycle_has_that_rate_there(
    scaling: Any, counts: str
) -> None:
    make = Level if counts == "factors" else RATE
    up = Segment("Up", Linear(), STEPS(10), make(0.1), make(1.0))
    down = Segment("Down", Linear(), STEPS(10), None, make(0.1))
    schedule = Schedule(
        segments=(up, down),
        repeats=(Repeat("R", 0, 1, 5, scale=0.8, scaling=scaling),),
        groups=(Group("a", 0.5), Group("b", 0.25)),
        run=Run(epochs=None, updates=100),
    )
    for group in (0, 1):
        rate = rate_in_first_cycle(schedule, 0, "end", 0.3, cycle=3, group=group)
        moved = moved_level(schedule, 0, "end", rate, group=group)
        assert Rates(moved).at(3 * 20 + 10)[group] == pytest.approx(0.3)
        assert rate_in_first_cycle(schedule, 1, "end", 0.07, cycle=3, group=group) == 0.07


def test_what_follows_a_scaled_repeat_is_dragged_where_the_last_cycle_arrives() -> None:
    up = Segment("Up", Linear(), STEPS(10), Level(0.1), Level(1.0))
    hold = Segment("Hold", Constant(), FILL)
    schedule = Schedule(
        segments=(up, hold),
        repeats=(Repeat("R", 0, 0, 3, scale=0.5),),
        run=Run(epochs=None, updates=50),
    )
    moved = moved_level(schedule, 1, "start", 5e-4)
    assert moved.segments[0].end == Level(2.0)
    assert Rates(moved).at(40)[0] == pytest.approx(5e-4)


# Unrolling


@given(repeated_schedules())
def test_an_unrolled_repeat_has_the_same_rates(schedule: Schedule) -> None:
    assume(not errors(schedule))
    plain = unrolled(schedule, 0)
    if unroll_fault(schedule, 0) is not None:
        assert plain == schedule
        return
    assert plain.repeats == ()
    assert len(plain.segments) <= MOST_UNROLLED + 4
    line = timeline(plain)
    whole = all(place == int(place) for place in line.boundaries)
    before, after = Rates(schedule), Rates(plain)
    stop = schedule.total_steps if schedule.repeats[0].times is None else 2 * 200
    for t in range(stop):
        near = min(
            abs((t % line.end if plain.after == "repeat" else t) + plain.counts_from - place)
            for place in (*line.boundaries, *timeline(schedule).boundaries)
        )
        # Beside a boundary that is no whole step the last digit decides which segment counts.
        if whole or near > 1e-6:
            assert after.at(t) == pytest.approx(before.at(t), rel=1e-9, abs=1e-15)


def test_shapes_that_set_lengths_themselves_are_stretched_when_they_are_unrolled() -> None:
    root = Segment("Root", InverseSqrt(STEPS(5)), STEPS(20), Level(1.0))
    stairs = Segment("Stairs", Staircase(STEPS(4), 0.5), STEPS(16), Level(1.0))
    schedule = Schedule(
        segments=(root, stairs),
        repeats=(Repeat("R", 0, 1, 3, 2.0, scale=0.5),),
        run=Run(epochs=None, updates=252),
    )
    plain = unrolled(schedule, 0)
    assert [segment.name for segment in plain.segments[:4]] == [
        "Root",
        "Stairs",
        "Root 2",
        "Stairs 2",
    ]
    assert Rates(plain).of_group(0, range(260)) == pytest.approx(
        Rates(schedule).of_group(0, range(260)), rel=1e-12
    )


def test_cycles_without_end_are_unrolled_as_far_as_the_run_goes() -> None:
    endless = five_segments(Repeat("R", 1, 4, None))
    plain = unrolled(endless, 0)
    assert len(plain.segments) == 1 + 4 * 5
    assert timeline(plain).end == 210


def test_a_repeat_behind_an_unrolled_one_stays_on_its_segments() -> None:
    both = five_segments(Repeat("R", 0, 1, 3), Repeat("S", 3, 4, 2))
    plain = unrolled(both, 0)
    assert block_names(plain) == ["DE"]
    assert block_names(unrolled(both, 1)) == ["AB"]


UNWRITABLE = [
    (five_segments(Repeat("R", 0, 4, 41)), "would come to 205 segments; 200 are the most."),
    (five_segments(Repeat("R", 0, 4, 2, scale=0.9, scaling="steps")), "scaled at every update"),
    (five_segments(Repeat("R", 0, 7, 2)), "cannot be run"),
    (
        with_segment(five_segments(Repeat("R", 0, 4, 2)), 1, shape=Expression("1 / (t + 1)")),
        "“B” is a formula that counts from the cycle's beginning.",
    ),
    (
        with_segment(
            five_segments(Repeat("R", 0, 4, 2, 2.0)), 1, shape=Expression("start / (n + 1)")
        ),
        "“B” is a formula that counts",
    ),
    (
        with_segment(
            five_segments(Repeat("R", 0, 4, 2, scale=0.5, scaling="amplitude")), 1, end=RATE(1e-5)
        ),
        "between factors and absolute values",
    ),
]


@pytest.mark.parametrize(("schedule", "part"), UNWRITABLE)
def test_what_cannot_be_unrolled_says_why_and_stays(schedule: Schedule, part: str) -> None:
    fault = unroll_fault(schedule, 0)
    assert fault is not None
    assert part in fault
    assert unrolled(schedule, 0) == schedule


# Curves beside the rates


def test_a_track_is_edited_with_the_edits_of_the_rates() -> None:
    key = MOMENTUM_CURVE
    schedule = added_curve(MIDDLE, key)
    assert errors(schedule) == ()
    assert added_curve(schedule, key) == schedule
    cut = edited_curve(schedule, key, lambda alone: split_segment(alone, 0, 50))
    assert [segment.name for segment in curve_of(cut, key).segments] == ["Hold", "Hold 2"]
    assert cut.segments == MIDDLE.segments
    twice = edited_curve(cut, key, lambda alone: repeated(alone, 0, 0, times=3))
    assert errors(twice) == ()
    assert curve_keys(twice) == (RATE_CURVE, key)
    assert without_curve(twice, key) == MIDDLE
    assert edited_curve(MIDDLE, key, lambda alone: removed_segment(alone, 0)) == MIDDLE
    assert curve_of(twice, key).groups == (Group("momentum", 1.0),)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_an_edit_does_to_one_curve_leaves_the_others(kind: CurveKind) -> None:
    every = MIDDLE
    for key in map(CurveKey, KINDS):
        every = added_curve(every, key)
    key = CurveKey(kind)
    cut = edited_curve(every, key, lambda alone: with_segment(alone, 0, name="Other"))
    assert curve_keys(cut) == curve_keys(every) == tuple(map(CurveKey, KINDS))
    for other in curve_keys(cut):
        same = curve_of(cut, other).segments == curve_of(every, other).segments
        assert same == (other != key)


# Wrong schedules

ODD_STEPS = st.sampled_from([math.nan, math.inf, -5.0, 0, 0.4, 3, 250.5, 1e15, 1e308])


@given(odd_repeats, odd_repeats, st.sampled_from([FILL, STEPS(0), STEPS(2.5)]), st.data())
def test_no_edit_among_repeats_raises(
    wrong: Repeat, other: Repeat, span: Span, data: st.DataObject
) -> None:
    schedule = with_segment(replace(five_segments(), repeats=(wrong, other)), 2, span=span)
    places = st.integers(0, 4)
    index, to, step = data.draw(places), data.draw(places), data.draw(ODD_STEPS)
    rate = data.draw(st.sampled_from([math.nan, -1.0, 0.0, 1e-4, 1e308]))
    for edited in (
        moved_boundary(schedule, index + 1, step),
        pushed_boundary(schedule, index + 1, step),
        moved_segments(schedule, (index,), to),
        removed_segment(schedule, index),
        duplicated_segments(schedule, (index,)),
        split_segment(schedule, index, step),
        moved_level(schedule, index, "start", rate),
        moved_level(schedule, index, "end", rate),
        with_span_unit(schedule, index, data.draw(st.sampled_from(["steps", "epochs", "fill"]))),
        repeated(schedule, min(index, to), max(index, to), times=None),
        with_repeat(schedule, 0, times=None),
        removed_repeat(schedule, 1),
        unrolled(schedule, 0),
    ):
        assert len(timeline(edited).boundaries) == len(edited.segments) + 1
    for block in range(len(schedule.blocks)):
        moved_cycle_end(schedule, block, step, cycle=data.draw(st.sampled_from([None, 0, 5])))
    in_first_cycle(schedule, step)

"""Edits that move several boundaries at once, stretch what follows, or take a boundary away."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.boundaries import join_fault, joined_segments
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.editing.several_boundaries import (
    moved_boundaries,
    moved_levels,
    pinned_fault,
    room_to_slide,
    stretch_fault,
    stretched_boundary,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span

RUN = Run(updates=1000, epochs=None, samples=3200, batch_size=32)


def four(last: Span | None = None) -> Schedule:
    """Warm up to 200, hold to 400, fall to 700, fall to 1,000; one epoch is 100 steps."""
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(200), Level(0.0), Level(1.0)),
            Segment("Hold", Constant(), Span.of_epochs(2)),
            Segment("Decay", Cosine(), Span.of_percent(30), None, Level(0.5)),
            Segment("Cooldown", Linear(), last or Span.of_steps(300), None, Level(0.0)),
        ),
        groups=(Group("all", 1e-3),),
        run=RUN,
    )


def places(schedule: Schedule) -> tuple[float, ...]:
    """Where the boundaries lie."""
    return timeline(schedule).boundaries


def test_boundaries_that_move_together_take_from_their_outer_neighbours() -> None:
    moved = moved_boundaries(four(), {1: 250, 2: 450})
    assert places(moved) == (0, 250, 450, 700, 1000)
    assert [segment.span.unit for segment in moved.segments] == [
        "steps",
        "epochs",
        "percent",
        "steps",
    ]


def test_what_fills_the_rest_gives_way_to_boundaries_before_it() -> None:
    moved = moved_boundaries(four(Span.of_the_rest()), {2: 500, 3: 800})
    assert places(moved) == (0, 200, 500, 800, 1000)
    assert moved.segments[3].span == Span.of_the_rest()


def test_no_boundary_passes_another() -> None:
    moved = places(moved_boundaries(four(), {1: 900, 3: 100}))
    assert list(moved) == sorted(set(moved))
    assert moved[-1] == 1000


def test_the_room_to_slide_ends_where_a_neighbour_has_one_step_left() -> None:
    assert room_to_slide(four(), [1, 2]) == (-199, 299)
    assert room_to_slide(four(), [4]) == (-299, float("inf"))


@pytest.mark.parametrize(
    ("boundary", "word"), [(0, "begins with the run"), (4, "ends with the run")]
)
def test_the_ends_of_a_filled_run_are_pinned_and_say_so(boundary: int, word: str) -> None:
    fault = pinned_fault(four(Span.of_the_rest()), boundary)
    assert fault is not None
    assert word in fault


def test_the_borders_of_a_repeat_are_pinned_and_what_is_within_moves_in_every_cycle() -> None:
    schedule = repeated(four(), 1, 2, times=2)
    for boundary in (1, 3):
        fault = pinned_fault(schedule, boundary)
        assert fault is not None
        assert schedule.repeats[0].name in fault
    moved = moved_boundaries(schedule, {1: 300, 2: 450})
    before, after = timeline(schedule).repeats[0].inner, timeline(moved).repeats[0].inner
    assert (before, after) == ((0, 200, 500), (0, 250, 500))


def test_several_levels_move_and_inherited_ones_where_they_come_from() -> None:
    moved = moved_levels(four(), [(1, "start", 8e-4), (2, "end", 3e-4)])
    assert moved.segments[0].end == Level(0.8)
    assert moved.segments[1] == four().segments[1]
    assert moved.segments[2].end == Level(0.3)


def test_stretching_shares_what_is_left_in_proportion() -> None:
    stretched = stretched_boundary(four(), 2, 600)
    # 300 and 300 of 600 steps become 200 and 200 of 400.
    assert places(stretched) == (0, 200, 600, 800, 1000)
    assert stretched.segments[2].span.unit == "percent"


def test_stretching_keeps_the_end_and_a_step_for_every_segment() -> None:
    stretched = places(stretched_boundary(four(Span.of_the_rest()), 1, 5000))
    assert list(stretched) == [0, 997, 998, 999, 1000]
    assert places(stretched_boundary(four(), 1, -50))[1] == 1


def test_stretching_within_a_repeat_keeps_the_length_of_its_cycle() -> None:
    schedule = repeated(four(), 0, 2, times=2)
    stretched = stretched_boundary(schedule, 1, 400)
    line = timeline(stretched)
    assert line.ends[0] == 400
    assert line.repeats[0].cycle == 700
    assert line.lengths[1:3] == (120, 180)


@pytest.mark.parametrize(
    ("block", "boundary", "words"),
    [((1, 2), 1, "whole cycles"), ((0, 1), 2, "repeats"), ((0, 1), 4, "nothing follows")],
)
def test_what_cannot_be_stretched_stays_and_says_why(
    block: tuple[int, int], boundary: int, words: str
) -> None:
    schedule = repeated(four(), *block, times=2)
    fault = stretch_fault(schedule, boundary)
    assert fault is not None
    assert words in fault
    assert stretched_boundary(schedule, boundary, 450) == schedule


def test_a_removed_boundary_leaves_one_segment_from_the_one_end_to_the_other() -> None:
    joined = joined_segments(four(), 3)
    assert places(joined) == (0, 200, 400, 1000)
    assert joined.segments[2] == replace(
        four().segments[2], span=Span.of_percent(60), end=Level(0.0)
    )


def test_what_is_joined_with_the_rest_fills_the_rest() -> None:
    joined = joined_segments(four(Span.of_the_rest()), 3)
    assert joined.segments[2].span == Span.of_the_rest()
    assert places(joined) == (0, 200, 400, 1000)


def test_a_boundary_within_a_repeat_is_removed_from_every_cycle() -> None:
    joined = joined_segments(repeated(four(), 1, 2, times=2), 2)
    assert joined.repeats[0].first == joined.repeats[0].last == 1
    assert timeline(joined).lengths == (200, 500, 300)


@pytest.mark.parametrize("boundary", [0, 4])
def test_the_ends_of_a_schedule_cannot_be_removed(boundary: int) -> None:
    assert join_fault(four(), boundary) is not None
    assert joined_segments(four(), boundary) == four()


def test_borders_of_repeats_and_plateaus_cannot_be_removed() -> None:
    schedule = repeated(four(), 1, 2, times=2)
    assert join_fault(schedule, 1) is not None
    assert join_fault(schedule, 3) is not None
    waiting = replace(four(), segments=(*four().segments[:3], Segment("Wait", Plateau())))
    assert join_fault(waiting, 3) is not None


def test_joining_a_split_hold_changes_no_rate() -> None:
    schedule = four()
    split = replace(
        schedule,
        segments=(
            schedule.segments[0],
            replace(schedule.segments[1], span=Span.of_epochs(1)),
            replace(schedule.segments[1], span=Span.of_epochs(1), name="Hold 2"),
            *schedule.segments[2:],
        ),
    )
    joined = joined_segments(split, 2)
    assert [Rates(joined).at(t) for t in range(0, 1000, 7)] == [
        Rates(schedule).at(t) for t in range(0, 1000, 7)
    ]

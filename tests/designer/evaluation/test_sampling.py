"""The steps that a drawing takes."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import (
    After,
    CountsFrom,
    Group,
    Level,
    Repeat,
    Schedule,
    Segment,
    Track,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import boundary_steps, sample_steps
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span


def schedule(
    updates: int, *, counts_from: CountsFrom = 0, after: After = "hold", stairs: int = 100
) -> Schedule:
    """Make a schedule with a jump, stairs and a steep cooldown in it."""
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_percent(10), Level(0.0), Level(1.0)),
            Segment("Stairs", Staircase(Span.of_steps(stairs), 0.9), Span.of_percent(30)),
            Segment("Hold", Constant(), Span.of_the_rest(), Level(2.0)),
            Segment("Cooldown", OneMinusSqrt(), Span.of_percent(20), None, Level(0.0)),
        ),
        counts_from=counts_from,
        after=after,
        run=Run(epochs=None, updates=updates),
    )


def test_every_step_is_taken_where_there_are_no_more_than_points() -> None:
    rates = Rates(schedule(1_000))
    assert sample_steps(rates, 0, 1_000, 500) == list(range(1_001))
    assert sample_steps(rates, 400.2, 410.7, 500) == list(range(400, 412))


@pytest.mark.parametrize("counts_from", [0, 1])
def test_both_sides_of_every_boundary_are_taken(counts_from: CountsFrom) -> None:
    rates = Rates(schedule(10_000_000, counts_from=counts_from))
    steps = sample_steps(rates, 0, 10_500_000, 300)
    for place in (1_000_000, 4_000_000, 8_000_000, 10_000_000):
        step = place - counts_from
        assert step in boundary_steps(rates)
        assert {step - 1, step} <= set(steps)


def test_a_boundary_between_two_steps_belongs_to_the_step_after_it() -> None:
    shapes = (
        Segment("Up", Linear(), Span.of_steps(8.6), Level(0.0), Level(1.0)),
        Segment("Down", Cosine(), Span.of_the_rest(), None, Level(0.0)),
    )
    rates = Rates(Schedule(segments=shapes, run=Run(epochs=None, updates=32)))
    assert boundary_steps(rates) == (0, 9, 32)


def test_both_sides_of_every_stair_are_taken() -> None:
    rates = Rates(schedule(100_000, stairs=5_000))
    steps = set(sample_steps(rates, 0, 100_000, 200))
    for stair in (15_000, 20_000, 25_000, 30_000, 35_000):
        assert {stair - 1, stair} <= steps


@given(
    updates=st.integers(1, 10**9),
    first=st.floats(-1e6, 1.2e9),
    width=st.floats(0, 1.2e9),
    pixels=st.integers(0, 3_000),
    after=st.sampled_from(["hold", "repeat"]),
    counts_from=st.sampled_from([0, 1]),
)
def test_the_steps_are_sorted_unique_inside_and_bounded(
    *, updates: int, first: float, width: float, pixels: int, after: After, counts_from: CountsFrom
) -> None:
    rates = Rates(schedule(updates, after=after, counts_from=counts_from))
    steps = sample_steps(rates, first, first + width, pixels)
    assert steps == sorted(set(steps))
    assert len(steps) <= 16 * max(1, pixels) + 40
    if steps:
        assert steps[0] >= 0
        assert steps[0] >= first - 1
        assert steps[-1] <= first + width + 1


def test_the_samples_stay_where_they_are_when_the_view_moves() -> None:
    rates = Rates(schedule(1_000_000))
    before = sample_steps(rates, 100_000, 600_000, 500)
    after = sample_steps(rates, 100_100, 600_100, 500)
    assert set(before[1:]) - set(after) <= set(range(100_000, 100_501))


@pytest.mark.parametrize("cycle", [2, 10, 16, 100, 333, 1_000, 5_000])
def test_a_repeat_denser_than_the_pixels_still_shows_how_far_it_goes(cycle: int) -> None:
    up_and_down = Schedule(
        segments=(
            Segment("Up", Linear(), Span.of_steps(cycle // 2), Level(0.1), Level(1.0)),
            Segment("Down", Linear(), Span.of_steps(cycle - cycle // 2), None, Level(0.1)),
        ),
        after="repeat",
        run=Run(epochs=None, updates=1_000_000),
    )
    rates = Rates(up_and_down)
    steps = sample_steps(rates, 0, 1_000_000, 1_000)
    for pixel in range(0, 1_000_000, 50_000):
        values = [rates.curves[0].at(t) for t in steps if pixel <= t < pixel + 2_000 + 2 * cycle]
        cycle_values = [rates.curves[0].at(t) for t in range(cycle)]
        assert max(values) == max(cycle_values)
        assert min(values) == min(cycle_values)


def test_a_schedule_without_segments_is_drawn_too() -> None:
    rates = Rates(Schedule(run=Run(epochs=None, updates=10_000)))
    assert sample_steps(rates, 0, 10_000, 100)[-1] == 10_000


def test_a_view_that_ends_before_the_first_step_needs_nothing() -> None:
    assert sample_steps(Rates(schedule(100)), -50, -10, 100) == []


# Repeats


def repeating(length: float, *, updates: int = 100_000, **fields: Any) -> Schedule:
    """Rise, and then rise and fall again and again."""
    up = Segment("Up", Linear(), Span.of_steps(length * 0.25), Level(0.1), Level(1.0))
    down = Segment("Down", Cosine(), Span.of_steps(length * 0.75), None, Level(0.05))
    first = Segment("First", Linear(), Span.of_steps(1_000), Level(0.0), Level(0.1))
    return Schedule(
        segments=(first, up, down),
        repeats=(Repeat("Cycles", 1, 2, **fields),),
        run=Run(epochs=None, updates=updates),
        groups=(Group("all", 1.0),),
    )


def crossed(steps: list[int], values: list[float], place: float) -> float:
    """Return the height at which the drawn line is at a place between two steps."""
    right = min(bisect_left(steps, place), len(steps) - 1)
    left = max(0, right - 1)
    if steps[left] == steps[right]:
        return values[right]
    share = (place - steps[left]) / (steps[right] - steps[left])
    return values[left] + (values[right] - values[left]) * min(1.0, max(0.0, share))


def missing(schedule: Schedule, pixels: int, first: int = 0, last: int | None = None) -> float:
    """Draw a view and tell by how much it falls short of what the curve really reaches.

    What the curve reaches in a pixel must be drawn in it, or up to half a pixel beside it.
    """
    rates = Rates(schedule)
    last = schedule.total_steps - 1 if last is None else last
    steps = sample_steps(rates, first, last, pixels)
    values = rates.of_group(0, steps)
    everything = rates.of_group(0, range(first, last + 1))
    width = (last - first) / pixels
    worst = 0.0
    for pixel in range(pixels):
        begin, end = first + pixel * width, first + (pixel + 1) * width
        real = everything[math.ceil(begin) - first : math.floor(end) - first + 1]
        begin, end = begin - width / 2, end + width / 2
        low, high = bisect_left(steps, begin), bisect_right(steps, end)
        drawn = [*values[low:high], crossed(steps, values, begin), crossed(steps, values, end)]
        if real:
            worst = max(worst, max(real) - max(drawn), min(drawn) - min(real))
    return worst


REPEATING = [
    *[repeating(length) for length in (4, 8, 20, 100, 200, 252, 300, 640, 1_000, 5_000, 40_000)],
    *[repeating(length) for length in (9.2, 33.3, 251.7)],
    repeating(100, times=500),
    repeating(40, stretch=1.05),
    repeating(20_000, stretch=0.9, times=30),
    repeating(100, scale=0.99),
    repeating(100, scale=1.001, scaling="amplitude"),
    repeating(100, scale=0.9999, scaling="steps"),
    repeating(30.5, scale=0.9999, scaling="steps"),
    replace(repeating(100), counts_from=1),
    replace(repeating(100, times=10), after="repeat"),
    replace(repeating(5_000, times=10), after="repeat"),
    replace(repeating(100), tracks=(Track(MULTIPLIER_CURVE, (Segment("M", Linear(), Span.of_the_rest(), Level(1.0), Level(0.5)),)
    ),)),
]  # fmt: skip


@pytest.mark.parametrize("schedule", REPEATING)
@pytest.mark.parametrize("view", [(400, 0, None), (300, 7_000, 60_011), (700, 500, 9_500)])
def test_every_pixel_shows_what_the_cycles_in_it_reach(
    schedule: Schedule, view: tuple[int, int, int | None]
) -> None:
    assert missing(schedule, *view) < 0.01


@given(
    st.integers(2, 10**7),
    st.sampled_from([1.0, 1.0, 1.01, 2.0, 0.9]),
    st.integers(1, 10**9),
    st.integers(1, 2_000),
    st.sampled_from(["hold", "repeat"]),
    st.sampled_from([None, 1, 1_000]),
)
# Each of 600 rounds ends with cycles shorter than a step; to look at all of them took a minute.
@example(2_000, 0.9, 12_000_000, 2_000, "repeat", 1_000)
def test_no_repeat_takes_more_steps_than_the_pixels_can_show(  # noqa: PLR0917 - Hypothesis draws
    length: int, stretch: float, updates: int, pixels: int, after: After, times: int | None
) -> None:
    schedule = repeating(length, updates=updates, stretch=stretch, times=times)
    steps = sample_steps(Rates(replace(schedule, after=after)), 0, updates, pixels)
    assert steps == sorted(set(steps))
    assert len(steps) <= 16 * pixels + 60
    assert 0 <= steps[0] <= steps[-1] <= updates


def test_both_sides_of_every_boundary_of_every_wide_cycle_are_taken() -> None:
    steps = set(sample_steps(Rates(repeating(10_000)), 0, 100_000, 300))
    for cycle in range(9):
        begin = 1_000 + 10_000 * cycle
        assert {begin - 1, begin, begin + 2_499, begin + 2_500} <= steps


def test_a_hundred_thousand_cycles_are_drawn_with_no_more_points_than_pixels_need() -> None:
    for length in (100, 1_000, 10_000, 10_000_000):
        rates = Rates(repeating(length, updates=10_000_000))
        assert len(sample_steps(rates, 0, 10_000_000, 1_500)) <= 4 * 1_500 + 10


def test_the_momentum_is_sampled_by_its_own_boundaries() -> None:
    track = Track(MOMENTUM_CURVE, (Segment("M", Linear(), Span.of_steps(5_555), Level.of_rate(0.9), Level.of_rate(0.8)),))  # fmt: skip
    schedule = replace(repeating(10_000), tracks=(track,))
    rates = Rates(curve_of(schedule, MOMENTUM_CURVE))
    assert {5_554, 5_555} <= set(sample_steps(rates, 0, 100_000, 300))
    assert not {5_554, 5_555} <= set(sample_steps(Rates(schedule), 0, 100_000, 300))

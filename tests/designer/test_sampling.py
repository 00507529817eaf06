"""Which steps a drawing takes."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.rates import Rates
from rampsmith.designer.run import Run
from rampsmith.designer.sampling import boundary_steps, sample_steps
from rampsmith.designer.schedule import After, CountsFrom, Level, Schedule, Segment
from rampsmith.designer.shapes import Constant, Cosine, Linear, OneMinusSqrt, Staircase
from rampsmith.designer.spans import Span


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


def test_four_thousand_steps_are_chosen_in_about_a_millisecond() -> None:
    rates = Rates(schedule(10_000_000))
    chosen = min(timeit.repeat(lambda: sample_steps(rates, 0, 10_000_000, 2_000), number=1))
    assert chosen < 0.004, "four times what was measured, because two processes share the machine"

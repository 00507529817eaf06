"""Repeats: the rates of every cycle, against the schedulers that people know them from."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts, CyclicLR

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.repeats import unrolled, with_repeat
from rampsmith.designer.evaluation.cycle_formulas import cycle_at
from rampsmith.designer.evaluation.levels import rate_in_first_cycle
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.files.design_file import design_text
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.schedules import odd_repeats, repeated_schedules
from tests.designer.torch_rates import stepped

STEPS = Span.of_steps
FILL = Span.of_the_rest()
RATE = Level.of_rate


def design(*segments: Segment, repeat: Repeat, updates: int = 32, base: float = 1e-3) -> Schedule:
    """Make a schedule with one repeat."""
    run = Run(epochs=None, updates=updates)
    return Schedule(segments=segments, repeats=(repeat,), run=run, groups=(Group("all", base),))


def rates_of(schedule: Schedule, steps: int) -> list[float]:
    """Return the first group's rate at every step."""
    return [Rates(schedule).at(t)[0] for t in range(steps)]


# The schedulers that people know


@pytest.mark.parametrize(("first", "mult", "low"), [(8, 1, 1e-4), (4, 2, 0.0), (3, 3, 1e-5)])
def test_a_stretched_cosine_is_torchs_warm_restarts(first: int, mult: int, low: float) -> None:
    cosine = Segment("Cosine", Cosine(), STEPS(first), Level(1.0), RATE(low))
    ours = design(cosine, repeat=Repeat("Restarts", 0, 0, None, float(mult)))
    theirs = stepped(lambda o: CosineAnnealingWarmRestarts(o, first, mult, eta_min=low), 200)
    assert rates_of(ours, 200) == pytest.approx(theirs, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("mode", "scaling", "scale"),
    [
        ("triangular", "amplitude", 1.0),
        ("triangular2", "amplitude", 0.5),
        ("exp_range", "steps", 0.9),
    ],
)
@pytest.mark.parametrize("down", [None, 8, 1])
def test_triangles_are_torchs_cyclic_rates(
    mode: Any, scaling: Any, scale: float, down: int | None
) -> None:
    ours = design(
        Segment("Up", Linear(), STEPS(4), RATE(1e-4), RATE(1e-3)),
        Segment("Down", Linear(), STEPS(down or 4), None, RATE(1e-4)),
        repeat=Repeat("Cycles", 0, 1, None, scale=scale, scaling=scaling),
    )
    theirs = stepped(
        lambda o: CyclicLR(o, 1e-4, 1e-3, 4, step_size_down=down, mode=mode, gamma=scale), 100
    )
    assert rates_of(ours, 100) == pytest.approx(theirs, rel=1e-9, abs=1e-15)


def warmed_restarts(t: int, mult: int, gamma: float) -> float:
    """CosineAnnealingWarmupRestarts by its definition: cycles of 200 * mult**k, 50 of warmup."""
    low, warmup, cycle, number = 0.001, 50, 200, 0
    while t >= cycle:
        t -= cycle
        cycle *= mult
        number += 1
    peak = 0.1 * gamma**number
    if t < warmup:
        return low + (peak - low) * t / warmup
    gone = (t - warmup) / (cycle - warmup)
    return low + (peak - low) * (1 + math.cos(math.pi * gone)) / 2


@pytest.mark.parametrize("mult", [1, 2])
@pytest.mark.parametrize("gamma", [0.5, 1.0])
def test_a_warmup_in_the_block_is_warmed_again_at_its_own_length(mult: int, gamma: float) -> None:
    ours = design(
        Segment("Warmup", Linear(), STEPS(50), RATE(0.001), RATE(0.1)),
        Segment("Cosine", Cosine(), STEPS(150), None, RATE(0.001)),
        repeat=Repeat("Restarts", 0, 1, None, float(mult), keeps_first=True, scale=gamma),
    )
    theirs = [warmed_restarts(t, mult, gamma) for t in range(1500)]
    assert rates_of(ours, 1500) == pytest.approx(theirs, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("warmup", "total", "cycles"), [(100, 1000, 3), (0, 500, 7), (10, 95, 4)])
def test_hard_restarts_are_transformers_by_its_definition(
    warmup: int, total: int, cycles: int
) -> None:
    def wanted(t: int) -> float:
        if t < warmup:
            return t / max(1, warmup)
        gone = (t - warmup) / max(1, total - warmup)
        if gone >= 1:
            return 0.0
        return max(0.0, 0.5 * (1 + math.cos(math.pi * ((cycles * gone) % 1))))

    cosine = Segment("Cosine", Cosine(), FILL, Level(1.0), Level(0.0))
    ramp = Segment("Warmup", Linear(), STEPS(warmup), Level(0.0), Level(1.0))
    front = (ramp,) if warmup else ()
    place = len(front)
    ours = design(*front, cosine, repeat=Repeat("Restarts", place, place, cycles), updates=total)
    assert timeline(ours).end == total
    found = Rates(replace(ours, groups=(Group("all", 1.0),)))
    for t in range(total + 5):
        # The quotient of a step by a fraction of a step may round to the cycle before: 0 for 1.
        whole = (t - warmup) * cycles % max(1, total - warmup) == 0
        if not whole or t >= total or t <= warmup:
            assert found.at(t)[0] == pytest.approx(wanted(t), abs=1e-12)


# What each field of a repeat does


def saw(times: int | None, *, length: float = 10, **fields: Any) -> Schedule:
    """Fall from 1 to 0.1 again and again, at a base rate of 1."""
    fall = Segment("Fall", Linear(), STEPS(length), Level(1.0), Level(0.1))
    return design(fall, repeat=Repeat("Saw", 0, 0, times, **fields), base=1.0, updates=100)


def test_cycles_may_be_a_fraction_of_a_step_long() -> None:
    found = rates_of(saw(4, length=2.5), 12)
    places = [0, 1, 2, 0.5, 1.5, 0, 1, 2, 0.5, 1.5]
    assert found[:10] == pytest.approx([1 - 0.9 * place / 2.5 for place in places])
    assert found[10:] == pytest.approx([0.1, 0.1])


def test_cycles_that_shrink_end_where_their_lengths_add_up() -> None:
    schedule = saw(4, length=16, stretch=0.5)
    assert timeline(schedule).end == 30
    found = rates_of(schedule, 34)
    for begin, length in [(0, 16), (16, 8), (24, 4), (28, 2)]:
        for n in range(length):
            assert found[begin + n] == pytest.approx(1 - 0.9 * n / length)
    assert found[30:] == pytest.approx([0.1] * 4)


def test_a_fill_in_a_block_makes_all_cycles_together_fill_the_rest() -> None:
    rise = Segment("Rise", Linear(), STEPS(20), Level(0.0), Level(1.0))
    fall = Segment("Fall", Linear(), FILL, Level(1.0), Level(0.0))
    cool = Segment("Cool", Linear(), STEPS(10), Level(0.5), Level(0.0))
    repeat = Repeat("Saw", 1, 1, 3, 2.0)
    line = timeline(design(rise, fall, cool, repeat=repeat, updates=100))
    assert line.repeats[0].begin == 20
    assert line.repeats[0].end == 90
    assert line.repeats[0].cycle == 10
    assert line.boundaries == (0, 20, 90, 100)


@pytest.mark.parametrize(
    ("top", "low"), [(Level(1.0), Level(0.1)), (RATE(2e-3), RATE(1e-4)), (Level(1.0), RATE(1e-4))]
)
@pytest.mark.parametrize("times", [3, None])
def test_a_block_that_inherits_its_start_begins_every_cycle_there(
    top: Level, low: Level, times: int | None
) -> None:
    hold = Segment("Hold", Constant(), STEPS(5), top)
    fall = Segment("Fall", Linear(), STEPS(10), None, low)
    schedule = replace(
        design(hold, fall, repeat=Repeat("Saw", 1, 1, times), updates=60),
        groups=(Group("body", 1e-3), Group("head", 5e-3)),
    )
    rates = Rates(schedule)
    for group, base in enumerate((1e-3, 5e-3)):
        begin, end = top.rate(base), low.rate(base)
        for cycle in range(3):
            for n in range(10):
                found = rates.at(5 + 10 * cycle + n)[group]
                assert found == pytest.approx(begin + (end - begin) * n / 10)


def test_what_follows_a_block_starts_where_its_last_cycle_arrived() -> None:
    rise = Segment("Rise", Linear(), STEPS(10), Level(0.5), Level(1.0))
    after = Segment("After", Constant(), FILL)
    schedule = design(
        rise, after, repeat=Repeat("Saw", 0, 0, 3, scale=0.5, scaling="peak"), base=1.0
    )
    schedule = replace(schedule, run=Run(epochs=None, updates=50))
    assert rates_of(schedule, 50)[30:] == [0.25] * 20


@pytest.mark.parametrize(
    ("scaling", "tops"), [("peak", [1.0, 0.5, 0.25]), ("amplitude", [1.0, 0.55, 0.325])]
)
def test_scaling_lowers_the_top_and_leaves_the_lowest_level(
    scaling: Any, tops: list[float]
) -> None:
    found = rates_of(saw(3, scale=0.5, scaling=scaling), 31)
    assert found[0:30:10] == pytest.approx(tops)
    assert found[30] == pytest.approx(0.1)


def test_a_run_that_repeats_goes_through_its_repeats_again() -> None:
    schedule = replace(saw(3, stretch=2.0), after="repeat")
    once = rates_of(schedule, 70)
    assert rates_of(schedule, 210) == once * 3


def test_counting_from_1_reads_every_cycle_one_step_further() -> None:
    schedule = saw(None, length=7)
    assert rates_of(replace(schedule, counts_from=1), 50) == rates_of(schedule, 51)[1:]


# Drawings read many steps at once


@given(repeated_schedules())
def test_many_steps_at_once_are_the_same_steps_one_by_one(schedule: Schedule) -> None:
    rates = Rates(schedule)
    steps = range(250)
    for group in range(2):
        assert rates.of_group(group, steps) == [rates.at(t)[group] for t in steps]


@given(repeated_schedules())
def test_every_boundary_follows_the_one_before(schedule: Schedule) -> None:
    line = timeline(schedule)
    assert all(begin <= end for begin, end in pairwise(line.boundaries))
    assert len(line.boundaries) == len(schedule.segments) + 1


# What cannot be run


@given(odd_repeats, odd_repeats, st.sampled_from([FILL, *map(STEPS, (0, 2.5, 10, 1e15))]))
def test_no_repeat_however_wrong_raises_or_hangs(wrong: Repeat, other: Repeat, span: Span) -> None:
    fall = Segment("Fall", Linear(), span, Level(1.0), Level(0.1))
    hold = Segment("Hold", Constant(), STEPS(5))
    schedule = replace(design(hold, fall, hold, repeat=wrong), repeats=(wrong, other))
    assert timeline(schedule).boundaries[0] == 0
    for rate in Rates(schedule).of_group(0, [0, 1, 7, 31, 10**6, 10**12]):
        assert isinstance(rate, float)


def test_cycles_that_shrink_to_nothing_end_where_they_can_no_longer_be_told_apart() -> None:
    found = rates_of(saw(None, length=16, stretch=0.5), 40)
    assert not any(map(math.isnan, found))
    assert len(set(found[33:])) == 1


def test_a_block_belongs_to_the_first_of_two_repeats_that_claim_it() -> None:
    schedule = saw(3)
    twice = replace(schedule, repeats=(*schedule.repeats, Repeat("Other", 0, 0, 5)))
    assert twice.blocks == schedule.repeats
    assert rates_of(twice, 60) == rates_of(schedule, 60)


def test_cycles_that_shrink_to_nothing_are_counted_to_an_end() -> None:
    number, begin, length = cycle_at(1_000.0, 2.0, 0.5)
    assert number < 100
    assert begin + length == begin == pytest.approx(4.0)
    assert cycle_at(5.0, 0.0, 2.0) == (0, 0.0, 0.0)


def fairseqs_triangle(t: int, *, lower: float, upper: float, length: int, shrink: float) -> float:
    """Fairseq's triangular schedule with shrink_min: each cycle scales both ends."""
    cycle = t // length
    lower, upper = lower * shrink**cycle, upper * shrink**cycle
    x = abs(t / (length / 2) - 2 * (cycle + 1) + 1)
    return lower + (upper - lower) * max(0, 1 - x)


@pytest.mark.parametrize("unit", [Level, RATE])
def test_cycles_can_scale_their_minimum_too(unit: Any) -> None:
    # With the peak alone scaled, the last cycle would begin at three times what it should.
    ours = design(
        Segment("Up", Linear(), STEPS(10), unit(0.01), unit(1.0)),
        Segment("Down", Linear(), STEPS(10), None, unit(0.01)),
        repeat=Repeat("Cycles", 0, 1, None, scale=0.8, scaling="whole"),
        base=1.0,
        updates=140,
    )
    theirs = [
        fairseqs_triangle(t, lower=0.01, upper=1.0, length=20, shrink=0.8) for t in range(140)
    ]
    assert rates_of(ours, 140) == pytest.approx(theirs, rel=1e-12)
    peaks_only = replace(ours, repeats=(replace(ours.repeats[0], scaling="peak"),))
    assert rates_of(peaks_only, 140)[120] > 3 * theirs[120]
    # Written out it is the same, and the format is the newer one only here.
    finite = replace(ours, repeats=(replace(ours.repeats[0], times=6),))
    assert rates_of(unrolled(finite, 0), 119) == pytest.approx(theirs[:119], rel=1e-12)
    assert '"rampsmith": 2' in design_text(ours)
    assert '"rampsmith": 1' in design_text(peaks_only)


def test_a_level_that_is_dragged_in_a_later_cycle_is_scaled_back_the_lowest_too() -> None:
    ours = saw(4, scale=0.5, scaling="whole")
    assert rate_in_first_cycle(ours, 0, "end", 0.1, cycle=2) == pytest.approx(0.4)


def restarts_of_mmengine(t: int, periods: list[int], weights: list[float], low: float) -> float:
    """CosineRestartLR and BasicSR's scheduler: a cosine for each of some periods."""
    ends = [sum(periods[: index + 1]) for index in range(len(periods))]
    index = next(index for index, end in enumerate(ends) if t < end)
    at = t - (ends[index] - periods[index])
    return low + weights[index] * 0.5 * (1 - low) * (1 + math.cos(math.pi * at / periods[index]))


@pytest.mark.parametrize("periods", [[10, 20, 40], [250, 250, 100], [7, 3, 49], [5], [9, 1, 1]])
@pytest.mark.parametrize("gamma", [1.0, 0.5])
def test_cycles_may_have_a_length_each(periods: list[int], gamma: float) -> None:
    cosine = Segment("Cosine", Cosine(), STEPS(periods[0]), Level(1.0), Level(0.1))
    lengths = tuple(map(float, periods))
    repeat = Repeat(
        "Restarts", 0, 0, len(periods), scale=gamma, scaling="amplitude", lengths=lengths
    )
    ours = design(cosine, repeat=repeat, base=1.0, updates=sum(periods))
    weights = [gamma**number for number in range(len(periods))]
    theirs = [restarts_of_mmengine(t, periods, weights, 0.1) for t in range(sum(periods))]
    assert rates_of(ours, sum(periods)) == pytest.approx(theirs, rel=1e-12)
    assert timeline(ours).end == sum(periods)
    assert not errors(ours)
    plain = unrolled(ours, 0)
    assert [segment.span.amount for segment in plain.segments] == periods
    assert rates_of(plain, sum(periods)) == pytest.approx(theirs, rel=1e-12)


def test_cycles_of_a_length_each_fill_the_rest_together() -> None:
    fall = Segment("Fall", Linear(), FILL, Level(1.0), Level(0.0))
    tail = Segment("Tail", Linear(), STEPS(10), Level(0.5), Level(0.0))
    repeat = Repeat("Saw", 0, 0, 3, lengths=(1.0, 2.0, 6.0))
    ours = design(fall, tail, repeat=repeat, base=1.0, updates=100)
    assert timeline(ours).repeats[0].cycle == 10
    starts = [t for t, rate in enumerate(rates_of(ours, 100)) if rate == 1.0]
    assert starts == [0, 10, 30]
    assert rates_of(ours, 100)[90] == 0.5


def test_a_warmup_keeps_its_length_in_cycles_of_a_length_each() -> None:
    ours = design(
        Segment("Up", Linear(), STEPS(4), Level(0.0), Level(1.0)),
        Segment("Down", Linear(), STEPS(6), None, Level(0.0)),
        repeat=Repeat("Cycles", 0, 1, 3, keeps_first=True, lengths=(10.0, 14.0, 5.0)),
        base=1.0,
        updates=29,
    )
    found = rates_of(ours, 29)
    assert [t for t, rate in enumerate(found) if rate == 1.0] == [4, 14, 28]
    too_short = with_repeat(ours, 0, lengths=(10.0, 4.0))
    assert any("keeps" in each.sentence for each in errors(too_short))


def test_lengths_and_a_number_of_cycles_take_each_other_s_place() -> None:
    ours = saw(4, stretch=2.0)
    listed = with_repeat(ours, 0, lengths=(10.0, 20.0, 5.0))
    assert (listed.repeats[0].times, listed.repeats[0].stretch) == (3, 1.0)
    assert not errors(listed)
    again = with_repeat(listed, 0, times=2)
    assert (again.repeats[0].lengths, again.repeats[0].times) == ((), 2)
    assert with_repeat(listed, 0, stretch=3.0).repeats[0].lengths == ()
    assert with_repeat(listed, 0, scale=0.5).repeats[0].lengths == (10.0, 20.0, 5.0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lengths": (1.0, 0.0)}, "lengths"),
        ({"lengths": (1.0, math.nan)}, "lengths"),
        ({"lengths": (1.0, 2.0, 3.0)}, "times"),
        ({"lengths": (1.0, 2.0), "stretch": 2.0}, "stretch"),
        ({"lengths": (100.0, 1.0)}, "lengths"),
    ],
)
def test_lengths_that_cannot_be_are_told(changes: dict[str, Any], field: str) -> None:
    ours = saw(2)
    wrong = replace(ours, repeats=(replace(ours.repeats[0], **changes),))
    assert (field,) in [each.place.field for each in errors(wrong)]

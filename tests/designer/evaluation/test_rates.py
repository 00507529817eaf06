"""Rates in figures, step by step: the joins, the counting, what comes after, and several groups."""

import math
import timeit
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.kinds import MULTIPLIER, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Stepping, Track
from rampsmith.designer.evaluation.rates import Rates, jumps, rates_of, unlike_groups
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine, cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.designs import five_segments
from tests.designer.schedules import plain_schedules, wrong_schedules
from tests.designer.strategies import schedules

STEPS, EPOCHS, PERCENT = Span.of_steps, Span.of_epochs, Span.of_percent
FILL = Span.of_the_rest()
ZERO, ONE = Level(0.0), Level(1.0)


def schedule(
    *segments: Segment, base: float = 1.0, updates: int = 20, stepping: Stepping = "update"
) -> Schedule:
    """Make a schedule for one group and a run of so many steps."""
    run = Run(epochs=None, updates=updates)
    if stepping == "epoch":
        run = Run(epochs=updates)
    return Schedule(segments=segments, groups=(Group("all", base),), run=run, stepping=stepping)


LLAMA_3 = schedule(
    Segment("Warmup", Linear(), STEPS(8000), ZERO, ONE),
    Segment("Decay", Cosine(), FILL, None, Level.of_rate(8e-7)),
    base=8e-5,
    updates=1_200_000,
)
NOAM = replace(
    schedule(
        Segment("Warmup", Linear(), STEPS(4000), ZERO, ONE),
        Segment("Decay", InverseSqrt(STEPS(4000)), FILL),
        base=(512 * 4000) ** -0.5,
        updates=100_000,
    ),
    counts_from=1,
)
T5 = schedule(
    Segment("Hold", Constant(), STEPS(10_000)),
    Segment("Decay", InverseSqrt(STEPS(10_000)), FILL),
    base=0.01,
    updates=524_288,
)
BERT = schedule(
    Segment("Warmup", Linear(), STEPS(10_000), ZERO, ONE),
    Segment("Decay", Linear(), FILL, None, ZERO),
    base=1e-4,
    updates=1_000_000,
)
COOLDOWN = schedule(
    Segment("Warmup", Linear(), STEPS(100), ZERO, ONE),
    Segment("Hold", Constant(), FILL),
    Segment("Cooldown", OneMinusSqrt(), STEPS(200), None, ZERO),
    updates=1000,
)
POWER_2 = schedule(
    Segment("Warmup", Linear(), STEPS(100), ZERO, ONE),
    Segment("Decay", Polynomial(2.0), FILL, None, ZERO),
    updates=1000,
)
# The paper gives fractions of the training tokens; here a run of 10,000 steps.
DEEPSEEK = schedule(
    Segment("Warmup", Linear(), STEPS(2000), ZERO, ONE),
    Segment("Hold", Constant(), FILL),
    Segment("Second", Constant(), PERCENT(10), Level(0.316)),
    Segment("Third", Constant(), PERCENT(10), Level(0.1)),
    base=4.2e-4,
    updates=10_000,
)
RESNET = schedule(
    Segment("Steps", Staircase(EPOCHS(30), 0.1), FILL), base=0.1, updates=90, stepping="epoch"
)
CLASSIC = replace(
    schedule(
        Segment("Warmup", Linear(), EPOCHS(5), ZERO, ONE),
        Segment("Decay", Cosine(), FILL, None, Level.of_rate(0.001)),
        base=0.1,
        updates=50,
        stepping="epoch",
    ),
    counts_from=1,
)
THREE_TENTHS = Segment("Steps", Staircase(EPOCHS(3), 0.1), FILL)

# A schedule and its rate at some of its steps. Figures of whole recipes are the papers' or follow
# from their formulas; Noam counts from 1, so its step n is the call n − 1.
FIGURES: list[tuple[str, Schedule, dict[int, float]]] = [
    (
        "Llama 3 405B",
        LLAMA_3,
        {
            0: 0.0,
            1: 1e-08,
            4000: 4e-05,
            8000: 8e-05,
            306_000: 6.840142853498729e-05,
            604_000: 4.04e-05,
            902_000: 1.239857146501272e-05,
            1_200_000: 8e-07,
        },
    ),
    (
        "Transformer base (Noam)",
        NOAM,
        {
            0: 1.746928107421711e-07,
            999: 0.0001746928107421711,
            1999: 0.0003493856214843422,
            3999: 0.0006987712429686843,
            7999: 0.0004941058844013093,
            15_999: 0.00034938562148434214,
            99_999: 0.00013975424859373687,
        },
    ),
    (
        "T5 pre-training",
        T5,
        {
            0: 0.01,
            10_000: 0.01,
            40_000: 0.005,
            100_000: 0.003162277660168379,
            524_288: 0.0013810679320049755,
        },
    ),
    (
        "BERT pre-training",
        BERT,
        {
            0: 0.0,
            1: 1e-08,
            5000: 5e-05,
            10_000: 1e-4,
            505_000: 5e-05,
            900_000: 1.0101010101010101e-05,
            1_000_000: 0.0,
        },
    ),
    (
        "1 − √p cooldown",
        COOLDOWN,
        {
            0: 0.0,
            50: 0.5,
            100: 1.0,
            800: 1.0,
            801: 0.9292893218813453,
            850: 0.5,
            900: 0.2928932188134524,
            950: 0.1339745962155614,
            1000: 0.0,
        },
    ),
    (
        "Polynomial with warmup, power 2",
        POWER_2,
        {0: 0.0, 50: 0.5, 100: 1.0, 325: 0.5625, 550: 0.25, 775: 0.0625, 1000: 0.0},
    ),
    (
        "DeepSeek LLM 7B",
        DEEPSEEK,
        {
            5000: 0.00042,
            7900: 0.00042,
            7999: 0.00042,
            8000: 0.00013272,
            8999: 0.00013272,
            9000: 4.2e-05,
            10_000: 4.2e-05,
        },
    ),
    ("ResNet on ImageNet", RESNET, {0: 0.1, 29: 0.1, 30: 0.01, 59: 0.01, 60: 0.001, 89: 0.001}),
    (
        "CosineWarmupScheduler, the classic",
        CLASSIC,
        {
            0: 0.02,
            1: 0.04,
            3: 0.08,
            4: 0.1,
            26: 0.001 + 0.0495 * (1 + math.sin(math.pi / 90)),
            49: 0.001,
            50: 0.001,
        },
    ),
    (
        "StepLR of the tutorials",
        schedule(THREE_TENTHS, base=0.1, updates=10, stepping="epoch"),
        {0: 0.1, 2: 0.1, 3: 0.01, 5: 0.01, 6: 0.001, 8: 0.001, 9: 0.0001},
    ),
    (
        "tri-stage",
        schedule(
            Segment("Warmup", Linear(), PERCENT(10), Level(0.01), ONE),
            Segment("Hold", Constant(), PERCENT(40)),
            Segment("Decay", Exponential(), PERCENT(50), None, Level(0.05)),
            base=3e-5,
            updates=80_000,
        ),
        {0: 3e-7, 8000: 3e-5, 39_999: 3e-5, 60_000: 3e-5 * 0.05**0.5, 80_000: 1.5e-6},
    ),
    (
        "phase boundaries between steps",
        schedule(
            Segment("Up", Linear(), STEPS(8.6), ZERO, ONE),
            Segment("Down", Linear(), STEPS(22.4), None, ZERO),
            updates=32,
        ),
        {0: 0.0, 8: 8 / 8.6, 9: 1 - 0.4 / 22.4, 30: 1 - 21.4 / 22.4, 31: 0.0},
    ),
    ("nothing yet: the base rate", schedule(base=0.3), {0: 0.3, 99: 0.3}),
]

JOINS: list[tuple[str, Schedule, Sequence[float]]] = [
    # A schedule and its rate at the steps 0, 1, 2, …
    (
        "at a boundary the later segment counts",
        schedule(
            Segment("A", Constant(), STEPS(2), Level(3.0)),
            Segment("B", Constant(), STEPS(2), Level(5.0)),
        ),
        [3, 3, 5, 5, 5],
    ),
    (
        "a segment starts where the one before it ended",
        schedule(
            Segment("A", Linear(), STEPS(2), ZERO, ONE),
            Segment("B", Linear(), STEPS(4), None, Level(3.0)),
        ),
        [0, 0.5, 1, 1.5, 2, 2.5, 3, 3],
    ),
    (
        "the first one starts at the base rate",
        schedule(Segment("A", Linear(), STEPS(4), None, ZERO), base=8.0),
        [8, 6, 4, 2, 0, 0],
    ),
    (
        "a jump",
        schedule(
            Segment("A", Linear(), STEPS(2), ONE, ZERO),
            Segment("B", Linear(), STEPS(2), Level(4.0), Level(2.0)),
        ),
        [1, 0.5, 4, 3, 2, 2],
    ),
    (
        "stairs lead on from where they arrive",
        schedule(
            Segment("A", Staircase(STEPS(1), 0.5), STEPS(2)), Segment("B", Constant(), STEPS(2))
        ),
        [1, 0.5, 0.25, 0.25, 0.25],
    ),
    (
        "a segment of no length passes on its end",
        schedule(
            Segment("A", Constant(), STEPS(2)),
            Segment("B", Linear(), PERCENT(0.1), None, Level(3.0)),
            Segment("C", Constant(), STEPS(2)),
        ),
        [1, 1, 3, 3, 3],
    ),
    (
        "a fill that is squeezed out",
        schedule(
            Segment("A", Constant(), STEPS(15)),
            Segment("B", Linear(), FILL, None, ZERO),
            Segment("C", Linear(), STEPS(15), ONE, ZERO),
        ),
        [1] * 15 + [1 - n / 15 for n in range(15)] + [0, 0],
    ),
    (
        "counted from 1, each step reads the curve one further",
        replace(
            schedule(
                Segment("A", Linear(), STEPS(2), ZERO, ONE),
                Segment("B", Linear(), STEPS(2), None, ZERO),
            ),
            counts_from=1,
        ),
        [0.5, 1, 0.5, 0, 0],
    ),
    (
        "repeated, counted from 0",
        replace(schedule(Segment("A", Linear(), STEPS(4), ONE, ZERO)), after="repeat"),
        [1, 0.75, 0.5, 0.25] * 3,
    ),
    (
        "repeated, counted from 1: the end is reached, the start is not",
        replace(
            schedule(Segment("A", Linear(), STEPS(4), ONE, ZERO)), after="repeat", counts_from=1
        ),
        [0.75, 0.5, 0.25, 0] * 3,
    ),
    (
        "repeated after a fraction of a step",
        replace(schedule(Segment("A", Linear(), STEPS(2.5), ZERO, Level(2.5))), after="repeat"),
        [0, 1, 2, 0.5, 1.5, 0, 1],
    ),
]


@pytest.mark.parametrize(("name", "design", "figures"), FIGURES, ids=[row[0] for row in FIGURES])
def test_a_schedule_has_these_rates(name: str, design: Schedule, figures: dict[int, float]) -> None:
    rates = Rates(design)
    found = {step: rates.at(step)[0] for step in figures}
    highest = max(figures.values())
    assert found == pytest.approx(figures, rel=1e-9, abs=1e-12 * highest)
    assert rates.of_group(0, list(figures)) == list(found.values())


@pytest.mark.parametrize(("name", "design", "figures"), JOINS, ids=[row[0] for row in JOINS])
def test_segments_join_like_this(name: str, design: Schedule, figures: Sequence[float]) -> None:
    rates = Rates(design)
    assert [rates.at(t)[0] for t in range(len(figures))] == pytest.approx(figures)


def test_the_last_epoch_of_the_classic_runs_at_exactly_the_minimum() -> None:
    assert Rates(CLASSIC).at(49) == (0.001,)


def test_the_classic_equals_its_formula_at_every_epoch() -> None:
    rates = Rates(CLASSIC)
    for epoch in range(50):
        e = epoch + 1
        formula = 0.001 + (0.1 - 0.001) * 0.5 * (1 + math.cos(math.pi * (e - 5) / (50 - 5)))
        expected = 0.1 * e / 5 if e <= 5 else formula
        assert rates.at(epoch)[0] == pytest.approx(expected, rel=1e-12)


def test_warmup_linear_schedule_equals_its_formula_at_every_step() -> None:
    updates = int(1437 / 16 / 2) * 5
    warmup = updates // 10
    design = schedule(
        Segment("Warmup", Linear(), STEPS(warmup), ZERO, ONE),
        Segment("Decay", Linear(), FILL, None, ZERO),
        base=5e-5,
        updates=updates,
    )
    rates = Rates(design)
    for t in range(updates + 10):
        if t < warmup:
            expected = t / max(1, warmup)
        else:
            expected = max(0.0, (updates - t) / max(1, updates - warmup))
        assert rates.at(t)[0] == pytest.approx(5e-5 * expected, rel=1e-12, abs=5e-17)


def test_after_the_end_the_last_value_holds_for_ever() -> None:
    stairs = replace(RESNET.segments[0], span=EPOCHS(90))
    for design in (LLAMA_3, NOAM, replace(RESNET, segments=(stairs,)), CLASSIC):
        rates = Rates(design)
        end = design.total_steps
        assert rates.at(end) == rates.at(end + 1) == rates.at(10**15)
        assert rates.at(end)[0] <= rates.at(end - 1)[0]


def test_stairs_that_were_given_no_length_go_on_past_the_run() -> None:
    rates = Rates(RESNET)
    assert rates.at(89)[0] == rates.at(60)[0] == pytest.approx(1e-3)
    assert [rates.at(t)[0] for t in (90, 120)] == pytest.approx([1e-4, 1e-5])
    assert rates.of_group(0, [89, 90, 119, 120]) == [rates.at(t)[0] for t in (89, 90, 119, 120)]
    (stairs,) = RESNET.segments
    rising = Rates(replace(RESNET, segments=(replace(stairs, shape=Staircase(EPOCHS(30), 2.0)),)))
    assert rising.at(90) == rising.at(500), "what rises does not rise past its run"


TWO_GROUPS = (Group("body", 1e-3), Group("head", 1e-2))


def test_factors_keep_the_distance_between_groups() -> None:
    rates = Rates(replace(COOLDOWN, groups=TWO_GROUPS))
    for t in (0, 50, 500, 850, 1000):
        body, head = rates.at(t)
        assert head == pytest.approx(10 * body)


def test_absolute_levels_flatten_all_groups_to_one() -> None:
    line = Segment("A", Linear(), STEPS(10), Level.of_rate(0.5), Level.of_rate(0.1))
    rates = Rates(replace(schedule(line), groups=TWO_GROUPS))
    assert rates.at(5) == pytest.approx((0.3, 0.3))
    assert rates.at(10) == (0.1, 0.1)


def test_between_a_factor_and_a_rate_each_group_has_a_curve_of_its_own() -> None:
    decay = Segment("A", Linear(), STEPS(10), None, Level.of_rate(1e-4))
    rates = Rates(replace(schedule(decay), groups=TWO_GROUPS))
    assert rates.at(0) == (1e-3, 1e-2)
    assert rates.at(5) == pytest.approx((5.5e-4, 5.05e-3))
    assert rates.at(10) == (1e-4, 1e-4)
    assert [rates.level_at_start(0, group) for group in (0, 1)] == [1e-3, 1e-2]
    assert [rates.level_at_end(0, group) for group in (0, 1)] == [1e-4, 1e-4]


def test_a_blend_of_a_factor_and_a_rate_is_weighed_once_for_all_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weighed = []

    def counted(start: float, end: float, p: float) -> float:
        weighed.append(p)
        return cosine(start, end, p)

    monkeypatch.setattr(Cosine, "curve", staticmethod(counted))
    decay = Segment("A", Cosine(), STEPS(10), None, Level.of_rate(1e-4))
    groups = tuple(Group(f"g{number}", 1e-3 * (1 + number)) for number in range(20))
    rates = Rates(replace(schedule(decay), groups=groups))
    assert rates.at(3) == tuple(cosine(group.base_lr, 1e-4, 0.3) for group in groups)
    assert weighed == [0.3]


def steps_around_boundaries(design: Schedule) -> list[float]:
    """Return every boundary and its neighbours, twice, with some far beyond the end."""
    line = Rates(design).timeline
    steps = {0, 1, line.end * 3, *range(0, min(2000, int(min(line.end, 1e6)) + 5), 7)}
    for boundary in line.boundaries:
        whole = math.floor(boundary)
        steps |= {step for step in range(whole - 2, whole + 3) if step >= 0} | {boundary}
    return sorted([*steps, *steps])


@given(plain_schedules(fractional=True) | wrong_schedules)
def test_many_rates_at_once_are_bit_for_bit_the_rates_one_by_one(design: Schedule) -> None:
    rates = Rates(design)
    steps = steps_around_boundaries(design)
    for group in range(len(design.groups)):
        at_once = rates.of_group(group, steps)
        one_by_one = [rates.at(t)[group] for t in steps]
        assert list(map(repr, at_once)) == list(map(repr, one_by_one))


@given(plain_schedules(fractional=True))
def test_a_schedule_without_faults_has_a_finite_rate_that_is_not_negative(
    design: Schedule,
) -> None:
    rates = Rates(design)
    for t in steps_around_boundaries(design):
        assert all(math.isfinite(rate) and rate >= 0 for rate in rates.at(t))


@given(wrong_schedules)
def test_the_rate_of_a_wrong_schedule_is_a_real_number_or_nan(design: Schedule) -> None:
    rates = Rates(design)
    for t in steps_around_boundaries(design):
        assert all(isinstance(rate, int | float) for rate in rates.at(t))


def test_an_exponential_through_0_is_nan_and_no_complex_number() -> None:
    design = schedule(Segment("A", Exponential(), STEPS(10), ONE, Level(-1.0)))
    assert math.isnan(Rates(design).at(3)[0])
    assert all(map(math.isnan, Rates(design).of_group(0, [0, 3, 9])))


def test_a_jump_is_a_boundary_at_which_the_rate_breaks() -> None:
    first, second = jumps(Rates(DEEPSEEK), 0)
    assert first == (2, 4.2e-4, 4.2e-4 * 0.316)
    assert second == (3, 4.2e-4 * 0.316, 4.2e-4 * 0.1)
    assert list(jumps(Rates(LLAMA_3), 0)) == []


def test_a_start_at_the_level_where_the_last_one_ended_is_no_jump() -> None:
    design = schedule(
        Segment("A", Linear(), STEPS(5), ZERO, ONE), Segment("B", Constant(), FILL, ONE)
    )
    assert list(jumps(Rates(design), 0)) == []


def test_a_jump_across_a_segment_of_no_length_belongs_to_the_one_behind_it() -> None:
    gap = Segment("B", Linear(), PERCENT(0.1), None, Level(3.0))
    design = schedule(Segment("A", Constant(), STEPS(5)), gap, Segment("C", Constant(), STEPS(5)))
    assert list(jumps(Rates(design), 0)) == [(2, 1.0, 3.0)]
    bridged = replace(gap, start=Level(9.0), end=ONE)
    there_and_back = replace(design, segments=(design.segments[0], bridged, design.segments[2]))
    assert list(jumps(Rates(there_and_back), 0)) == []


@given(st.integers(0, 10**15))
def test_positions_of_any_size_have_a_rate(t: int) -> None:
    long = schedule(Segment("A", Linear(), FILL, ONE, ZERO), updates=10**15)
    assert Rates(long).at(t)[0] == pytest.approx(1 - t / 10**15, abs=1e-15)


def test_four_thousand_points_through_six_segments_take_about_a_millisecond() -> None:
    shapes: tuple[Shape, ...] = (
        Linear(),
        Cosine(),
        Polynomial(2.0),
        Constant(),
        InverseSqrt(),
        OneMinusSqrt(),
    )
    design = schedule(
        *(Segment(str(i), shape, PERCENT(16), None, Level(0.5)) for i, shape in enumerate(shapes)),
        updates=1_000_000,
    )
    rates = Rates(design)
    steps = [t * 250 for t in range(4000)]
    best = min(timeit.repeat(lambda: rates.of_group(0, steps), number=1, repeat=20))
    # Ten times what is wanted, since other processes share the machine.
    assert best < 0.010


def edited(before: Schedule, index: int) -> list[Schedule]:
    """Edit the segment at an index, or what all segments are counted by."""
    segment = before.segments[index]
    longer = replace(segment, span=STEPS(7))
    higher = replace(segment, end=Level(0.75))
    own_start = replace(segment, start=Level(0.5))
    return [
        *(
            replace(
                before, segments=(*before.segments[:index], each, *before.segments[index + 1 :])
            )
            for each in (longer, higher, own_start)
        ),
        replace(before, segments=before.segments[1:]),
        replace(before, repeats=()),
        replace(before, counts_from=0 if before.counts_from else 1),
        replace(before, run=Run(epochs=None, updates=33)),
        replace(before, metric=before.metric[1:]),
        replace(before, groups=tuple(replace(each, base_lr=0.3) for each in before.groups)),
    ]


@given(schedules(repeats=True, expressions=True, plateau=True), st.integers(0, 3))
def test_what_is_known_of_another_schedule_changes_no_value(before: Schedule, place: int) -> None:
    steps = range(60)
    groups = range(len(before.groups))
    for after in edited(before, min(place, len(before.segments) - 1)):
        known = Rates(before)
        list(known.of_groups(groups, steps))
        again = [*Rates(after, known).of_groups(groups, steps)]
        assert repr(again) == repr([*Rates(after).of_groups(groups, steps)])


def test_the_segments_that_an_edit_leaves_alone_are_not_worked_out_again() -> None:
    before = rates_of(five_segments())
    moved = replace(before.schedule.segments[2], span=STEPS(9))
    still = replace(before.schedule.segments[3], span=STEPS(11))
    segments = (*before.schedule.segments[:2], moved, still, before.schedule.segments[4])
    after = rates_of(replace(before.schedule, segments=segments))
    same = [
        a is b for a, b in zip(before.curves[0].segments, after.curves[0].segments, strict=True)
    ]
    assert same == [True, True, False, False, True]


def test_groups_of_one_base_have_the_same_rates_unless_a_factor_is_their_own() -> None:
    groups = tuple(Group(f"g{i}", base) for i, base in enumerate((0.1, 0.2, 0.1, 0.0, 0.2)))
    design = replace(five_segments(), groups=groups)
    assert unlike_groups(rates_of(design)) == (0, 1, 3)
    own = Track(CurveKey(MULTIPLIER, "g2"), (Segment("a", Linear(), Span.of_the_rest()),))
    assert unlike_groups(rates_of(replace(design, tracks=(own,)))) == (0, 1, 2, 3, 4)

"""Designs about which something untrue, idle or nothing was once said, and what is true of them."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from rampsmith.designer.document.kinds import (
    MOMENTUM_CURVE,
    MULTIPLIER,
    MULTIPLIER_CURVE,
    RATE,
    CurveKey,
)
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.place_words import place_words
from rampsmith.designer.problems.problem import Part, Place
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import summary

STEPS, FILL = Span.of_steps, Span.of_the_rest()
ZERO, ONE = Level(0.0), Level(1.0)
DECAY_TO_0 = Segment("D", Cosine(), FILL, None, ZERO)


def updates(count: int, *segments: Segment, bases: tuple[float, ...] = (1e-3,)) -> Schedule:
    """Make a design of so many updates, with a group for each base rate."""
    groups = tuple(Group(f"g{index}", base) for index, base in enumerate(bases))
    return Schedule(segments=segments, groups=groups, run=Run(epochs=None, updates=count))


def said(schedule: Schedule) -> list[str]:
    """Return what is doubtful about a design; notes are left out."""
    return [problem.sentence for problem in problems(schedule) if problem.severity != "note"]


def test_a_formula_whose_peak_lies_inside_reaches_it() -> None:
    formula = Expression("min((t + 1) / 10, 1, (100 - t) / 20)")
    assert problems(updates(100, Segment("All", formula, FILL))) == ()


def test_where_a_formula_arrives_is_no_peak_that_anybody_chose() -> None:
    schedule = updates(30, Segment("Formula", Expression("t/20"), FILL))
    assert said(schedule) == []


def test_a_formula_keeps_its_letters_at_the_beginning_of_a_sentence() -> None:
    assert summary(updates(30, Segment("Formula", Expression("t/20"), FILL))).startswith(
        "Formula t/20 over"
    )


def test_a_jump_that_no_step_makes_is_not_told() -> None:
    schedule = updates(
        10_000,
        Segment("Warmup", Expression("log(n + 1) / log(1000)"), STEPS(1000)),
        Segment("Decay", Linear(), FILL, ONE, ZERO),
    )
    assert said(schedule) == []


def test_the_jump_of_the_group_that_jumps_is_told() -> None:
    schedule = updates(
        12_500,
        Segment("Frozen", Expression("base*t/12499 if base != 0.0040001 else 0"), STEPS(1250)),
        Segment("Warmup", Linear(), FILL, Level(0.1000080006400512), ONE),
        bases=(0.004, 0.0040001),
    )
    assert said(schedule) == ["The rate of “g1” jumps from 0 to 4e-4 at update 1,250."]


@pytest.mark.parametrize("warmup", [100, 250])
def test_a_schedule_longer_than_the_run_is_noted_however_it_is_built(warmup: int) -> None:
    cosine = Segment("C", Cosine(), STEPS(1100 - warmup), None, ZERO)
    schedule = updates(900, Segment("W", Linear(), STEPS(warmup), ZERO, ONE), cosine)
    (found,) = (each for each in problems(schedule) if "The run ends" in each.sentence)
    assert found.sentence == "The run ends at update 900, 200 before the schedule does."
    assert found.severity == "note"
    assert said(schedule) == []


WAVES = replace(
    updates(
        85,
        Segment("Fall", Cosine(), Span.of_steps(75), ONE, Level.of_rate(1e-4)),
        Segment("Rise", Cosine(), Span.of_steps(75), None, ONE),
        bases=(0.0026,),
    ),
    repeats=(Repeat("Waves", 0, 1),),
)


def test_a_rate_that_rises_again_after_t_max_is_told_and_the_fix_makes_no_error() -> None:
    assert said(WAVES) == [
        "The rate rises again from update 75 on, from 1e-4 to 1.878e-4 in the run's last update."
    ]
    (fix,) = (problem.fix for problem in problems(WAVES) if problem.fix is not None)
    fallen = fix.change(WAVES)
    assert [segment.name for segment in fallen.segments] == ["Fall"]
    assert (errors(fallen), said(fallen)) == ((), [])


def test_a_minimum_above_the_base_of_a_group_is_told() -> None:
    schedule = updates(
        100,
        Segment("Warmup", Linear(), STEPS(10), ZERO, ONE),
        Segment("Cos", Cosine(), FILL, None, Level.of_rate(1e-5)),
        bases=(5.688009063105715e-06, 1e-3),
    )
    assert said(schedule) == [
        "“Cos” falls for “g1”, from 1e-3 to 1.03e-5, and rises for “g0”, from 5.688e-6 to 9.999e-6."
    ]


def test_a_run_that_hardly_has_a_rate_is_told() -> None:
    low = Level(1e-8)
    ramps = [Segment("Up", Linear(), STEPS(1), low, ONE), Segment("Down", Linear(), STEPS(9), ONE, low)]  # fmt: skip
    schedule = updates(1000, *ramps, Segment("Hold", Constant(), FILL), bases=(1e-4,))
    (sentence,) = said(schedule)
    assert sentence.startswith(
        "99.1 % of the updates have next to no rate: above 0, but less than a millionth"
    )


def test_a_run_that_mostly_has_no_rate_is_noted() -> None:
    ramps = [Segment("Up", Linear(), STEPS(1), ZERO, ONE), Segment("Down", Linear(), STEPS(9), ONE, ZERO)]  # fmt: skip
    schedule = updates(1000, *ramps, Segment("Hold", Constant(), FILL))
    assert said(schedule) == []
    assert "99 % of the updates have rate 0: they compute gradients and change nothing." in {
        problem.sentence for problem in problems(schedule)
    }


def test_a_group_with_rates_of_its_own_is_not_said_to_idle() -> None:
    steps = Segment("Down", Exponential(), STEPS(100), ONE, Level(1e-9)), Segment("H", Constant())
    own = Track(CurveKey(RATE, "g1"), (Segment("Own", Constant(), FILL, ONE),))
    schedule = replace(updates(1000, *steps, bases=(1e-3, 1e-3)), tracks=(own,))
    (sentence,) = said(schedule)
    assert sentence.startswith("93.3 % of the updates have next to no rate for “g0”: ")


def test_a_group_whose_own_curve_is_0_is_noted() -> None:
    own = Track(CurveKey(RATE, "g1"), (Segment("Own", Constant(), FILL, ZERO),))
    schedule = replace(updates(100, DECAY_TO_0, bases=(1e-3, 1e-3)), tracks=(own,))
    (note,) = (each for each in problems(schedule) if "trained" in each.sentence)
    assert note.sentence == "The rate of “g1” is 0 from end to end: it is never trained."


def test_a_jump_of_a_curve_that_multiplies_is_told() -> None:
    up = Segment("Up", Linear(), STEPS(50), Level(0.1), ONE)
    own = Track(CurveKey(MULTIPLIER, "g1"), (up, Segment("Down", Linear(), FILL, Level(0.5), ZERO)))
    schedule = replace(updates(100, DECAY_TO_0, bases=(1e-3, 1e-3)), tracks=(own,))
    assert said(schedule) == [
        "The multiplier of “g1” jumps from 0.982 to 0.5 (0.509 ×) at update 50."
    ]


def test_a_floor_above_the_base_of_a_group_is_told() -> None:
    cosine = replace(DECAY_TO_0, floor=Level.of_rate(1e-5))
    schedule = updates(100, cosine, bases=(1e-6, 1e-3))
    assert said(schedule) == ["“D” lies on its floor of 1e-5 from end to end for “g0”."]


def test_a_stair_that_rises_for_a_group_is_told() -> None:
    low = Segment("Low", Constant(), FILL, Level.of_rate(1e-5))
    schedule = updates(100, Segment("High", Constant(), STEPS(50)), low, bases=(1e-6, 1e-3))
    assert said(schedule) == [
        "“Low” falls for “g1”, from 1e-3 to 1e-5, and rises for “g0”, from 1e-6 to 1e-5."
    ]


@pytest.mark.parametrize("key", [MULTIPLIER_CURVE, MOMENTUM_CURVE])
def test_another_curve_that_is_longer_than_the_run_is_noted(key: CurveKey) -> None:
    unit = key.kind.unit
    longer = Segment("Long", Linear(), STEPS(1100), Level(0.5, unit), Level(0.9, unit))
    schedule = replace(updates(900, DECAY_TO_0), tracks=(Track(key, (longer,)),))
    (found,) = (each for each in problems(schedule) if "The run ends" in each.sentence)
    assert found.sentence == f"The run ends at update 900, 200 before the {key.words} does."
    assert found.fix is not None
    assert "The run ends" not in " ".join(
        each.sentence for each in problems(found.fix.change(schedule))
    )


def test_a_last_value_that_is_missed_is_told_of_every_group() -> None:
    (note,) = (
        each
        for each in problems(updates(100, DECAY_TO_0, bases=(1e-3, 1e-2)))
        if "one update after" in each.sentence
    )
    assert note.sentence == (
        "The end values come one update after the run; for “g0”, say, the last update runs at "
        "2.467e-7, not at 0."
    )


def test_a_rate_that_nothing_trains_at_is_a_doubt_whatever_its_base() -> None:
    rise = Segment("Rise", Linear(), STEPS(40), ONE, Level(15.6e12))
    (found,) = (
        each
        for each in problems(updates(100, rise, DECAY_TO_0, bases=(1e-3, 1e-4)))
        if each.topic == "high"
    )
    assert found.severity == "warning"
    assert found.sentence == (
        "The rate of “g0” reaches 15,600,000,000 at update 40; no usual optimizer trains at rates above 100."
    )
    assert found.step == 40
    own = Track(
        CurveKey(RATE, "g1"),
        (replace(rise, span=FILL, end=Level.of_rate(101)),),
    )
    with_own = replace(updates(100, DECAY_TO_0, bases=(1e-3, 1e-4)), tracks=(own,), counts_from=1)
    (found,) = (each for each in problems(with_own) if each.topic == "high")
    assert found.sentence == (
        "“g1”: The rate reaches 101 at update 100; no usual optimizer trains at rates above 100."
    )
    usual = replace(
        with_own,
        tracks=(replace(own, segments=(replace(rise, span=FILL, end=Level.of_rate(100)),)),),
    )
    assert not any(each.topic == "high" for each in problems(usual))


def test_the_fix_of_a_note_raises_no_doubt() -> None:
    decay = Segment("Decay", Exponential(), FILL, ONE, Level.of_rate(1e-5))
    schedule = updates(100, decay, bases=(1e-6, 1e-3))
    (note,) = (each for each in problems(schedule) if "one update after" in each.sentence)
    assert note.fix is None, "counting from 1 would leave the peak out"


def test_a_warmup_of_a_part_of_an_update_is_told() -> None:
    schedule = updates(
        100,
        Segment("Warmup", Linear(), STEPS(0.1), Level(0.1), ONE),
        Segment("Decay", Cosine(), FILL, ONE, ZERO),
    )
    (found,) = (each for each in problems(schedule) if each.severity == "warning")
    assert found.sentence == "“Warmup” takes 0.1 updates, less than one."
    assert found.fix is not None
    assert said(found.fix.change(schedule)) == []


def test_stairs_are_no_jumps() -> None:
    levels = (ONE, Level(0.1), Level(0.01))
    stairs = (Segment(f"S{i}", Constant(), STEPS(10), level) for i, level in enumerate(levels))
    assert problems(updates(30, *stairs)) == ()


@pytest.mark.parametrize(
    "schedule",
    [Schedule(), starter(), *(preset.make() for preset in PRESETS.values())],
    ids=["empty", "starter", *PRESETS],
)
def test_what_one_begins_with_opens_without_a_doubt(schedule: Schedule) -> None:
    assert said(schedule) == []


def test_an_empty_design_cannot_be_exported_all_the_same() -> None:
    (found,) = errors(Schedule())
    assert re.match(r"There are no segments yet", found.sentence)


def warmed_stairs() -> Schedule:
    """ResNet's stairs after a warmup from 0, stepped once per epoch."""
    segments = (
        Segment("Warmup", Linear(), STEPS(5), ZERO, ONE),
        Segment("A", Constant(), Span(30, "steps", until=True)),
        Segment("B", Constant(), STEPS(30), Level(0.1)),
        Segment("C", Constant(), FILL, Level(0.01)),
    )
    run = Run(samples=1_000, batch_size=10, epochs=90)
    return Schedule(segments=segments, stepping="epoch", run=run, groups=(Group("all", 0.1),))


def test_an_epoch_at_rate_0_is_doubted_and_its_fix_moves_no_milestone() -> None:
    schedule = warmed_stairs()
    assert said(schedule) == [
        "The first epoch has rate 0: it computes gradients and changes nothing."
    ]
    (found,) = (each for each in problems(schedule) if each.severity == "warning")
    assert found.fix is not None
    assert found.fix.words == "Begin “Warmup” one epoch on, at 0.02"
    fixed = found.fix.change(schedule)
    assert problems(fixed) == ()
    falls = [t for t in range(1, 90) if rates_of(fixed).at(t)[0] < rates_of(fixed).at(t - 1)[0]]
    assert falls == [30, 60]
    assert rates_of(fixed).at(0) == pytest.approx((0.02,))


def test_milestones_that_come_early_are_told_wherever_they_are() -> None:
    early = replace(warmed_stairs(), counts_from=1)
    assert said(early) == [
        "“B” begins one epoch early, after 29 epochs and not 30: the steps count from 1.",
        "“C” begins one epoch early, after 59 epochs and not 60: the steps count from 1.",
    ]
    assert all(
        each.fix is not None and each.fix.words == "Count steps from 0" for each in problems(early)
    )


def test_counting_from_1_is_offered_only_where_no_curve_jumps() -> None:
    smooth = updates(100, Segment("W", Linear(), STEPS(10), ZERO, ONE), DECAY_TO_0)
    words = [each.fix and each.fix.words for each in problems(smooth)]
    assert words == ["Count steps from 1", "Count steps from 1"]
    stairs = (Segment("M", Constant(), STEPS(50), ONE), Segment("N", Constant(), FILL, Level(0.5)))
    beside = replace(smooth, tracks=(Track(MULTIPLIER_CURVE, stairs),))
    words = [each.fix and each.fix.words for each in problems(beside)]
    assert words == [
        "Begin “W” one update on, at 1e-4",
        "Let “D” arrive in the last update",
    ]
    for each in problems(beside):
        assert each.fix is not None
        assert each.sentence not in {one.sentence for one in problems(each.fix.change(beside))}


def test_a_factor_that_was_surely_a_rate_is_told_and_the_other_way_round() -> None:
    warmup = Segment("Warmup", Linear(), STEPS(10), Level(0.1), ONE)
    decay = Segment("Decay", Cosine(), FILL, None, Level(8e-7))
    schedule = updates(1000, warmup, decay, bases=(8e-5,))
    (found,) = (each for each in problems(schedule) if each.severity == "warning")
    assert found.sentence == (
        "The end of “Decay” is 8e-7 × the base, a rate of 6.4e-11; the rate 8e-7 was likelier meant."
    )
    assert found.fix is not None
    assert found.fix.words == "Take the rate 8e-7"
    assert found.fix.change(schedule).segments[1].end == Level.of_rate(8e-7)
    assert said(found.fix.change(schedule)) == []
    tenth = replace(schedule, segments=(warmup, replace(decay, end=Level.of_rate(0.1))))
    (found,) = (each for each in problems(tenth) if each.topic == "unit")
    assert found.sentence == (
        "The end of “Decay” is the rate 0.1, 1,250 × the base; 0.1 × the base was likelier meant."
    )
    assert found.fix is not None
    assert found.fix.change(tenth).segments[1].end == Level(0.1)


@pytest.mark.parametrize("value", [1e-5, 1e-4, 0.01])
def test_a_small_factor_may_be_meant(value: float) -> None:
    warmup = Segment("Warmup", Linear(), STEPS(10), Level(0.1), ONE)
    decay = Segment("Decay", Cosine(), FILL, None, Level(value))
    assert said(updates(1000, warmup, decay)) == []


def test_a_segment_that_has_a_namesake_in_another_curve_is_named_with_its_curve() -> None:
    short = Segment("D", Constant(), STEPS(10), Level(0.5))
    rates = updates(100, replace(short, span=STEPS(0.5)), Segment("Rest", Constant()))
    (alone,) = (each for each in problems(rates) if each.severity == "warning")
    both = replace(rates, tracks=(Track(MULTIPLIER_CURVE, (replace(short, name="E"),)),))
    (apart,) = (each for each in problems(both) if each.severity == "warning")
    assert alone.sentence == apart.sentence
    assert place_words(apart.place, both) == "segment “D”, length"
    namesakes = replace(rates, tracks=(Track(MULTIPLIER_CURVE, (short,)),))
    (found,) = (each for each in problems(namesakes) if each.severity == "warning")
    assert found.sentence == f"Rate: {alone.sentence}"
    assert found.label == f"Rate: {alone.label}"
    assert place_words(found.place, namesakes) == "rate, segment “D”, length"
    wrong = replace(rates, tracks=(Track(MULTIPLIER_CURVE, (replace(short, span=STEPS(0)),)),))
    (error,) = errors(wrong)
    assert error.sentence == "Multiplier: “D” must be longer than 0 updates."


@pytest.mark.parametrize("part", get_args(Part))
def test_every_part_of_a_design_has_words_for_its_place(part: Part) -> None:
    assert place_words(Place(part), starter())

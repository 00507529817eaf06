"""Problems: each kind with its place and sentence, a fix that removes it, and silence where all is well."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.problems.all_problems import LONGEST_RUN, errors, problems
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.problems.schedule_warnings import ABOUT_SEGMENTS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.schedules import plain_schedules, wrong_schedules

STEPS, EPOCHS, PERCENT = Span.of_steps, Span.of_epochs, Span.of_percent
FILL = Span.of_the_rest()
ZERO, ONE = Level(0.0), Level(1.0)
RUN = Run(samples=100, batch_size=4, epochs=20)  # 25 updates per epoch, 500 in all

WARMUP = Segment("Warmup", Linear(), PERCENT(10), Level(0.01), ONE)
DECAY = Segment("Decay", Cosine(), FILL, None, ZERO)


def design(*segments: Segment, run: Run = RUN) -> Schedule:
    """Make a schedule that counts from 1, so that its first and last values are executed."""
    return Schedule(segments=segments, run=run, counts_from=1)


CLEAN = design(WARMUP, DECAY)


def with_warmup(**changes: object) -> Schedule:
    """Change the warmup of the clean design."""
    return replace(CLEAN, segments=(replace(WARMUP, **changes), DECAY))  # type: ignore[arg-type]


def with_decay(**changes: object) -> Schedule:
    """Change the decay of the clean design."""
    return replace(CLEAN, segments=(WARMUP, replace(DECAY, **changes)))  # type: ignore[arg-type]


def with_run(**changes: object) -> Schedule:
    """Change the run of the clean design."""
    return replace(CLEAN, run=replace(RUN, **changes))  # type: ignore[arg-type]


IMPOSSIBLE: list[tuple[Schedule, str, str, str | None]] = [
    # What is wrong, its place, a part of its sentence, and what the fix says.
    (replace(CLEAN, class_name=""), "class_name", "no name", "Call it Untitled"),
    (replace(CLEAN, class_name="my class"), "class_name", "'my class'", "Call it MyClass"),
    (replace(CLEAN, class_name="class"), "class_name", "Python language", "Call it Class"),
    (replace(CLEAN, class_name="LRScheduler"), "class_name", "hide", "Call it LRSchedule"),
    (with_run(samples=0), "run.samples", "The samples must be at least 1, not 0.", None),
    (with_run(batch_size=-4), "run.batch_size", "The batch size must be at least 1, not -4.", None),
    (with_run(devices=0), "run.devices", "at least 1", None),
    (with_run(accumulation=0), "run.accumulation", "at least 1", None),
    (with_run(epochs=0), "run.epochs", "at least 1", None),
    (with_run(epochs=None, updates=0), "run.updates", "at least 1", None),
    (with_run(tokens_per_sample=0), "run.tokens_per_sample", "tokens per sample", None),
    (with_run(updates=7), "run", "either in epochs, in updates or in tokens", None),
    (with_run(epochs=None), "run", "either in epochs, in updates or in tokens", None),
    (with_run(epochs=None, total_tokens=900), "run.tokens_per_sample", "900 tokens long", None),
    (with_run(epochs=2, accumulation=80, remainder="carried"), "run.accumulation", "the whole run has only 50", None),
    (with_run(samples=None), "run.epochs", "A stream without end has no epochs: give the run's length in updates or tokens.", "Take 10,000 updates"),
    (replace(with_run(samples=None, epochs=None, updates=9), stepping="epoch"), "stepping", "no epochs after which to step", "Step after every update"),
    (with_run(batch_in="tokens"), "run.tokens_per_sample", "The batch is counted in tokens, but how many one sample has is not given.", None),
    (with_run(stages=(Stage(Span.of_steps(3), 0),)), "run.stages[0].batch_size", "The batch size of stage 2 must be at least 1, not 0.", None),
    (with_run(stages=(Stage(Span.of_steps(0), 9),)), "run.stages[0].begin", "Stage 2 must begin at a place above 0, not 0 updates.", None),
    (with_run(stages=(Stage(Span.of_percent(5), 9),)), "run.stages[0].begin", "a place in updates, epochs, batches, samples or tokens.", None),
    (with_run(stages=(Stage(Span(5, "tokens"), 9),)), "run.stages[0].begin", "how many tokens a sample has is not given.", None),
    (with_run(stages=(Stage(Span.of_steps(5), 9), Stage(Span.of_steps(5), 8))), "run.stages[1].begin", "Stage 3 begins with update 5, and the one before it with update 5: nothing would be left of that.", None),
    (with_run(drop_last=True, stages=(Stage(Span.of_steps(5), 101),)), "run.stages[0].batch_size", "From stage 2 on there is no update: its batches are too large.", None),
    (with_run(batch_size=128, drop_last=True), "run.batch_size", "A batch of 128 is larger than the 100 samples", "Keep the last batch"),
    (with_run(accumulation=30, remainder="dropped"), "run.accumulation", "30 batches make an update, but an epoch has only 25", "Keep the short accumulation"),
    (with_run(epochs=None, updates=LONGEST_RUN + 1), "run", "1,000,000,000,001 updates", None),
    (replace(CLEAN, groups=()), "groups", "no parameter group", None),
    (replace(CLEAN, groups=(Group("a", math.nan),)), "groups[0].base_lr", "finite number, not nan", None),
    (replace(CLEAN, groups=(Group("a", 1.0), Group("b", -0.5))), "groups[1].base_lr", "negative, as -0.5 is", None),
    (with_warmup(span=FILL), "segments[1].span", "“Decay” and “Warmup” both fill the rest", "Give it 10 % of the run"),
    (with_warmup(span=STEPS(0)), "segments[0].span", "“Warmup” must be longer than 0 updates", None),
    (with_warmup(span=EPOCHS(-2)), "segments[0].span", "must be longer than 0 epochs, not -2", None),
    (with_warmup(span=PERCENT(math.nan)), "segments[0].span", "no finite number: nan", None),
    (with_warmup(span=STEPS(math.inf)), "segments[0].span", "no finite number: inf", None),
    (with_warmup(start=Level(-0.1)), "segments[0].start", "The start of “Warmup” must not be negative, as -0.1 is.", None),
    (with_warmup(end=Level.of_rate(math.inf)), "segments[0].end", "The end of “Warmup” must be a finite number, not inf.", None),
    (with_decay(end=None), "segments[1].end", "“Decay” has no end level to go to.", "End at 0.1 ×"),
    (with_decay(shape=Exponential()), "segments[1].end", "exponential, which cannot go to 0", "End at 1e-3 ×"),
    (with_warmup(shape=Exponential(), start=ZERO), "segments[0].start", "exponential, which cannot go from 0", "Start at 1e-3 ×"),
    (with_decay(shape=Exponential(), start=Level(1e10), end=Level(1e-320)), "segments[1].shape", "beyond the numbers", None),
    (with_decay(shape=Polynomial(0.0)), "segments[1].shape.power", "The power of “Decay” must be a finite number above 0, not 0.0.", None),
    (with_decay(shape=Polynomial(math.nan)), "segments[1].shape.power", "not nan", None),
    (with_decay(shape=Staircase(EPOCHS(1), -1.0)), "segments[1].shape.factor", "must be a finite number from 0 on, not -1.0", None),
    (with_decay(shape=Staircase(EPOCHS(0.01), 0.5)), "segments[1].shape.every", "The every of “Decay” comes to less than one update", None),
    (with_decay(shape=InverseSqrt(STEPS(0))), "segments[1].shape.time_scale", "The time scale of “Decay” must be longer than 0 updates", None),
    (with_decay(shape=InverseSqrt(FILL)), "segments[1].shape.time_scale", "cannot fill the rest", None),
    (with_decay(shape=Staircase(STEPS(1), 1e9)), "segments[1].shape", "beyond the numbers", None),
    (replace(with_decay(end=Level(1e308)), groups=(Group("a", 1.0), Group("b", 1e9))), "segments[1].end", "is 1e308; 1e100 is the most", None),
]  # fmt: skip

ZERO_START = with_warmup(start=ZERO)
FROM_0 = replace(CLEAN, counts_from=0)
TWO_BASES = (Group("body", 1e-3), Group("head", 1e-2))

DOUBTFUL: list[tuple[Schedule, str, str, str, str | None]] = [
    # What is doubtful, its severity, its place, a part of its sentence, and what the fix says.
    (replace(ZERO_START, counts_from=0), "note", "segments[0].start", "The first update has rate 0", "Count steps from 1"),
    (replace(ZERO_START, counts_from=0, stepping="epoch"), "warning", "segments[0].start", "The first epoch has rate 0", "Count steps from 1"),
    (design(Segment("Wait", Constant(), PERCENT(5), ZERO), replace(WARMUP, start=None), DECAY), "warning", "segments[0].start", "The first 25 updates have rate 0: they compute gradients and change nothing.", None),
    (with_decay(start=Level(0.5)), "warning", "segments[1].start", "The rate jumps from 9.802e-4 to 5e-4 (0.51 ×) at update 50.", "Start where the last one ended"),
    (design(replace(WARMUP, end=ZERO), replace(DECAY, start=ONE)), "warning", "segments[1].start", "jumps from 2e-7 to 1e-3 (5,000 ×) at update 50.", "Start where the last one ended"),
    (replace(with_decay(start=Level.of_rate(1e-3)), groups=TWO_BASES), "warning", "segments[1].start", "The rate of “head” jumps from 9.802e-3 to 1e-3 (0.102 ×)", "Start where the last one ended"),
    (design(replace(WARMUP, span=PERCENT(101))), "note", "segments[0].span", "The run ends at update 500, 5 before the schedule does.", "Let “Warmup” fill the rest"),
    (with_warmup(span=STEPS(501)), "warning", "segments[0].span", "The warmup is longer than the run.", "Make it 10 % of the run"),
    (FROM_0, "note", "segments[1].end", "The end value, 0, comes one update after the run: the last update runs at 1.218e-8.", "Count steps from 1"),
    (with_warmup(span=PERCENT(60)), "warning", "segments[0].span", "The warmup takes 60 % of the run, more than half.", "Make it 10 % of the run"),
    (with_warmup(span=STEPS(251)), "warning", "segments[0].span", "The warmup takes 50.2 % of the run", "Make it 10 % of the run"),
    (with_decay(span=STEPS(400)), "warning", "segments[1].span", "The schedule ends at update 450, 50 before the run does; until then the rate stays at 0.", "Let “Decay” fill the rest"),
    (with_decay(span=STEPS(470)), "note", "segments[1].span", "The run ends at update 500, 20 before the schedule does.", "Let “Decay” fill the rest"),
    (design(Segment("A", Linear(), PERCENT(80), ONE, ZERO), FILLED := Segment("B", Constant(), FILL), Segment("C", Constant(), PERCENT(80))), "note", "segments[2].span", "The run ends at update 500, 300 before", None),
    (design(Segment("A", Linear(), PERCENT(80), ONE, ZERO), FILLED, Segment("C", Constant(), PERCENT(80))), "warning", "segments[1].span", "“B” is squeezed out; it is never executed.", "Remove “B”"),
    (with_warmup(span=PERCENT(0.01)), "warning", "segments[0].span", "“Warmup” rounds to no update; it is never executed.", "Remove “Warmup”"),
    (design(replace(WARMUP, span=STEPS(400), end=Level(3.0)), replace(DECAY, span=STEPS(400), start=ONE, end=Level(9.0))), "warning", "segments[1].end", "The peak of 9e-3 is never reached; the highest rate that is executed is 2.993e-3.", None),
    (design(replace(DECAY, start=ONE), run=Run(epochs=None, updates=10)), "warning", "segments[0].start", "The peak of 1e-3 is never reached; the highest rate that is executed is 9.755e-4.", None),
    (replace(CLEAN, groups=(Group("all", 1e-3), Group("frozen", 0.0))), "warning", "groups[1].base_lr", "The base rate of “frozen” is 0", None),
    (replace(with_decay(end=Level.of_rate(1e-6)), groups=TWO_BASES), "note", "segments[1]", "The end of “Decay”, 1e-6, is an absolute rate: the same for all groups", None),
    (with_run(accumulation=30), "warning", "run.accumulation", "30 batches make an update, but an epoch has only 25", None),
    (with_run(stages=(Stage(Span.of_steps(9), 4), Stage(Span.of_steps(500), 8))), "note", "run.stages[1].begin", "Stage 3 begins with update 500, and the run has 500.", None),
    (with_run(batch_size=128, samples=100), "warning", "run.batch_size", "A batch of 128 is larger than the 100 samples: every epoch is one smaller batch.", None),
]  # fmt: skip


def kind(problem: Problem) -> tuple[str, str]:
    """Return what a problem is about: its place, and its sentence without the figures."""
    return str(problem.place), re.sub(r"-?[\d.,]+(e-?\d+)?", "#", problem.sentence)


def found(schedule: Schedule, place: str, part: str) -> Problem:
    """Find the one problem of a place with this in its sentence."""
    (problem,) = (p for p in problems(schedule) if str(p.place) == place and part in p.sentence)
    return problem


@pytest.mark.parametrize(("schedule", "place", "part", "fix"), IMPOSSIBLE)
def test_what_cannot_be_is_an_error(
    schedule: Schedule, place: str, part: str, fix: str | None
) -> None:
    problem = found(schedule, place, part)
    assert problem.severity == "error"
    assert problem in errors(schedule)
    assert (problem.fix.words if problem.fix else None) == fix


@pytest.mark.parametrize(("schedule", "severity", "place", "part", "fix"), DOUBTFUL)
def test_what_is_doubtful_is_said(
    schedule: Schedule, severity: str, place: str, part: str, fix: str | None
) -> None:
    problem = found(schedule, place, part)
    assert problem.severity == severity
    assert errors(schedule) == ()
    assert (problem.fix.words if problem.fix else None) == fix


ALL = [row[0] for row in IMPOSSIBLE] + [row[0] for row in DOUBTFUL]


@pytest.mark.parametrize("schedule", ALL)
def test_a_fix_removes_its_problem(schedule: Schedule) -> None:
    for problem in problems(schedule):
        if problem.fix is not None:
            left = {kind(other) for other in problems(problem.fix.change(schedule))}
            assert kind(problem) not in left


@pytest.mark.parametrize("schedule", ALL)
def test_a_problem_is_a_sentence_about_a_place_that_exists(schedule: Schedule) -> None:
    for problem in problems(schedule):
        assert re.match(r"[A-Z0-9“']", problem.sentence)
        assert problem.sentence.endswith(".")
        if problem.place.segment is not None:
            assert problem.place.segment < len(schedule.segments)


CLEAN_ONES = [
    CLEAN,
    replace(CLEAN, stepping="epoch"),
    replace(with_decay(end=Level.of_rate(1e-5)), groups=(Group("a", 0.1), Group("b", 0.1))),
    design(Segment("Steps", Staircase(EPOCHS(5), 0.1), FILL)),
    replace(design(Segment("Steps", Staircase(EPOCHS(5), 0.1), FILL)), counts_from=0),
    design(WARMUP, Segment("Decay", InverseSqrt(STEPS(50)), FILL)),
    design(
        WARMUP,
        Segment("Hold", Constant(), FILL),
        Segment("Cooldown", OneMinusSqrt(), PERCENT(20), None, ZERO),
    ),
    replace(
        design(Segment("Saw", Linear(), STEPS(50), ONE, Level(0.1))), after="repeat", counts_from=0
    ),
    replace(design(Segment("Flat", Constant(), FILL)), counts_from=0),
]


@pytest.mark.parametrize("schedule", CLEAN_ONES)
def test_nothing_is_said_about_a_clean_design(schedule: Schedule) -> None:
    assert problems(schedule) == ()


def test_a_length_in_epochs_of_a_stream_names_what_is_missing() -> None:
    stream = Run(samples=None, epochs=None, updates=1_000)
    length = Span.of_epochs(2)
    warmup = replace(WARMUP, span=length)
    problem = found(
        replace(CLEAN, segments=(warmup, DECAY), run=stream),
        "segments[0].span",
        "is given in epochs",
    )
    assert problem.sentence == (
        "“Warmup” is given in epochs, and the data are a stream without end, which has none; "
        "it is never executed."
    )
    assert problem.fix is not None
    assert problem.fix.words == "Make it 10 % of the run"
    momentum = Track(
        MOMENTUM_CURVE,
        (
            Segment("Up", Linear(), length, Level.of_rate(0.8), Level.of_rate(0.9)),
            Segment("Hold", Constant(), Span.of_the_rest()),
        ),
    )
    problem = found(
        replace(CLEAN, run=stream, tracks=(momentum,)),
        "momentum.segments[0].span",
        "given in epochs",
    )
    assert problem.sentence.startswith("“Up” of the momentum is given in epochs, and the data are ")


def test_a_wrong_design_is_told_all_that_is_wrong_at_once() -> None:
    wrong = replace(
        CLEAN,
        class_name="1st",
        groups=(Group("a", -1.0),),
        segments=(replace(WARMUP, span=STEPS(0), end=Level(math.nan)), DECAY),
    )
    assert [str(problem.place) for problem in problems(wrong)] == [
        "class_name",
        "groups[0].base_lr",
        "segments[0].span",
        "segments[0].end",
    ]


def test_removing_a_squeezed_segment_leaves_every_rate() -> None:
    squeezed = with_warmup(span=PERCENT(0.01), end=Level(0.5))
    problem = found(squeezed, "segments[0].span", "rounds to no update")
    assert problem.fix is not None
    before, after = Rates(squeezed), Rates(problem.fix.change(squeezed))
    assert [before.at(t) for t in range(510)] == [after.at(t) for t in range(510)]


def test_an_exponential_is_not_told_to_start_at_0() -> None:
    fall = Segment("Fall", Linear(), Span.of_steps(50), Level(1.0), Level(0.0))
    rise = Segment("Rise", Exponential(), Span.of_steps(50), Level(0.5), Level(0.1))
    schedule = Schedule(segments=(fall, rise), run=Run(epochs=None, updates=100))
    (jump,) = (each for each in problems(schedule) if " jumps " in each.sentence)
    assert jump.fix is None


@given(wrong_schedules | plain_schedules(fractional=True))
def test_looking_for_problems_never_raises_and_every_fix_removes_its_own(
    schedule: Schedule,
) -> None:
    for problem in problems(schedule):
        assert problem.sentence.endswith(".")
        if problem.place.segment is not None:
            assert 0 <= problem.place.segment < len(schedule.segments)
        if problem.fix is not None:
            assert problem.fix.change(schedule) != schedule
            before, after = problems(schedule), problems(problem.fix.change(schedule))
            left = [kind(other) for other in after]
            # When a segment is removed the next one takes its place, perhaps with the same problem.
            alike = [sum(one.topic == problem.topic for one in each) for each in (before, after)]
            removed = len(problem.fix.change(schedule).segments) < len(schedule.segments)
            fewer = removed and (len(after) < len(before) or alike[1] < alike[0])
            assert kind(problem) not in left or fewer


@given(plain_schedules(fractional=True))
def test_the_doubts_about_segments_are_those_that_name_one(schedule: Schedule) -> None:
    numbered = enumerate(schedule.segments)
    segments = tuple(replace(each, name=f"Segment {index}") for index, each in numbered)
    for problem in problems(replace(schedule, segments=segments)):
        if problem.topic and problem.place.segment is not None:
            is_named = f"“Segment {problem.place.segment}”" in problem.sentence
            assert is_named == (problem.topic in ABOUT_SEGMENTS), problem.sentence


@given(plain_schedules(fractional=True))
def test_a_warning_points_at_a_step_of_the_run_or_of_the_schedule(schedule: Schedule) -> None:
    for problem in problems(schedule):
        assert problem.step is None or problem.step >= 0


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place.of_segment(12, "shape", "power"), "segments[12].shape.power"),
        (Place.of_segment(None), "segments"),
        (Place.of_repeat(0).at("times"), "repeats[0].times"),
        (Place("segments", 2, ("span",), MOMENTUM_CURVE), "momentum.segments[2].span"),
        (Place("segments", curve=MULTIPLIER_CURVE), "multiplier.segments"),
        (Place("groups", 1).at("base_lr"), "groups[1].base_lr"),
        (Place("run").at("samples"), "run.samples"),
        (Place("run").at("stages", 1, "begin"), "run.stages[1].begin"),
        (
            Place.of_segment(3, "shape", "constants", 0).at("low"),
            "segments[3].shape.constants[0].low",
        ),
        (Place("class_name"), "class_name"),
    ],
)
def test_a_place_is_written_as_the_path_in_the_design_file(place: Place, text: str) -> None:
    assert str(place) == text
    assert place.segment == (place.index if "segments" in text else None)


@pytest.mark.parametrize("schedule", ALL)
def test_what_is_marked_on_the_plot_has_a_label(schedule: Schedule) -> None:
    for problem in problems(schedule):
        if problem.step is not None and problem.severity != "note":
            assert problem.label
            assert problem.sentence.startswith(problem.label)


RISE, FALL = Segment("W", Linear(), STEPS(100), Level(0.1), ONE), Segment("C", Cosine(), end=ZERO)
LONGER: list[tuple[Segment, ...]] = [
    # Schedules of 1,100 updates, which a run of 900 cuts off in the last segment, or before it.
    (RISE, replace(FALL, span=STEPS(1000))),
    (replace(RISE, span=STEPS(250)), replace(FALL, span=STEPS(850))),
    (RISE, replace(FALL, span=STEPS(500), end=Level(0.5)), replace(FALL, span=STEPS(500))),
    (RISE, replace(FALL, span=STEPS(800), end=Level(0.5)), replace(FALL, span=STEPS(200))),
    (RISE, Segment("H", Constant(), STEPS(900)), replace(FALL, span=STEPS(100))),
    (RISE, replace(FALL, span=Span(1100, "steps", until=True))),
    (RISE, replace(FALL, span=Span(64_000, "samples"))),
    (RISE, replace(FALL, span=Span.of_percent(111.1111))),
]


@pytest.mark.parametrize("segments", LONGER, ids=range(len(LONGER)))
def test_a_schedule_longer_than_the_run_is_one_note_however_it_is_built(
    segments: tuple[Segment, ...],
) -> None:
    run = Run(samples=6_400, batch_size=64, epochs=None, updates=900)
    (problem,) = problems(Schedule(segments=segments, run=run))
    assert problem.severity == "note"
    assert problem.place == Place.of_segment(len(segments) - 1, "span")
    assert problem.sentence == "The run ends at update 900, 200 before the schedule does."


def test_a_repeat_longer_than_the_run_is_the_same_note() -> None:
    segments = (RISE, replace(FALL, span=STEPS(450), end=Level(0.01)))
    run = Run(epochs=None, updates=900)
    design = Schedule(segments=segments, repeats=(Repeat("R", 0, 1, 2),), run=run)
    (problem,) = problems(design)
    assert problem.sentence == "The run ends at update 900, 200 before the schedule does."


def test_a_jump_is_told_in_each_direction_and_says_where_it_is_one_of_several() -> None:
    groups = (Group("a", 0.1), Group("b", 0.001))
    warmed = Segment("W", Linear(), Span.of_steps(100), Level(0.1), Level.of_rate(0.01))
    held = Segment("H", Constant(), Span.of_the_rest(), Level(1.0))
    run = Run(epochs=None, updates=1_000)
    apart = Schedule(segments=(warmed, held), groups=groups, run=run)
    jumps = [each.sentence for each in problems(apart) if "jumps" in each.sentence]
    assert ["“a” jumps from 0.01 to 0.1" in jumps[0], "“b” jumps from" in jumps[1]] == [True] * 2
    alike = replace(apart, segments=(replace(warmed, end=Level(0.5)), held))
    (jump,) = (each.sentence for each in problems(alike) if "jumps" in each.sentence)
    assert "of “a”, say, jumps" in jump


def test_a_rate_that_is_level_but_for_a_last_bit_does_not_fall() -> None:
    groups = (Group("a", 0.1), Group("b", 0.001))
    warmed = Segment("W", Linear(), Span.of_the_rest(), Level(0.1), Level.of_rate(0.01))
    schedule = Schedule(segments=(warmed,), groups=groups, run=Run(epochs=None, updates=1_000))
    assert 0.1 * 0.1 != 0.01
    assert not [each for each in problems(schedule) if "falls for" in each.sentence]

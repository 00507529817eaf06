"""Errors of repeats, formulas, plateaus and the curves other than the rates."""

import math
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.schedules import wrong_schedules

STEPS, FILL = Span.of_steps, Span.of_the_rest()
UNTIL = Span(80, "percent", until=True)
RATE = Level.of_rate
WARMUP = Segment("Warmup", Linear(), STEPS(10), Level(0.01), Level(1.0))
COSINE = Segment("Cosine", Cosine(), STEPS(20), Level(1.0), Level(0.1))
HELD = Segment("Held", Constant(), STEPS(10), RATE(0.9))


def design(*segments: Segment, repeats: tuple[Repeat, ...] = (), **fields: Any) -> Schedule:
    """Make a schedule over 100 updates."""
    run = Run(epochs=None, updates=fields.pop("updates", 100))
    return Schedule(segments=segments, repeats=repeats, run=run, **fields)


def restarts(times: int | None = None, **fields: Any) -> Schedule:
    """Repeat the warmup and the cosine."""
    return design(WARMUP, COSINE, repeats=(Repeat("Restarts", 0, 1, times, **fields),))


def typed(text: str, **fields: Any) -> Schedule:
    """Make a schedule of one formula."""
    end = fields.pop("end", None)
    return design(Segment("Typed", Expression(text), FILL, end=end), **fields)


def waiting(**settings: Any) -> Schedule:
    """Make a schedule that ends in a plateau."""
    return design(WARMUP, Segment("Wait", Plateau(**settings), FILL))


def momentum(*segments: Segment, repeats: tuple[Repeat, ...] = ()) -> Schedule:
    """Put a momentum beside the rates."""
    return replace(restarts(3), tracks=(Track(MOMENTUM_CURVE, segments, repeats),))


FILLED = replace(COSINE, span=FILL)
POSSIBLE = [
    restarts(),
    restarts(3, stretch=2.0),
    restarts(stretch=2.0, keeps_first=True, scale=0.5),
    restarts(3, stretch=0.5),
    restarts(scale=0.99, scaling="steps"),
    design(WARMUP, FILLED, repeats=(Repeat("R", 1, 1, 7, 1.5),)),
    design(WARMUP, FILLED, replace(COSINE, name="B"), repeats=(Repeat("R", 0, 0, 2), Repeat("S", 2, 2, 2))),
    typed("1 / (t + 1)"),
    typed("previous * 0.95"),
    typed("start + (end - start) * p", end=Level(0.1)),
    typed("1 / (t + 1)", updates=10**9),
    waiting(),
    waiting(mode="max", factor=0, patience=0, threshold_mode="abs", min_lr=1e-5),
    design(WARMUP, replace(COSINE, span=UNTIL), replace(HELD, span=FILL)),
    design(replace(WARMUP, span=Span(640, "samples")), replace(COSINE, span=Span(50, "batches", until=True))),
    momentum(HELD),
    momentum(replace(HELD, start=RATE(0)), replace(HELD, shape=Linear(), start=None, end=RATE(0.99))),
    momentum(Segment("Typed", Expression("0.9 - 0.1 * p"), FILL)),
    replace(restarts(), tracks=(Track(MULTIPLIER_CURVE, (COSINE,)),)),
    replace(restarts(), tracks=(Track(MULTIPLIER_CURVE, (replace(COSINE, start=None),), (Repeat("R", 0, 0),)),)),
]  # fmt: skip


@pytest.mark.parametrize("schedule", POSSIBLE)
def test_what_can_be_is_no_error(schedule: Schedule) -> None:
    assert errors(schedule) == ()


IMPOSSIBLE: list[tuple[Schedule, str, str, str | None]] = [
    # What is wrong, its place, a part of its sentence, and what the fix says.
    (restarts(0), "repeats[0].times", "must run at least once, not 0 times", "Run it once"),
    (restarts(-3), "repeats[0].times", "not -3 times", "Run it once"),
    (restarts(10**13), "repeats[0].times", "more than 1,000,000,000,000 cycles", None),
    (design(WARMUP, replace(COSINE, span=Span(5, "tokens"))), "segments[1].span", "“Cosine” is given in tokens. First say in the run how many tokens a sample has.", None),
    (design(replace(WARMUP, span=UNTIL), repeats=(Repeat("R", 0, 0, 2),)), "segments[0].span", "“Warmup” repeats, so it cannot last until 80 % of the run.", "Give it a length"),
    (design(replace(COSINE, span=FILL), replace(HELD, span=UNTIL)), "segments[1].span", "“Held” lasts until 80 % of the run, and “Cosine” before it fills the rest: nothing says where", "Give it 10 % of the run"),
    (design(replace(HELD, shape=Staircase(UNTIL, 0.1))), "segments[0].shape.every", "The every of “Held” must be a length, not a place in the run.", None),
    (restarts(20_000, stretch=1.1), "repeats[0].times", "more than 10,000 cycles, the most there can be where their lengths change", None),
    (replace(restarts(), segments=(WARMUP, COSINE, HELD)), "repeats[0].times", "“Restarts” runs without end, so nothing can follow it.", "Run it 3 times"),
    (replace(restarts(), segments=(WARMUP, FILLED)), "segments[1].span", "“Cosine” cannot fill the rest, for “Restarts” runs without end.", "Give it 10 % of the run"),
    (design(FILLED, replace(FILLED, name="B"), repeats=(Repeat("R", 1, 1, 2),)), "segments[1].span", "“B” and “Cosine” both fill the rest; only one can.", "Give it 10 % of the run"),
    (restarts(3, stretch=0.0), "repeats[0].stretch", "stretched by a factor above 0, from 1e-6 to 1,000,000, not by 0.", "Leave them as they are"),
    (restarts(3, stretch=-1.0), "repeats[0].stretch", "not by -1.", "Leave them as they are"),
    (restarts(3, stretch=math.nan), "repeats[0].stretch", "not by nan.", "Leave them as they are"),
    (restarts(stretch=0.5), "repeats[0].stretch", "shorter than one update by update 58, before the run ends.", "Leave them as they are"),
    (restarts(scale=-0.5), "repeats[0].scale", "scaled by a factor from 0 to 1,000,000, not by -0.5.", "Leave them as they are"),
    (restarts(scale=math.inf), "repeats[0].scale", "not by inf.", "Leave them as they are"),
    (restarts(3, scale=1e200), "repeats[0].scale", "from 0 to 1,000,000, not by 1e200.", "Leave them as they are"),
    (restarts(scaling="up"), "repeats[0].scaling", "can scale peak, amplitude, whole, steps, depth, depth_steps, not “up”", None),
    (design(COSINE, repeats=(Repeat("R", 0, 0, 2, 2.0, keeps_first=True),)), "repeats[0].keeps_first", "has only one segment", "Stretch it too"),
    (restarts(3, stretch=0.5, keeps_first=True), "repeats[0].keeps_first", "Cycle 3 of “Restarts” takes 7.5 updates, which leaves nothing beside the 10 that “Warmup” keeps.", None),
    (design(COSINE, repeats=(Repeat("R", 0, 1),)), "repeats[0]", "repeats segments that there are not", "Remove “R”"),
    (design(COSINE, repeats=(Repeat("R", 0, 0, 2), Repeat("S", 0, 0, 3))), "repeats[1]", "“S” and “R” repeat the same segments.", "Remove “S”"),
    (design(replace(COSINE, span=Span.of_percent(0.1)), repeats=(Repeat("R", 0, 0),)), "repeats[0]", "A cycle of “R” has no update.", None),
    (typed("1 / (t + speed)"), "segments[0].shape.text", "The formula of “Typed” is wrong at character 10: There is no “speed” here", None),
    (typed(""), "segments[0].shape.text", "A formula is missing.", None),
    (typed("1 / (t - 7)"), "segments[0].shape", "“Typed” is -1.429e-4, below 0, at update 0.", None),
    (typed("1 / abs(t - 7)"), "segments[0].shape", "“Typed” has no value at update 7.", None),
    (typed("1 / abs(t - 70_000)", updates=70_000), "segments[0].shape", "has no value at update 70,000.", None),
    (typed("(t + 9)**9**9"), "segments[0].shape", "“Typed” has no value at update 0.", None),
    (typed("(t + 1e300) * 1e300"), "segments[0].shape", "“Typed” is infinite at update 0.", None),
    (typed("end * p"), "segments[0].end", "“Typed” has no end level to go to.", "End at 0.1 ×"),
    (typed("previous * 0.999", updates=10**7), "segments", "Formulas build on the value before for 10,000,000 updates, those of every group together; 500,000 are the most.", None),
    (replace(typed("previous * p * base", updates=200_000), groups=tuple(Group(str(i), 0.1 * i) for i in range(1, 4))), "segments", "Formulas build on the value before for 600,000 updates", None),
    (replace(restarts(), segments=(WARMUP, replace(COSINE, start=RATE(0.1))) * 10, repeats=(), groups=tuple(Group(str(i), 1.0 + i) for i in range(1000))), "segments", "The segments with their groups make 20,000 curves; 10,000 are the most.", None),
    (restarts(3, stretch=1e300), "repeats[0].stretch", "not by 1e300.", "Leave them as they are"),
    (design(replace(COSINE, span=STEPS(1e-320)), repeats=(Repeat("R", 0, 0),)), "repeats[0]", "A cycle of “R” takes 1e-320 updates, less than one.", None),
    (design(replace(COSINE, end=Level(1e200))), "segments[0].end", "The end of “Cosine” is 1e200; 1e100 is the most.", None),
    (replace(design(COSINE), groups=(Group("all", 1e200),)), "groups[0].base_lr", "The base rate is 1e200; 1e100 is the most.", None),
    (typed("sqrt((-1)**0.5)"), "segments[0].shape.text", "This part has no value that a number can hold.", None),
    (typed("sqrt((t - 1)**0.5)"), "segments[0].shape", "“Typed” has no value at update 0.", None),
    (design(Segment("Wait", Plateau(), STEPS(50)), COSINE), "segments[0].shape", "nothing can follow it", None),
    (design(Segment("Wait", Plateau(), STEPS(50)), repeats=(Repeat("R", 0, 0),)), "segments[0].shape", "is a plateau and cannot be repeated", None),
    (replace(waiting(), after="repeat"), "after", "cannot begin again", "Hold the end value"),
    (waiting(factor=1.0), "segments[1].shape.factor", "The factor of “Wait” must be at least 0 and below 1, not 1.0.", None),
    (waiting(factor=math.nan), "segments[1].shape.factor", "not nan.", None),
    (waiting(patience=-1), "segments[1].shape.patience", "must be a whole number from 0 on, not -1.", None),
    (waiting(cooldown=1.5), "segments[1].shape.cooldown", "whole number", None),
    (waiting(threshold=math.inf), "segments[1].shape.threshold", "a finite number from 0 on, not inf.", None),
    (waiting(min_lr=-1e-5), "segments[1].shape.min_lr", "The min lr of “Wait” must be", None),
    (waiting(eps=-1.0), "segments[1].shape.eps", "finite number", None),
    (waiting(mode="best"), "segments[1].shape.mode", "must be min or max, not best.", None),
    (momentum(), "momentum.segments", "The momentum has no segments.", "Remove the momentum"),
    (momentum(replace(HELD, shape=Linear(), end=RATE(1.0))), "momentum.segments[0].end", "The end of “Held” must be below 1, as momentum is, not 1.", None),
    (momentum(replace(HELD, start=RATE(-0.1))), "momentum.segments[0].start", "must not be negative", None),
    (momentum(replace(HELD, start=Level(0.9))), "momentum.segments[0].start", "must be the momentum itself, not a factor.", "Take 0.9 as it"),
    (momentum(replace(HELD, start=None)), "momentum.segments[0].start", "there is no base momentum to begin at", "Start at 0.9"),
    (momentum(Segment("Typed", Expression("p + 0.5"), FILL)), "momentum.segments[0].shape", "“Typed” is 1, which is too large, at update 50.", None),
    (momentum(Segment("Typed", Expression("base / 2"), FILL)), "momentum.segments[0].shape.text", "names a base, which the momentum does not have", None),
    (momentum(replace(HELD, span=FILL), replace(HELD, span=FILL)), "momentum.segments[1].span", "both fill the rest", "Give it 10 % of the run"),
    (momentum(HELD, repeats=(Repeat("R", 0, 0, 0),)), "momentum.repeats[0].times", "at least once", "Run it once"),
    (momentum(replace(HELD, shape=Plateau())), "momentum.segments[0].shape", "only the rates can wait", None),
    (replace(restarts(), tracks=(Track(MULTIPLIER_CURVE, (HELD,)),)), "multiplier.segments[0].start", "must be a factor, not an absolute value", "Take 0.9 as it"),
]  # fmt: skip


def found(schedule: Schedule, place: str, part: str) -> Problem:
    """Find the one problem of a place with this in its sentence."""
    (problem,) = (p for p in errors(schedule) if str(p.place) == place and part in p.sentence)
    return problem


@pytest.mark.parametrize(("schedule", "place", "part", "fix"), IMPOSSIBLE)
def test_what_cannot_be_is_an_error_with_its_place_and_its_way_out(
    schedule: Schedule, place: str, part: str, fix: str | None
) -> None:
    problem = found(schedule, place, part)
    assert problem.sentence.endswith(".")
    assert (problem.fix.words if problem.fix else None) == fix
    if problem.fix is not None:
        left = [(other.place, other.sentence) for other in problems(problem.fix.change(schedule))]
        assert (problem.place, problem.sentence) not in left
        assert problem.fix.change(schedule).groups == schedule.groups


def test_the_mistake_of_every_group_is_found_and_told_once() -> None:
    schedule = replace(
        typed("base - t / 100", updates=10), groups=(Group("a", 1.0), Group("b", 0.05))
    )
    (problem,) = errors(schedule)
    assert "below 0, at update 6" in problem.sentence


ODD = st.sampled_from([math.nan, math.inf, -1.0, 0.0, 0.5, 1.0, 1.1, 1e200])
ODD_TRACKS = st.builds(
    lambda schedule, repeats: Track(MOMENTUM_CURVE, schedule.segments, tuple(repeats)),
    wrong_schedules,
    st.lists(
        st.builds(
            Repeat,
            st.just("R"),
            st.integers(-2, 3),
            st.integers(-2, 3),
            st.sampled_from([None, -1, 0, 1, 3, 10**6, 10**400]),
            ODD,
            st.booleans(),
            ODD,
            st.sampled_from(["peak", "amplitude", "steps"]),
        ),
        max_size=3,
    ),
)


@given(wrong_schedules, ODD_TRACKS, ODD_TRACKS)
def test_nothing_that_can_be_held_makes_looking_for_problems_raise(
    schedule: Schedule, rates: Track, momentum: Track
) -> None:
    schedule = replace(schedule, segments=rates.segments, repeats=rates.repeats, tracks=(momentum,))
    for problem in problems(schedule):
        assert problem.sentence.endswith(".")


def test_a_formula_over_a_long_run_is_looked_at_in_a_moment() -> None:
    for updates in (20_000, 10**12):
        schedule = typed("1 / sqrt(t + 1) * min(1, n / 100 + p)", updates=updates)
        begin = time.perf_counter()
        assert errors(schedule) == ()
        assert time.perf_counter() - begin < 10, "a bound, not a measure: it ends"

"""Warnings about repeats and tracks, and cases without one."""

from dataclasses import replace
from typing import Any

import pytest

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import Rates, jumps
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

STEPS, FILL = Span.of_steps, Span.of_the_rest()
RATE = Level.of_rate
COSINE = Segment("Cosine", Cosine(), STEPS(25), Level(1.0), Level(0.1))


def restarts(times: int | None = None, *, updates: int = 100, **fields: Any) -> Schedule:
    """Repeat a cosine."""
    return Schedule(
        segments=(COSINE,),
        repeats=(Repeat("Restarts", 0, 0, times, **fields),),
        run=Run(epochs=None, updates=updates),
    )


def beside(key: CurveKey, *segments: Segment) -> Schedule:
    """Put another curve beside the rates."""
    return replace(restarts(), tracks=(Track(key, segments),))


HALF = Segment("Half", Constant(), FILL, Level(0.5))
HIGH = Segment("High", Constant(), FILL, RATE(0.9))

CLEAN = [
    restarts(),
    restarts(stretch=2.0, updates=75),
    restarts(scale=0.5, scaling="steps"),
    replace(restarts(4), counts_from=1),
    replace(restarts(), tracks=(Track(MOMENTUM_CURVE, (HIGH,)), Track(MULTIPLIER_CURVE, (HALF,)))),
]


@pytest.mark.parametrize("schedule", CLEAN)
def test_nothing_is_said_about_restarts_that_are_meant(schedule: Schedule) -> None:
    assert problems(schedule) == ()


DOUBTFUL = [
    (restarts(updates=90), "note", "repeats[0]", "The run ends within cycle 4 of “Restarts”, after 15 of 25 updates."),
    (restarts(5, updates=90), "note", "segments[0].span", "The run ends at update 90, 35 before the schedule does."),
    (restarts(5, updates=90), "note", "segments[0].span", "The run ends at update 90, 35 before the schedule does."),
    (restarts(stretch=2.0), "note", "repeats[0]", "within cycle 3 of “Restarts”, after 25 of 100 updates."),
    (restarts(3), "warning", "segments[0].span", "The schedule ends at update 75, 25 before the run does"),
    (restarts(3, updates=25), "note", "repeats[0].times", "nothing is repeated"),
    (restarts(1, updates=20), "note", "repeats[0]", "The run ends within “Restarts”, after 20 of 25 updates."),
    (beside(MULTIPLIER_CURVE, replace(HALF, start=Level(0.0))), "warning", "multiplier.segments[0]", "“Half” of the multiplier multiplies by 0: every rate is 0 while it lasts."),
    (beside(MOMENTUM_CURVE, replace(HIGH, span=Span.of_percent(0.1)), HIGH), "warning", "momentum.segments[0].span", "“High” of the momentum has no update"),
    (beside(MOMENTUM_CURVE, replace(HIGH, span=STEPS(60))), "note", "momentum.segments[0].span", "The momentum ends at update 60, 40 before the run does"),
]  # fmt: skip


@pytest.mark.parametrize(("schedule", "severity", "place", "part"), DOUBTFUL)
def test_what_is_doubtful_about_repeats_is_said(
    schedule: Schedule, severity: str, place: str, part: str
) -> None:
    assert errors(schedule) == ()
    found: list[Problem] = [p for p in problems(schedule) if str(p.place) == place]
    (problem,) = (p for p in found if part in p.sentence)
    assert problem.severity == severity


def test_what_follows_a_scaled_repeat_does_not_jump_unless_it_says_so() -> None:
    tail = Segment("Tail", Linear(), FILL, None, Level(0.0))
    rising = replace(COSINE, start=Level(0.1), end=Level(1.0))
    schedule = replace(restarts(3, scale=0.5), segments=(rising, tail))
    assert list(jumps(Rates(schedule), 0)) == []
    jumping = replace(schedule, segments=(rising, replace(tail, start=Level(1.0))))
    ((index, before, after),) = jumps(Rates(jumping), 0)
    assert (index, after) == (1, 1e-3)
    assert before == pytest.approx(2.5e-4)


def test_a_peak_that_only_a_later_cycle_reaches_is_reached() -> None:
    up = Segment("Up", Linear(), STEPS(2.5), Level(0.1), Level(1.0))
    down = Segment("Down", Linear(), STEPS(5), None, Level(0.1))
    schedule = Schedule(
        segments=(up, down),
        repeats=(Repeat("Cycles", 0, 1),),
        run=Run(epochs=None, updates=75),
        counts_from=1,
    )
    assert not any("never reached" in problem.sentence for problem in problems(schedule))


def test_a_rise_in_every_cycle_is_no_warmup_of_the_run() -> None:
    up = Segment("Up", Linear(), STEPS(30), Level(0.1), Level(1.0))
    down = Segment("Down", Linear(), STEPS(10), None, Level(0.1))
    schedule = Schedule(
        segments=(up, down), repeats=(Repeat("Cycles", 0, 1),), run=Run(epochs=None, updates=40)
    )
    assert not any("warmup" in problem.sentence for problem in problems(schedule))

"""A walk tells what the exported class itself does, at any step, whether it can jump there or not."""

import math
from dataclasses import replace

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof import walking
from rampsmith.designer.proof.client import ProofCancelledError, Prover
from rampsmith.designer.proof.walking import Standing, Walked, WalkTask
from rampsmith.designer.proof.walks import Walks
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import Cosine, Linear, Plateau
from rampsmith.designer.spans import Span
from rampsmith.designer.starter import starter
from rampsmith.exporters.pytorch import pytorch_source
from tests.designer.proof.exported import job, spoiled

MOMENTUM = Track(
    (Segment("Fall", Linear(), Span.of_the_rest(), Level.of_rate(0.95), Level.of_rate(0.85)),)
)
RESTARTS = replace(
    starter(),
    groups=(Group("body", 1e-2), Group("head", 3e-3)),
    segments=(Segment("Cycle", Cosine(), Span.of_steps(100), Level(1.0), Level(0.1)),),
    repeats=(Repeat("Restarts", 0, 0, None, stretch=1.5, scale=0.9),),
    momentum=MOMENTUM,
)
WATCHED = Schedule(
    segments=(
        Segment("Warmup", Linear(), Span.of_steps(50), Level(0.1), Level(1.0)),
        Segment("Watch", Plateau(patience=30, factor=0.9), Span.of_the_rest()),
    ),
    class_name="Watched",
    groups=(Group("body", 1e-2), Group("head", 3e-3)),
    run=Run(epochs=None, updates=9_000),
    metric=(0.9, 0.8, 0.7),
)
LONG = preset_named("warmup-cosine").make(steps=100_000_000)


def designed(schedule: Schedule, steps: tuple[int, ...]) -> dict[int, Standing]:
    """Return what the designer says."""
    rates = Rates(schedule)
    momentum = rates.momentum
    return {t: Standing(rates.at(t), None if momentum is None else momentum.at(t)) for t in steps}


@pytest.mark.parametrize(
    ("schedule", "steps"),
    [
        (starter(), (0, 1, 2, 89, 90, 91, 450, 899, 900, 901, 5_000)),
        (RESTARTS, (0, 99, 100, 101, 249, 250, 251, 899)),
        (WATCHED, (0, 49, 50, 51, 82, 83, 84, 114, 115, 3_000, 8_999)),
        (LONG, (0, 1, 9_999_999, 10_000_000, 99_999_999, 100_000_000)),
    ],
    ids=["starter", "restarts", "plateau", "1e8 steps"],
)
def test_the_class_is_where_the_designer_says_it_is(
    prover: Prover, schedule: Schedule, steps: tuple[int, ...]
) -> None:
    walked = Walks(prover).walked(pytorch_source(schedule), schedule, steps)
    assert walked.fault == ""
    assert walked.standings == designed(schedule, steps)


def test_a_walk_back_in_a_plateau_begins_at_what_was_kept(prover: Prover) -> None:
    walks = Walks(prover)
    source = pytorch_source(WATCHED)
    assert len(walks.walked(source, WATCHED, (8_999,)).checkpoints) == 4
    task = WalkTask(source, WATCHED, (4_321,), walks._useful((4_321,)))
    assert [place for place, _ in task.checkpoints] == [4_000]
    assert prover.prove(task).standings == designed(WATCHED, (4_321,))
    assert walks.walked(source, WATCHED, (4_321,)).standings == designed(WATCHED, (4_321,))


def test_a_plateau_longer_than_one_task_is_followed_by_several(prover: Prover) -> None:
    schedule = replace(WATCHED, run=Run(epochs=None, updates=24_000))
    source = pytorch_source(schedule)
    first = prover.prove(WalkTask(source, schedule, (22_000,)))
    assert first.standings == {}
    assert max(first.checkpoints) == walking.MOST_TAKEN + 50
    walked = Walks(prover).walked(source, schedule, (22_000,))
    assert walked.standings == designed(schedule, (22_000,))


def test_what_goes_wrong_in_a_file_is_said_and_ends_the_walk(prover: Prover) -> None:
    bad = job(spoiled("assert t < 7, 'seven'"))
    walked = Walks(prover).walked(bad.source, bad.schedule, (3, 6, 7, 8))
    assert list(walked.standings) == [3, 6]
    assert walked.fault.startswith("At step 7 the exported file raised in line")
    walked = Walks(prover).walked("raise SystemExit(3)", bad.schedule, (3,))
    assert walked == Walked(
        {},
        {},
        "While it was imported, the exported file ended the process in line 1 with status 3.",
    )


def test_a_walk_that_nobody_wants_is_given_up(prover: Prover) -> None:
    with pytest.raises(ProofCancelledError):
        Walks(prover).walked("", starter(), (1,), still_wanted=lambda: False)


def test_a_walk_survives_its_journey() -> None:
    walked = Walked({3: Standing((1e-3, math.inf), 0.9)}, {2: '{"watch": [Infinity]}'}, "why")
    assert Walked.from_json(walked.to_json()) == walked
    task = WalkTask("x = 1", starter(), (1, 2), ((1, "{}"),))
    assert WalkTask.from_json(task.to_json()) == task

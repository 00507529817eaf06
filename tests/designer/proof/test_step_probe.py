"""A probe finds what the exported class itself does, at any step, by a jump or step by step."""

import math
from concurrent.futures import CancelledError
from dataclasses import replace

import pytest

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Values, set_curves, values_at
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof import step_probe
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.step_probe import ProbeResult, ProbeTask, StepProbe
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.designer.designs import MOMENTUM
from tests.designer.proof.exported import file_of, spoiled, task

RESTARTS = replace(
    starter(),
    groups=(Group("body", 1e-2), Group("head", 3e-3)),
    segments=(Segment("Cycle", Cosine(), Span.of_steps(100), Level(1.0), Level(0.1)),),
    repeats=(Repeat("Restarts", 0, 0, None, stretch=1.5, scale=0.9),),
    tracks=(MOMENTUM,),
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


def designed(schedule: Schedule, steps: tuple[int, ...]) -> dict[int, Values]:
    """Return what the designer says."""
    curves = set_curves(schedule)
    return {t: values_at(curves, t) for t in steps}


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
    client: WorkerClient, schedule: Schedule, steps: tuple[int, ...]
) -> None:
    result = StepProbe(client).result(file_of(schedule), steps)
    assert result.fault == ""
    assert result.states == designed(schedule, steps)


def test_a_step_back_in_a_plateau_is_reached_from_what_was_kept(client: WorkerClient) -> None:
    probe = StepProbe(client)
    file = file_of(WATCHED)
    assert len(probe.result(file, (8_999,)).checkpoints) == 4
    task = ProbeTask(file, (4_321,), probe._useful((4_321,)))
    assert [place for place, _ in task.checkpoints] == [4_000]
    assert client.ask(task).states == designed(WATCHED, (4_321,))
    assert probe.result(file, (4_321,)).states == designed(WATCHED, (4_321,))


def test_a_plateau_longer_than_one_task_is_followed_by_several(client: WorkerClient) -> None:
    schedule = replace(WATCHED, run=Run(epochs=None, updates=24_000))
    file = file_of(schedule)
    first = client.ask(ProbeTask(file, (22_000,)))
    assert first.states == {}
    assert max(first.checkpoints) == step_probe.MOST_TAKEN + 50
    assert StepProbe(client).result(file, (22_000,)).states == designed(schedule, (22_000,))


def test_what_goes_wrong_in_a_file_is_said_and_ends_the_probe(client: WorkerClient) -> None:
    bad = task(spoiled("assert t < 7, 'seven'")).file
    result = StepProbe(client).result(bad, (3, 6, 7, 8))
    assert list(result.states) == [3, 6]
    assert result.fault.startswith("At step 7 the exported file raised in line")
    result = StepProbe(client).result(replace(bad, source="raise SystemExit(3)"), (3,))
    assert result == ProbeResult(
        {},
        {},
        "While it was imported, the exported file ended the process in line 1 with status 3.",
    )


def test_a_probe_that_nobody_wants_is_given_up(client: WorkerClient) -> None:
    stop = Cancellation()
    stop.cancel()
    with pytest.raises(CancelledError):
        StepProbe(client).result(ExportedFile("", starter()), (1,), stop)


def test_a_probe_survives_its_journey() -> None:
    values = {RATE_CURVE: (1e-3, math.inf), MOMENTUM_CURVE: (0.9,)}
    result = ProbeResult({3: values}, {2: '{"best": Infinity}'}, "why")
    assert ProbeResult.from_json(result.to_json()) == result
    asked = ProbeTask(ExportedFile("x = 1", starter()), (1, 2), ((1, "{}"),))
    assert ProbeTask.from_json(asked.to_json()) == asked

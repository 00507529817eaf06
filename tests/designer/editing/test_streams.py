"""Data that become a stream: everything that was in epochs lasts as many updates, and nothing moves."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.editing.streams import has_lengths_in_epochs, with_stream
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span

EPOCHS = Span.of_epochs
RUN = Run(samples=1_000, batch_size=30, epochs=20)
MOMENTUM = Track(
    MOMENTUM_CURVE,
    (
        Segment("Up", Linear(), EPOCHS(1.5), Level.of_rate(0.8), Level.of_rate(0.9)),
        Segment("Down", Linear(), Span.of_the_rest(), None, Level.of_rate(0.5)),
    ),
)
PLAIN = Schedule(
    segments=(
        Segment("Warmup", Linear(), EPOCHS(2.3), Level(0.0), Level(1.0)),
        Segment("Stairs", Staircase(every=EPOCHS(3)), Span(11, "epochs", until=True)),
        Segment("Decay", Cosine(), Span.of_the_rest(), Level(0.7), Level(0.1)),
        Segment("End", Linear(), EPOCHS(0.7), None, Level(0.0)),
    ),
    groups=(Group("all", 1e-3),),
    run=RUN,
    tracks=(MOMENTUM,),
)
REPEATED = replace(
    PLAIN,
    segments=(
        Segment("Up", Linear(), EPOCHS(0.5), Level(0.1), Level(1.0)),
        Segment("Down", Cosine(), EPOCHS(1.5), None, Level(0.1)),
    ),
    repeats=(Repeat("Cycle", 0, 1, times=None),),
)
GROWING = with_run(PLAIN, stages=(Stage(EPOCHS(4), 60), Stage(EPOCHS(7.5), 90, 2)))


@pytest.mark.parametrize(
    "schedule",
    [
        PLAIN,
        REPEATED,
        GROWING,
        with_run(PLAIN, epochs=None, updates=500),
        with_run(PLAIN, accumulation=4, remainder="carried"),
    ],
    ids=["plain", "repeated", "growing", "in updates", "carried"],
)
def test_nothing_moves_when_the_data_become_a_stream(schedule: Schedule) -> None:
    assert has_lengths_in_epochs(schedule)
    assert not any(errors(schedule))
    streamed = with_stream(schedule)
    assert streamed.run.is_endless
    assert not has_lengths_in_epochs(streamed)
    assert not any(errors(streamed))
    assert streamed.total_steps == schedule.total_steps
    assert streamed.run.stage_updates == schedule.run.stage_updates
    for key in curve_keys(schedule):
        before, after = curve_of(schedule, key), curve_of(streamed, key)
        assert timeline(after).boundaries == timeline(before).boundaries
        steps = range(schedule.total_steps)
        assert rates_of(after).of_group(0, steps) == rates_of(before).of_group(0, steps)


def test_steps_of_an_epoch_become_updates_to_step_after() -> None:
    warmup = Segment("Warmup", Linear(), Span.of_steps(2), Level(0.0), Level(1.0))
    by_epoch = replace(PLAIN, stepping="epoch", segments=(warmup, *PLAIN.segments[1:]))
    streamed = replace(with_stream(by_epoch), stepping="update")
    assert streamed.segments[0].span == Span.of_steps(68)
    assert streamed.segments[1].span == Span(374, "steps", until=True)
    assert streamed.total_steps == 680

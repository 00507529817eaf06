"""The schedules whose exported files are kept, one for each thing that a file can look like."""

from dataclasses import replace

from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Exponential,
    Expression,
    InverseSqrt,
    Linear,
    OneMinusSqrt,
    Plateau,
    Staircase,
)
from rampsmith.designer.spans import Span
from rampsmith.designer.starter import starter
from tests.exporters.conformance import MIXED, PER_EPOCH, WARMUP_LINEAR

WARMUP = Segment("Warmup", Linear(), Span.of_steps(2_000), Level(0.0), Level(1.0))
UPDATES = Run(epochs=None, updates=100_000)

WARMUP_STABLE_DECAY = Schedule(
    title="Warmup, stable, decay",
    class_name="WarmupStableDecay",
    segments=(
        WARMUP,
        Segment("Stable", Constant()),
        Segment("Decay", OneMinusSqrt(), Span.of_percent(20), None, Level(0.0)),
    ),
    run=UPDATES,
)
STAIRS = Schedule(
    title="Step decay",
    class_name="StepDecay",
    segments=(Segment("Decay", Staircase(Span.of_epochs(30), 0.1), Span.of_the_rest()),),
    stepping="epoch",
    run=Run(epochs=90),
)
INVERSE_SQUARE_ROOT = Schedule(
    title="Inverse square root",
    class_name="InverseSquareRoot",
    segments=(WARMUP, Segment("Decay", InverseSqrt(Span.of_steps(2_000)))),
    run=UPDATES,
)
ABSOLUTE = Schedule(
    title="Absolute rates",
    class_name="AbsoluteRates",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(3), Level.of_rate(1e-6), Level.of_rate(3e-4)),
        Segment("Hold", Constant(), Span.of_percent(40)),
        Segment("Decay", Exponential(), Span.of_the_rest(), None, Level.of_rate(1e-5)),
    ),
)
RESTARTS = Schedule(
    title="Warm restarts",
    class_name="WarmRestarts",
    segments=(
        Segment("Warmup", Linear(), Span.of_steps(100), Level(0.1), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_steps(900), None, Level.of_rate(1e-5)),
    ),
    after="repeat",
    groups=(Group("body", 1e-3), Group("head", 1e-2)),
    run=Run(epochs=None, updates=10_000),
)
SGDR = Schedule(
    title="Cosine annealing with warm restarts",
    class_name="CosineRestarts",
    segments=(Segment("Cosine", Cosine(), Span.of_steps(1_000), Level(1.0), Level.of_rate(1e-5)),),
    repeats=(Repeat("Restarts", 0, 0, stretch=2.0),),
    run=Run(epochs=None, updates=15_000),
)


def triangle(low: Level, high: Level) -> tuple[Segment, ...]:
    """Go up and down again."""
    return (
        Segment("Up", Linear(), Span.of_steps(2_000), low, high),
        Segment("Down", Linear(), Span.of_steps(2_000), None, low),
    )


HALVED = (Repeat("Cycles", 0, 1, scale=0.5, scaling="amplitude"),)
CYCLIC = Schedule(
    title="Triangles, halved each time",
    class_name="Triangular2",
    segments=triangle(Level.of_rate(1e-4), Level.of_rate(1e-3)),
    repeats=HALVED,
    momentum=Track(triangle(Level.of_rate(0.9), Level.of_rate(0.8)), HALVED),
    run=Run(epochs=None, updates=20_000),
)
ONE_CYCLE = Schedule(
    title="One cycle",
    class_name="OneCycle",
    segments=(
        Segment("Up", Cosine(), Span.of_percent(30), Level.of_rate(4e-5), Level.of_rate(1e-3)),
        Segment("Down", Cosine(), Span.of_the_rest(), None, Level.of_rate(4e-9)),
    ),
    momentum=Track(
        (
            Segment("Up", Cosine(), Span.of_percent(30), Level.of_rate(0.95), Level.of_rate(0.85)),
            Segment("Down", Cosine(), Span.of_the_rest(), None, Level.of_rate(0.95)),
        )
    ),
    run=Run(epochs=None, updates=10_000),
)
FORMULA = Schedule(
    title="A formula behind a warmup",
    class_name="InverseTime",
    segments=(WARMUP, Segment("Decay", Expression("start / (1 + 0.001 * n)"))),
    run=UPDATES,
)
PREVIOUS = Schedule(
    title="A factor for each epoch",
    class_name="Multiplicative",
    segments=(Segment("Decay", Expression("previous * 0.95"), Span.of_the_rest()),),
    stepping="epoch",
    run=Run(epochs=60),
)
PLATEAU = Schedule(
    title="Warmup, then by the metric",
    class_name="WarmupPlateau",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.1), Level(1.0)),
        Segment("Plateau", Plateau(factor=0.5, patience=3, cooldown=1, min_lr=1e-6)),
    ),
    stepping="epoch",
    run=Run(epochs=60),
    metric=(0.9, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6, 0.5),
)
MULTIPLIED = Schedule(
    title="Stairs, warmed up by a factor",
    class_name="WarmedStairs",
    segments=(Segment("Decay", Staircase(Span.of_epochs(30), 0.1), Span.of_the_rest()),),
    multiplier=Track(
        (
            Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.1), Level(1.0)),
            Segment("Hold", Constant(), Span.of_the_rest()),
        )
    ),
    stepping="epoch",
    run=Run(epochs=90),
)

GOLDEN: dict[str, Schedule] = {
    "starter": starter(),
    "cosine_warmup": PER_EPOCH,
    "warmup_linear": WARMUP_LINEAR,
    "warmup_stable_decay": WARMUP_STABLE_DECAY,
    "step_decay": STAIRS,
    "inverse_square_root": INVERSE_SQUARE_ROOT,
    "everything": replace(MIXED, title="Every kind of number"),
    "absolute_rates": ABSOLUTE,
    "warm_restarts": RESTARTS,
    "cosine_restarts": SGDR,
    "cyclic": CYCLIC,
    "one_cycle": ONE_CYCLE,
    "formula": FORMULA,
    "previous": PREVIOUS,
    "plateau": PLATEAU,
    "multiplied": MULTIPLIED,
}

"""The schedules whose exported files are kept, one for each thing that a file can look like."""

from dataclasses import replace

from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Exponential,
    InverseSqrt,
    Linear,
    OneMinusSqrt,
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
}

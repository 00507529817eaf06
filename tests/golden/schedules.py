"""The schedules whose exported files are kept, one for each thing that a file can look like."""

from dataclasses import replace

from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MOMENTUM_CURVE,
    MULTIPLIER_CURVE,
    RATE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.document.starter import starter
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
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
MILESTONES = Schedule(
    title="Milestones",
    class_name="Milestones",
    segments=tuple(
        Segment(name, Constant(), Span.of_epochs(30), Level(factor))
        for name, factor in (("First", 1.0), ("Second", 0.1), ("Third", 0.01))
    ),
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
# As torch does it: the dips get shallower, and the highest momentum stays.
SHALLOWER = (replace(HALVED[0], scaling="depth"),)
CYCLIC = Schedule(
    title="Triangles, halved each time",
    class_name="Triangular2",
    segments=triangle(Level.of_rate(1e-4), Level.of_rate(1e-3)),
    repeats=HALVED,
    tracks=(Track(MOMENTUM_CURVE, triangle(Level.of_rate(0.9), Level.of_rate(0.8)), SHALLOWER),),
    run=Run(epochs=None, updates=20_000),
)
ONE_CYCLE = Schedule(
    title="One cycle",
    class_name="OneCycle",
    segments=(
        Segment("Up", Cosine(), Span.of_percent(30), Level.of_rate(4e-5), Level.of_rate(1e-3)),
        Segment("Down", Cosine(), Span.of_the_rest(), None, Level.of_rate(4e-9)),
    ),
    tracks=(
        Track(
            MOMENTUM_CURVE,
            (
                Segment(
                    "Up", Cosine(), Span.of_percent(30), Level.of_rate(0.95), Level.of_rate(0.85)
                ),
                Segment("Down", Cosine(), Span.of_the_rest(), None, Level.of_rate(0.95)),
            ),
        ),
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
    tracks=(
        Track(
            MULTIPLIER_CURVE,
            (
                Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.1), Level(1.0)),
                Segment("Hold", Constant(), Span.of_the_rest()),
            ),
        ),
    ),
    stepping="epoch",
    run=Run(epochs=90),
)
VALUE = Level.of_rate
SELF_SUPERVISED = Schedule(
    title="A student and its teacher",
    class_name="StudentAndTeacher",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(10), Level(0.0), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, VALUE(1e-6)),
    ),
    tracks=(
        Track(
            CurveKey(WEIGHT_DECAY),
            (Segment("Rise", Cosine(), Span.of_the_rest(), Level(1.0), Level(10.0)),),
        ),
        Track(
            CurveKey(own_kind("teacher_momentum")),
            (Segment("Rise", Cosine(), Span.of_the_rest(), VALUE(0.996), VALUE(1.0)),),
        ),
        Track(
            CurveKey(own_kind("temperature")),
            (
                Segment("Warmup", Linear(), Span.of_epochs(30), VALUE(0.04), VALUE(0.07)),
                Segment("Hold", Constant(), Span.of_the_rest()),
            ),
        ),
    ),
    groups=(
        Group("weights", 5e-4, ((WEIGHT_DECAY.name, 0.04),)),
        Group("biases", 5e-4, ((WEIGHT_DECAY.name, 0.0),)),
    ),
    run=Run(samples=100_000, batch_size=64, epochs=100),
)


def cooldown(percent: float) -> tuple[Segment, ...]:
    """Hold, and cool down to nothing over the end of the run."""
    return (
        Segment("Hold", Constant(), Span.of_the_rest()),
        Segment("Cooldown", Linear(), Span.of_percent(percent), Level(1.0), Level(0.0)),
    )


MUON_AND_ADAM = Schedule(
    title="Muon and Adam",
    class_name="MuonAndAdam",
    segments=cooldown(40),
    tracks=(
        Track(CurveKey(RATE, "adam"), cooldown(80)),
        Track(
            MOMENTUM_CURVE,
            (
                Segment("Warmup", Linear(), Span.of_steps(300), VALUE(0.85), VALUE(0.95)),
                Segment("Hold", Constant(), Span.of_the_rest()),
            ),
        ),
        Track(CurveKey(MOMENTUM, "adam"), left_alone=True),
    ),
    groups=(Group("muon", 0.025), Group("adam", 0.003)),
    run=Run(epochs=None, updates=3_500),
)
THAWING = Schedule(
    title="A head first, then the backbone",
    class_name="ThawingBackbone",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(1), Level(0.0), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, VALUE(1e-6)),
    ),
    tracks=(
        Track(
            CurveKey(RATE, "backbone"),
            (
                Segment("Frozen", Constant(), Span.of_epochs(3), Level(0.0)),
                Segment("Thaw", Linear(), Span.of_epochs(1), None, Level(1.0)),
                Segment("Decay", Cosine(), Span.of_the_rest(), None, VALUE(1e-6)),
            ),
        ),
    ),
    groups=(Group("backbone", 1e-4), Group("head", 1e-3)),
    run=Run(samples=50_000, batch_size=128, epochs=20),
)

GOLDEN: dict[str, Schedule] = {
    "starter": starter(),
    "cosine_warmup": PER_EPOCH,
    "warmup_linear": WARMUP_LINEAR,
    "warmup_stable_decay": WARMUP_STABLE_DECAY,
    "step_decay": STAIRS,
    "milestones": MILESTONES,
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
    "self_supervised": SELF_SUPERVISED,
    "muon_and_adam": MUON_AND_ADAM,
    "thawing": THAWING,
}

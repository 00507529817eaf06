"""Schedules that tests of the core share."""

from dataclasses import replace

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE, WEIGHT_DECAY, CurveKey, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span

WHOLE = Span.of_the_rest()
TEMPERATURE = own_kind("temperature")
MOMENTUM = Track(
    MOMENTUM_CURVE,
    (Segment("Fall", Linear(), Span.of_the_rest(), Level.of_rate(0.95), Level.of_rate(0.85)),),
)
PLAIN = Schedule(
    class_name="Plain",
    segments=(
        Segment("Warmup", Linear(), Span.of_percent(20), Level(0.1), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01)),
    ),
    groups=(Group("body", 0.1), Group("head", 0.03)),
    tracks=(MOMENTUM,),
)
CYCLES = replace(
    PLAIN,
    segments=(Segment("Cycle", Cosine(), Span.of_steps(2), Level(1.0), Level(0.1)),),
    repeats=(Repeat("Restarts", 0, 0, None, scale=0.5),),
)
WATCHED = replace(
    PLAIN,
    segments=(
        PLAIN.segments[0],
        Segment("Watch", Plateau(patience=0, factor=0.5, min_lr=1e-9), Span.of_the_rest()),
    ),
    metric=(0.9, 0.8, 0.8, 0.7, 0.7, 0.7),
)


def line_over(start: Level, end: Level, span: Span = WHOLE) -> tuple[Segment, ...]:
    """Make one line, over the whole run where nothing else is said."""
    return (Segment("Fall", Linear(), span, start, end),)


OWN_CURVES = Schedule(
    class_name="Own",
    segments=line_over(Level(1.0), Level(0.0)),
    groups=(
        Group("body", 0.1, (("weight_decay", 0.05),)),
        Group("head", 0.03),
        Group("adam", 0.01),
    ),
    run=Run(epochs=None, updates=40),
    tracks=(
        Track(CurveKey(RATE, "head"), line_over(Level(0.0), Level(1.0), Span.of_percent(50))),
        Track(MOMENTUM_CURVE, line_over(Level.of_rate(0.85), Level.of_rate(0.95))),
        Track(CurveKey(MOMENTUM_CURVE.kind, "adam"), left_alone=True),
        Track(CurveKey(WEIGHT_DECAY), line_over(Level(1.0), Level(0.5))),
        Track(CurveKey(TEMPERATURE, "head"), line_over(Level.of_rate(4.0), Level.of_rate(1.0))),
    ),
)
"""Groups with curves of their own, a group that is left alone, and every way to hold a number."""


def five_segments(*repeats: Repeat) -> Schedule:
    """Make a schedule of five segments of 10 steps each, with repeats."""
    segments = tuple(
        Segment(name, Linear(), Span.of_steps(10), None, Level(1.0 - number / 10))
        for number, name in enumerate("ABCDE")
    )
    return Schedule(segments=segments, repeats=repeats, run=Run(epochs=None, updates=200))


def block_names(schedule: Schedule) -> list[str]:
    """Return the names of the segments of every block."""
    return [
        "".join(segment.name for segment in schedule.segments[repeat.first : repeat.last + 1])
        for repeat in schedule.repeats
    ]

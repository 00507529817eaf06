"""Schedules that tests of the window open, each with a run of its own."""

from dataclasses import replace

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

RUN = Run(updates=1000, epochs=None, samples=3200, batch_size=32)
UNEVEN = replace(starter(), run=Run(samples=26, batch_size=4, accumulation=3, epochs=4))
"""Batches that fill neither an epoch nor an update."""


def three_segments() -> Schedule:
    """Warm up, hold and decay over 1,000 steps; one epoch is 100."""
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(200), Level(0.0), Level(1.0)),
            Segment("Hold", Constant(), Span.of_steps(300)),
            Segment("Decay", Cosine(), Span.of_steps(500), None, Level(0.1)),
        ),
        groups=(Group("all", 1e-3),),
        run=RUN,
    )


def four_segments() -> Schedule:
    """Warm up to 200, hold to 400, fall to 700, fall to 1,000."""
    return replace(
        three_segments(),
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(200), Level(0.0), Level(1.0)),
            Segment("Hold", Constant(), Span.of_steps(200)),
            Segment("Decay", Linear(), Span.of_steps(300), None, Level(0.4)),
            Segment("Cooldown", Linear(), Span.of_steps(300), None, Level(0.0)),
        ),
        run=RUN,
    )


def zigzag(*, segments: int) -> Schedule:
    """Up and down in equal segments over 1,200 steps."""
    return Schedule(
        segments=tuple(
            Segment(
                f"part {index}",
                Cosine() if index % 2 else Linear(),
                Span.of_steps(1200 // segments),
                Level(0.0) if index == 0 else None,
                Level(0.1 if index % 2 else 1.0),
            )
            for index in range(segments)
        ),
        groups=(Group("all", 1e-3),),
        run=Run(updates=1200, epochs=None, samples=3200, batch_size=32),
    )

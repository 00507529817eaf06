"""A schedule for each place that a shape can have."""

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span

STEPS = Span.of_steps
RISE = Segment("Rise", Linear(), STEPS(7), Level(0.02), Level(0.8))
FALL = Segment("Fall", Linear(), STEPS(9), None, Level(0.01))


def tried(shape: type[Shape]) -> Segment:
    """Return a segment of a shape that goes to a level of its own where it can."""
    return Segment("Tried", shape(), STEPS(23), None, Level(0.1))


def places(shape: type[Shape]) -> dict[str, Schedule]:
    """Return a schedule with a shape for each place that it can have."""
    once, cycles = tried(shape), Repeat("Cycles", 0, 1, 3, 1.5, scale=0.7)
    segments = {"first": (once, FALL), "followed": (RISE, once, FALL), "last": (RISE, once)}
    segments |= {"in cycles": (RISE, once), "in cycles that go on": (RISE, once, FALL)}
    return {
        place: Schedule(
            segments=found,
            repeats=(cycles,) if "cycles" in place else (),
            groups=(Group("body", 0.003), Group("head", 0.01)),
            run=Run(epochs=None, updates=160, samples=320),
        )
        for place, found in segments.items()
    }

"""A shape whose function takes its arguments in an order of its own is exported to the bit."""

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.spans import Span
from tests.designer.shapes.trials import TRIALS, Trial
from tests.exporters.conformance import designed, exported, optimizer_for, walk


@pytest.mark.parametrize("last", [True, False], ids=["last", "followed"])
@pytest.mark.parametrize("shape", TRIALS, ids=lambda shape: shape.kind)
def test_the_class_and_the_designer_call_a_shape_with_the_same_numbers(
    shape: type[Trial], monkeypatch: pytest.MonkeyPatch, *, last: bool
) -> None:
    monkeypatch.setitem(SHAPES, shape.kind, shape)
    segments = (
        Segment("Warmup", Linear(), Span.of_steps(7), Level(0.0), Level(0.8)),
        Segment("Trial", shape(), Span.of_steps(23), end=Level(0.1)),
        Segment("Cooldown", Linear(), Span.of_the_rest(), end=Level(0.0)),
    )
    schedule = Schedule(
        segments=segments[:2] if last else segments,
        groups=(Group("body", 0.003), Group("head", 0.01)),
        run=Run(epochs=None, updates=40),
    )
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert walk(scheduler, 45) == designed(schedule, range(46))

"""A shape's function is called by the names of its arguments, whatever their order."""

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.shapes.trials import (
    ByBoth,
    BySteps,
    SettingBetween,
    Trial,
    TurnedRound,
    WithoutLevels,
)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (BySteps(), 0.5 + 5 / 1000 * 0.5),
        (ByBoth(), 0.5 + 0.5 * 0.25 + 0.001),
        (TurnedRound(), 0.5 + 0.5 * 0.25 * 0.25 + 0.001 * 1),
        (SettingBetween(3.0), 0.5 + 0.5 * 0.25**3.0),
        (WithoutLevels(), 5 / 1000),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_every_argument_gets_its_own_number(shape: Trial, expected: float) -> None:
    segment = Segment("Trial", shape, Span.of_steps(20), Level(0.5), Level(1.0))
    before = Segment("Before", Linear(), Span.of_steps(10), Level(0.0), Level(1.0))
    run = Run(epochs=None, updates=30)
    schedule = Schedule(segments=(before, segment), groups=(Group("all", 1.0),), run=run)
    assert list(Rates(schedule).at(15)) == pytest.approx([expected], rel=1e-15)


def test_a_shape_without_an_end_arrives_where_its_function_does() -> None:
    segment = Segment("Trial", WithoutLevels(), Span.of_steps(20))
    rates = Rates(Schedule(segments=(segment,), run=Run(epochs=None, updates=20)))
    assert rates.curves[0].at(40) == 0.02

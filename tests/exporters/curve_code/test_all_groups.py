"""The rates of all groups in one call are those of each by itself, bit for bit."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import designed, exported, optimizer_for, walk

BLENDING = [shape for shape in SHAPES.values() if shape.blends]
BASES = (0.1, 0.03, 7e-4, 0.0)
FACTOR, RATE = Level(0.3), Level.of_rate(0.0123)


def mixed(shape: Shape, start: Level, end: Level) -> Schedule:
    """Design groups that follow a shape between two levels, and an absolute level somewhere."""
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(3), Level(0.0), Level(0.7)),
            Segment("Middle", shape, Span.of_steps(9), start, end),
            Segment("Hold", Constant(), Span.of_steps(2), Level.of_rate(0.017)),
            Segment("Last", Linear(), Span.of_the_rest(), Level.of_rate(0.0), Level(1.0)),
        ),
        groups=tuple(Group(f"group {number}", base) for number, base in enumerate(BASES)),
        run=Run(epochs=None, updates=17),
    )


def test_some_shapes_blend() -> None:
    assert {"cosine", "polynomial"} <= {shape.kind for shape in BLENDING}


@pytest.mark.parametrize("shape", BLENDING, ids=lambda shape: shape.kind)
@pytest.mark.parametrize(
    ("start", "end"), [(FACTOR, RATE), (RATE, FACTOR), (FACTOR, Level(0.9)), (RATE, RATE)]
)
def test_a_blend_for_all_groups_is_that_of_each(
    shape: type[Shape], start: Level, end: Level
) -> None:
    schedule = mixed(shape(), start, end)
    both = (start.unit, end.unit) == ("factor", "factor")  # too long for a line with these names
    assert both or "def _rates(self, t: float, bases: list[float])" in pytorch_source(schedule)
    assert walk(exported(schedule)(optimizer_for(schedule)), 20) == designed(schedule, range(21))


@pytest.mark.parametrize("shape", BLENDING, ids=lambda shape: shape.kind)
@settings(max_examples=20)
@given(
    start=st.floats(-10, 10),
    end=st.floats(-10, 10),
    p=st.floats(0, 1),
)
def test_a_shape_that_blends_is_a_blend_to_the_bit(
    shape: type[Shape], start: float, end: float, p: float
) -> None:
    built = shape()
    rest = {"p": p, "n": 9 * p, "length": 9.0, **numbers(built)}
    arguments = {name: rest[name] for name in built.arguments if name not in {"start", "end"}}
    weight = shape.curve(start=1.0, end=0.0, **arguments)
    blended = start * weight + end * (1.0 - weight)
    assert shape.curve(start=start, end=end, **arguments) == blended


def numbers(shape: Shape) -> dict[str, float]:
    """Return the settings of a shape that are plain numbers."""
    return {
        name: getattr(shape, name)
        for name in shape.arguments
        if isinstance(getattr(shape, name, None), float)
    }


def test_what_needs_more_than_an_expression_is_computed_for_each_base() -> None:
    schedule = replace(mixed(Cosine(), FACTOR, RATE), repeats=(Repeat("Cycles", 1, 1, times=2),))
    assert "def _rate(self, t: float, base: float)" in pytorch_source(schedule)
    assert walk(exported(schedule)(optimizer_for(schedule)), 20) == designed(schedule, range(21))


@pytest.mark.parametrize("kind", SHAPES)
def test_every_shape_in_such_a_curve_is_as_designed(kind: str) -> None:
    for start, end in ((FACTOR, RATE), (RATE, FACTOR), (FACTOR, Level(0.9))):
        schedule = mixed(SHAPES[kind](), start, end)
        if not errors(schedule):
            found = walk(exported(schedule)(optimizer_for(schedule)), 20)
            assert same(found, designed(schedule, range(21)))


def same(found: list[list[float]], wanted: list[list[float]]) -> bool:
    """Return whether rates are equal, of which some are not a number where the base is 0."""
    pairs = ((a, b) for f, w in zip(found, wanted, strict=True) for a, b in zip(f, w, strict=True))
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in pairs)

"""Every shape by itself, at every place of a schedule, is exported to the bit."""

import pytest

from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from tests.exporters.conformance import designed, exported, optimizer_for, walk
from tests.exporters.shape_places import places

PLAIN = [shape for shape in SHAPES.values() if shape not in (Expression, Plateau)]


@pytest.mark.parametrize("place", places(Linear))
@pytest.mark.parametrize("shape", PLAIN, ids=lambda shape: shape.kind)
def test_a_shape_is_exported_to_the_bit_at_every_place(shape: type[Shape], place: str) -> None:
    schedule = places(shape)[place]
    assert not errors(schedule)
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert walk(scheduler, 180) == designed(schedule, range(181))

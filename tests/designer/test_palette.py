"""The colours of curves."""

import re

from rampsmith.designer.palette import (
    FAMILY_COLOURS,
    GROUP_COLOURS,
    family_colour,
    group_colour,
)
from rampsmith.designer.shapes import SHAPES


def test_every_family_of_shapes_has_a_colour_of_its_own() -> None:
    assert {shape.family for shape in SHAPES} == set(FAMILY_COLOURS)
    assert len(set(FAMILY_COLOURS.values())) == len(FAMILY_COLOURS)
    assert family_colour("round") == "#0072B2"


def test_every_colour_is_written_in_hex() -> None:
    for colour in (*FAMILY_COLOURS.values(), *GROUP_COLOURS):
        assert re.fullmatch("#[0-9A-F]{6}", colour)


def test_the_colours_of_groups_begin_again() -> None:
    assert group_colour(0) == group_colour(len(GROUP_COLOURS))

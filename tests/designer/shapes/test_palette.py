"""The colours of curves."""

import re
from itertools import chain, combinations, product

import numpy as np
import pytest

from rampsmith.designer.shapes.palette import (
    FAMILY_COLOURS,
    GROUP_COLOURS,
    LOG_COLOURS,
    PIN_COLOURS,
    Shade,
    group_colour,
    shade_colour,
    told_apart,
    written_colour,
)
from rampsmith.designer.shapes.registry import SHAPES


def test_every_family_of_shapes_has_a_colour_of_its_own() -> None:
    assert {shape.family for shape in SHAPES.values()} == set(FAMILY_COLOURS)
    assert len(set(FAMILY_COLOURS.values())) == len(FAMILY_COLOURS)
    assert shade_colour(Shade("round")) == "#0072B2"


def test_every_colour_is_written_in_hex() -> None:
    pairs = chain.from_iterable((*PIN_COLOURS, *LOG_COLOURS))
    for colour in (*FAMILY_COLOURS.values(), *GROUP_COLOURS, *pairs):
        assert re.fullmatch("#[0-9A-F]{6}", colour)


def test_groups_past_the_last_colour_have_a_second_shade_of_each() -> None:
    count = 2 * len(GROUP_COLOURS)
    colours = [group_colour(index) for index in range(count)]
    assert len(set(colours)) == count
    assert colours[: len(GROUP_COLOURS)] == [*GROUP_COLOURS]
    assert group_colour(count) == group_colour(0)


# How people without one of the three kinds of cones see a colour; Machado and others, 2009.
VISIONS = {
    "all cones": np.eye(3),
    "no red": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no blue": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
APART = 15.0
"""In CIE Lab; 2.3 can just be told side by side, and this by a thin line at a glance. A guess."""

NEARLY_APART = 13.0
"""The same for the colours of logs, of which there was less room left."""


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    """Return a colour as it is seen, in CIE Lab."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(vision @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_the_colours_of_logs_are_far_from_those_of_pins_and_from_each_other(
    vision: str, ground: int
) -> None:
    pins, logs = ([pair[ground] for pair in pairs] for pairs in (PIN_COLOURS, LOG_COLOURS))
    for one, other in chain(product(logs, pins), combinations(logs, 2)):
        apart = lab(one, VISIONS[vision]) - lab(other, VISIONS[vision])
        assert float(np.linalg.norm(apart)) > NEARLY_APART, (one, other)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_colours_of_pins_and_logs_are_far_from_those_of_segments(vision: str) -> None:
    for on_light, _ in (*PIN_COLOURS, *LOG_COLOURS):
        least = APART if on_light in dict(PIN_COLOURS) else NEARLY_APART
        for family, colour in FAMILY_COLOURS.items():
            apart = lab(on_light, VISIONS[vision]) - lab(colour, VISIONS[vision])
            assert float(np.linalg.norm(apart)) > least, (on_light, family)


def test_twelve_groups_are_told_apart() -> None:
    colours = [group_colour(index) for index in range(2 * len(GROUP_COLOURS))]
    for one, other in combinations(colours, 2):
        apart = lab(one, VISIONS["all cones"]) - lab(other, VISIONS["all cones"])
        assert float(np.linalg.norm(apart)) > APART, (one, other)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("family", FAMILY_COLOURS)
def test_segments_of_one_family_are_told_apart(vision: str, family: str) -> None:
    shade, second = Shade(family), Shade(family, is_second=True)
    assert told_apart([family] * 3) == (shade, second, shade)
    assert told_apart([family, "a hold", family]) == (shade, Shade("a hold"), second)
    one, other = shade_colour(shade), shade_colour(second)
    apart = lab(one, VISIONS[vision]) - lab(other, VISIONS[vision])
    assert float(np.linalg.norm(apart)) > APART
    assert 1.05 / (luminance(other) + 0.05) >= 1.6


def luminance(colour: str) -> float:
    """Return the luminance of a colour, as WCAG defines it."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_words_in_the_colours_of_logs_can_be_read_on_both_grounds() -> None:
    for on_light, on_dark in LOG_COLOURS:
        assert 1.05 / (luminance(on_light) + 0.05) >= 4.5
        assert (luminance(on_dark) + 0.05) / (luminance("#171B21") + 0.05) >= 4.5


@pytest.mark.parametrize("family", FAMILY_COLOURS)
def test_words_in_the_colour_of_a_family_can_be_read_on_white(family: str) -> None:
    assert 1.05 / (luminance(written_colour(family)) + 0.05) >= 4.5

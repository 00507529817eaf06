"""The drawing itself: letters, painted pixels and thinned lines."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from rampsmith.designer.document.starter import starter
from rampsmith.exporters.drawing.font import font, words_width
from rampsmith.exporters.drawing.marks import Box, Dot, Line, Mark, Sheet, Text
from rampsmith.exporters.drawing.png import png
from rampsmith.exporters.drawing.svg import svg
from rampsmith.exporters.drawing.thinning import FAR, thinned
from rampsmith.exporters.pictures.picture import drawn
from tests.exporters.png_reader import pixels


def painted(*marks: Mark) -> NDArray[np.float64]:
    """Return how dark each pixel is, from 0 to 1."""
    data = png(Sheet(40, 20, "a test", marks), scale=1, dots_per_inch=96)
    return np.asarray(1 - pixels(data).mean(axis=2) / 255, np.float64)


def test_a_pixel_is_as_dark_as_a_boxs_share_of_it() -> None:
    dark = painted(Box(2.25, 3, 5, 4.5, "#000000"))
    assert dark[3, 2:6] == pytest.approx([0.75, 1, 1, 0], abs=0.01)
    assert dark[4, 3] == pytest.approx(0.5, abs=0.01)
    assert dark.sum() == pytest.approx(2.75 * 1.5, abs=0.05)


def test_a_transparent_box_lets_what_is_below_through() -> None:
    dark = painted(Box(0, 0, 9, 9, "#000000"), Box(0, 0, 9, 9, "#FFFFFF", 0.25))
    assert dark[4, 4] == pytest.approx(0.75, abs=0.01)


def test_a_circle_is_as_large_as_it_should_be() -> None:
    assert painted(Dot(20, 10, 6, "#000000")).sum() == pytest.approx(math.pi * 36, rel=0.02)


def test_a_line_has_its_width_at_every_slope_and_at_its_joints() -> None:
    for angle in range(0, 180, 15):
        dx, dy = 8 * math.cos(math.radians(angle)), 8 * math.sin(math.radians(angle))
        line = Line(((20 - dx, 10 - dy), (20, 10), (20 + dx, 10 + dy)), "#000000", 2)
        ends = math.pi * 1**2
        assert painted(line).sum() == pytest.approx(16 * 2 + ends, rel=0.06)


def test_dashes_leave_their_gaps() -> None:
    whole = painted(Line(((2, 10), (38, 10)), "#000000", 2))
    dashed = painted(Line(((2, 10), (20, 10), (38, 10)), "#000000", 2, (4, 2)))
    assert dashed.sum() == pytest.approx(36 * 2 * 4 / 6, rel=0.05)
    assert whole.sum() > dashed.sum()


def test_what_lies_outside_of_the_sheet_is_left_out() -> None:
    assert painted(Box(-9, -9, -1, -1, "#000000")).sum() == 0
    assert painted(Box(-5, -5, 99, 99, "#000000")).min() == 1
    assert painted(Box(35, 5, 99, 6, "#000000")).sum() == pytest.approx(5, abs=0.01)


def test_letters_are_as_wide_as_they_are_measured_and_have_holes() -> None:
    dark = painted(Text(4, 16, "o", 16, "#000000"))
    columns = np.flatnonzero(dark.sum(axis=0))
    assert columns[0] >= 4
    assert columns[-1] <= 4 + 16 * words_width("o")
    middle = dark[12, int(4 + 16 * words_width("o") / 2)]
    assert middle == pytest.approx(0, abs=0.01)


def test_words_that_are_turned_go_upwards() -> None:
    dark = painted(Text(20, 19, "III", 14, "#000000", upwards=True))
    rows, columns = np.nonzero(dark)
    assert columns.max() < 21
    assert rows.max() > rows.min() + 5


@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_that_designs_are_likely_to_have_is_there(bold: bool) -> None:
    letters = font(bold=bold)
    box = letters.getmask("\ue000")
    for character in "AZaz09ÄéßŁžΑωЯж€−×·…“”≤√→":
        assert bytes(letters.getmask(character)) != bytes(box), character
        assert letters.getlength(character) > 0


def test_thinned_lines_pass_every_point_that_is_left_out() -> None:
    points = tuple((x / 3, 50 + 40 * math.sin(x / 60)) for x in range(600))
    kept = thinned(points)
    assert len(kept) < len(points) / 6
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    xs, ys = zip(*kept, strict=True)
    assert max(abs(np.interp(x, xs, ys) - y) for x, y in points) <= FAR + 1e-9


def test_a_thinned_line_keeps_its_corners_and_upright_parts() -> None:
    stairs = ((0.0, 0.0), (1.0, 0.0), (1.0, 5.0), (2.0, 5.0), (3.0, 5.0), (3.0, 1.0))
    assert thinned(stairs) == ((0, 0), (1, 0), (1, 5), (3, 5), (3, 1))
    assert thinned(((1.0, 1.0),)) == ((1, 1),)


def test_an_svg_spells_what_xml_has_signs_for() -> None:
    text = svg(Sheet(9, 9, "a < b & c", (Text(1, 1, "<\x00>", 9, "#000000"),)))
    assert "<title>a &lt; b &amp; c</title>" in text
    assert "&lt; &gt;</text>" in text


def test_a_picture_is_the_same_however_high_the_strips_are_that_it_is_painted_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = drawn(starter())
    monkeypatch.setattr("rampsmith.exporters.drawing.png.STRIP", 10_000)
    whole = pixels(png(sheet, scale=0.5, dots_per_inch=72)).astype(int)
    monkeypatch.setattr("rampsmith.exporters.drawing.png.STRIP", 36)
    strips = pixels(png(sheet, scale=0.5, dots_per_inch=72)).astype(int)
    assert np.abs(strips - whole).max() <= 40
    assert (strips != whole).any(axis=2).mean() < 0.003

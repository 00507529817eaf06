"""A sheet as PNG, painted by Pillow strip by strip, at several times its size, and made smaller."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from rampsmith.exporters.drawing.font import font
from rampsmith.exporters.drawing.marks import Box, Dot, Line, Mark, Point, Sheet, Text

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

FINE = 8
"""How many times finer than its pixels a picture is painted in each direction."""

STRIP = 240
"""Pixels of the height that are painted at a time, so that a high picture needs little memory."""

MOST_JOINTS = 1_000
"""Points of a line whose corners are rounded; where there are more, each is smaller than a pixel."""


def png(sheet: Sheet, *, scale: float, dots_per_inch: int) -> bytes:
    """Paint a sheet.

    Args:
        sheet: what.
        scale: how many pixels of the file each of the sheet is.
        dots_per_inch: what the file says about its size on paper.
    """
    from PIL import Image
    from PIL.ImageDraw import Draw

    width, height = round(sheet.width * scale), round(sheet.height * scale)
    whole = Image.new("RGB", (width, height), "white")
    fine = scale * FINE
    for top in range(0, height, STRIP):
        size = (FINE * width, FINE * min(STRIP, height - top))
        image = Image.new("RGB", size, "white")
        brush = Draw(image, "RGBA")
        for mark in sheet.marks:
            _paint(image, brush, _moved_up(mark, top / scale), fine)
        whole.paste(image.reduce(FINE), (0, top))
    file = BytesIO()
    dpi = (dots_per_inch, dots_per_inch)
    whole.save(file, "PNG", optimize=True, dpi=dpi)
    return file.getvalue()


def _moved_up(mark: Mark, by: float) -> Mark:
    match mark:
        case Box():
            return replace(mark, top=mark.top - by, bottom=mark.bottom - by)
        case Line():
            return replace(mark, points=tuple((x, y - by) for x, y in mark.points))
        case Dot() | Text():
            return replace(mark, y=mark.y - by)


def _paint(image: "Image", brush: "ImageDraw", mark: Mark, scale: float) -> None:
    """Lay a mark over what is painted."""
    match mark:
        case Box():
            alpha = round(255 * mark.opacity)
            # The last pixel of a rectangle belongs to it.
            box = [round(scale * place) for place in (mark.left, mark.top, mark.right, mark.bottom)]
            if box[0] < box[2] and box[1] < box[3]:
                brush.rectangle((*box[:2], box[2] - 1, box[3] - 1), f"{mark.colour}{alpha:02x}")
        case Dot():
            _dot(brush, (scale * mark.x, scale * mark.y), scale * mark.radius, mark.colour)
        case Line():
            for points in _dashed(mark):
                _stroke(brush, [(scale * x, scale * y) for x, y in points], mark, scale)
        case Text():
            _write(image, brush, mark, scale)


def _dot(brush: "ImageDraw", place: Point, radius: float, colour: str) -> None:
    x, y = place
    brush.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), colour)


def _stroke(brush: "ImageDraw", points: Sequence[Point], line: Line, scale: float) -> None:
    """Paint a line with round joints and, unless it is dashed, round ends."""
    joint = "curve" if len(points) <= MOST_JOINTS else None
    brush.line(points, line.colour, max(1, round(scale * line.width)), joint=joint)
    if not line.dashes:
        for place in (points[0], points[-1]):
            _dot(brush, place, scale * line.width / 2, line.colour)


def _write(image: "Image", brush: "ImageDraw", text: Text, scale: float) -> None:
    from PIL import Image
    from PIL.ImageDraw import Draw

    letters = font(bold=text.bold, size=scale * text.size)
    place = scale * text.x, scale * text.y
    if not text.upwards:
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[text.anchor]
        brush.text(place, text.words, text.colour, letters, anchor)
        return
    # Pillow turns pictures, not letters: these are painted lying down, and laid on as a stencil.
    length, (ascent, descent) = math.ceil(letters.getlength(text.words)), letters.getmetrics()
    stencil = Image.new("L", (length, ascent + descent))
    Draw(stencil).text((0, ascent), text.words, 255, letters, "ls")
    share = {"start": 1.0, "middle": 0.5, "end": 0.0}[text.anchor]
    corner = round(place[0]) - ascent, round(place[1] - share * length)
    image.paste(text.colour, corner, stencil.transpose(Image.Transpose.ROTATE_90))


def _dashed(line: Line) -> Iterator[Sequence[Point]]:
    """Yield the dashes of a line, each with the corners in it; the whole line where it has none."""
    if not line.dashes:
        yield line.points
        return
    turn, left = 0, line.dashes[0]
    dash = list(line.points[:1])
    for (x0, y0), (x1, y1) in pairwise(line.points):
        length, done = math.hypot(x1 - x0, y1 - y0), 0.0
        while length - done > left:
            done += left
            here = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if turn % 2 == 0:
                yield [*dash, here]
            turn += 1
            left, dash = line.dashes[turn % len(line.dashes)], [here]
        left -= length - done
        dash.append((x1, y1))
    if turn % 2 == 0:
        yield dash

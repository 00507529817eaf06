"""The letters of the drawings: the parts of DejaVu Sans that come along."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_MEASURED = 1000
"""The size at which letters are measured: that of the grid which they are drawn on, or nearly."""


@cache
def font(*, bold: bool = False, size: float = _MEASURED) -> "FreeTypeFont":
    """Return the font, or the bold one, at a size in pixels."""
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    data = BytesIO((files("rampsmith.exporters.drawing") / name).read_bytes())
    return ImageFont.truetype(data, size, layout_engine=ImageFont.Layout.BASIC)


def words_width(words: str, *, bold: bool = False) -> float:
    """Return how long words are in a font that is one unit high."""
    return font(bold=bold).getlength(words) / _MEASURED

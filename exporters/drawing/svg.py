"""A sheet as SVG: small, the same each time, and with words that stay words."""

from xml.sax.saxutils import escape

from rampsmith.designer.values.names import printable
from rampsmith.exporters.drawing.marks import Box, Dot, Line, Mark, Sheet, Text

FONTS = "DejaVu Sans, Verdana, sans-serif"
"""The font that the places are computed with, and one of the same widths that most systems have."""


def svg(sheet: Sheet) -> str:
    """Write a sheet; without names and styles, so that several can stand on one page."""
    width, height = sheet.width, sheet.height
    lines = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" role="img" font-family="{FONTS}">'
        ),
        f"<title>{escape(printable(sheet.title))}</title>",
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        *map(_element, sheet.marks),
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _element(mark: Mark) -> str:
    match mark:
        case Box():
            size = f'width="{_n(mark.right - mark.left)}" height="{_n(mark.bottom - mark.top)}"'
            opacity = "" if mark.opacity == 1 else f' fill-opacity="{mark.opacity:g}"'
            place = f'x="{_n(mark.left)}" y="{_n(mark.top)}"'
            return f'<rect {place} {size} fill="{mark.colour}"{opacity}/>'
        case Dot():
            place = f'cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}"'
            return f'<circle {place} fill="{mark.colour}"/>'
        case Line():
            places = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
            dashes = " ".join(map(_n, mark.dashes))
            more = f' stroke-dasharray="{dashes}"' if dashes else ' stroke-linecap="round"'
            return (
                f'<polyline points="{places}" fill="none" stroke="{mark.colour}"'
                f' stroke-width="{_n(mark.width)}" stroke-linejoin="round"{more}/>'
            )
        case Text():
            place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}"'
            weight = ' font-weight="bold"' if mark.bold else ""
            anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
            turn = f' transform="rotate(-90 {_n(mark.x)} {_n(mark.y)})"' if mark.upwards else ""
            words = f'fill="{mark.colour}"{weight}{anchor}{turn}>{escape(printable(mark.words))}'
            return f"<text {place} {words}</text>"


def _n(value: float) -> str:
    """Write a length to a hundredth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

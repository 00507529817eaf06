"""The colours of curves, as plain hex strings, for every drawing of a schedule.

The set is Okabe and Ito's, which people with any kind of colour vision can tell apart. Only its
yellow is darkened here, because on white a thin line of the original can hardly be seen.
"""

from collections.abc import Iterable
from typing import NamedTuple

FAMILY_COLOURS: dict[str, str] = {
    "flat": "#009E73",
    "straight": "#E69F00",
    "round": "#0072B2",
    "power": "#CC79A7",
    "ratio": "#D55E00",
    "cooldown": "#56B4E9",
    "stairs": "#B5A900",
    "typed": "#7B5EA7",
    "metric": "#8C564B",
}
"""A segment's colour by the family of its shape."""

GROUP_COLOURS: tuple[str, ...] = ("#1F2933", "#CC79A7", "#56B4E9", "#D55E00", "#009E73", "#E69F00")
"""The colours of the first parameter groups in their order; those after them have a second shade."""

SECOND_OF_INK = "#66727E"
"""The second shade of the first colour, of which no darker one could be told from it."""

PIN_COLOURS: tuple[tuple[str, str], ...] = (
    ("#332288", "#E9F4FF"),
    ("#882255", "#94F07C"),
    ("#440E00", "#D1BED6"),
    ("#6B1FD8", "#F4EE55"),
    ("#981E00", "#2CF5A5"),
    ("#3A485E", "#FF4141"),
)
"""The colours of curves to compare with, on a light and on a dark ground.

They were searched for: each is far from all segments' colours for every kind of colour vision, most
are far from each other, and where two are not, their dashes differ.
"""

LOG_COLOURS: tuple[tuple[str, str], ...] = (
    ("#963CD2", "#8769FF"),
    ("#B45A3C", "#96B469"),
    ("#001EFF", "#F01EC3"),
    ("#5A2D78", "#4B963C"),
    ("#0F691E", "#A5D2FF"),
    ("#5A2D2D", "#C3D2C3"),
)
"""The colours of what was logged, on a light and on a dark ground, strong enough for words.

They were searched for like those of pins, and are far from these too: a pin and a log are seen together.
"""


class Shade(NamedTuple):
    """The colour of a segment: that of its family, or for every second one of a family the other shade."""

    family: str
    is_second: bool = False


def told_apart(families: Iterable[str]) -> tuple[Shade, ...]:
    """Return the shades of segments in their order, given their families."""
    found: list[Shade] = []
    is_next_second: dict[str, bool] = {}
    for family in families:
        shade = Shade(family, is_next_second.get(family, False))
        is_next_second[family] = not shade.is_second
        found.append(shade)
    return tuple(found)


def shade_colour(shade: Shade) -> str:
    """Return the colour of a segment on a light ground; the second shade is darker."""
    colour = FAMILY_COLOURS[shade.family]
    return _darkened(colour) if shade.is_second else colour


def written_colour(family: str) -> str:
    """Return the colour of a family for words on white, dark enough to be read."""
    return _darkened(FAMILY_COLOURS[family])


def _darkened(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"#{red * 5 // 8:02X}{green * 5 // 8:02X}{blue * 5 // 8:02X}"


def group_colour(index: int) -> str:
    """Return the colour of a parameter group on a light ground; after two shades of each it begins again."""
    colour = GROUP_COLOURS[index % len(GROUP_COLOURS)]
    if not has_second_shade(index):
        return colour
    return SECOND_OF_INK if colour == GROUP_COLOURS[0] else _darkened(colour)


def has_second_shade(index: int) -> bool:
    """Return whether a parameter group has the second shade of a colour."""
    return index // len(GROUP_COLOURS) % 2 == 1

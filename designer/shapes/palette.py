"""The colours of curves, as plain hex strings, for every drawing of a schedule.

The set is Okabe and Ito's, which people with any kind of colour vision can tell apart. Only its
yellow is darkened here, because on white a thin line of the original can hardly be seen.
"""

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
"""The colours of the parameter groups in their order; the seventh begins again."""

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


def family_colour(family: str) -> str:
    """Return the colour of a family of shapes."""
    return FAMILY_COLOURS[family]


def written_colour(family: str) -> str:
    """Return the colour of a family for words on white, dark enough to be read."""
    red, green, blue = (int(FAMILY_COLOURS[family][at : at + 2], 16) for at in (1, 3, 5))
    return f"#{red * 5 // 8:02X}{green * 5 // 8:02X}{blue * 5 // 8:02X}"


def group_colour(index: int) -> str:
    """Return the colour of a parameter group."""
    return GROUP_COLOURS[index % len(GROUP_COLOURS)]

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


def family_colour(family: str) -> str:
    """Return the colour of a family of shapes."""
    return FAMILY_COLOURS[family]


def group_colour(index: int) -> str:
    """Return the colour of a parameter group."""
    return GROUP_COLOURS[index % len(GROUP_COLOURS)]

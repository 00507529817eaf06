"""The parts of a drawing: boxes, lines, dots and words at places in pixels, y downwards."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Anchor: TypeAlias = Literal["start", "middle", "end"]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with round joints.

    Attributes:
        points: where it goes.
        colour: as #rrggbb.
        width: in pixels.
        dashes: the lengths of dashes and gaps in turn; none for a line without gaps.
    """

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words.

    Attributes:
        x: where it begins, has its middle or ends, as the anchor says.
        y: the line on which the letters stand.
        words: what is written.
        size: the height of the font.
        colour: as #rrggbb.
        bold: whether it is written in bold.
        anchor: which part of it is at x.
        upwards: whether it is turned to the left, about its place.
    """

    x: float
    y: float
    words: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = "start"
    upwards: bool = False


Mark: TypeAlias = Box | Line | Dot | Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """Marks on white; later ones lie over earlier ones.

    Attributes:
        width: in pixels.
        height: in pixels.
        title: what is drawn, for those who cannot see it.
        marks: what is drawn.
    """

    width: int
    height: int
    title: str
    marks: tuple[Mark, ...]

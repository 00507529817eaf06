"""What all gestures share: how the plot relates to pixels, what they lead to, and their modes."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.snapping import LEVEL_SNAPS, TIME_SNAPS, LevelSnap, TimeSnap
from rampsmith.designer.schedule import Schedule

Axis: TypeAlias = Literal["both", "time", "level"]
Mode: TypeAlias = Literal["roll", "push", "stretch"]

MODES: tuple[Mode, ...] = ("roll", "push", "stretch")
"""What moving a boundary does to the segments behind it, in the order in which Space goes on."""

MODE_WORDS: dict[Mode, str] = {
    "roll": "Roll: takes from its neighbour",
    "push": "Push: pushes what follows",
    "stretch": "Stretch: stretches the rest",
}

MODE_KEYS: dict[Mode, str] = {
    "roll": "Ctrl pushes · Alt stretches the rest",
    "push": "without Ctrl it rolls · Alt stretches the rest",
    "stretch": "without Alt it rolls · Ctrl pushes",
}


@dataclass(frozen=True, slots=True)
class View:
    """How plot and pixels relate while a gesture is under way.

    Attributes:
        scale: the rate axis.
        step_pixel: how many steps a pixel is wide.
        height_pixel: how much of the rate axis a pixel is high.
        time_snaps: on what boundaries catch.
        level_snaps: on what levels catch.
    """

    scale: RateScale
    step_pixel: float
    height_pixel: float
    time_snaps: frozenset[TimeSnap] = frozenset(TIME_SNAPS)
    level_snaps: frozenset[LevelSnap] = frozenset(LEVEL_SNAPS)


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that shows on what a drag has caught.

    Attributes:
        axis: whether it stands at a step or lies at a rate.
        place: the step or the rate.
        words: what is there: ``epoch 5``, ``1e-3``.
    """

    axis: Literal["time", "level"]
    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gesture so far.

    Attributes:
        schedule: what it leads to.
        sentence: what to say about it.
        guides: what it caught on.
        held: the step to which it has brought the handle or the line; None where it holds neither.
    """

    schedule: Schedule
    sentence: str
    guides: tuple[Guide, ...] = ()
    held: float | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """What the keys beside the mouse ask of a gesture.

    Attributes:
        mode: what moving a boundary does to what follows.
        one_axis: whether it keeps to the axis along which it has gone further.
    """

    mode: Mode = "roll"
    one_axis: bool = False


class Gesture(Protocol):
    """A drag under way, reckoned anew from the schedule at its beginning at every move."""

    @property
    def words(self) -> str:
        """What it is called in the history."""

    def moved(self, step: float, height: float, view: View, hold: Hold) -> Outcome:
        """Reckon the schedule with the mouse at another place."""


def axis_of(way: tuple[float, float], view: View, hold: Hold) -> Axis:
    """Tell along which axes a gesture moves things.

    Args:
        way: how far the mouse has gone, in steps and in heights.
        view: how they relate to pixels.
        hold: the keys.
    """
    if not hold.one_axis:
        return "both"
    return "time" if abs(way[0]) / view.step_pixel >= abs(way[1]) / view.height_pixel else "level"

"""The values from which one frame of the plot is painted."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rampsmith.app.base.theme import LIGHT, Theme
from rampsmith.app.plot.gestures.banding import Band
from rampsmith.app.plot.gestures.gesture import Guide
from rampsmith.app.plot.gestures.handles import Bend, Handle
from rampsmith.app.plot.gestures.points import HeldPoints
from rampsmith.app.plot.gestures.scaling import Box
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import Points
from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.palette import Shade
from rampsmith.designer.values.numbers import rate_text

ROUNDING = 1e-12
"""The share of the largest value below which a value is what rounding has left of 0."""

PLAYHEAD_SIZE = (6.0, 9.0)
"""Pixels of half the width and of the height of the playhead's triangle."""


class Range(NamedTuple):
    """A segment's range on the plot, with its name and its tint."""

    begin: float
    end: float
    name: str
    shade: Shade
    selected: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """A repeat's place on the plot, with a few words."""

    begin: float
    end: float
    words: str


@dataclass(frozen=True, slots=True)
class LastRate:
    """The step and the value of the run's last update, and the largest that the value could be."""

    step: int
    rate: float
    what: str = RATE.words
    largest: float = 0.0

    @property
    def words(self) -> str:
        """The value in words, named by what it is."""
        is_rounding = 0 < abs(self.rate) < ROUNDING * self.largest
        return f"last {self.what} {'≈ 0' if is_rounding else rate_text(self.rate)}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem's place on the plot, with a few words."""

    step: float
    words: str
    severe: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """The step under the mouse, and there the height of each group that is drawn."""

    step: int
    heights: tuple[tuple[int, float], ...]


class Ghost(NamedTuple):
    """The step and the rate at which a double-click would add a handle."""

    step: float
    rate: float


@dataclass(frozen=True, slots=True)
class Hovered:
    """The thing under the mouse while nothing is dragged; a line by the step where it is seen."""

    handle: Handle | None = None
    bend: Bend | None = None
    line: float | None = None
    ghost: Ghost | None = None


@dataclass(frozen=True, slots=True)
class PlotState:
    """Everything painted on the plot except its curves.

    Attributes:
        group: the group whose curve has the handles, among those that the curve is for.
        places: where the curve's groups stand among all, by which they are coloured.
        segment: the segment that the forms show.
        title: what the curve sets and for whom, where there are others.
        last: the rate of the last update, if there is one.
        points: what moves and scales together, if that is more than one; ``box`` lies around it.
        behind: the steps and heights of what is drawn below the curves.
        guides: what a gesture under way has caught on.
        has_focus: whether keys go to the plot.
        playhead: the step at which a walk through the run stands, while it is shown.
    """

    theme: Theme = LIGHT
    rates: Rates = field(default_factory=lambda: Rates(Schedule()))
    group: int = 0
    places: tuple[int, ...] = ()
    scale: RateScale = field(default_factory=RateScale)
    segment: int | None = None
    ranges: tuple[Range, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    title: str = ""
    last: LastRate | None = None
    marks: tuple[Mark, ...] = ()
    handles: tuple[Handle, ...] = ()
    bends: tuple[Bend, ...] = ()
    picked: tuple[Handle, ...] = ()
    points: HeldPoints | None = None
    box: Box | None = None
    band: Band | None = None
    behind: tuple[Points, ...] = ()
    guides: tuple[Guide, ...] = ()
    hovered: Hovered = Hovered()
    pointer: Pointer | None = None
    playhead: int | None = None
    has_focus: bool = False

    def place(self, group: int) -> int:
        """Return where one of the curve's groups stands among all."""
        return self.places[group] if group < len(self.places) else group

"""The parts of all gestures: the view, what a drag catches on, its modes, and its outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol, TypeAlias

from rampsmith.app.plot.gestures.handles import handles
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.snapping import (
    LEVEL_SNAPS,
    SNAP_REACH,
    TIME_SNAPS,
    Catch,
    LevelSnap,
    TimeSnap,
    caught_step,
    nearest_within,
    round_rates,
    shortened_rate,
)
from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates

Axis: TypeAlias = Literal["both", "time", "level"]
Mode: TypeAlias = Literal["roll", "push", "stretch"]

MODES: tuple[Mode, ...] = ("roll", "push", "stretch")
"""The ways of moving a boundary and the segments after it, in the order of the Space key."""

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
    """The axis of the values and their kind, one pixel's steps and heights, and what to catch on."""

    scale: RateScale
    step_pixel: float
    height_pixel: float
    time_snaps: frozenset[TimeSnap] = frozenset(TIME_SNAPS)
    level_snaps: frozenset[LevelSnap] = frozenset(LEVEL_SNAPS)
    kind: CurveKind = RATE

    def named(self, value: str) -> str:
        """Name a value by what the curve sets: ``momentum 0.9``."""
        return f"{self.kind.words} {value}"


@dataclass(frozen=True, slots=True)
class Guide:
    """A line at the step or the rate on which a drag has caught: ``epoch 5``, ``1e-3``."""

    axis: Literal["time", "level"]
    place: float
    words: str


Guides: TypeAlias = tuple[Guide, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a gesture so far.

    Attributes:
        held: the step to which it has brought the handle or the line; None where it holds neither.
    """

    schedule: Schedule
    sentence: str
    guides: Guides = ()
    held: float | None = None


@dataclass(frozen=True, slots=True)
class DragModes:
    """The mode that held keys ask for, and whether the gesture keeps to its longer axis."""

    mode: Mode = "roll"
    one_axis: bool = False


class Held(NamedTuple):
    """Where the thing was that a gesture has taken hold of; None along an axis that it keeps off.

    Attributes:
        pace: how far it goes in time while the mouse goes one step.
    """

    step: float | None = None
    value: float | None = None
    pace: float = 1.0


class Gesture(Protocol):
    """A drag under way, worked out at every move from the schedule at its beginning."""

    @property
    def step(self) -> float:
        """The step where the mouse took hold."""

    @property
    def height(self) -> float:
        """The height on the rate axis where the mouse took hold."""

    @property
    def words(self) -> str:
        """Its name in the history."""

    @property
    def held(self) -> Held:
        """What it has taken hold of, for a number that is typed."""

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another place."""


def axis_of(across: float, up: float, view: View, modes: DragModes) -> Axis:
    """Return the axes along which a mouse that went so many steps and heights moves things."""
    if not modes.one_axis:
        return "both"
    return "time" if abs(across) / view.step_pixel >= abs(up) / view.height_pixel else "level"


def caught_words(guides: Guides) -> str:
    """Name what a drag has caught on, in brackets."""
    return f" ({', '.join(guide.words for guide in guides)})" if guides else ""


def snapped_step(wanted: float, schedule: Schedule, view: View) -> tuple[float, Guides]:
    """Move a position onto a round one within reach, with the line that shows it."""
    caught = caught_step(wanted, view.step_pixel, schedule, view.time_snaps)
    if caught is None:
        return wanted, ()
    return caught.value, (Guide("time", caught.value - schedule.counts_from, caught.words),)


def snapped_rate(height: float, view: View, in_use: Iterable[Catch]) -> tuple[float, Guides]:
    """Turn a height into a rate that may catch on a level in use or on a round one."""
    scale = view.scale
    rate = max(0.0, scale.rate(height))
    reach = SNAP_REACH * view.height_pixel
    kinds: dict[LevelSnap, list[Catch]] = {"levels": list(in_use), "decades": round_rates(rate)}
    for kind, candidates in kinds.items():
        if kind not in view.level_snaps:
            continue
        at_heights = {scale.height(each.value): each for each in reversed(candidates)}
        places = [Catch(place, each.words) for place, each in at_heights.items()]
        caught = nearest_within(height, places, reach)
        if caught is not None:
            value = at_heights[caught.value].value
            return value, (Guide("level", value, caught.words),)
    above = scale.rate(height + view.height_pixel)
    return shortened_rate(rate, above - rate), ()


@lru_cache(maxsize=1)
def levels_in_use(
    rates: Rates, group: int, dragged: frozenset[tuple[int, Side]], kind: CurveKind
) -> tuple[Catch, ...]:
    """Return the levels of all handles but the dragged ones, and the group's base, as at the start."""
    schedule = rates.schedule
    levels = (
        Catch(handle.rate, f"{handle.side} of {schedule.segments[handle.segment].name}")
        for handle in handles(rates, group)
        if handle.key not in dragged
    )
    base: tuple[Catch, ...] = ()
    if kind.usual_base is not None:
        base = (Catch(schedule.groups[group].base_lr, f"the group's own {kind.words}"),)
    return *levels, *base

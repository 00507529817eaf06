"""How the plot shows and helps, as a value."""

from dataclasses import dataclass

from rampsmith.app.plot.axes import TimeUnit
from rampsmith.app.plot.snapping import LEVEL_SNAPS, LevelSnap, TimeSnap


@dataclass(frozen=True, slots=True)
class PlotSettings:
    """How the plot shows and helps; the window's, not the document's.

    Attributes:
        logarithmic: whether the rate axis shows decades.
        unit: what the time axis counts.
        snaps_time: whether boundaries catch on anything.
        snaps_level: whether levels do.
        time_snaps: on what boundaries catch, where they do.
        level_snaps: on what levels catch, where they do.
    """

    logarithmic: bool = False
    unit: TimeUnit = "steps"
    snaps_time: bool = True
    snaps_level: bool = True
    time_snaps: frozenset[TimeSnap] = frozenset({"epochs", "steps"})
    level_snaps: frozenset[LevelSnap] = frozenset(LEVEL_SNAPS)

"""What the window's actions do with the view of the plot."""

from rampsmith.app.actions import ActionSpec
from rampsmith.app.plot.axes import TIME_UNITS, units_per_step
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.snapping import LevelSnap, TimeSnap
from rampsmith.app.store import Store

VIEW = "&View"

TIME_ROWS: tuple[tuple[TimeSnap, str, str], ...] = (
    ("epochs", "to &epochs", "Alt+1"),
    ("percent", "to &percent of the run", "Alt+2"),
    ("steps", "to ro&und steps", "Alt+3"),
)
LEVEL_ROWS: tuple[tuple[LevelSnap, str, str], ...] = (
    ("decades", "to &1-2-5 rates", "Alt+4"),
    ("levels", "to le&vels in use", "Alt+5"),
)

ZOOM = 1.5
"""How many times as much of the run is seen after zooming out once."""


class ViewActions:
    """The actions on one plot's view and on what its drags catch on."""

    def __init__(self, plot: SchedulePlot, store: Store) -> None:
        """Serve a plot and the store that it shows."""
        self._plot = plot
        self._store = store

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what stands first in the View menu."""
        plot = self._plot
        return (
            ActionSpec("frame", VIEW, "&Frame all", ("F",), plot.frame_all),
            ActionSpec(
                "frame_selection", VIEW, "Frame &selection", ("Shift+F",), plot.frame_selection
            ),
            ActionSpec("zoom_in", VIEW, "&Zoom in", ("+", "="), lambda: plot.zoom(1 / ZOOM)),
            ActionSpec("zoom_out", VIEW, "Zoom &out", ("-",), lambda: plot.zoom(ZOOM)),
            ActionSpec("log", VIEW, "Linear or &log rate", ("L",), self.toggle_log),
            ActionSpec("unit", VIEW, "Next &time unit", ("T",), self.next_unit),
            *self._snaps(),
        )

    def _snaps(self) -> tuple[ActionSpec, ...]:
        """List what drags catch on, each to be switched by itself."""
        return (
            ActionSpec(
                "snap_time",
                VIEW,
                "Snap t&ime",
                ("S",),
                self.toggle_snap_time,
                rule=True,
                is_on=lambda: self._plot.settings.snaps_time,
            ),
            *(self._time_snap(*row) for row in TIME_ROWS),
            ActionSpec(
                "snap_level",
                VIEW,
                "Snap &rate",
                ("Shift+S",),
                self.toggle_snap_level,
                is_on=lambda: self._plot.settings.snaps_level,
            ),
            *(self._level_snap(*row) for row in LEVEL_ROWS),
        )

    def _time_snap(self, kind: TimeSnap, text: str, key: str) -> ActionSpec:
        plot = self._plot
        return ActionSpec(
            f"snap_{kind}",
            VIEW,
            f"… {text}",
            (key,),
            lambda: plot.change_settings(time_snaps=plot.settings.time_snaps ^ {kind}),
            words=f"Snap time {text.replace('&', '')}",
            is_on=lambda: kind in plot.settings.time_snaps,
        )

    def _level_snap(self, kind: LevelSnap, text: str, key: str) -> ActionSpec:
        plot = self._plot
        return ActionSpec(
            f"snap_{kind}",
            VIEW,
            f"… {text}",
            (key,),
            lambda: plot.change_settings(level_snaps=plot.settings.level_snaps ^ {kind}),
            words=f"Snap rate {text.replace('&', '')}",
            is_on=lambda: kind in plot.settings.level_snaps,
        )

    def toggle_log(self) -> None:
        """Change between a linear and a log rate axis."""
        plot = self._plot
        plot.change_settings(logarithmic=not plot.settings.logarithmic)

    def next_unit(self) -> None:
        """Show time in the next unit that the run knows."""
        plot, schedule = self._plot, self._store.schedule
        known = [unit for unit in TIME_UNITS if units_per_step(schedule, unit) is not None]
        now = known.index(plot.settings.unit) if plot.settings.unit in known else -1
        plot.change_settings(unit=known[(now + 1) % len(known)])

    def toggle_snap_time(self) -> None:
        """Switch the snapping of boundaries."""
        plot = self._plot
        plot.change_settings(snaps_time=not plot.settings.snaps_time)

    def toggle_snap_level(self) -> None:
        """Switch the snapping of levels."""
        plot = self._plot
        plot.change_settings(snaps_level=not plot.settings.snaps_level)

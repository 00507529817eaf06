"""The menu of a right-click on the plot: what can be done with the thing under the mouse."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from rampsmith.app.base.actions import Actions
from rampsmith.app.plot.controls.mouse import Spot, SpotKind
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.designer.editing.boundaries import without_jump

VIEW = (("frame", "frame_selection", "log", "unit"), ("snap_time", "snap_level"))

ACTIONS: dict[SpotKind, tuple[tuple[str, ...], ...]] = {
    "boundary": VIEW,
    "segment": (
        ("rename", "add", "duplicate", "join", "remove", "repeat"),
        ("cut", "copy", "paste"),
        *VIEW,
    ),
    "nothing": (("add", "paste", "select_all"), *VIEW),
}
"""The actions for each kind of thing, in groups; what is done at the very place comes first."""


class PlotMenu(QMenu):
    """Filled again for each thing, which the right-click has selected."""

    def __init__(self, plot: SchedulePlot, commands: Actions, parent: QWidget) -> None:
        """Open wherever the plot asks for it."""
        super().__init__(parent)
        self._plot = plot
        self._commands = commands
        plot.menu_wanted.connect(self._open)

    def _offer_to_close_the_jump(self) -> None:
        """Offer to make two levels one, where the curve jumps at the picked boundary."""
        store, state = self._plot.store, self._plot.state
        picked = {handle.boundary for handle in state.picked}
        starts = [each.boundary for each in state.handles if each.side == "start"]
        for boundary in starts:
            if boundary is not None and boundary in picked:
                change = partial(without_jump, boundary=boundary)
                if change(store.curve) != store.curve:
                    self.addAction(
                        "Close the jump", partial(store.edit_curve, change, "Close jump")
                    )

    def _open(self, spot: Spot) -> None:
        self.clear()
        if spot.kind == "boundary":
            self.addAction("Remove this boundary", self._commands["remove"].trigger)
            self._offer_to_close_the_jump()
        if spot.kind == "segment":
            self.addAction("Split here", lambda: self._plot.split_at(spot.scene))
        if spot.kind != "nothing":
            step = max(0, round(spot.step))
            self.addAction("Walk to here", lambda: self._plot.playhead.moved.emit(step))
        for group in ACTIONS[spot.kind]:
            self.addSeparator()
            self.addActions([self._commands[name] for name in group])
        self.popup(self._plot.viewport().mapToGlobal(self._plot.mapFromScene(spot.scene)))

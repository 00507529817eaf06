"""The common ground of one plot's controls: the store, the view, the settings, and the state."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QPointF, Signal

from rampsmith.app.base.focus import places_among
from rampsmith.app.base.store import Store
from rampsmith.app.plot.controls.aiming import Aim
from rampsmith.app.plot.controls.framing import designed_rates
from rampsmith.app.plot.controls.handle_selection import HandleSelection
from rampsmith.app.plot.gestures.gesture import View
from rampsmith.app.plot.gestures.handles import bends, handles
from rampsmith.app.plot.gestures.scaling import box_around
from rampsmith.app.plot.items.curve_drawing import marks, ranges
from rampsmith.app.plot.items.landmarks import last_rate
from rampsmith.app.plot.items.plot_state import PlotState, Pointer
from rampsmith.app.plot.items.repeat_drawing import brackets
from rampsmith.app.plot.items.tints import LABEL_HEIGHT
from rampsmith.app.plot.view.scale import scale_for
from rampsmith.app.plot.view.series import drawn_groups
from rampsmith.app.plot.view.snapping import LEVEL_SNAPS, LevelSnap, TimeSnap
from rampsmith.app.plot.view.time_units import TimeUnit, units_per_step
from rampsmith.app.plot.view.view_box import PlotViewBox


@dataclass(frozen=True, slots=True)
class PlotSettings:
    """The settings of the view and of snapping; the window's, not the document's.

    Attributes:
        snaps_time: whether boundaries catch on anything, and then on ``time_snaps``.
        snaps_level: whether levels do, and then on ``level_snaps``.
    """

    logarithmic: bool = False
    unit: TimeUnit = "steps"
    snaps_time: bool = True
    snaps_level: bool = True
    time_snaps: frozenset[TimeSnap] = frozenset({"epochs", "steps"})
    level_snaps: frozenset[LevelSnap] = frozenset(LEVEL_SNAPS)


class Canvas(QObject):
    """Makes the painted state from the store, the picked handles, the mouse and the gesture."""

    state_changed = Signal()
    """There is another state to paint."""

    keys_changed = Signal()
    """Another key is held, or none."""

    pencil_tapped = Signal()
    """P was pressed and let go, and nothing was drawn meanwhile."""

    def __init__(self, store: Store, view_box: PlotViewBox, parent: QObject) -> None:
        """Start with an empty state."""
        super().__init__(parent)
        self.store = store
        self.view_box = view_box
        self.settings = PlotSettings()
        self.picks = HandleSelection(store)
        self.state = PlotState()
        self.is_hand = False
        """Whether Space is held, so that the mouse moves the view."""
        self.bends = False
        """Whether B is held, so that a drag of the curve bends it."""
        self.draws = False
        """Whether P is held, so that a drag draws the curve."""
        self.has_drawn = False
        """Whether something was drawn since P was pressed."""
        self.is_free = False
        """Whether N is held, so that nothing is caught on."""
        self.mouse: QPointF | None = None
        """The place of the mouse, in pixels of the scene, while it is over the plot."""
        self.held: float | None = None
        """The step of the thing that a gesture holds, which is read out in place of the mouse's."""
        store.opened.connect(self.let_go)

    def follow_store(self) -> None:
        """Take over the store's schedule; ``show`` paints it."""
        store, scale = self.store, self.state.scale
        rates, group = store.rates, store.group_index
        if units_per_step(store.curve, self.settings.unit) is None:
            self.settings = replace(self.settings, unit="steps")
        if not store.is_previewing:
            scale = scale_for(designed_rates(rates), logarithmic=self.settings.logarithmic)
        has_handles = bool(store.curve.groups)
        across = self.view_box.pixel_size()[0]
        self.take(
            rates=rates,
            group=group,
            places=places_among(rates.schedule.groups, store.schedule.groups),
            scale=scale,
            segment=store.segment_index,
            ranges=ranges(rates, store.selection, across),
            brackets=brackets(rates),
            title=store.focus.words if store.other_curves else "",
            last=last_rate(rates, group, store.focus.kind.words),
            marks=() if store.is_previewing else marks(store.curve_problems),
            handles=handles(rates, group) if has_handles else (),
            bends=bends(rates, group) if has_handles else (),
        )

    def take(self, **changes: Any) -> None:
        """Change the state; ``show`` paints it."""
        self.state = replace(self.state, **changes)

    def point_at(self, x: float | None) -> None:
        """Point at the step at a place across the scene, as a mouse low in the plot would, or at none."""
        box = self.view_box.sceneBoundingRect()
        self.mouse = None if x is None else QPointF(x, box.bottom() - 1)
        self.show()

    def pick_line(self, boundary: int) -> None:
        """Pick the handles of a boundary, and select the segment that it ends."""
        self.store.select_segment(boundary - 1)
        self.picks.pick(handle for handle in self.state.handles if handle.boundary == boundary)

    def let_go(self) -> None:
        """Let go of the picked handles."""
        self.picks.pick(())
        self.show()

    def show(self) -> None:
        """Paint the state, with the handles that are picked and the mouse as it is now."""
        state = self.state
        picked = self.picks.among(state.handles)
        points = self.picks.several(picked)
        box = None if points is None else box_around(points, state.scale)
        pointer = self._pointer()
        self.take(picked=picked, points=points, box=box, pointer=pointer)
        self.state_changed.emit()

    def _pointer(self) -> Pointer | None:
        if self.mouse is None or not self.store.curve.segments:
            return None
        step = round(self.view_box.place(self.mouse)[0] if self.held is None else self.held)
        if step < 0:
            return None
        state = self.state
        values = state.rates.at(step)
        groups = drawn_groups(state.rates.schedule, state.group)
        return Pointer(step, tuple((group, state.scale.height(values[group])) for group in groups))

    def view(self) -> View:
        """Return the view that gestures work with."""
        across, up = self.view_box.pixel_size()
        settings, snaps = self.settings, not self.is_free
        return View(
            self.state.scale,
            across,
            up,
            settings.time_snaps if snaps and settings.snaps_time else frozenset(),
            settings.level_snaps if snaps and settings.snaps_level else frozenset(),
            self.store.focus.kind,
        )

    def aim(self) -> Aim:
        """Return the aim of the mouse."""
        pixel = self.view_box.pixel_size()
        names = self.view_box.viewRange()[1][1] - LABEL_HEIGHT * pixel[1]
        return Aim(self.state, pixel, names)

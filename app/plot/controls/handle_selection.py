"""The handles that are picked, for the arrow keys, Del and gestures of several."""

from collections.abc import Iterable

from rampsmith.app.base.store import Store
from rampsmith.app.plot.gestures.handles import Handle
from rampsmith.app.plot.gestures.points import HeldPoints, points_of_handles, points_of_segments
from rampsmith.designer.editing.boundaries import join_fault, without_boundaries
from rampsmith.designer.evaluation.levels import Side

Key = tuple[int, Side]


class HandleSelection:
    """The picked handles; selecting, adding or removing segments lets go of them."""

    def __init__(self, store: Store) -> None:
        """Start with nothing picked."""
        self._store = store
        self._keys: frozenset[Key] = frozenset()
        self._made_with: object = None

    def pick(self, handles: Iterable[Handle]) -> None:
        """Pick these handles and no others."""
        self._keys = frozenset(handle.key for handle in handles)
        self._made_with = self._circumstances()

    def toggle(self, handle: Handle) -> None:
        """Add a handle to the picked ones, or let go of it."""
        self._keys = self.keys ^ {handle.key}
        self._made_with = self._circumstances()

    @property
    def keys(self) -> frozenset[Key]:
        """The picked handles."""
        return self._keys if self._made_with == self._circumstances() else frozenset()

    def among(self, handles: Iterable[Handle]) -> tuple[Handle, ...]:
        """Return the picked ones among the handles that there are, in order."""
        keys = self.keys
        return tuple(handle for handle in handles if handle.key in keys)

    def several(self, picked: tuple[Handle, ...]) -> HeldPoints | None:
        """Return the points that move and scale together: of several handles, or of segments."""
        if len(picked) > 1:
            return points_of_handles(picked)
        store = self._store
        if not picked and len(store.selection) > 1 and store.curve.groups:
            return points_of_segments(store.rates, store.selection, store.group_index)
        return None

    def remove_boundaries(self, handles: Iterable[Handle]) -> bool:
        """Remove the boundaries of the picked handles as one edit; return whether any is picked."""
        picked = {handle.boundary or 0 for handle in self.among(handles)}
        remove_boundaries(self._store, picked)
        return bool(picked)

    def _circumstances(self) -> object:
        store = self._store
        return store.selection, store.focus, len(store.curve.segments)


def remove_boundaries(store: Store, boundaries: Iterable[int]) -> None:
    """Remove boundaries as one edit, and say of each other one why it stays."""
    faults = {boundary: join_fault(store.curve, boundary) for boundary in sorted(boundaries)}
    sound = [boundary for boundary, fault in faults.items() if fault is None]
    for fault in faults.values():
        store.said.emit(fault or "")
    if sound:
        words = "Remove boundary" if len(sound) == 1 else f"Remove {len(sound)} boundaries"
        store.edit_curve(lambda curve: without_boundaries(curve, sound), words)
        store.select_segment(sound[0] - 1)

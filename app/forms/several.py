"""The selected segments taken together: where they differ, and edits of all of them."""

from collections.abc import Callable

from rampsmith.app.base.store import Store
from rampsmith.designer.document.schedule import Schedule, Segment


class Several:
    """What is selected in the store, as one thing to show and to edit."""

    def __init__(self, store: Store) -> None:
        """Follow a store's selection."""
        self._store = store

    @property
    def count(self) -> int:
        """How many segments are selected."""
        return len(self._store.selection)

    def segments(self) -> list[Segment]:
        """Return the selected segments in their order."""
        curve = self._store.curve
        return [curve.segments[index] for index in self._store.selection]

    def is_mixed(self, read: Callable[[Segment], object]) -> bool:
        """Whether the selected segments differ in something."""
        values = [read(segment) for segment in self.segments()]
        return any(value != values[0] for value in values)

    def edit(self, words: str, change: Callable[[Schedule, int], Schedule]) -> None:
        """Change each of the selected segments, as one edit."""
        selection = self._store.selection

        def change_all(schedule: Schedule) -> Schedule:
            for index in selection:
                schedule = change(schedule, index)
            return schedule

        if len(selection) > 1:
            words = f"{words}: {len(selection)} segments"
        if selection:
            self._store.edit_curve(change_all, words)

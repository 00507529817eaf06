"""What one parameter group is built with, besides its rate, where a curve scales it."""

from collections.abc import Callable

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.curves import based_kinds
from rampsmith.designer.document.kinds import CurveKind
from rampsmith.designer.document.schedule import Group
from rampsmith.designer.editing.edits import with_base
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number


class GroupBases:
    """The field of a group's weight decay; hidden where no curve is of such a kind."""

    def __init__(self, store: Store, index: Callable[[], int]) -> None:
        """Edit the group that has an index at the time."""
        self._store = store
        self._index = index
        self._kind: CurveKind | None = None
        self.field = NumberField("Weight decay of group", self._parsed)
        self.field.committed.connect(self._change)

    def refresh(self, group: Group) -> None:
        """Show what a group is built with."""
        self._kind = next(iter(based_kinds(self._store.schedule)), None)
        self.field.setVisible(self._kind is not None)
        if self._kind is not None:
            self.field.setAccessibleName(f"{self._kind.title} of {group.name}")
            self.field.setToolTip(f"The {self._kind.words} that the optimizer is built with")
            self.field.show_number(group.base(self._kind))

    def _change(self, value: float) -> None:
        kind, index = self._kind, self._index()
        if kind is not None:
            words = f"Change {kind.words}"
            self._store.edit(lambda schedule: with_base(schedule, index, kind, value), words)

    def _parsed(self, text: str) -> float:
        value = parsed_number(text)
        if value < 0:
            words = "number" if self._kind is None else self._kind.words
            raise EntryError(f"The {words} must not be negative, as {exact_text(value)} is.")
        return value

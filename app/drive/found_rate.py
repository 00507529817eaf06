"""The base rate that a range test has found: picked on its plot, and put into the design."""

from PySide6.QtCore import QObject, Signal

from rampsmith.app.base.store import Store
from rampsmith.app.drive.drives import Drives
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.editing.edits import with_base_rate
from rampsmith.designer.values.numbers import rate_text


class FoundRate(Reporting):
    """The base rate of the newest range test."""

    wanted = Signal()
    """The tab is to be shown."""

    picked = Signal()
    """Another rate was picked."""

    def __init__(self, store: Store, drives: Drives, parent: QObject) -> None:
        """Put the rate into the document of a store."""
        super().__init__(parent)
        self._store = store
        self._drives = drives

    def pick(self, place: float) -> None:
        """Pick a base rate by a place on the plot of a range test."""
        # Imported when first needed: few windows drive anything.
        from rampsmith.designer.drive.range_test import two_digits

        newest = self._drives.newest
        if newest is not None and newest.is_range_test:
            newest.picked = two_digits(10.0**place)
            self.picked.emit()

    def use(self) -> None:
        """Put the rate of the range test into the design that it was made for."""
        base = self.base
        newest = self._drives.newest
        if newest is None or base is None:
            self.wanted.emit()
            self.told.emit("There is no base rate to use yet; Ctrl+Shift+R tests a range of rates")
        elif not newest.is_of_document:
            self.told.emit(
                "That range test was made for another design; Ctrl+Shift+R tests this one"
            )
        elif not self._store.document.groups:
            self.told.emit("The design has no parameter group that could have a base rate")
        else:
            self._store.edit(lambda design: with_base_rate(design, base), "Use as base rate")
            groups = self._store.document.groups
            of = f" of “{groups[0].name}”" if len(groups) > 1 else ""
            words = f"The base rate{of} is {rate_text(base)} now"
            if of:
                words += "; the other groups keep their proportion"
            if not self._store.document.is_relative:
                words += "; levels that are absolute rates stay as they are"
            self.told.emit(words)

    @property
    def base(self) -> float | None:
        """The base rate that was picked in the newest range test, or else that it suggests."""
        from rampsmith.app.drive.shown import found_range

        newest = self._drives.newest
        if newest is None or not newest.is_range_test:
            return None
        found = found_range(newest)
        return newest.picked or (None if found is None else found.base)

"""Offers about what was changed by hand in an exported file: use its numbers, or look at it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rampsmith.app.base.store import Store
from rampsmith.app.documents.dialogs import Dialogs
from rampsmith.app.widgets.message_bar import Offer, Reporting, WayOut
from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.files.places import absolute
from rampsmith.designer.values.numbers import counted

if TYPE_CHECKING:
    from rampsmith.exporters.targets.hand_edits import HandEdits


def hand_edits_topic(path: Path) -> str:
    """Return the topic of offers about what was changed by hand in an exported file."""
    return f"changed by hand {absolute(path)}"


class HandEditOffers(Reporting):
    """Offers to take over what was changed by hand, as far as it is numbers that the design has too."""

    def __init__(self, store: Store, dialogs: Dialogs, parent: QObject) -> None:
        """Take numbers over into the document of a store."""
        super().__init__(parent)
        self._store = store
        self._dialogs = dialogs

    def offer(self, path: Path, edits: "HandEdits") -> None:
        """Offer to show what was changed by hand in a file that is open, and to use its numbers."""
        text = f"{path.name}: {self.words(edits)}"
        choices = self.ways_out(edits, path)
        self.offered.emit(Offer(hand_edits_topic(path), text, choices, "Close"))

    def words(self, edits: "HandEdits") -> str:
        """Say what was changed by hand, and what else moves where its numbers are used."""
        changed = self._with_numbers(edits)
        moved = "" if changed is None else _moved_words(self._store.document, changed)
        it = "it is" if len(edits.numbers) == 1 else "they are"
        return f"{edits.sentence} When {it} used, {moved}." if moved else edits.sentence

    def ways_out(self, edits: "HandEdits", path: Path) -> tuple[WayOut, ...]:
        """Return the ways out: use the changed numbers, where the design has them too, and look at them."""
        if self._with_numbers(edits) is None:
            look = WayOut(
                "Show the changes", lambda: self._dialogs.show_changes(edits), decides=False
            )
            return (look,)

        def use() -> None:
            before, changed = self._store.document, self._with_numbers(edits)
            if changed is not None:
                self._store.edit(lambda _: changed, "Use changed numbers")
                words = [number.words for number in edits.numbers]
                moved = _moved_words(before, changed)
                self.told.emit(f"Used: {', '.join(words)}{moved and f'; {moved}'}")
            self._dialogs.close_changes()
            self.withdrawn.emit(hand_edits_topic(path))

        way = WayOut("Use it" if len(edits.numbers) == 1 else "Use them", use)
        show = WayOut(
            "Show the changes", lambda: self._dialogs.show_changes(edits, way), decides=False
        )
        return (way, show)

    def _with_numbers(self, edits: "HandEdits") -> Schedule | None:
        """Return the document with changed numbers; None where they cannot be used or have been."""
        # Imported when first needed: a new window has nothing that was changed by hand.
        from rampsmith.exporters.targets.hand_numbers import with_numbers

        document = self._store.document
        changed = with_numbers(document, edits.numbers) if edits.numbers else None
        return None if changed == document else changed


def _moved_words(before: Schedule, after: Schedule) -> str:
    """Say how many segments keep their length and begin elsewhere; nothing where there are none."""
    shifts = [
        new.begins[index] - old.begins[index]
        for key in curve_keys(before)
        for old, new in [(timeline(curve_of(before, key)), timeline(curve_of(after, key)))]
        for index in range(min(len(old.lengths), len(new.lengths)))
        if new.begins[index] != old.begins[index] and new.lengths[index] == old.lengths[index]
    ]
    if not shifts:
        return ""
    keeps = "keeps its length and begins" if len(shifts) == 1 else "keep their length and begin"
    if all(shift < 0 for shift in shifts):
        where = "earlier"
    else:
        where = "later" if all(shift > 0 for shift in shifts) else "elsewhere"
    return f"{counted(len(shifts), 'later segment')} {keeps} {where}"

"""Exporting the class: to the same place again, and never over what somebody wrote by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rampsmith.app.beside import Beside
from rampsmith.app.documents.dialogs import CLASSES
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.export_memory import Exported, ExportMemory, design_key, digest_of
from rampsmith.app.documents.on_disk import is_large, is_large_file
from rampsmith.app.panels.exported import exported_or_reasons, is_at_hand
from rampsmith.app.panels.message_bar import Choice, Offer
from rampsmith.app.store import Store
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.numbers import counted
from rampsmith.exporters.frame import ExportError
from rampsmith.exporters.naming import file_stem
from rampsmith.exporters.targets import TARGETS, Target

if TYPE_CHECKING:
    from rampsmith.exporters.hand_edits import HandEdits

TOPIC = "export"

MOST_ROWS = 200_000
"""Steps of a table that is written from the window, in some seconds."""

FEW_ROWS = 20_000
"""Steps of a table that is written before anyone would wait for it."""


class Exporting(QObject):
    """What the File menu does to exported classes."""

    told = Signal(str)
    """Something went as it should; for the status line."""

    failed = Signal(str)
    """Something went wrong; every reason on a line of its own."""

    offered = Signal(object)
    """There is an ``Offer`` to choose from."""

    def __init__(
        self, store: Store, documents: Documents, memory: ExportMemory, parent: QObject
    ) -> None:
        """Export a store's document."""
        super().__init__(parent)
        self._store = store
        self._documents = documents
        self._memory = memory
        self._place: Path | None = None
        self.beside = Beside(self)
        store.opened.connect(self._forget)

    def export(self) -> bool:
        """Write the class where it was written last, or ask; tell whether it was written."""
        if not is_at_hand(self._store.schedule):
            return self._first_write(self.export)
        place = self.place()
        return self.export_as() if place is None else self._to(place)

    def export_as(self) -> bool:
        """Ask where to write the class; tell whether it was written."""
        if not is_at_hand(self._store.schedule):
            return self._first_write(self.export_as)
        if not self._source():
            return False
        suggested = self.place()
        if suggested is None:
            suggested = self._documents.folder() / f"{file_stem(self._store.schedule.title)}.py"
        path = self._documents.dialogs.path_to_write("Export the class", suggested, CLASSES)
        if path is None:
            return False
        return self._to(path if path.suffix else path.with_suffix(".py"))

    def export_form(self) -> bool:
        """Ask for another form than the class and where to write it; tell whether it was written."""
        schedule = self._store.schedule
        folder = self._documents.folder()
        chosen = self._documents.dialogs.form_to_write(folder / file_stem(schedule.title))
        if chosen is None:
            return False
        path, name = chosen
        target = TARGETS[name]
        if schedule.total_steps > MOST_ROWS and target.suffix != ".py":
            steps = counted(schedule.total_steps, "step")
            self.failed.emit(f"{steps} take long; rampsmith export --target {name} writes them.")
            return False
        path = path if path.suffix else path.with_suffix(target.suffix)
        if schedule.total_steps <= FEW_ROWS and not is_large(schedule):
            return self._write_form(target, path, lambda: target.write(schedule))
        self.beside.begin(
            f"Exporting {target.words} …",
            lambda: target.write(schedule),
            lambda outcome: self._write_form(target, path, outcome),
        )
        return False

    def _write_form(self, target: Target, path: Path, text: Callable[[], str]) -> bool:
        """Write a form, or say why that is not possible."""
        try:
            write_whole(path, text())
        except (ExportError, OutputError) as error:
            self.failed.emit(str(error))
            return False
        self.told.emit(f"Exported {target.words} to {path}")
        return True

    def place(self) -> Path | None:
        """Tell where the class would be written without asking."""
        origin = self._documents.origin
        if self._place is not None:
            return self._place
        if origin is not None and origin.suffix.lower() == ".py":
            return origin
        last = self._memory.last(self._key())
        return None if last is None else Path(last.path)

    def _forget(self) -> None:
        self._place = None

    def _first_write(self, export: Callable[[], bool]) -> bool:
        """Write a long file beside the window, and then export what the store holds by then."""
        schedule = self._store.schedule

        def go_on(outcome: Callable[[], object]) -> None:
            outcome()
            export()

        words = f"Exporting {counted(len(schedule.segments), 'segment')} …"
        self.beside.begin(words, lambda: exported_or_reasons(schedule), go_on)
        return False

    def _to(self, path: Path) -> bool:
        """Write the class, unless that would lose what is there; what is long is compared beside."""
        if not self._source():
            return False
        last = self._memory.last(self._key())
        digest = None if last is None else last.digest
        if not is_large_file(path):
            return self._unless_lost(path, _what_is_lost(path, digest))
        self.beside.begin(
            f"Looking at {path.name} …",
            lambda: _what_is_lost(path, digest),
            lambda outcome: self._unless_lost(path, outcome()),
        )
        return False

    def _unless_lost(self, path: Path, lost: "HandEdits | None") -> bool:
        """Write the class, unless that would lose something; then offer ways out."""
        if lost is None:
            return self._overwritten(path)
        beside = _free_name(path)
        choices = [Choice(f"Export to {beside.name}", lambda: self._overwritten(beside))]
        if lost.changes:
            show = Choice("Show the changes", lambda: self._show_changes(lost), decides=False)
            choices.append(show)
        choices.append(Choice("Overwrite", lambda: self._overwritten(path)))
        text = f"{path.name}: {lost.sentence} Exporting would replace it."
        self.offered.emit(Offer(TOPIC, text, tuple(choices), "Cancel"))
        return False

    def _show_changes(self, edits: "HandEdits") -> None:
        self._documents.dialogs.show_changes(edits)

    def _overwritten(self, path: Path) -> bool:
        source = self._source()
        if not source:
            return False
        try:
            write_whole(path, source)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        self._place = path
        digest = digest_of(source.encode())
        self._memory.remember(self._key(), Exported(str(path.absolute()), digest))
        self.told.emit(f"Exported {self._store.schedule.class_name} to {path}")
        return True

    def _source(self) -> str:
        source, reasons = exported_or_reasons(self._store.schedule)
        if not source:
            self.failed.emit(reasons.replace("# ", "").strip())
        return source

    def _key(self) -> str:
        return design_key(self._documents.origin, self._store.schedule.title)


def _free_name(path: Path) -> Path:
    number = 2
    while (found := path.with_name(f"{path.stem}_{number}{path.suffix}")).exists():
        number += 1
    return found


def _what_is_lost(path: Path, last: str | None) -> "HandEdits | None":
    """Say what an export would destroy at a place; None where nothing of value is.

    Args:
        path: the place.
        last: the digest of what was exported last, if anything was.
    """
    from rampsmith.exporters.hand_edits import HandEdits, hand_edits

    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError:
        return None  # Writing will say what is wrong with it.
    if not data.strip() or last == digest_of(data):
        return None
    text = data.decode("utf-8", "replace")
    if design_in(text) is None:
        return HandEdits("This is not a file that Rampsmith has exported.")
    return hand_edits(text)

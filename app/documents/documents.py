"""Opening and saving the window's document, and asking about unsaved work."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from PySide6.QtCore import QObject

from rampsmith.app.base.store import Store
from rampsmith.app.documents.dialogs import DESIGNS, Dialogs
from rampsmith.app.documents.hand_edits import HandEditOffers
from rampsmith.app.documents.on_disk import DesignReading, DesignWriting, OnDisk, digest_on_disk
from rampsmith.app.documents.recent import RecentFiles
from rampsmith.app.widgets.message_bar import Offer, Reporting, WayOut
from rampsmith.designer.document.curves import has_curve
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.places import is_gone
from rampsmith.designer.sources.reading import NOTE_KINDS, Reading
from rampsmith.exporters.words.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.exporters.targets.hand_edits import HandEdits

Room: TypeAlias = Literal["here", "beside", "nowhere"]

CLIPBOARD = "the clipboard"

NOTES = "notes"
"""The topic of offers about what could not be known from code or a configuration."""

FILE_CHANGED = "file changed"
"""The topic of offers about a file that another program has changed."""


class OtherWindows(Protocol):
    """The other windows, as far as a document needs them."""

    def show_holder(self, path: Path) -> bool:
        """Show the window that has a file open; return whether there is one."""

    def begin(self, document: OnDisk | Schedule) -> object:
        """Open a window on what was read from a file, or on a schedule."""


class Documents(Reporting):
    """The File menu's actions on designs."""

    def __init__(
        self,
        store: Store,
        dialogs: Dialogs,
        *,
        recent: RecentFiles,
        windows: OtherWindows,
        parent: QObject,
    ) -> None:
        """Open and save the document of a store."""
        super().__init__(parent)
        self._store = store
        self._windows = windows
        self._recent = recent
        self.dialogs = dialogs
        self.origin: Path | None = None
        """The file that is open here: a design, or the exported class that it was found in."""
        self.takes_other: Callable[[Path], bool] = lambda _: False
        """Takes a file that is no design, such as a log; returns whether it is one of those."""
        self.digest: str | None = None
        """That of the file as it was last read or written here."""
        self.reading = DesignReading(store, self)
        self.writing = DesignWriting(self)
        self.hand_edits = HandEditOffers(store, dialogs, self)
        self._kept_in: Path | None = None
        """The exported class that keeps the design where it has no file of its own."""
        self._opening: object = None
        """The file that was to be opened here last; one asked for before it comes too late."""
        store.opened.connect(self._forget_origin)
        self.report_for(self.hand_edits)
        self.reading.failed.connect(self.failed)
        self.writing.failed.connect(self.failed)
        self.writing.written.connect(self._take_written)
        self.writing.cancelled.connect(self._tell_cancelled)

    def new(self) -> bool:
        """Open an empty document, unless unsaved work is to be kept; return whether it was opened."""
        return self._put(Schedule())

    def begin(self, schedule: Schedule, name: str) -> bool:
        """Begin from a preset, unless unsaved work is to be kept; return whether it was begun.

        A design without a curve is filled by an edit, so that its run and groups can be had back.
        """
        before = self._store.document
        if has_curve(before):
            is_begun = self._put(schedule)
        else:
            self._store.fill(schedule, f"Begin from {name}")
            is_begun = True
        stepping = self._store.document.stepping
        if stepping != before.stepping:
            self.told.emit(
                f"{name} calls scheduler.step() after every {stepping}, not after every"
                f" {before.stepping}: “scheduler.step()” on the left changes that"
            )
        return is_begun

    def open(self) -> None:
        """Ask for a design and open it."""
        path = self.dialogs.path_to_open(self.folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a design: in the window that has it already, here, or in a new one next to unsaved work.

        A large one is read in the background, and then it is only begun when this returns.
        """
        if self._windows.show_holder(path) or self.takes_other(path):
            return True
        self._opening = opening = object()
        return self.reading.read(path, lambda found: self._opening is opening and self._put(found))

    def open_beside(self, path: Path) -> bool:
        """Open a design in a window of its own, unless one has it already."""
        if self._windows.show_holder(path):
            return True
        return self.reading.read(path, self._begin_beside)

    def open_again(self, path: Path) -> None:
        """Open a recent file; one that is gone can be taken off the list."""
        if not is_gone(path):
            self.open_path(path)
            return
        forget = WayOut("Remove from the list", lambda: self._recent.remove(path))
        text = f"{path} is no longer there."
        offer = Offer(f"gone {path}", text, (forget,), "Keep", is_about_document=False)
        self.offered.emit(offer)

    def show(self, found: OnDisk) -> None:
        """Show what was read from a file in the place of what is open."""
        path = found.path
        # Saving must not replace the file of another kind that the design was found in.
        self._store.open(found.schedule, path if found.is_saved_design else None)
        self.origin, self.digest = path, found.digest
        self._recent.add(path)
        self.told.emit(f"Opened {path}")
        self._offer_notes(found.reading, path.name)
        if found.is_exported:
            self._kept_in = path
            self._store.file_changed.emit()
            self.look_for_hand_edits()

    def take_text(self, text: str) -> bool:
        """Take the place of what is here with a design read from code, as an edit that can be undone.

        Returns:
            Whether it is code or a configuration; one that is impossible is told of.
        """
        # Imported when first needed, as on_disk.py does.
        from rampsmith.designer.sources.all_sources import is_code, read_source

        if not is_code(text, CLIPBOARD):
            return False
        try:
            reading = read_source(text, CLIPBOARD)
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return True
        words = f"Paste {reading.words}"
        if has_curve(self._store.document):
            self._store.edit(lambda _: reading.schedule, words)
        else:
            self._store.fill(reading.schedule, words)
        self.told.emit(f"Read {reading.words}; undo brings back what was here")
        self._offer_notes(reading, CLIPBOARD)
        return True

    def save(self) -> bool:
        """Save where the design came from, or ask; return whether it is saved, a large one soon."""
        self.writing.jobs.wait()
        path = self._store.path
        if path is None:
            return self.save_as()
        digest = digest_on_disk(path)
        # What is there and is no text is somebody's too.
        if not os.path.lexists(path) or (digest is not None and digest == self.digest):
            return self._write(path)
        self._offer_to_save_over(path)
        return False

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self._store.path
        if path is None:
            path = self.folder() / f"{file_stem(self._store.schedule.title)}.ramp"
        chosen = self.dialogs.path_to_write("Save design", path, DESIGNS)
        return chosen is not None and self._write(chosen)

    @property
    def file(self) -> Path | None:
        """The file that holds the design: its own, or the exported class that keeps it."""
        return self._store.path or self._kept_in

    def accept(self, found: OnDisk) -> None:
        """Remember a file's content as what is open here."""
        self.origin = found.path
        self.digest = found.digest
        if self._store.path is not None:
            self._store.mark_saved(found.path)
        self.look_for_hand_edits()

    def look_for_hand_edits(self) -> None:
        """Offer to use what was changed by hand in the class that keeps the design, if one does."""
        path = self._kept_in
        if path is not None:
            self.reading.find_hand_edits(path, lambda edits: self._offer_hand_edits(path, edits))

    def take_over(self, theirs: OnDisk) -> None:
        """Load what another program wrote, as an edit; undo brings back what was here."""
        self._store.put(theirs.schedule, "Load the changed file")
        self.accept(theirs)

    def keep_mine(self, theirs: OnDisk) -> None:
        """Make the next save replace what another program wrote, without asking again."""
        self.digest = theirs.digest
        self._store.mark_unsaved()
        self.told.emit(f"Saving will replace what another program wrote into {theirs.path.name}")

    def may_leave(self) -> bool:
        """Ask about unsaved work, and only about that; return whether the window may close."""
        self.writing.jobs.wait()
        if not self._has_work():
            return True
        answer = self.dialogs.about_closing(self._store.schedule.title)
        return self._is_saved_now() if answer == "save" else answer == "discard"

    def folder(self) -> Path:
        """Return where the next file is likely to be: by the one that is open, or the last one."""
        return self._recent.folder if self.origin is None else self.origin.parent

    def used(self, path: Path) -> None:
        """Remember the folder of a file that was written here and is no design."""
        self._recent.remember_folder(path)

    def take_exported(self, path: Path, schedule: Schedule, digest: str) -> None:
        """Remember that an exported class holds a design: kept, unless it has a file of its own."""
        self._recent.add(path)
        if self._store.path is None:
            self.origin, self.digest = path, digest
            self._kept_in = path
            self._store.mark_saved(None, schedule)

    def _forget_origin(self) -> None:
        self.origin = self._store.path
        self.digest = self._kept_in = self._opening = None

    def _offer_to_save_over(self, path: Path) -> None:
        text = (
            f"{path.name} was changed by another program since it was opened or saved here. "
            "Saving would replace that."
        )
        choices = (
            WayOut("Save as…", self.save_as),
            WayOut("Save over it", lambda: self._write(path)),
        )
        self.told.emit(f"Not saved to {path}")
        self.offered.emit(Offer(FILE_CHANGED, text, choices, "Cancel"))

    def _begin_beside(self, found: OnDisk) -> bool:
        if not self._windows.show_holder(found.path):
            self._windows.begin(found)
        return True

    def _offer_hand_edits(self, path: Path, edits: "HandEdits | None") -> None:
        """Offer to use what was changed by hand, if that file is still the one that is open."""
        if edits is not None and path == self.origin:
            self.hand_edits.offer(path, edits)

    def _offer_notes(self, reading: Reading, name: str) -> None:
        """Say what could not be known from a text, where there is such a thing."""
        self.withdrawn.emit(NOTES)
        if not reading.notes:
            return
        kinds = Counter(note.kind for note in reading.notes)
        counts = ", ".join(f"{kinds[kind]} {kind}" for kind in NOTE_KINDS if kind in kinds)
        first = next(note for kind in NOTE_KINDS for note in reading.notes if note.kind == kind)
        text = f"{name} was read as {reading.words}: {counts}. {first.words}"
        show = WayOut(
            "Show all", lambda: self.dialogs.show_notes(name, reading.notes), decides=False
        )
        self.offered.emit(Offer(NOTES, text, (show,), "Close"))

    def _put(self, document: OnDisk | Schedule) -> bool:
        match self._room(), document:
            case "nowhere", _:
                return False
            case "beside", _:
                self._windows.begin(document)
            case _, OnDisk():
                self.show(document)
            case _, Schedule():
                self._store.open(document, None)
        return True

    def _room(self) -> Room:
        """Find the window for another document; ask about unsaved work only."""
        self.writing.jobs.wait()
        if not self._has_work():
            return "here"
        match self.dialogs.about_replacing(self._store.schedule.title):
            case "save":
                return "here" if self._is_saved_now() else "nowhere"
            case "discard":
                return "here"
            case "beside":
                return "beside"
            case _:
                return "nowhere"

    def _has_work(self) -> bool:
        """Return whether there is anything to lose: a curve, a run or a name, or what a file has."""
        is_new = self._store.schedule == Schedule() and self.origin is None
        return not (self._store.history.is_saved or is_new)

    def _is_saved_now(self) -> bool:
        """Save, and wait until it is done."""
        if not self.save():
            return False
        self.writing.jobs.wait()
        return self._store.history.is_saved

    def _take_written(self, written: OnDisk) -> None:
        """Remember what is in the file now."""
        self.origin, self.digest, self._kept_in = written.path, written.digest, None
        self._store.mark_saved(written.path, written.schedule)
        self._recent.add(written.path)
        self.told.emit(f"Saved {written.path}")

    def _tell_cancelled(self, path: Path) -> None:
        self.told.emit(f"Not saved: {path.name} is as it was")

    def _write(self, path: Path) -> bool:
        return self.writing.write(path, self._store.document)

"""Opening and saving the window's document, and asking about unsaved work."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from rampsmith.app.beside import Beside
from rampsmith.app.documents.dialogs import DESIGNS, Dialogs
from rampsmith.app.documents.export_memory import digest_of
from rampsmith.app.documents.on_disk import (
    OnDisk,
    digest_on_disk,
    is_large,
    is_large_file,
    read_ahead,
    read_on_disk,
)
from rampsmith.app.documents.recent import RecentFiles
from rampsmith.app.panels.message_bar import Choice, Offer
from rampsmith.app.store import Store
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.app.windows import Windows
    from rampsmith.exporters.hand_edits import HandEdits

Room: TypeAlias = Literal["here", "beside", "nowhere"]

FILE_CHANGED = "file changed"
"""The topic of offers about a file that another program has changed."""

GESTURE_WAIT = 100
"""Milliseconds after which a design that has been read looks again whether a drag has ended."""


class Documents(QObject):
    """What the File menu does to designs."""

    told = Signal(str)
    """Something went as it should; for the status line."""

    failed = Signal(str)
    """Something went wrong; every reason on a line of its own."""

    offered = Signal(object)
    """There is an ``Offer`` to choose from."""

    def __init__(
        self,
        store: Store,
        dialogs: Dialogs,
        *,
        recent: RecentFiles,
        windows: "Windows",
        parent: QObject | None = None,
    ) -> None:
        """Serve a store, beside those of other windows."""
        super().__init__(parent)
        self._store = store
        self._windows = windows
        self._recent = recent
        self.dialogs = dialogs
        self.origin: Path | None = None
        """The file that is open here: a design, or the exported class that it was found in."""
        self.digest: str | None = None
        """That of the file as it was last read or written here."""
        self.reading = Beside(self)
        self.writing = Beside(self)
        self._opening: object = None
        """What was to be opened here last; what was asked for before it comes too late."""
        self._stop = threading.Event()
        store.opened.connect(self._forget_origin)

    def replace_with(self, make: Callable[[], Schedule]) -> bool:
        """Begin another document, unless unsaved work is to be kept; tell whether it was begun."""
        return self._put(make())

    def open(self) -> None:
        """Ask for a design and open it."""
        path = self.dialogs.path_to_open(self.folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a design: in the window that has it already, here, or beside unsaved work.

        A large one is read beside the window's thread, and then it is only begun when this returns.
        """
        if self._is_open(path):
            return True
        self._opening = opening = object()
        return self.read(path, lambda found: self._opening is opening and self._put(found))

    def open_beside(self, path: Path) -> bool:
        """Open a design in a window of its own, unless one has it already."""
        if self._is_open(path):
            return True
        return self.read(path, self._begin_beside)

    def open_again(self, path: Path) -> None:
        """Open a recent file; one that is gone can be taken off the list."""
        if path.exists():
            self.open_path(path)
            return
        forget = Choice("Remove from the list", lambda: self._recent.remove(path))
        text = f"{path} is no longer there."
        offer = Offer(f"gone {path}", text, (forget,), "Keep", is_about_document=False)
        self.offered.emit(offer)

    def read(self, path: Path, then: Callable[[OnDisk], bool]) -> bool:
        """Read a design and go on with it; tell whether it was read, or is being read."""
        if not is_large_file(path):
            return self._go_on(lambda: read_on_disk(path), then)
        self.reading.begin(
            f"Opening {path.name} …",
            lambda: read_ahead(path),
            lambda outcome: self._go_on(outcome, then),
        )
        return True

    def show(self, found: OnDisk) -> None:
        """Show what was read from a file in the place of what is open."""
        path = found.path
        # Saving must not put a design in the place of the program that it was found in.
        self._store.open(found.schedule, None if path.suffix.lower() == ".py" else path)
        self.origin, self.digest = path, found.digest
        self._recent.add(path)
        self.told.emit(f"Opened {path}")
        self._tell_hand_edits(path)

    def save(self) -> bool:
        """Save where the design came from, or ask; tell whether it is saved, a large one soon."""
        self.writing.wait()
        path = self._store.path
        if path is None:
            return self.save_as()
        if digest_on_disk(path) in (None, self.digest):
            return self._write(path)
        self._offer_to_save_over(path)
        return False

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self._store.path
        if path is None:
            path = self.folder() / f"{file_stem(self._store.schedule.title)}.ramp"
        chosen = self.dialogs.path_to_write("Save design", path, DESIGNS)
        if chosen is None:
            return False
        return self._write(chosen if chosen.suffix else chosen.with_suffix(".ramp"))

    def accept(self, found: OnDisk) -> None:
        """Take what is in a file for what is open here."""
        self.origin = found.path
        self.digest = found.digest
        if self._store.path is not None:
            self._store.mark_saved(found.path)

    def take_over(self, theirs: OnDisk) -> None:
        """Load what another program wrote, as an edit; undo brings back what was here."""
        self._store.edit(lambda _: theirs.schedule, "Load the changed file")
        self.accept(theirs)

    def keep_mine(self, theirs: OnDisk) -> None:
        """Let the next save replace what another program wrote, without asking again."""
        self.digest = theirs.digest
        self._store.mark_unsaved()
        self.told.emit(f"Saving will replace what another program wrote into {theirs.path.name}")

    def may_leave(self) -> bool:
        """Ask about unsaved work, and only about that; tell whether the window may close."""
        self.writing.wait()
        if not self._has_work():
            return True
        answer = self.dialogs.about_closing(self._store.schedule.title)
        return self._is_saved_now() if answer == "save" else answer == "discard"

    def folder(self) -> Path:
        """Where the next file is likely to be: beside the one that is open."""
        return Path.cwd() if self.origin is None else self.origin.parent

    def _forget_origin(self) -> None:
        self.origin = self._store.path
        self.digest = None
        self._opening = None

    def _offer_to_save_over(self, path: Path) -> None:
        text = (
            f"{path.name} was changed by another program since it was opened or saved here. "
            "Saving would replace that."
        )
        choices = (
            Choice("Save as…", self.save_as),
            Choice("Save over it", lambda: self._write(path)),
        )
        self.offered.emit(Offer(FILE_CHANGED, text, choices, "Cancel"))

    def _is_open(self, path: Path) -> bool:
        holder = self._windows.holder(path)
        if holder is None:
            return False
        holder.bring_to_front()
        holder.documents.told.emit(f"{path.name} is open here already")
        return True

    def cancel_saving(self) -> None:
        """Leave the file that is being saved as it was, unless it is too late for that."""
        self._stop.set()

    def _go_on(self, outcome: Callable[[], OnDisk], then: Callable[[OnDisk], bool]) -> bool:
        """Go on with what was read, or say what is wrong with it."""
        if self._store.is_previewing:
            # The drag that is under way comes to its end first.
            QTimer.singleShot(GESTURE_WAIT, self, lambda: self._go_on(outcome, then))
            return True
        try:
            found = outcome()
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        return then(found)

    def _begin_beside(self, found: OnDisk) -> bool:
        if not self._is_open(found.path):
            self._windows.begin(found)
        return True

    def _tell_hand_edits(self, path: Path) -> None:
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.hand_edits import hand_edits_at

        if path.suffix.lower() != ".py":
            return
        if not is_large_file(path):
            self._offer_hand_edits(path, hand_edits_at(path))
            return
        self.reading.begin(
            f"Looking for changes in {path.name} …",
            lambda: hand_edits_at(path),
            lambda outcome: self._offer_hand_edits(path, outcome()),
        )

    def _offer_hand_edits(self, path: Path, edits: "HandEdits | None") -> None:
        """Offer to show what was changed by hand in the file that is open."""
        if edits is None or path != self.origin:
            return
        show = Choice("Show the changes", lambda: self.dialogs.show_changes(edits), decides=False)
        self.offered.emit(Offer("hand edits", f"{path.name}: {edits.sentence}", (show,), "Close"))

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
        """Find where another document can go; only unsaved work is asked about."""
        self.writing.wait()
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
        """Tell whether there is anything to lose; a design without a curve and a file is nothing."""
        schedule, history = self._store.schedule, self._store.history
        drawn = schedule.segments or schedule.momentum or schedule.multiplier
        return not history.is_saved and bool(drawn or self.origin)

    def _is_saved_now(self) -> bool:
        """Save, and wait until it is done."""
        if not self.save():
            return False
        self.writing.wait()
        return self._store.history.is_saved

    def _write(self, path: Path) -> bool:
        """Write the design as it is now; tell whether it was written, or is being written."""
        self.writing.wait()
        schedule = self._store.history.schedule
        self._stop = stop = threading.Event()

        def write() -> str:
            text = design_text(schedule, source=str(path))
            if stop.is_set():
                raise CancelledError
            write_whole(path, text)
            return digest_of(text.encode())

        if not is_large(schedule):
            return self._written(path, schedule, write)
        self.writing.begin(
            f"Saving {path.name} …", write, lambda outcome: self._written(path, schedule, outcome)
        )
        return True

    def _written(self, path: Path, schedule: Schedule, outcome: Callable[[], str]) -> bool:
        """Remember what was written, or say why it was not."""
        try:
            digest = outcome()
        except CancelledError:
            self.told.emit(f"Not saved: {path.name} is as it was")
            return False
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        self.origin = path
        self.digest = digest
        self._store.mark_saved(path, schedule)
        self._recent.add(path)
        self.told.emit(f"Saved {path}")
        return True

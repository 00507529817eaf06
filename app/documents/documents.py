"""Opening and saving the window's document, and asking about unsaved work."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from rampsmith.app.documents.dialogs import DESIGNS, Dialogs
from rampsmith.app.documents.export_memory import digest_of
from rampsmith.app.documents.on_disk import OnDisk, digest_on_disk, read_on_disk
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

Room: TypeAlias = Literal["here", "beside", "nowhere"]

FILE_CHANGED = "file changed"
"""The topic of offers about a file that another program has changed."""


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
        """Open a design: in the window that has it already, here, or beside unsaved work."""
        if self._is_open(path):
            return True
        found = self._read(path)
        return found is not None and self._put(found)

    def open_beside(self, path: Path) -> bool:
        """Open a design in a window of its own, unless one has it already."""
        if self._is_open(path):
            return True
        found = self._read(path)
        if found is None:
            return False
        self._windows.begin(found)
        return True

    def open_again(self, path: Path) -> None:
        """Open a recent file; one that is gone can be taken off the list."""
        if path.exists():
            self.open_path(path)
            return
        forget = Choice("Remove from the list", lambda: self._recent.remove(path))
        text = f"{path} is no longer there."
        offer = Offer(f"gone {path}", text, (forget,), "Keep", is_about_document=False)
        self.offered.emit(offer)

    def load(self, path: Path) -> bool:
        """Open a design here, or say everything that is wrong with it and keep what is open."""
        found = self._read(path)
        if found is None:
            return False
        self.show(found)
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
        """Save where the design came from, or ask; tell whether it is saved."""
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
        if not self._has_work():
            return True
        answer = self.dialogs.about_closing(self._store.schedule.title)
        return self.save() if answer == "save" else answer == "discard"

    def folder(self) -> Path:
        """Where the next file is likely to be: beside the one that is open."""
        return Path.cwd() if self.origin is None else self.origin.parent

    def _forget_origin(self) -> None:
        self.origin = self._store.path
        self.digest = None

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

    def _read(self, path: Path) -> OnDisk | None:
        try:
            return read_on_disk(path)
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return None

    def _tell_hand_edits(self, path: Path) -> None:
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.hand_edits import hand_edits_at

        edits = hand_edits_at(path) if path.suffix.lower() == ".py" else None
        if edits is not None:
            show = Choice(
                "Show the changes", lambda: self.dialogs.show_changes(edits), decides=False
            )
            self.offered.emit(
                Offer("hand edits", f"{path.name}: {edits.sentence}", (show,), "Close")
            )

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
        if not self._has_work():
            return "here"
        match self.dialogs.about_replacing(self._store.schedule.title):
            case "save":
                return "here" if self.save() else "nowhere"
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

    def _write(self, path: Path) -> bool:
        try:
            text = design_text(self._store.history.schedule, source=str(path))
            write_whole(path, text)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        self.origin = path
        self.digest = digest_of(text.encode())
        self._store.mark_saved(path)
        self._recent.add(path)
        self.told.emit(f"Saved {path}")
        return True

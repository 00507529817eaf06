"""Opening and saving the window's document, and asking about unsaved work."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from rampsmith.app.documents.dialogs import DESIGNS, Dialogs
from rampsmith.app.documents.recent import RecentFiles
from rampsmith.app.panels.message_bar import Choice, Offer
from rampsmith.app.store import Store
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in, write_design
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.app.windows import Windows

Room: TypeAlias = Literal["here", "beside", "nowhere"]


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
        store.opened.connect(self._forget_origin)

    def replace_with(self, make: Callable[[], Schedule]) -> bool:
        """Begin another document, unless unsaved work is to be kept; tell whether it was begun."""
        return self._put(make(), None)

    def open(self) -> None:
        """Ask for a design and open it."""
        path = self.dialogs.path_to_open(self.folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a design: in the window that has it already, here, or beside unsaved work."""
        if self._is_open(path):
            return True
        schedule = self._read(path)
        return schedule is not None and self._put(schedule, path)

    def open_beside(self, path: Path) -> bool:
        """Open a design in a window of its own, unless one has it already."""
        if self._is_open(path):
            return True
        schedule = self._read(path)
        if schedule is None:
            return False
        self._windows.begin(schedule, path)
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
        schedule = self._read(path)
        if schedule is None:
            return False
        self.show(schedule, path)
        return True

    def show(self, schedule: Schedule, path: Path) -> None:
        """Show what was read from a file in the place of what is open."""
        # Saving must not put a design in the place of the program that it was found in.
        self._store.open(schedule, None if path.suffix.lower() == ".py" else path)
        self.origin = path
        self._recent.add(path)
        self.told.emit(f"Opened {path}")
        self._tell_hand_edits(path)

    def save(self) -> bool:
        """Save where the design came from, or ask; tell whether it is saved."""
        path = self._store.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self._store.path
        if path is None:
            path = self.folder() / f"{file_stem(self._store.schedule.title)}.ramp"
        chosen = self.dialogs.path_to_write("Save design", path, DESIGNS)
        if chosen is None:
            return False
        return self._write(chosen if chosen.suffix else chosen.with_suffix(".ramp"))

    def may_leave(self) -> bool:
        """Ask about unsaved work, and only about that; tell whether the window may close."""
        if self._store.history.is_saved:
            return True
        answer = self.dialogs.about_closing(self._store.schedule.title)
        return self.save() if answer == "save" else answer == "discard"

    def folder(self) -> Path:
        """Where the next file is likely to be: beside the one that is open."""
        return Path.cwd() if self.origin is None else self.origin.parent

    def _forget_origin(self) -> None:
        self.origin = self._store.path

    def _is_open(self, path: Path) -> bool:
        holder = self._windows.holder(path)
        if holder is None:
            return False
        holder.bring_to_front()
        holder.documents.told.emit(f"{path.name} is open here already")
        return True

    def _read(self, path: Path) -> Schedule | None:
        try:
            return schedule_in(read_text(path), source=str(path))
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

    def _put(self, schedule: Schedule, path: Path | None) -> bool:
        room = self._room()
        if room == "beside":
            self._windows.begin(schedule, path)
        elif room == "here" and path is not None:
            self.show(schedule, path)
        elif room == "here":
            self._store.open(schedule, None)
        return room != "nowhere"

    def _room(self) -> Room:
        """Find where another document can go; only unsaved work is asked about."""
        if self._store.history.is_saved:
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

    def _write(self, path: Path) -> bool:
        try:
            write_design(self._store.history.schedule, path)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        self.origin = path
        self._store.mark_saved(path)
        self._recent.add(path)
        self.told.emit(f"Saved {path}")
        return True

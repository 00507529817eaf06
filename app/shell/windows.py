"""The windows of this process, and what they share: the settings and one worker with torch."""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.documents.autosave import Autosave
from rampsmith.app.documents.on_disk import OnDisk, is_large_file, read_on_disk
from rampsmith.app.documents.recent import short_place
from rampsmith.app.documents.recovery import Leftover, RecoveryFolder
from rampsmith.app.widgets.fields import commit_what_is_typed
from rampsmith.app.widgets.message_bar import Offer, WayOut
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.places import real_path
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.values.numbers import counted
from rampsmith.designer.words.phrases import difference_words

if TYPE_CHECKING:
    from rampsmith.app.shell.window import Window
    from rampsmith.designer.drive.client import DriveClient

BESIDE = QPoint(28, 28)
"""Pixels by which a new window is away from the one before it, so that both are seen."""


class Windows:
    """Opens windows, finds them by their file, and asks them all before the end."""

    def __init__(
        self,
        settings: QSettings,
        make: Callable[..., "Window"],
        recovery: RecoveryFolder | None = None,
    ) -> None:
        """Make windows of one class; without a recovery folder, no unsaved work is kept."""
        self.settings = settings
        self.appearance = Appearance(settings)
        self.worker = WorkerClient()
        """Shared, because a process with torch in it takes five times the memory of a window."""
        self._make = make
        self._recovery = recovery
        self._windows: list[Window] = []
        self._autosaves: dict[Window, Autosave] = {}

    @cached_property
    def driver(self) -> "DriveClient":
        """Shared for the same reason; its process is not started before a test drive is looked at."""
        # Imported when first needed: few windows drive anything.
        from rampsmith.designer.drive.client import DriveClient

        return DriveClient()

    def __iter__(self) -> Iterator["Window"]:
        """Go through the windows, the oldest first."""
        return iter(tuple(self._windows))

    def add(self, window: "Window") -> None:
        """Count a window that has just been made."""
        self._windows.append(window)
        if self._recovery is not None:
            autosave = Autosave(window.store, window.documents, self._recovery)
            autosave.failed.connect(window.message.tell)
            self._autosaves[window] = autosave

    def remove(self, window: "Window") -> None:
        """Forget a window that is closing; the last one ends what they shared."""
        if window in self._windows:
            self._windows.remove(window)
        autosave = self._autosaves.pop(window, None)
        if autosave is not None:
            autosave.end()
        if not self._windows:
            self.close()

    def close(self) -> None:
        """End what the windows share; what is unsaved then, or just typed, the next start offers."""
        for window in self:
            commit_what_is_typed(window)
            # A number that is being dragged would be entered while the window is taken apart.
            window.store.hold_edits(False)
            window.store.commit("Edit under way")
        for autosave in self._autosaves.values():
            autosave.leave()
        self._autosaves.clear()
        if self._recovery is not None:
            self._recovery.close()
        self.worker.close()
        if "driver" in vars(self):
            self.driver.close()

    def keep(self, window: "Window", kept: Callable[[], None] = lambda: None) -> None:
        """Keep a window's unsaved work at once; ``kept`` is called when it is on the disk."""
        autosave = self._autosaves.get(window)
        if autosave is not None:
            autosave.keep(kept)

    def offer_leftovers(self, window: "Window") -> None:
        """Offer in a window what earlier processes could not save."""
        if self._recovery is not None:
            offer_leftovers(window, self._recovery)

    def begin(self, document: OnDisk | Schedule) -> "Window":
        """Open a window on a schedule, or on what was read from a file."""
        window = self.made_empty()
        window.fill(document.schedule if isinstance(document, OnDisk) else document)
        if isinstance(document, OnDisk):
            window.documents.show(document)
        window.bring_to_front()
        return window

    def made_empty(self) -> "Window":
        """Make a window that is still to be filled and shown."""
        before = QApplication.activeWindow()
        window = self._make(settings=self.settings, windows=self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if before is not None:
            window.move(before.pos() + BESIDE)
        return window

    def holder(self, path: Path) -> "Window | None":
        """Find the window in which a file is open."""
        wanted = real_path(path)
        for window in self:
            origin = window.documents.origin
            if origin is not None and real_path(origin) == wanted:
                return window
        return None

    def show_holder(self, path: Path) -> bool:
        """Show the window in which a file is open; return whether there is one."""
        holder = self.holder(path)
        if holder is None:
            return False
        holder.bring_to_front()
        holder.documents.told.emit(f"{path.name} is open here already")
        holder.watch.look()
        holder.documents.look_for_hand_edits()
        return True

    def quit(self) -> bool:
        """Close one window after the other, each with its own question; stop where one stays."""
        active = QApplication.activeWindow()
        for window in sorted(self, key=lambda each: each is not active):
            window.bring_to_front()
            if not window.close():
                return False
        return True


Leftovers: TypeAlias = tuple[list[tuple[Leftover, str]], list[str]]
"""The work that can be restored, each with its words, and sentences about what cannot."""


def offer_leftovers(window: "Window", folder: RecoveryFolder) -> None:
    """Offer in a window's message bar what can be restored, one offer for each design."""

    def go_on(outcome: Callable[[], Leftovers]) -> None:
        leftovers, sentences = outcome()
        if sentences:
            window.message.tell("\n".join(sentences))
        for leftover, words in leftovers:
            window.message.offer(_offer(window, folder, leftover, words))

    if any(map(is_large_file, folder.files())):
        words = "Looking for unsaved work …"
        window.documents.reading.jobs.begin(words, lambda: _found(folder), go_on)
    else:
        go_on(lambda: _found(folder))


def _found(folder: RecoveryFolder) -> Leftovers:
    """Read what can be restored, and what is on disk in its place."""
    leftovers, sentences = folder.leftovers()
    return [(leftover, leftover_words(leftover)) for leftover in leftovers], sentences


def leftover_words(leftover: Leftover) -> str:
    """Describe what would be restored: the title, from when, how much, and what differs on disk."""
    schedule, origin = leftover.schedule, leftover.origin
    when = leftover.kept_at.strftime("%d %b %Y, %H:%M")
    size = counted(len(schedule.segments), "segment")
    begin = f"“{schedule.title}” was not saved when Rampsmith ended: {size}, last edited {when}. "
    if origin is None:
        return f"{begin}It was never saved in a file."
    place = f"{origin.name} in {short_place(origin)}"
    on_disk = _read(origin)
    if on_disk is None:
        return f"{begin}Its file, {place}, cannot be read any more."
    differ = difference_words(on_disk.schedule, schedule)
    return f"{begin}What differs from {place}: {differ or 'nothing'}."


def restore(window: "Window", folder: RecoveryFolder, leftover: Leftover) -> None:
    """Bring unsaved work back, as unsaved work; undoing that shows what is in its file."""
    target = _target(window, leftover)
    target.store.put(leftover.schedule, "Restore unsaved work")
    # Kept by its new process before the old one's is removed: a crash or a full disk loses nothing.
    target.windows.keep(target, lambda: folder.drop(leftover.file))
    target.bring_to_front()
    target.documents.told.emit(f"Restored “{leftover.schedule.title}”; it is not saved yet")


def _offer(window: "Window", folder: RecoveryFolder, leftover: Leftover, words: str) -> Offer:
    return Offer(
        f"leftover {leftover.file.name}",
        words,
        (
            WayOut("Restore", lambda: restore(window, folder, leftover)),
            WayOut("Discard", lambda: folder.drop(leftover.file)),
        ),
        is_about_document=False,
    )


def _target(window: "Window", leftover: Leftover) -> "Window":
    """Find the window for restored work: the one with its file, this one, or one of its own."""
    origin = leftover.origin
    holder = None if origin is None else window.windows.holder(origin)
    if holder is not None:
        return holder
    on_disk = None if origin is None else _read(origin)
    is_untouched = window.documents.origin is None and len(window.store.history.moments) == 1
    target = window if is_untouched else window.windows.begin(Schedule())
    if on_disk is not None:
        target.documents.show(on_disk)
    else:
        target.store.open(Schedule(), None)
    return target


def _read(path: Path) -> OnDisk | None:
    try:
        return read_on_disk(path)
    except DesignError:
        return None

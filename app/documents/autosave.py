"""Keeps the unsaved work of a window in the recovery folder, a moment after each edit."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from rampsmith.app.base.store import Store
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.designer.document.schedule import Schedule

RETRY = 10_000
"""Milliseconds until the next attempt where work could not be kept."""

INTERVAL = 1000
"""The most that a crash can lose: so many milliseconds of work, and the gesture under way."""


class Autosave(QObject):
    """Follows a store, and keeps its work until that is saved."""

    failed = Signal(str)
    """Unsaved work cannot be kept; said once, until it can be again."""

    def __init__(self, store: Store, documents: Documents, folder: RecoveryFolder) -> None:
        """Keep what the store holds."""
        super().__init__(documents)
        self._store = store
        self._documents = documents
        self._folder = folder
        self._file = folder.new_file()
        self._kept: Schedule | None = None
        self._told = ""  # What has been said of the last failure; empty since work was kept.
        self._once_kept: list[Callable[[], None]] = []
        self._is_silent = False
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.keep)
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL)
        self._timer.timeout.connect(self.keep)
        for signal in (store.document_changed, store.file_changed):
            signal.connect(self._follow)
        self._follow()

    def keep(self, kept: Callable[[], None] = lambda: None) -> None:
        """Keep the work as it is now, if it is not saved; a gesture under way is no part of it.

        Where it is on the disk, ``kept`` is called.
        """
        self._timer.stop()
        history = self._store.history
        self._once_kept.append(kept)
        if history.is_saved:
            self._take("")
        elif history.schedule is not self._kept or self._told:
            self._kept = history.schedule
            origin = self._documents.origin
            self._folder.keep(self._file, history.schedule, origin, self._take)

    def drop(self) -> None:
        """Keep nothing more: the work is saved, or nobody wants it."""
        self._timer.stop()
        if self._kept is not None:
            self._kept = None
            self._folder.drop(self._file)

    def end(self) -> None:
        """Keep nothing more, because the window closes."""
        self._follow_no_more()
        self.drop()

    def leave(self) -> None:
        """Keep the work for the next process, because this one ends before it is saved."""
        self._follow_no_more()
        self.keep()

    def _follow_no_more(self) -> None:
        self._is_silent = True  # Nobody is left to hear of a failure.
        self._again.stop()
        for signal in (self._store.document_changed, self._store.file_changed):
            signal.disconnect(self._follow)

    def _follow(self) -> None:
        history = self._store.history
        if history.is_saved:
            self.drop()
        elif history.schedule is not self._kept and not self._timer.isActive():
            # Not started again by each edit: who works without a pause is the one with much to lose.
            self._timer.start()

    def _take(self, fault: str) -> None:
        """Go on when work has been kept; where that failed, say so once and try again later."""
        if not fault:
            self._told = ""
            waiting, self._once_kept = self._once_kept, []
            for kept in waiting:
                kept()
        elif not self._is_silent:
            self._again.start(RETRY)
            if fault != self._told:
                self._told = fault
                self.failed.emit(fault)

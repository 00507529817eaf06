"""Keeps a window's unsaved work in the recovery folder, a moment after each edit."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.store import Store
from rampsmith.designer.schedule import Schedule

INTERVAL = 2000
"""Milliseconds of work that may be lost at the most, beside a gesture under way."""


class Autosave(QObject):
    """Follows a store; what is saved on purpose is kept no more."""

    failed = Signal(str)
    """Unsaved work cannot be kept; said once."""

    _told = Signal(str)  # From the thread that writes to the window's.

    def __init__(self, store: Store, documents: Documents, folder: RecoveryFolder) -> None:
        """Keep what the store holds."""
        super().__init__(documents)
        self._store = store
        self._documents = documents
        self._folder = folder
        self._file = folder.new_file()
        self._kept: Schedule | None = None
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.keep)
        self._told.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        store.changed.connect(self._follow)
        self._follow()

    def keep(self) -> None:
        """Keep the work as it is now, if it is not saved; a gesture under way is no part of it."""
        self._timer.stop()
        history = self._store.history
        if not history.is_saved and history.schedule is not self._kept:
            self._kept = history.schedule
            origin = self._documents.origin
            self._folder.keep(self._file, history.schedule, origin, self._told.emit)

    def drop(self) -> None:
        """Keep nothing more: the work is saved, or nobody wants it."""
        self._timer.stop()
        if self._kept is not None:
            self._kept = None
            self._folder.drop(self._file)

    def end(self) -> None:
        """Keep nothing more, because the window closes."""
        self._store.changed.disconnect(self._follow)
        self.drop()

    def leave(self) -> None:
        """Keep the work for the next process, because this one ends before it is saved."""
        self._store.changed.disconnect(self._follow)
        self.keep()

    def _follow(self) -> None:
        history = self._store.history
        if history.is_saved:
            self.drop()
        elif history.schedule is not self._kept and not self._timer.isActive():
            # Not begun anew by each edit: who works without a pause is the one with much to lose.
            self._timer.start()

    def _fail(self, sentence: str) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(sentence)

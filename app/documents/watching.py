"""Notices when another program changes, replaces or deletes the file that is open."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from rampsmith.app.base.store import Store
from rampsmith.app.documents.documents import FILE_CHANGED, Documents
from rampsmith.app.documents.on_disk import (
    OnDisk,
    digest_on_disk,
    is_large_file,
    read_and_evaluate,
    read_on_disk,
)
from rampsmith.app.widgets.message_bar import Offer, Reporting, WayOut
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.places import is_gone, is_there
from rampsmith.designer.words.phrases import difference_words

PATIENCE = 200
"""Milliseconds of quiet before the file is looked at: who writes it may not have finished."""


class FileWatch(Reporting):
    """Watches the file of one window's document.

    Without unsaved work the file is read again, as an edit that can be undone. With unsaved work
    the choice is offered, and nothing is done before it is made.
    """

    def __init__(self, store: Store, documents: Documents) -> None:
        """Follow what a store has open."""
        super().__init__(documents)
        self._store = store
        self._documents = documents
        self._seen: str | None = ""
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.look)
        self._watcher.fileChanged.connect(lambda _: self._timer.start())
        self._watcher.directoryChanged.connect(lambda _: self._timer.start())
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._wake)
        store.file_changed.connect(self._follow)
        self._follow()

    def look(self) -> None:
        """Compare the file with what was last read from it or written into it."""
        path = self._documents.file
        if path is None:
            return
        if self._store.is_previewing or self._documents.writing.jobs.is_busy:
            self._timer.start()
            return
        self._watch(path)
        digest = digest_on_disk(path)
        if digest == self._documents.digest:
            self._seen = digest
            self.withdrawn.emit(FILE_CHANGED)
        elif digest != self._seen:
            self._seen = digest
            self._compare(path)

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._watch(None)

    def _compare(self, path: Path) -> None:
        if is_gone(path):
            self._tell_gone(path)
        elif is_large_file(path):
            self._documents.reading.jobs.begin(
                f"Reading {path.name} again …",
                lambda: read_and_evaluate(path),
                lambda outcome: self._take(path, outcome),
            )
        else:
            self._take(path, lambda: read_on_disk(path))

    def _take(self, path: Path, outcome: Callable[[], OnDisk]) -> None:
        """Go on with what another program wrote, unless something else is open by now."""
        if path != self._documents.file:
            return
        if self._store.is_previewing:
            QTimer.singleShot(PATIENCE, self, lambda: self._take(path, outcome))
            return
        try:
            theirs = outcome()
        except DesignError as error:
            self._store.mark_unsaved()
            first = next(iter(error.sentences()))
            self.failed.emit(
                f"{path.name} was changed by another program and cannot be read now; "
                f"what is open here is as it was. {first}"
            )
            return
        mine = self._store.history
        if theirs.schedule == mine.schedule:
            self._documents.accept(theirs)
            self.withdrawn.emit(FILE_CHANGED)
        elif mine.is_saved:
            differ = difference_words(mine.schedule, theirs.schedule)
            self._documents.take_over(theirs)
            self.told.emit(
                f"{path.name} was changed by another program ({differ}) and read again; "
                "undo brings back what was here"
            )
        else:
            self._offer(theirs)

    def _offer(self, theirs: OnDisk) -> None:
        differ = difference_words(self._store.document, theirs.schedule)
        text = (
            f"{theirs.path.name} was changed by another program, and here are changes that are "
            f"not saved. What differs: {differ}."
        )
        choices = (
            WayOut("Load theirs", lambda: self._documents.take_over(theirs)),
            WayOut("Keep mine", lambda: self._documents.keep_mine(theirs)),
        )
        self.offered.emit(Offer(FILE_CHANGED, text, choices))

    def _tell_gone(self, path: Path) -> None:
        if self._store.history.is_saved:
            # Should it come back as it was, it is saved again.
            self._documents.digest = None
        self._store.mark_unsaved()
        text = f"{path} was deleted or moved by another program. What it held is still open here."
        self.offered.emit(
            Offer(FILE_CHANGED, text, (WayOut("Save it again", self._documents.save),))
        )

    def _follow(self) -> None:
        path = self._documents.file
        wanted = [] if path is None else [str(path.parent)]
        if self._watcher.directories() != wanted:
            self._seen = ""
            self._watch(path)

    def _watch(self, path: Path | None) -> None:
        """Watch a file and its folder; a file that is replaced is no longer the one watched."""
        watched = [*self._watcher.files(), *self._watcher.directories()]
        wanted = [] if path is None else [str(each) for each in (path, path.parent)]
        old = [each for each in watched if each not in wanted]
        new = [each for each in wanted if each not in watched and is_there(Path(each))]
        if old:
            self._watcher.removePaths(old)
        if new:
            self._watcher.addPaths(new)

    def _wake(self, state: Qt.ApplicationState) -> None:
        """Look when the person comes back; not every file system reports changes."""
        if state == Qt.ApplicationState.ApplicationActive and self._documents.file is not None:
            self._timer.start()

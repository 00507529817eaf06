"""Unsaved work in a folder, for the case that the process ends before it is saved.

Each process has a lock there that tells whether it still lives, and each of its windows with
unsaved work a file, written a moment after each edit. What a process leaves behind is offered by
the next one that starts.
"""

import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.process_lock import ProcessLock
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, read_text, schedule_from_text
from rampsmith.designer.files.output import OutputError, remove_parts, system_reason, write_whole
from rampsmith.designer.files.places import absolute

FORMAT = 1
SUFFIX = ".unsaved"
LARGEST = 64 * 1024 * 1024
"""Bytes; a design inside another JSON file takes some more than it does by itself."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Work that was not saved when its process ended.

    Attributes:
        origin: the file that it was opened from or saved to; None if there was none.
        kept_at: when it was kept, in local time.
    """

    file: Path
    schedule: Schedule
    origin: Path | None
    kept_at: datetime


class BrokenLeftoverError(Exception):
    """Kept work that cannot be read, with the reason as a sentence."""


class RecoveryFolder:
    """The folder, as one process uses it.

    Files are written and removed in the background, one after the other, so that a slow disk never
    holds the window up.
    """

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when something is to be kept."""
        self._folder = folder
        self._session = secrets.token_hex(8)
        self._jobs = BackgroundJobs()
        self._locks: dict[str, ProcessLock] = {}
        self._count = 0
        self._is_closing = False

    def new_file(self) -> Path:
        """Name the file of one more window."""
        self._count += 1
        return self._folder / f"{self._session}-{self._count}{SUFFIX}"

    def keep(
        self, file: Path, schedule: Schedule, origin: Path | None, done: Callable[[str], None]
    ) -> None:
        """Keep work in a file soon; ``done`` is called with a sentence if that went wrong."""
        leftover = Leftover(file, schedule, origin, datetime.now().astimezone())
        self._jobs.begin("", partial(self._write, leftover), lambda outcome: done(outcome()))

    def drop(self, file: Path) -> None:
        """Remove a file soon, after what was asked for before."""
        if self._is_closing:
            _remove(file)
            return
        self._jobs.begin("", partial(_remove, file), lambda outcome: outcome())

    def files(self) -> list[Path]:
        """List the files of all sessions."""
        return sorted(self._folder.glob(f"*{SUFFIX}"))

    def leftovers(self) -> tuple[list[Leftover], list[str]]:
        """Find what processes that have ended left behind, and claim it until this one ends.

        Returns:
            The work, the newest first, and a sentence about each file that cannot be read; such
            a file is put aside.
        """
        found: list[Leftover] = []
        sentences: list[str] = []
        remove_parts(self._folder)
        self._remove_locks()
        for file in self.files():
            session = file.name.partition("-")[0]
            try:
                if session == self._session or not self._is_claimed(session):
                    continue
                found.append(read_leftover(file))
            except OSError as error:
                reason = system_reason(error)
                sentences.append(f"{file}: Unsaved work cannot be offered: {reason}.")
            except BrokenLeftoverError as error:
                sentences.append(self._put_aside(file, str(error)))
        return sorted(found, key=lambda each: each.kept_at, reverse=True), sentences

    def _remove_locks(self) -> None:
        """Remove the locks of processes that have ended and left nothing."""
        working = {file.name.partition("-")[0] for file in self.files()}
        for file in self._folder.glob("*.lock"):
            if file.stem not in {*working, *self._locks}:
                with suppress(OSError):
                    lock = ProcessLock.taken(file)
                    if lock is not None:
                        lock.release(keeps_file=False)

    def close(self) -> None:
        """Finish what was asked for, and let go of every lock."""
        self._is_closing = True
        self._jobs.finish()
        left = {file.name.partition("-")[0] for file in self.files()}
        for session, lock in self._locks.items():
            lock.release(keeps_file=session in left)
        self._locks.clear()

    def _is_claimed(self, session: str) -> bool:
        """Take a session's lock if its process has ended; return whether it is taken.

        Raises:
            OSError: if there is no lock to take.
        """
        held = self._locks.get(session)
        if held is None or not held.stands:
            lock = ProcessLock.taken(self._folder / f"{session}.lock")
            if lock is None:
                return False
            self._locks[session] = lock
        return True

    def _write(self, leftover: Leftover) -> str:
        """Keep work; return a sentence if that goes wrong."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._is_claimed(self._session)
            write_whole(leftover.file, leftover_text(leftover))
        except OSError as error:
            reason = system_reason(error)
            return f"{self._folder}: Unsaved work cannot be kept here: {reason}."
        except (OutputError, DesignError) as error:
            return f"Unsaved work cannot be kept: {error}"
        return ""

    def _put_aside(self, file: Path, reason: str) -> str:
        aside = self._folder / "broken" / file.name
        try:
            aside.parent.mkdir(exist_ok=True)
            file.replace(aside)
        except OSError:
            aside = file
        return f"Unsaved work of an earlier session cannot be read: {reason} It is kept as {aside}."


def leftover_text(leftover: Leftover) -> str:
    """Write kept work as text.

    Raises:
        DesignError: if the schedule is too large for a file.
    """
    content = {
        "rampsmith_recovery": FORMAT,
        "origin": None if leftover.origin is None else str(absolute(leftover.origin)),
        "kept_at": leftover.kept_at.isoformat(),
    }
    design = design_text(leftover.schedule, source=str(leftover.file))
    # The design is JSON already, and may be long.
    # In ASCII, because a path may have bytes that are no text.
    return f'{json.dumps(content)[:-1]}, "design": {design}}}'


def read_leftover(file: Path) -> Leftover:
    """Read kept work; nothing in it is trusted.

    Raises:
        BrokenLeftoverError: if it cannot be read.
    """
    try:
        content = json.loads(read_text(file, largest=LARGEST))
        if content["rampsmith_recovery"] != FORMAT:
            raise BrokenLeftoverError("Another version of Rampsmith wrote it.")
        origin = content["origin"]
        return Leftover(
            file,
            schedule_from_text(json.dumps(content["design"]), source=file.name),
            None if origin is None else Path(origin),
            datetime.fromisoformat(content["kept_at"]).astimezone(),
        )
    except DesignError as error:
        raise BrokenLeftoverError(next(iter(error.sentences()))) from error
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BrokenLeftoverError("It is no such file, or cut short.") from error


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


RETRY = 10_000
"""Milliseconds after which work is kept again that could not be."""

INTERVAL = 1000
"""Milliseconds of work that may be lost at the most, and a gesture under way."""


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
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.keep)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
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

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

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.documents.process_lock import ProcessLock
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, read_text, schedule_from_text
from rampsmith.designer.files.output import OutputError, remove_parts, system_reason, write_whole
from rampsmith.designer.files.places import absolute, named_in

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
        return named_in(self._folder, f"*{SUFFIX}")

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
            session = _session_of(file)
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
        working = {_session_of(file) for file in self.files()}
        for file in named_in(self._folder, "*.lock"):
            if file.stem not in {*working, *self._locks}:
                with suppress(OSError):
                    lock = ProcessLock.taken(file)
                    if lock is not None:
                        lock.release(keeps_file=False)

    def close(self) -> None:
        """Finish what was asked for, and let go of every lock."""
        self._is_closing = True
        self._jobs.finish()
        left = {_session_of(file) for file in self.files()}
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


def _session_of(file: Path) -> str:
    """Return which process a file belongs to, by the name that ``new_file`` has given it."""
    return file.name.partition("-")[0]


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()

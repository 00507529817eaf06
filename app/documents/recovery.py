"""Unsaved work in a folder, for the case that the process ends before it is saved.

Each process has a lock there that tells whether it still lives, and each of its windows with
unsaved work a file. What a process leaves behind is offered by the next one that starts.
"""

import json
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, read_text, schedule_from_text
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.schedule import Schedule

FORMAT = 1
SUFFIX = ".unsaved"
LARGEST = 64 * 1024 * 1024
"""Bytes; a design inside another JSON file takes some more than it does by itself."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Work that was not saved when its process ended.

    Attributes:
        file: where it is kept.
        schedule: the work.
        origin: the file that it was opened from or saved to; None if there was none.
        kept_at: when it was kept, in the time of this place.
    """

    file: Path
    schedule: Schedule
    origin: Path | None
    kept_at: datetime


class BrokenLeftoverError(Exception):
    """Kept work that cannot be read, with the reason as a sentence."""


class RecoveryFolder:
    """The folder, as one process uses it.

    Files are written and removed one after the other in a thread of their own, so that a slow
    disk never holds the window up.
    """

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when something is to be kept."""
        self._folder = folder
        self._session = secrets.token_hex(8)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._locks: dict[str, QLockFile] = {}
        self._count = 0

    def new_file(self) -> Path:
        """Name the file of one more window."""
        self._count += 1
        return self._folder / f"{self._session}-{self._count}{SUFFIX}"

    def keep(
        self, file: Path, schedule: Schedule, origin: Path | None, told: Callable[[str], None]
    ) -> None:
        """Keep work in a file soon; ``told`` hears from another thread what went wrong."""
        moment = datetime.now().astimezone()
        self._worker.submit(self._write, Leftover(file, schedule, origin, moment), told)

    def drop(self, file: Path) -> None:
        """Remove a file soon, after what was asked for before."""
        self._worker.submit(_remove, file)

    def files(self) -> list[Path]:
        """List the files of all sessions."""
        return sorted(self._folder.glob(f"*{SUFFIX}"))

    def leftovers(self) -> tuple[list[Leftover], list[str]]:
        """Find what processes left behind that live no more, and claim it until this one ends.

        Returns:
            The work, the newest first, and a sentence about each file that cannot be read; such
            a file is put aside.
        """
        found: list[Leftover] = []
        sentences: list[str] = []
        for file in self.files():
            session = file.name.partition("-")[0]
            if session == self._session or not self._is_claimed(session):
                continue
            try:
                found.append(read_leftover(file))
            except BrokenLeftoverError as error:
                sentences.append(self._put_aside(file, str(error)))
        return sorted(found, key=lambda each: each.kept_at, reverse=True), sentences

    def close(self) -> None:
        """Finish what was asked for, and let go of every lock."""
        self._worker.shutdown()
        for lock in tuple(self._locks.values()):
            lock.unlock()
        self._locks.clear()

    def _is_claimed(self, session: str) -> bool:
        """Hold a session's lock, which works only where its process is dead."""
        if session in self._locks:
            return True
        lock = QLockFile(str(self._folder / f"{session}.lock"))
        # However old: a process may well run for weeks.
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            return False
        self._locks[session] = lock
        return True

    def _write(self, leftover: Leftover, told: Callable[[str], None]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._is_claimed(self._session):
                told(f"{self._folder} cannot be locked, so unsaved work is not kept there.")
                return
            write_whole(leftover.file, leftover_text(leftover))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            told(f"{self._folder}: Unsaved work cannot be kept here: {reason}.")
        except (OutputError, DesignError) as error:
            told(f"Unsaved work cannot be kept: {error}")

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
        "origin": None if leftover.origin is None else str(leftover.origin.absolute()),
        "kept_at": leftover.kept_at.isoformat(),
    }
    design = design_text(leftover.schedule, source=str(leftover.file))
    # The design is JSON already, and may be long.
    return f'{json.dumps(content, ensure_ascii=False)[:-1]}, "design": {design}}}'


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

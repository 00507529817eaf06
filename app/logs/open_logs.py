"""The logs that are open in a window; they are no part of the document."""

import json
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.places import is_there, written_at
from rampsmith.designer.logs.log import Log, Series
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.shapes.palette import LOG_COLOURS

if TYPE_CHECKING:
    from rampsmith.designer.logs.follower import LogFollower

MOST_LOGS = len(LOG_COLOURS)

PATIENCE = 300
"""Milliseconds after a change before a log is read on."""

LATELY = 600
"""A log that was written within so many seconds may be that of a running job; a guess."""

MOST_TICKED = 4
"""Columns of a kind that are shown at first."""


@dataclass(frozen=True, eq=False)
class OpenLog:
    """A log that was read.

    Attributes:
        number: that of its colour.
        log: all of it, a last line that may be half written included.
        shown: the names of the columns that are shown.
        follower: reads what is appended.
        followed: what the follower has read; None while there is nothing.
        written: when it was written last, in seconds; None where no job seems to be writing it.
    """

    number: int
    path: Path
    log: Log
    shown: frozenset[str]
    follower: "LogFollower"
    followed: Log | None
    written: float | None = None

    def colours(self, series: Series) -> tuple[str, str]:
        """Return the colours of a column, on a light ground and on a dark one: one for each run."""
        named = list(filter(None, self.log.runs))
        place = named.index(series.run) if series.run else 0
        return LOG_COLOURS[(self.number + place) % len(LOG_COLOURS)]

    @property
    def columns(self) -> tuple[Series, ...]:
        """The columns that are shown."""
        return tuple(each for each in self.log.series if each.full_name in self.shown)


class _Read(NamedTuple):
    """The first reading of a log."""

    log: Log
    follower: "LogFollower"
    followed: Log | None
    written: float | None


class OpenLogs(Reporting):
    """Reads logs in a background thread, and keeps those that are open."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        """Start without logs."""
        super().__init__(parent)
        self.jobs = BackgroundJobs(self)
        self.logs: tuple[OpenLog, ...] = ()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._note_change)
        self._changed: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self._read_on)

    def open(self, path: Path, shown: frozenset[str] | None = None) -> None:
        """Read a log and show it; again, where it is open already."""
        # They know all forms of logs, and a new window reads none.
        from rampsmith.designer.logs.follower import LogFollower
        from rampsmith.designer.logs.reading import read_log

        cancellation = Cancellation()

        def heard(_: float) -> None:
            cancellation.raise_if_cancelled()

        def read() -> _Read:
            follower = LogFollower(path)
            followed = follower.read_on(heard)
            # Also where there are no rows yet, which the reader says.
            is_behind = followed is None or follower.is_behind
            log = read_log(path, heard) if followed is None or is_behind else followed
            written = written_at(path)
            is_running = time() - written < LATELY
            return _Read(log, follower, followed, written if is_running else None)

        self.jobs.begin(
            f"Reading {path.name} …",
            read,
            partial(self._end, path, shown),
            cancellation=cancellation,
        )

    def show(self, number: int, shown: frozenset[str]) -> None:
        """Show other columns of a log."""
        self._set(
            tuple(
                replace(each, shown=shown) if each.number == number else each for each in self.logs
            )
        )

    def remove(self, number: int) -> None:
        """Close a log."""
        self._set(tuple(each for each in self.logs if each.number != number))

    def stop(self) -> None:
        """Read and follow nothing any more."""
        self._timer.stop()
        self.jobs.close()

    def _note_change(self, path: str) -> None:
        """Read on in a moment: the line may not be finished yet."""
        self._changed.add(path)
        if not self._timer.isActive():
            self._timer.start()

    def _read_on(self) -> None:
        """Read what was appended to the logs that have changed."""
        changed, self._changed = self._changed, set()
        self._watch()
        for log in self.logs:
            if str(log.path) in changed and is_there(log.path):
                self.jobs.begin("", partial(_more_of, log), partial(self._take_more, log.number))

    def _take_more(self, number: int, outcome: Callable[[], tuple[Log | None, float]]) -> None:
        """Show what was appended, or the run that took the place of the one before."""
        log = next((each for each in self.logs if each.number == number), None)
        if log is None:
            return
        try:
            more, written = outcome()
        except DesignError as error:
            self.told.emit(next(iter(error.sentences())))
            return
        if more is not None:
            before = None if log.follower.has_begun_again else log.followed
            grown = more if before is None else before.joined(more)
            now = replace(log, log=grown, followed=grown, written=written)
            self._set(tuple(now if each is log else each for each in self.logs))

    def _watch(self) -> None:
        """Watch the files of the logs; one that was replaced is watched again."""
        wanted = {str(log.path) for log in self.logs if is_there(log.path)}
        watched = set(self._watcher.files())
        if gone := [*(watched - wanted)]:
            self._watcher.removePaths(gone)
        if new := [*(wanted - watched)]:
            self._watcher.addPaths(new)

    def _end(
        self,
        path: Path,
        shown: frozenset[str] | None,
        outcome: Callable[[], _Read],
    ) -> None:
        try:
            log, follower, followed, written = outcome()
        except CancelledError:
            self.told.emit(f"{path.name} was not read")
            return
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return
        before = next((each for each in self.logs if each.path == path), None)
        taken = {each.number for each in self.logs if each is not before}
        if len(taken) == MOST_LOGS:
            self.told.emit(f"{MOST_LOGS} logs are open, which are the most; close one")
            return
        number = next(each for each in range(MOST_LOGS) if each not in taken)
        ticked = shown if shown is not None else before.shown if before else ticked_at_first(log)
        number = number if before is None else before.number
        found = OpenLog(number, path, log, ticked, follower, followed, written)
        others = tuple(each for each in self.logs if each is not before)
        self._set((*others, found))

    def _set(self, logs: tuple[OpenLog, ...]) -> None:
        self.logs = logs
        self._watch()
        self.changed.emit()


def _more_of(log: OpenLog) -> tuple[Log | None, float]:
    """Read what was appended to a log, and when; it may be deleted meanwhile."""
    return log.follower.read_on(), written_at(log.path)


def ticked_at_first(log: Log) -> frozenset[str]:
    """Choose the columns that are shown at first: the rates and losses, else metrics, else others."""
    found = [
        each.full_name for kind in ("rate", "loss") for each in log.of_kind(kind)[:MOST_TICKED]
    ]
    others = [each for each in log.of_kind("other") if each.axis != "rows"]
    rest = log.of_kind("metric") or others or log.series
    return frozenset(found or [each.full_name for each in rest[:MOST_TICKED]])


def logs_text(logs: tuple[OpenLog, ...]) -> str:
    """Write where the logs are, and what of them is shown, for the settings."""
    return json.dumps([[str(each.path), sorted(each.shown)] for each in logs])


def logs_from_text(text: object) -> tuple[tuple[Path, frozenset[str]], ...]:
    """Read the text of ``logs_text``; whatever cannot be read is left out."""
    try:
        listed = json.loads(text) if isinstance(text, str) else []
    except (ValueError, RecursionError):
        return ()
    found: dict[Path, frozenset[str]] = {}
    for each in listed if isinstance(listed, list) else []:
        match each:
            case [str(path), [*names]] if all(isinstance(name, str) for name in names):
                found[Path(path)] = frozenset(names)
            case _:
                continue
    return tuple(found.items())[:MOST_LOGS]

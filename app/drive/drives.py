"""Drives in a background thread, one at a time, and what is known of the newest."""

import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.proof.cancellation import Cancellation

if TYPE_CHECKING:
    from rampsmith.designer.drive.client import DriveClient
    from rampsmith.designer.drive.events import End, Event
    from rampsmith.designer.drive.record import DriveRecord
    from rampsmith.designer.drive.request import DriveRequest

FRAME = 40
"""Milliseconds between two pictures of a drive; the first one is drawn at once."""

RESTS = 4
"""After a picture, the window is left alone for so many times as long as that took."""


class Candidate(NamedTuple):
    """A design that may be driven, and the number of its pin; None for the one of the window."""

    name: str
    schedule: Schedule
    pin: int | None


@dataclass(eq=False, slots=True)
class Drive:
    """A drive: the request, its events so far, and its end.

    Attributes:
        pins: for each run the number of the pin that it is; None for the design of the window.
        is_of_document: whether it is of the document that is open, in whichever version.
        end: None while it runs, and for one that was stopped.
        picked: the base rate that was picked on the plot of a range test.
    """

    record: "DriveRecord"
    pins: tuple[int | None, ...]
    is_range_test: bool
    is_of_document: bool = True
    end: "End | None" = None
    is_running: bool = True
    picked: float | None = None

    @property
    def request(self) -> "DriveRequest":
        """What was asked."""
        return self.record.request


class Drives(QObject):
    """Has one drive made at a time; the newest takes the place of the one before."""

    changed = Signal()
    """The newest drive has gone on, or has ended."""

    _heard = Signal(object, object)  # From the thread to the window's.

    def __init__(self, client: Callable[[], "DriveClient"], parent: QObject) -> None:
        """Drive through a client, which serves others too and is left open."""
        super().__init__(parent)
        self.client = client
        self.jobs = BackgroundJobs(self)
        self._warming = BackgroundJobs(self)
        self.newest: Drive | None = None
        self._frame = QTimer(self, singleShot=True, interval=FRAME)
        self._frame.timeout.connect(self._show_rest)
        self._has_more = False
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def warm(self) -> None:
        """Start the child early: it imports torch meanwhile."""
        # In a thread, for it waits for a drive under way.
        self._warming.begin_newest("", self.client().start, lambda _: None)

    def begin(self, drive: Drive, words: str) -> None:
        """Make a drive; ``words`` are for the status line."""
        self.stop()
        self.newest = drive
        cancellation = Cancellation()
        client, tell = self.client(), partial(self._tell, drive)
        self.jobs.begin_newest(
            words,
            lambda: client.drive(drive.request, tell, cancellation),
            partial(self._finish, drive),
            cancellation=cancellation,
        )
        self.changed.emit()

    def stop(self) -> None:
        """Stop the drive under way; what is known of it stays."""
        if self.newest is not None and self.newest.is_running:
            self.newest.is_running = False
            self.jobs.cancel()
            self.changed.emit()

    def close(self) -> None:
        """Drive nothing any more."""
        self._frame.stop()
        self.jobs.close()
        self._warming.close()

    def _tell(self, drive: Drive, event: "Event") -> None:
        """Hand an event from the thread to the window."""
        self._heard.emit(drive, event)

    def _take(self, drive: Drive, event: "Event") -> None:
        if drive is not self.newest or not drive.is_running:
            return
        drive.record.take(event)
        if self._frame.isActive():
            self._has_more = True
        else:
            self._draw()

    def _show_rest(self) -> None:
        if self._has_more:
            self._has_more = False
            self._draw()

    def _draw(self) -> None:
        began = time.monotonic()
        self.changed.emit()
        taken = 1_000 * (time.monotonic() - began)
        self._frame.start(max(FRAME, round(RESTS * taken)))

    def _finish(self, drive: Drive, outcome: "Callable[[], End]") -> None:
        drive.is_running = False
        with suppress(CancelledError):  # The client was closed: nobody looks any more.
            drive.end = outcome()
        self.changed.emit()

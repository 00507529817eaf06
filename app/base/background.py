"""Run slow jobs in background threads, in order or the newest only."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

from rampsmith.designer.proof.cancellation import Cancellation

THREAD_NAME = "background"

Found = TypeVar("Found")


@dataclass(slots=True, eq=False)
class _Job:
    """A job, and what is to be done with its outcome while that ``is_wanted``."""

    words: str
    do: Callable[[], Any]
    then: Callable[[Callable[[], Any]], object]
    cancellation: Cancellation | None
    is_wanted: bool = True
    outcome: Future[Any] = field(default_factory=Future)
    thread: threading.Thread | None = None

    def run(self) -> None:
        """Do it; an error is raised where the outcome is asked for."""
        try:
            self.outcome.set_result(self.do())
        except Exception as error:  # noqa: BLE001  (It is raised where the outcome is read.)
            self.outcome.set_exception(error)

    def join(self) -> None:
        """Wait for the end of its thread."""
        if self.thread is not None:
            self.thread.join()

    def give_up(self) -> None:
        """Drop the outcome, and stop the job if it can be stopped."""
        self.is_wanted = False
        if self.cancellation is not None:
            self.cancellation.cancel()


class _Life:
    """Whether an object is still there: while this is held, it is not deleted."""

    def __init__(self) -> None:
        self.lasts = True
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def end(self) -> None:
        """Wait until nobody holds it; a thread that sends to what is being deleted would crash."""
        with self._lock:
            self.lasts = False


class BackgroundJobs(QObject):
    """Runs one job at a time, and goes on in the window's thread with its outcome.

    Everything here is called from the window's thread. Which job is the newest, and whether an
    outcome is still wanted, is known here and nowhere else.
    """

    working = Signal(str)
    """The words for the job under way; empty when it is done or no longer wanted."""

    _ended = Signal(object)  # From the thread to the window's.

    def __init__(self, parent: QObject | None = None) -> None:
        """Make it idle."""
        super().__init__(parent)
        self._waiting: deque[_Job] = deque()
        self._current: _Job | None = None
        self._words = ""
        self._is_closed = False
        self._life = life = _Life()
        self.destroyed.connect(life.end)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an outcome is still to come."""
        return bool(self._waiting) or (self._current is not None and self._current.is_wanted)

    def begin(
        self,
        words: str,
        do: Callable[[], Found],
        then: Callable[[Callable[[], Found]], object],
        *,
        cancellation: Cancellation | None = None,
    ) -> None:
        """Run a job after those that were begun before it; do nothing once closed.

        Args:
            words: what is being done, for the status line; empty if that is not worth a word.
            do: the job; it touches nothing that the window may change.
            then: called in the window's thread with a function that returns what the job found, or
                raises what it raised; not called for a job that is no longer wanted.
            cancellation: stops the job when it is no longer wanted; None if it cannot be stopped.
        """
        if not self._is_closed:
            self._waiting.append(_Job(words, do, then, cancellation))
            self._go_on()

    def begin_newest(
        self,
        words: str,
        do: Callable[[], Found],
        then: Callable[[Callable[[], Found]], object],
        *,
        cancellation: Cancellation | None = None,
    ) -> None:
        """Run a job as ``begin`` does, in place of all that were begun before it."""
        self._waiting.clear()
        if self._current is not None:
            self._current.give_up()
        self.begin(words, do, then, cancellation=cancellation)

    def cancel(self) -> None:
        """Give up the job whose words are shown, and start the next one at once."""
        if self._current is not None and self._current.is_wanted:
            self._current.give_up()
            self._current = None
        elif self._waiting:
            self._waiting.popleft()
        self._go_on()

    def wait(self) -> None:
        """Return when all is done; the window is painted meanwhile, and takes no input."""
        loop = QEventLoop()
        flags = QEventLoop.ProcessEventsFlag
        while self.is_busy:
            loop.processEvents(flags.ExcludeUserInputEvents | flags.WaitForMoreEvents)

    def finish(self) -> None:
        """Return when all that was begun is done, without a turn of the event loop; then close."""
        self._is_closed = True
        jobs = [job for job in (self._current, *self._waiting) if job and job.is_wanted]
        self._waiting.clear()
        for job in jobs:
            job.join()
            if not job.outcome.done():
                job.run()
            job.is_wanted = False
            job.then(job.outcome.result)

    def close(self) -> None:
        """Give up all jobs, and wait for the end of one that can be stopped."""
        self._is_closed = True
        self._waiting.clear()
        job = self._current
        if job is not None:
            job.give_up()
            self._go_on()
        if job is not None and job.cancellation is not None:
            job.join()

    def _go_on(self) -> None:
        """Start the next job if none is under way, and show what is being done."""
        if self._current is None and self._waiting:
            self._current = job = self._waiting.popleft()
            job.thread = threading.Thread(
                target=self._run, args=(job,), name=THREAD_NAME, daemon=True
            )
            job.thread.start()
        wanted = [job for job in (self._current, *self._waiting) if job and job.is_wanted]
        words = wanted[0].words if wanted else ""
        if words != self._words:
            self._words = words
            self.working.emit(words)

    def _run(self, job: _Job) -> None:
        job.run()
        with self._life:
            if self._life.lasts:
                self._ended.emit(job)

    def _end(self, job: _Job) -> None:
        job.join()  # It has nothing left to do.
        if job is self._current:
            self._current = None
        self._go_on()
        if job.is_wanted:
            job.then(job.outcome.result)

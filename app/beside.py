"""Long jobs beside the window's thread, one after the other."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    words: str
    do: Callable[[], Any]
    then: Callable[[Callable[[], Any]], object]


class Beside(QObject):
    """Does what takes long, and goes on in the window with what came of it."""

    working = Signal(str)
    """What is being done; empty when it is done or not wanted any more."""

    _ended = Signal(object, object)  # From the thread to the window's.

    def __init__(self, parent: QObject) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._waiting: deque[_Job] = deque()
        self._current: _Job | None = None
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done, or waits for its turn."""
        return self._current is not None

    def begin(
        self, words: str, do: Callable[[], Found], then: Callable[[Callable[[], Found]], object]
    ) -> None:
        """Do a job when those before it are done.

        Args:
            words: what is being done, for the status line.
            do: the job; it touches nothing that the window may change.
            then: called in the window's thread with a function that gives what the job found, or
                raises what it raised.
        """
        self._waiting.append(_Job(words, do, then))
        self._take_next()

    def cancel(self) -> None:
        """Wait for the job under way no more; nobody hears of what comes of it."""
        if self._current is not None:
            self._current = None
            self.working.emit("")
            self._take_next()

    def wait(self) -> None:
        """Return when all is done; the window is painted meanwhile, and takes no input."""
        loop = QEventLoop()
        self.working.connect(loop.quit)
        while self.is_busy:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.working.disconnect(loop.quit)

    def _take_next(self) -> None:
        if self._current is not None or not self._waiting:
            return
        self._current = job = self._waiting.popleft()
        self.working.emit(job.words)
        threading.Thread(target=self._run, args=(job,), name="beside", daemon=True).start()

    def _run(self, job: _Job) -> None:
        outcome: Future[Any] = Future()
        try:
            outcome.set_result(job.do())
        except Exception as error:  # noqa: BLE001 - it is raised where somebody can hear of it
            outcome.set_exception(error)
        # The window may be gone by now.
        with suppress(RuntimeError):
            self._ended.emit(job, outcome)

    def _end(self, job: _Job, outcome: "Future[Any]") -> None:
        if job is not self._current:
            return
        self._current = None
        self.working.emit("")
        try:
            job.then(outcome.result)
        finally:
            self._take_next()

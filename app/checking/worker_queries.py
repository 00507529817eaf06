"""Questions of the window to the worker that has torch: asked in a background thread."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.task import Task


class WorkerQueries(QObject):
    """Questions of one kind, of which only the newest is answered.

    A newer question takes the place of the one before it, whether that is waiting or running.
    """

    asked = Signal()
    """There is a question; ``answered`` will follow, unless a newer one is asked."""

    answered = Signal(object)
    """The answer to the newest question."""

    def __init__(self, client: WorkerClient, parent: QObject | None = None) -> None:
        """Ask through a client, which serves others too and is left open."""
        super().__init__(parent)
        self.client = client
        self._jobs = BackgroundJobs(self)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.is_busy

    @property
    def seconds_importing_torch(self) -> float:
        """For how long a worker has been importing torch before it can answer; 0 where none is."""
        return self.client.seconds_importing_torch() if self.is_asking else 0.0

    def ask(self, task: Task[Any]) -> None:
        """Have a task carried out; do nothing once closed."""
        self.ask_for(partial(self.client.ask, task))

    def ask_for(self, question: Callable[[Cancellation], object]) -> None:
        """Have a question answered that may take several tasks."""
        stop = Cancellation()
        self._jobs.begin_newest("", partial(question, stop), self._emit, cancellation=stop)
        if self.is_asking:
            self.asked.emit()

    def cancel(self) -> None:
        """Give up the newest question."""
        self._jobs.cancel()

    def close(self) -> None:
        """Give up all questions, and wait for the end of what was begun."""
        self._jobs.close()

    def _emit(self, answer: Callable[[], object]) -> None:
        try:
            found = answer()
        except CancelledError:
            return  # The client was closed: no answer is wanted.
        self.answered.emit(found)

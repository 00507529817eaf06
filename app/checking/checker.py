"""Proofs for the window: made beside it, and told by signals."""

import queue
import threading
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from rampsmith.designer.proof.client import ProofCancelledError, Prover
from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.verdict import Verdict
from rampsmith.designer.schedule import Schedule


class Checker(QObject):
    """Has one design after the other proved in torch, in another process.

    A newer design takes the place of the one before it, whether that is waiting or running; only
    the verdict on the newest is told. Everything here is called from the window's thread.
    """

    started = Signal()
    """A proof was asked for; ``verdict_arrived`` will follow, unless a newer one is asked for."""

    verdict_arrived = Signal(object)
    """The verdict on the newest design: a ``Verdict``."""

    # From the thread that waits to the window's: the number of the proof, and what came of it.
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None, *, prover: Prover | None = None) -> None:
        """Prepare; the first proof starts what it needs.

        Args:
            parent: the Qt parent.
            prover: makes the proofs, for others too, and is left open; None for one of its own.
        """
        super().__init__(parent)
        self._prover = Prover() if prover is None else prover
        self._owns_prover = prover is None
        self._jobs: queue.SimpleQueue[tuple[int, Job] | None] = queue.SimpleQueue()
        self._newest = 0
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._is_checking = False
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    @property
    def is_checking(self) -> bool:
        """Whether a verdict is still to come."""
        return self._is_checking

    @property
    def seconds_without_torch(self) -> float:
        """For how long torch has been imported for a verdict that is still to come."""
        return self._prover.seconds_without_torch() if self._is_checking else 0.0

    def check(self, source: str, schedule: Schedule) -> None:
        """Have an exported file proved; does nothing once closed."""
        if self._is_closed:
            return
        self._newest += 1
        self._is_checking = True
        self._jobs.put((self._newest, Job(source, schedule)))
        self._prover.cancel_unwanted()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="checker", daemon=True)
            self._thread.start()
        self.started.emit()

    @Slot()
    def close(self) -> None:
        """End everything that was started here, and wait for its end."""
        self._is_closed = True
        self._is_checking = False
        self._jobs.put(None)
        if self._owns_prover:
            self._prover.close()
        else:
            self._prover.cancel_unwanted()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        """Prove what is waiting; the only part that runs in another thread."""
        while (waiting := self._jobs.get()) is not None:
            number, job = waiting
            try:
                is_newest = partial(self._is_newest, number)
                outcome: object = self._prover.prove(job, still_wanted=is_newest)
            except ProofCancelledError:
                continue
            except Exception as error:  # noqa: BLE001  (It is raised again where it is seen.)
                outcome = error
            self._answered.emit(number, outcome)

    def _is_newest(self, number: int) -> bool:
        return number == self._newest and not self._is_closed

    @Slot(int, object)
    def _tell(self, number: int, outcome: Verdict | Exception) -> None:
        if self._is_newest(number):
            self._is_checking = False
        if isinstance(outcome, Exception):
            raise outcome
        if self._is_newest(number):
            self.verdict_arrived.emit(outcome)

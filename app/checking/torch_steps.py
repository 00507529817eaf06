"""What an exported class does at single steps, for the window: run beside it, and told by signals."""

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from rampsmith.designer.proof.client import ProofCancelledError, Prover
from rampsmith.designer.proof.walks import Walks
from rampsmith.designer.proof.wrong_stepping import WrongTask
from rampsmith.designer.schedule import Schedule

Kind: TypeAlias = Literal["walk", "wrong"]
Errand: TypeAlias = Callable[[Callable[[], bool]], object]


class TorchSteps(QObject):
    """Has steps walked and wrong ways taken in torch, in another process.

    A newer walk takes the place of an older one, and a newer wrong way that of an older one.
    Everything here is called from the window's thread.
    """

    walked = Signal(object, object)
    """A walk is done: the ``Schedule``, and what came of it as ``Walked``."""

    went_wrong = Signal(object, object)
    """A wrong way is taken: the ``WrongTask``, and what came of it as ``WrongCurve``."""

    # From the thread that waits to the window's: the kind, its number, what was asked, the answer.
    _answered = Signal(str, int, object, object)

    def __init__(self, parent: QObject | None = None, *, prover: Prover) -> None:
        """Work through a prover, which serves others too and is left open."""
        super().__init__(parent)
        self._prover = prover
        self._walks = Walks(prover)
        self._errands: queue.SimpleQueue[tuple[Kind, int, object, Errand] | None] = (
            queue.SimpleQueue()
        )
        self._newest: dict[Kind, int] = {"walk": 0, "wrong": 0}
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    def walk(self, source: str, schedule: Schedule, steps: range) -> None:
        """Have the class of a schedule without errors taken to some steps."""

        def errand(still_wanted: Callable[[], bool]) -> object:
            return self._walks.walked(source, schedule, steps, still_wanted=still_wanted)

        self._send("walk", schedule, errand)

    def go_wrong(self, task: WrongTask) -> None:
        """Have a wrong way taken."""

        def errand(still_wanted: Callable[[], bool]) -> object:
            return self._prover.prove(task, still_wanted=still_wanted)

        self._send("wrong", task, errand)

    @Slot()
    def close(self) -> None:
        """End what was started here, and wait for its end."""
        self._is_closed = True
        self._errands.put(None)
        self._prover.cancel_unwanted()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _send(self, kind: Kind, asked: object, errand: Errand) -> None:
        if self._is_closed:
            return
        self._newest[kind] += 1
        self._errands.put((kind, self._newest[kind], asked, errand))
        self._prover.cancel_unwanted()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="steps", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        """Do what is waiting; the only part that runs in another thread."""
        while (waiting := self._errands.get()) is not None:
            kind, number, asked, errand = waiting
            try:
                answer: object = errand(partial(self._is_wanted, kind, number))
            except ProofCancelledError:
                continue
            except Exception as error:  # noqa: BLE001  (It is raised again where it is seen.)
                answer = error
            self._answered.emit(kind, number, asked, answer)

    def _is_wanted(self, kind: Kind, number: int) -> bool:
        return number == self._newest[kind] and not self._is_closed

    @Slot(str, int, object, object)
    def _tell(self, kind: Kind, number: int, asked: object, answer: object) -> None:
        if isinstance(answer, Exception):
            raise answer
        if self._is_wanted(kind, number):
            (self.walked if kind == "walk" else self.went_wrong).emit(asked, answer)

"""Answers for the rest of Rampsmith: asks a warm worker, and needs neither torch nor Qt."""

import contextlib
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from tempfile import TemporaryDirectory
from typing import Any, Self

from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.channel import WORKER, Question, WorkerGoneError, WorkerProcess
from rampsmith.designer.proof.descriptions import FOREIGN_ANSWER, exit_sentence
from rampsmith.designer.proof.task import AnswerT, Job

# The libraries of macOS do not survive a fork, which is why Python itself no longer forks there.
FORKS = hasattr(os, "fork") and sys.platform != "darwin"

BOOT_SECONDS = 180.0
"""Importing torch takes long from a cold disk, or where a virus scanner reads along."""
MARGIN_SECONDS = 10.0
"""How much longer than the time limit a worker may take that ends its tasks itself."""
CANCEL_SECONDS = 3.0


class _CannotRunError(Exception):
    """Why there can be no answer at all, as the second half of a sentence."""


class WorkerClient:
    """Has tasks carried out, one at a time; usable from any thread.

    The worker is started with the first task, started again when it has died, and ended by
    ``close``, at the end of a ``with``, or with the process that uses it.
    """

    def __init__(self, *, forks: bool = FORKS, worker: str = WORKER, does: str = "check") -> None:
        """Prepare; nothing is started yet.

        Args:
            forks: whether the worker forks for each task. Otherwise each task takes a worker of
                its own, and the next one is started as soon as it is done.
            worker: the module that is run as the worker.
            does: what it does, as a noun and a verb.
        """
        self._forks = forks
        self._module = worker
        self._does = does
        self._numbers = itertools.count(1)
        # Held during a task; the other one guards the few values that other threads may touch.
        self._asking = threading.Lock()
        self._guard = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def seconds_importing_torch(self) -> float:
        """Return for how long a worker has been importing torch; 0 where none is."""
        worker = self._worker
        return 0.0 if worker is None or worker.is_ready else time.monotonic() - worker.started

    def start(self) -> None:
        """Start the worker, without waiting, so that the first task finds it warm."""
        with self._asking, contextlib.suppress(OSError, CancelledError):
            self._started()  # The first task will meet the same, and say so.

    def ask(
        self,
        task: Job[AnswerT],
        cancellation: Cancellation | None = None,
        *,
        time_limit: float | None = None,
        heard: Callable[[Any], None] = lambda _part: None,
    ) -> AnswerT:
        """Have a task carried out and wait for what comes of it.

        Args:
            task: what is to be done.
            cancellation: ends the wait, and the task, as soon as nobody wants the answer.
            time_limit: seconds without a word of it, counted without the start of the worker; None
                for the task's own.
            heard: called, in this thread, with each part that the task sends before its answer.

        Raises:
            CancelledError: if it was cancelled, before its turn or after, or the client closed.
        """
        cancellation = Cancellation() if cancellation is None else cancellation
        with self._asking, cancellation.waking(self._wake):
            seconds = task.time_limit() if time_limit is None else time_limit
            with TemporaryDirectory(prefix="rampsmith-", ignore_cleanup_errors=True) as folder:
                question = Question(next(self._numbers), task.to_json(), folder, seconds)
                outcome = self._outcome(question, cancellation, heard)
        answer = task.answer_type
        if "failed" in outcome:
            return answer.failed(outcome["failed"])
        ended = outcome.get("ended", FOREIGN_ANSWER)
        if "answer" in outcome:
            with contextlib.suppress(KeyError, TypeError, ValueError):
                return answer.from_json(outcome["answer"])
        return answer.failed(f"The {answer.ran} {ended}.")

    def close(self) -> None:
        """End the worker and whatever it runs; a running ``ask`` raises ``CancelledError``."""
        with self._guard:
            self._closed = True
        self._wake()
        with self._asking:
            self._drop()

    def _wake(self) -> None:
        """Wake the thread that waits for the worker, so that it sees what has changed."""
        with self._guard:
            if self._worker is not None:
                self._worker.wake()

    def _outcome(
        self, question: Question, cancellation: Cancellation, heard: Callable[[Any], None]
    ) -> dict[str, Any]:
        """Return the answer in JSON's own types, or the sentence why there is none."""
        begun = False

        def hear(part: Any) -> None:
            nonlocal begun
            begun = True
            heard(part)

        while True:
            # One that died while nobody needed it is replaced; one that dies twice is not, and
            # nothing is told twice.
            is_new = self._worker is None
            try:
                worker = self._started()
                self._await_ready(worker, cancellation)
                return self._answer(worker, question, cancellation, hear)
            except WorkerGoneError as gone:
                self._drop()
                if is_new or begun:
                    advice = (
                        f"{self._does} again, and if that does not help, free some memory first"
                    )
                    return {"failed": f"The {self._does} could not run: {gone}; {advice}."}
            except (OSError, _CannotRunError) as error:
                self._drop()
                return {"failed": f"The {self._does} could not run: {error}."}
            except KeyboardInterrupt:
                # Nobody waits for what still runs.
                self._drop(kill=True)
                raise

    def _started(self) -> WorkerProcess:
        """Return the worker, started if need be."""
        with self._guard:
            if self._closed:
                raise CancelledError
            if self._worker is None:
                options = () if self._forks else ("--one-task",)
                self._worker = WorkerProcess(*options, module=self._module)
            return self._worker

    def _await_ready(self, worker: WorkerProcess, cancellation: Cancellation) -> None:
        # From its start: a worker that did not become ready gets no more time for the next task.
        deadline = worker.started + BOOT_SECONDS
        while not worker.is_ready:
            self._raise_if_unwanted(cancellation)
            try:
                message = worker.next(deadline)
            except TimeoutError:
                sentence = (
                    f"torch was not imported after {BOOT_SECONDS:.0f} s; {self._does} again when "
                    "the machine has less to do"
                )
                raise _CannotRunError(sentence) from None
            if "failed" in message:
                raise _CannotRunError(message["failed"])

    def _answer(
        self,
        worker: WorkerProcess,
        question: Question,
        cancellation: Cancellation,
        heard: Callable[[Any], None],
    ) -> dict[str, Any]:
        self._raise_if_unwanted(cancellation)
        worker.send(**question._asdict())
        margin = MARGIN_SECONDS if self._forks else 0.0
        deadline = time.monotonic() + question.seconds + margin
        try:
            answer = worker.next(deadline)
            while not _is_answer(answer, question.number):
                if cancellation.is_cancelled or self._closed:
                    self._withdraw(worker, question.number)
                    raise CancelledError
                if answer.get("number") == question.number:
                    heard(answer["part"])
                    deadline = time.monotonic() + question.seconds + margin
                answer = worker.next(deadline)
        except TimeoutError:
            self._replace()
            words = f"took longer than {question.seconds:.0f} s and was stopped"
            return {"ended": words}
        except WorkerGoneError as gone:
            if self._forks or gone.status is None:
                raise
            self._replace()
            return {"ended": exit_sentence(gone.status)}
        if not self._forks:
            self._replace()  # It takes one task only, which is done.
        return answer

    def _withdraw(self, worker: WorkerProcess, number: int) -> None:
        """Have a task ended; the worker itself goes on where it can."""
        if not self._forks:
            self._replace()
            return
        deadline = time.monotonic() + CANCEL_SECONDS
        try:
            worker.send(cancel=number)
            while not _is_answer(worker.next(deadline), number):
                pass
        except (WorkerGoneError, TimeoutError):
            self._replace()

    def _replace(self) -> None:
        """End the worker in the middle of its task, and have another one ready for the next."""
        self._drop(kill=True)
        with contextlib.suppress(OSError, CancelledError):
            self._started()

    def _drop(self, *, kill: bool = False) -> None:
        with self._guard:
            worker, self._worker = self._worker, None
        if worker is None:
            return
        if kill:
            worker.kill()
        worker.close()

    def _raise_if_unwanted(self, cancellation: Cancellation) -> None:
        cancellation.raise_if_cancelled()
        if self._closed:
            raise CancelledError


def _is_answer(message: dict[str, Any], number: int) -> bool:
    """Return whether a message ends a question, and is not only a part of its answer."""
    return message.get("number") == number and "part" not in message

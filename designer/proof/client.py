"""Proofs for the rest of Rampsmith: asks a warm worker, and needs neither torch nor Qt."""

import contextlib
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from rampsmith.designer.proof.descriptions import ending
from rampsmith.designer.proof.link import Link, WorkerGoneError
from rampsmith.designer.proof.task import AnswerT, Task

# The libraries of macOS do not survive a fork, which is why Python itself no longer forks there.
FORKS = hasattr(os, "fork") and sys.platform != "darwin"

BOOT_SECONDS = 180.0
"""A cold disk and a virus scanner may make much of importing torch."""
MARGIN_SECONDS = 10.0
"""How much longer than the time limit a worker may take that ends its jobs itself."""
CANCEL_SECONDS = 3.0


class _CannotRunError(Exception):
    """Why there can be no proof at all, as the second half of a sentence."""


class ProofCancelledError(Exception):
    """The proof was cancelled, or the prover closed, before there was a verdict."""


class Prover:
    """Makes proofs, one at a time; usable from any thread.

    The worker is started with the first proof, started again when it has died, and ended by
    ``close``, at the end of a ``with``, or with the process that uses it.
    """

    def __init__(self, *, forks: bool = FORKS) -> None:
        """Prepare; nothing is started yet.

        Args:
            forks: whether the worker forks for each proof. Otherwise each proof takes a worker
                of its own, and the next one is started as soon as it is done.
        """
        self._forks = forks
        self._numbers = itertools.count(1)
        # Held during a proof; the other one guards the few values that other threads may touch.
        self._proving = threading.Lock()
        self._guard = threading.Lock()
        self._link: Link | None = None
        self._wanted: Callable[[], bool] | None = None  # While a proof runs.
        self._cancelled = False
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def seconds_without_torch(self) -> float:
        """Tell for how long a worker has been importing torch; 0 where none is."""
        link = self._link
        return 0.0 if link is None or link.is_ready else time.monotonic() - link.started

    def start(self) -> None:
        """Start the worker, without waiting, so that the first proof finds it warm."""
        with self._proving:
            try:
                self._linked()
            except (OSError, ProofCancelledError):
                return  # The first proof will meet the same, and say so.

    def prove(
        self,
        job: Task[AnswerT],
        *,
        time_limit: float | None = None,
        still_wanted: Callable[[], bool] = lambda: True,
    ) -> AnswerT:
        """Have a proof, or another task, done and wait for what comes of it.

        Args:
            job: what is to be done.
            time_limit: seconds, counted without the start of the worker; None chooses one that
                suits the number of steps.
            still_wanted: asked when ``cancel`` has begun to count, so that a proof is given up
                that nobody wants any more when its turn comes; and by ``cancel_unwanted``.

        Raises:
            ProofCancelledError: if ``cancel`` or ``close`` was called meanwhile, or the proof is
                no longer wanted.
        """
        with self._proving:
            with self._guard:
                self._wanted, self._cancelled = still_wanted, False
            try:
                if not still_wanted():
                    raise ProofCancelledError
                seconds = job.time_limit() if time_limit is None else time_limit
                with TemporaryDirectory(prefix="rampsmith-", ignore_cleanup_errors=True) as folder:
                    return self._proved(job, seconds, folder)
            finally:
                with self._guard:
                    self._wanted = None

    def cancel(self) -> None:
        """Make a running ``prove`` raise ``ProofCancelledError``; without one, do nothing."""
        with self._guard:
            self._cancel_running()

    def cancel_unwanted(self) -> None:
        """Cancel the running proof if it is no longer wanted; those of others go on."""
        with self._guard:
            if self._wanted is not None and not self._wanted():
                self._cancel_running()

    def close(self) -> None:
        """End the worker and whatever it runs; a running ``prove`` raises ``ProofCancelledError``."""
        with self._guard:
            self._closed = True
        self.cancel()
        with self._proving:
            self._drop()

    def _cancel_running(self) -> None:
        if self._wanted is not None:
            self._cancelled = True
            if self._link is not None:
                self._link.wake()

    def _proved(self, job: Task[AnswerT], seconds: float, folder: str) -> AnswerT:
        while True:
            # One that died while nobody needed it is replaced; one that dies twice is not.
            is_new = self._link is None
            try:
                link = self._linked()
                self._await_ready(link)
                return self._answer(link, job, seconds, folder)
            except WorkerGoneError as gone:
                self._drop()
                if is_new:
                    advice = "check again, with more memory free should that not help"
                    return job.failed(f"The check could not run: {gone}; {advice}.")
            except (OSError, _CannotRunError) as error:
                self._drop()
                return job.failed(f"The check could not run: {error}.")
            except KeyboardInterrupt:
                # What still runs would be for nobody.
                self._drop(kill=True)
                raise

    def _linked(self) -> Link:
        """Return the worker, started if need be."""
        with self._guard:
            if self._closed:
                raise ProofCancelledError
            if self._link is None:
                self._link = Link() if self._forks else Link("--one-job")
            return self._link

    def _await_ready(self, link: Link) -> None:
        # From its start: a worker that others waited for in vain gets no more time for the next.
        deadline = link.started + BOOT_SECONDS
        while not link.is_ready:
            self._raise_if_cancelled()
            try:
                message = link.next(deadline)
            except TimeoutError:
                sentence = (
                    f"torch was not imported after {BOOT_SECONDS:.0f} s; check again when the "
                    "machine has less to do"
                )
                raise _CannotRunError(sentence) from None
            if "failed" in message:
                raise _CannotRunError(message["failed"])

    def _answer(self, link: Link, job: Task[AnswerT], seconds: float, folder: str) -> AnswerT:
        self._raise_if_cancelled()
        number = next(self._numbers)
        link.send(
            {"number": number, "job": job.to_json(), "seconds": seconds, "folder": folder},
        )
        deadline = time.monotonic() + seconds + (MARGIN_SECONDS if self._forks else 0.0)
        try:
            while True:
                if self._is_cancelled():
                    self._withdraw(link, number)
                    raise ProofCancelledError
                answer = link.next(deadline)
                if answer.get("number") == number:
                    break
        except TimeoutError:
            self._end_job()
            return job.failed(
                f"The exported file took longer than {seconds:.0f} s and was stopped."
            )
        except WorkerGoneError as gone:
            if self._forks or gone.status is None:
                raise
            self._end_job()
            return job.failed(f"The exported file {ending(gone.status)}.")
        if not self._forks:
            self._end_job()  # It is done, and has served.
        if "failed" in answer:
            return job.failed(answer["failed"])
        return job.read(answer["answer"])

    def _withdraw(self, link: Link, number: int) -> None:
        """Have a job ended; the worker itself goes on where it can."""
        if not self._forks:
            self._end_job()
            return
        deadline = time.monotonic() + CANCEL_SECONDS
        try:
            link.send({"cancel": number})
            while link.next(deadline).get("number") != number:
                pass
        except (WorkerGoneError, TimeoutError):
            self._end_job()

    def _end_job(self) -> None:
        """End the worker in the middle of its job, and have another one ready for the next."""
        self._drop(kill=True)
        with contextlib.suppress(OSError, ProofCancelledError):
            self._linked()

    def _drop(self, *, kill: bool = False) -> None:
        with self._guard:
            link, self._link = self._link, None
        if link is None:
            return
        if kill:
            link.kill()
        link.close()

    def _is_cancelled(self) -> bool:
        with self._guard:
            return self._cancelled or self._closed

    def _raise_if_cancelled(self) -> None:
        if self._is_cancelled():
            raise ProofCancelledError

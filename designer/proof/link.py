"""One worker process, and the lines that go to it and come from it."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from rampsmith.designer.proof.descriptions import signal_name

WORKER = "rampsmith.designer.proof.worker"
FAREWELL_SECONDS = 2.0
"""How long a worker may take to end what it runs, before it is ended itself."""

# These would make the interpreter of the worker print, wait or fail for reasons of its own.
UNWANTED = ("PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONSTARTUP", "PYTHONDEVMODE")
# The examination is a thread's work, needs no graphics card, and leaves the machine to others.
WANTED = {
    "CUDA_VISIBLE_DEVICES": "",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class WorkerGoneError(Exception):
    """The worker has ended; the message says how.

    Attributes:
        status: how it ended, as subprocess tells it; None if it only no longer answers.
    """

    def __init__(self, status: int | None) -> None:
        """Put the status in words."""
        if status is None:
            words = "its process no longer answers"
        elif status >= 0:
            words = f"its process ended with status {status}"
        else:
            words = f"its process was ended by {signal_name(-status)}"
        super().__init__(words)
        self.status = status


class Link:
    """A started worker. It may be used from one thread, and woken and killed from others."""

    def __init__(self, *options: str) -> None:
        """Start a worker; it says by itself when it is ready.

        Raises:
            OSError: if the system gives no further process.
        """
        environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
        windows: dict[str, Any] = {}
        if sys.platform == "win32":
            windows["creationflags"] = subprocess.CREATE_NO_WINDOW
        self._process = subprocess.Popen(
            # -P, or a torch.py in the current folder would be taken for torch.
            [sys.executable, "-P", "-m", WORKER, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | WANTED,
            bufsize=0,
            # An interruption from the terminal is for us; we end the worker.
            start_new_session=True,
            **windows,
        )
        self.started = time.monotonic()
        self.is_ready = False
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="proof reader", daemon=True)
        self._reader.start()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message.

        Raises:
            WorkerGoneError: if nobody is there to read it.
        """
        data = memoryview(json.dumps(message).encode() + b"\n")
        assert self._process.stdin is not None  # noqa: S101  (It was asked for above.)
        try:
            while data:
                data = data[self._process.stdin.write(data) :]
        except (OSError, ValueError) as error:
            raise WorkerGoneError(self._status()) from error

    def next(self, deadline: float) -> dict[str, Any]:
        """Wait for a message; an empty one means that somebody called ``wake``.

        Raises:
            TimeoutError: if none has come by the deadline, a time of ``time.monotonic()``.
            WorkerGoneError: if none will come any more.
        """
        try:
            message = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError from None
        if message is None:
            self._messages.put(None)
            raise WorkerGoneError(self._status())
        self.is_ready = self.is_ready or "ready" in message
        return message

    def wake(self) -> None:
        """Make ``next`` return at once, in whatever thread it waits."""
        self._messages.put({})

    def kill(self) -> None:
        """End the worker, and what it runs, at once."""
        if sys.platform != "win32" and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def close(self) -> None:
        """End the worker and wait for its end; one that can end its own work is let do so."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(FAREWELL_SECONDS if self.is_ready else 0)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  (It was asked for above.)
        with self._process.stdout as lines:
            rest = b""
            while data := lines.read(1 << 16):
                *complete, rest = (rest + data).split(b"\n")
                for line in complete:
                    self._messages.put(_message(line))
        self._messages.put(None)

    def _status(self) -> int | None:
        try:
            return self._process.wait(FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            return None


def _message(line: bytes) -> dict[str, Any]:
    """Read a line; one that is none of ours wakes, and says nothing."""
    with contextlib.suppress(ValueError):
        message = json.loads(line)
        if isinstance(message, dict):
            return message
    return {}

"""The line between the worker process and its client: both ends, one JSON object to a line."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from typing import Any, NamedTuple

from rampsmith.designer.files.places import working_folder
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


class Question(NamedTuple):
    """A task on its way to the worker, in JSON's own types, with its time limit in seconds.

    The number marks its answer; the folder is empty, and the task is carried out in it.
    """

    number: int
    task: dict[str, Any]
    folder: str
    seconds: float


def encoded(**message: Any) -> bytes:
    """Write a message as a line of its own, whatever was written before it."""
    return b"\n" + json.dumps(message).encode() + b"\n"


def decoded_message(line: bytes) -> dict[str, Any]:
    """Read a line; one that is not a message becomes an empty one."""
    with contextlib.suppress(ValueError):
        message = json.loads(line)
        if isinstance(message, dict):
            return message
    return {}


class WorkerGoneError(Exception):
    """The worker has ended; the message says how."""

    def __init__(self, status: int | None) -> None:
        """Put subprocess's status in words; None is that of a worker that no longer answers."""
        if status is None:
            words = "its process no longer answers"
        elif status >= 0:
            words = f"its process ended with status {status}"
        else:
            words = f"its process was ended by {signal_name(-status)}"
        super().__init__(words)
        self.status = status


class WorkerProcess:
    """A started worker. It may be used from one thread, and woken and killed from others."""

    def __init__(self, *options: str, module: str = WORKER) -> None:
        """Start a worker, which sends a message when it is ready.

        Args:
            options: what the worker is told.
            module: the module that is run as the worker.

        Raises:
            OSError: if the system starts no further process.
        """
        environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
        windows: dict[str, Any] = {}
        if sys.platform == "win32":
            windows["creationflags"] = subprocess.CREATE_NO_WINDOW
        self._process = subprocess.Popen(
            # -P, or a torch.py in the current folder would be taken for torch.
            [sys.executable, "-P", "-m", module, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | WANTED,
            # Torch's own libraries cannot be loaded from a folder that has been deleted.
            cwd=working_folder(),
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

    def send(self, **message: Any) -> None:
        """Send a message.

        Raises:
            WorkerGoneError: if nobody is there to read it.
        """
        data = memoryview(encoded(**message))
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
                    self._messages.put(decoded_message(line))
        self._messages.put(None)

    def _status(self) -> int | None:
        try:
            return self._process.wait(FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            return None


class Inbox:
    """The worker's end of what is sent to it: a file descriptor that is also waited for."""

    def __init__(self, file: int) -> None:
        """Read from a file descriptor."""
        self._file = file
        self._partial = b""
        self._messages: deque[dict[str, Any]] = deque()
        self.is_closed = False
        """Whether the sender has ended, so that no more will come."""

    def fileno(self) -> int:
        """Return the file descriptor, to wait for it together with others."""
        return self._file

    def fill(self) -> None:
        """Take in what has come; waits if there is nothing."""
        data = os.read(self._file, 1 << 16)
        self.is_closed = not data
        *lines, self._partial = (self._partial + data).split(b"\n")
        self._messages += (decoded_message(line) for line in lines if line)

    def next(self) -> dict[str, Any] | None:
        """Take the next message, waiting for it; None when there will be no more."""
        while not self._messages:
            if self.is_closed:
                return None
            self.fill()
        return self._messages.popleft()

    def next_question(self) -> Question | None:
        """Take the next question; what was withdrawn meanwhile is answered already."""
        while (message := self.next()) is not None:
            if "number" in message:
                return Question(**message)
        return None

    def has_withdrawn(self, number: int) -> bool:
        """Return whether nobody waits for an answer any more: it was cancelled, or all is over."""
        return self.is_closed or {"cancel": number} in self._messages


class Outbox:
    """The worker's end of what it answers; nothing else can write there any more."""

    def __init__(self) -> None:
        """Take standard output away from everybody else, and throw away what they print."""
        self._file = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._file

    def send(self, line: bytes) -> None:
        """Send a message, as it was encoded."""
        write_all(self._file, line)


def write_all(file: int, data: bytes) -> None:
    """Write to a file descriptor, in as many pieces as it takes."""
    while data:
        data = data[os.write(file, data) :]

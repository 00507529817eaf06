"""A task in a forked child of the warm worker: what goes wrong in it ends with it. POSIX only."""

import contextlib
import ctypes
import json
import mmap
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from rampsmith.designer.proof.descriptions import ending, position
from rampsmith.designer.proof.examination import LOADING
from rampsmith.designer.proof.inbox import Inbox
from rampsmith.designer.proof.limits import OUT_OF_MEMORY, restrict
from rampsmith.designer.proof.task import Answer, AnswerT, Task

LOST = 120
"""The status of a child whose answer could not be written, because the file closed its pipe."""
MOST_BYTES = 4 << 20
"""An answer is far smaller; more than this in the pipe is not ours."""
POLL_SECONDS = 0.05
SWEEP_SECONDS = 1.0

# From <sys/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_IS_LINUX = sys.platform.startswith("linux")
_C = ctypes.CDLL(None) if _IS_LINUX else None


class Forks:
    """Runs one job after the other, each in a child of its own."""

    def __init__(self, inbox: Inbox, outbox: int) -> None:
        """Prepare; the children get neither of the two ends of the worker's conversation."""
        self._inbox = inbox
        self._outbox = outbox
        # Shared with the children, so that it can be read how far one came that was stopped.
        self._progress = memoryview(mmap.mmap(-1, 8)).cast("q")
        if _C is not None:
            # What a child leaves behind becomes ours to end, even if it made itself a daemon.
            _C.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def answered(
        self, task: Task[AnswerT], number: int, folder: Path, seconds: float
    ) -> AnswerT | None:
        """Have a task done in a child, and end everything that the child has started.

        Args:
            task: what is to be done.
            number: the number under which it may be withdrawn.
            folder: an empty folder, in which the child runs.
            seconds: how long it may take.

        Returns:
            the answer, or None if it was withdrawn.

        Raises:
            OSError: if the system gives no further process.
        """
        self._progress[0] = LOADING
        reading, writing = os.pipe()
        worker = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                self._be_the_child(task, folder, seconds, (writing, worker))
        finally:
            os.close(writing)
        try:
            return self._awaited(task, (child, number), reading, seconds)
        finally:
            os.close(reading)
            _end(child)
            _end_what_is_left()

    def _be_the_child(
        self, task: Task[AnswerT], folder: Path, seconds: float, parent: tuple[int, int]
    ) -> NoReturn:
        writing, worker = parent
        status = 1
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for file in (self._inbox.fileno(), self._outbox, 0, 1, 2):
                os.dup2(nothing, file)
            if _C is not None:
                _C.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            os.chdir(folder)
            restrict(seconds)
            if os.getppid() == worker:
                status = self._carry_out(task, folder, writing)
        finally:
            # Nothing of the worker's may run again in the child, whatever was raised.
            os._exit(status)

    def _carry_out(self, task: Task[AnswerT], folder: Path, writing: int) -> int:
        # Without memory nothing new can be said, so this line stands ready.
        line = _line(task.failed(OUT_OF_MEMORY))
        with contextlib.suppress(MemoryError):
            line = _line(task.carried_out(folder, self._progress))
        try:
            while line:
                line = line[os.write(writing, line) :]
        except OSError:
            return LOST
        return 0

    def _awaited(
        self, task: Task[AnswerT], child_and_number: tuple[int, int], reading: int, seconds: float
    ) -> AnswerT | None:
        """Wait for the answer, the child's end, the time limit or a withdrawal."""
        child, number = child_and_number
        deadline = time.monotonic() + seconds
        watched: list[int] = [self._inbox.fileno(), reading]
        received = b""
        while True:
            ready = select.select(watched, [], [], POLL_SECONDS)[0]
            if self._inbox.fileno() in ready:
                self._inbox.fill()
            if self._inbox.withdrawn(number):
                return None
            if reading in ready:
                chunk = os.read(reading, 1 << 16)
                received += chunk
                if not chunk:
                    # The child has ended, or the exported file closed what it does not own.
                    watched.remove(reading)
                elif (answer := _answer(task, received)) is not None:
                    return answer
                elif len(received) > MOST_BYTES:
                    return task.failed("The exported file wrote where only the verdict belongs.")
            elif (status := _status(child)) is not None:
                return task.failed(f"The exported file {self._ending(status)}.")
            if time.monotonic() > deadline:
                words = f"took longer than {seconds:.0f} s and was stopped"
                return task.failed(f"The exported file {words} {position(self._progress[0])}.")

    def _ending(self, status: int) -> str:
        if status == LOST:
            return "closed the pipe that the verdict goes through"
        return f"{ending(status)} {position(self._progress[0])}"


def _line(answer: Answer) -> bytes:
    """Write an answer on a line of its own, whatever was written before it."""
    return b"\n" + json.dumps(answer.to_json()).encode() + b"\n"


def _answer(task: Task[AnswerT], received: bytes) -> AnswerT | None:
    """Find the answer in what came through the pipe, or None while there is none."""
    for line in reversed(received.split(b"\n")[:-1]):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return task.read(json.loads(line))
    return None


def _status(child: int) -> int | None:
    """Tell how a child ended, as subprocess does, and leave it to be reaped; None if it runs."""
    result = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if result is None:
        return None
    return result.si_status if result.si_code == os.CLD_EXITED else -result.si_status


def _end(child: int) -> None:
    """Kill a child with its process group, and reap it."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _end_what_is_left() -> None:
    """Kill the processes that a child left behind, and those that they leave behind in turn."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    deadline = time.monotonic() + SWEEP_SECONDS
    while time.monotonic() < deadline:
        try:
            left = [int(word) for word in children.read_text(encoding="ascii").split()]
        except OSError:
            return
        if not left:
            return
        for process in left:
            _end(process)

"""A proof in a forked child of the warm worker: what goes wrong in it ends with it. POSIX only."""

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
from rampsmith.designer.proof.examination import LOADING, examine
from rampsmith.designer.proof.inbox import Inbox
from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.limits import OUT_OF_MEMORY, restrict
from rampsmith.designer.proof.verdict import Verdict, failed

LOST = 120
"""The status of a child whose verdict could not be written, because the file closed its pipe."""
MOST_BYTES = 1 << 20
"""A verdict is far smaller; more than this in the pipe is not ours."""
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

    def proved(self, job: Job, number: int, folder: Path, seconds: float) -> Verdict | None:
        """Prove a job in a child, and end everything that the child has started.

        Args:
            job: what is to be proved.
            number: the number under which it may be withdrawn.
            folder: an empty folder, in which the child runs.
            seconds: how long it may take.

        Returns:
            the verdict, or None if it was withdrawn.

        Raises:
            OSError: if the system gives no further process.
        """
        self._progress[0] = LOADING
        reading, writing = os.pipe()
        worker = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                self._be_the_child(job, folder, seconds, (writing, worker))
        finally:
            os.close(writing)
        try:
            return self._awaited(child, number, reading, seconds)
        finally:
            os.close(reading)
            _end(child)
            _end_what_is_left()

    def _be_the_child(
        self, job: Job, folder: Path, seconds: float, parent: tuple[int, int]
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
                status = self._prove(job, folder, writing)
        finally:
            # Nothing of the worker's may run again in the child, whatever was raised.
            os._exit(status)

    def _prove(self, job: Job, folder: Path, writing: int) -> int:
        # Without memory nothing new can be said, so this line stands ready.
        line = _line(failed(OUT_OF_MEMORY))
        with contextlib.suppress(MemoryError):
            line = _line(examine(job, folder, self._progress))
        try:
            while line:
                line = line[os.write(writing, line) :]
        except OSError:
            return LOST
        return 0

    def _awaited(self, child: int, number: int, reading: int, seconds: float) -> Verdict | None:
        """Wait for the verdict, the child's end, the time limit or a withdrawal."""
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
                elif (verdict := _verdict(received)) is not None:
                    return verdict
                elif len(received) > MOST_BYTES:
                    return failed("The exported file wrote where only the verdict belongs.")
            elif (status := _status(child)) is not None:
                return failed(f"The exported file {self._ending(status)}.")
            if time.monotonic() > deadline:
                words = f"took longer than {seconds:.0f} s and was stopped"
                return failed(f"The exported file {words} {position(self._progress[0])}.")

    def _ending(self, status: int) -> str:
        if status == LOST:
            return "closed the pipe that the verdict goes through"
        return f"{ending(status)} {position(self._progress[0])}"


def _line(verdict: Verdict) -> bytes:
    """Write a verdict on a line of its own, whatever was written before it."""
    return b"\n" + json.dumps(verdict.to_json()).encode() + b"\n"


def _verdict(received: bytes) -> Verdict | None:
    """Find the verdict in what came through the pipe, or None while there is none."""
    for line in reversed(received.split(b"\n")[:-1]):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return Verdict.from_json(json.loads(line))
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

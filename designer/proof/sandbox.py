"""The containment of an exported file: limits on its process, a forked child for each question.

What goes wrong in a child of the warm worker ends with it. Forking is for POSIX only; a worker
that cannot do so restricts itself.
"""

import contextlib
import ctypes
import math
import mmap
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeAlias

from rampsmith.designer.proof.channel import (
    Inbox,
    Outbox,
    Question,
    decoded_message,
    encoded,
    write_all,
)
from rampsmith.designer.proof.descriptions import FOREIGN_ANSWER, exit_sentence, position
from rampsmith.designer.proof.task import LOADING, Progress

MEMORY_BYTES = 1 << 30
"""How much more memory an exported file may use than torch uses already."""
FILE_BYTES = 16 << 20
"""How large a file it may write."""
GRACE_SECONDS = 5
"""Processor time beyond the time limit; the clock on the wall is watched from outside."""
LOST = 120
"""The status of a child whose answer could not be written, because the file closed its pipe."""
MOST_BYTES = 4 << 20
"""An answer is far smaller; more than this in the pipe is not ours."""
POLL_SECONDS = 0.05
SWEEP_SECONDS = 1.0

OUT_OF_MEMORY = f"used up its memory of {MEMORY_BYTES >> 30} GB"

CarryOut: TypeAlias = Callable[[Question, Progress, Callable[[bytes], None]], bytes]
"""Does what is asked for and returns the answer as a line; may send lines before it."""

# From <sys/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_IS_LINUX = sys.platform.startswith("linux")
_C = ctypes.CDLL(None) if _IS_LINUX else None


def restrict(seconds: float) -> None:
    """Restrict this process for good, as far as its system can."""
    try:
        import resource
    except ImportError:  # There is none on Windows; the time limit remains.
        return
    processor = math.ceil(seconds) + GRACE_SECONDS
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CPU: processor,
    }
    present = _present_bytes()
    if present is not None:
        wanted[resource.RLIMIT_AS] = present + MEMORY_BYTES
    for kind, amount in wanted.items():
        highest = resource.getrlimit(kind)[1]
        limit = amount if highest == resource.RLIM_INFINITY else min(amount, highest)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, highest))


class Sandbox:
    """Answers one question after the other, each in a child of its own."""

    def __init__(self, inbox: Inbox, outbox: Outbox, carry_out: CarryOut) -> None:
        """Prepare; the children get neither of the two ends of the worker's conversation."""
        self._inbox = inbox
        self._outbox = outbox
        self._carry_out = carry_out
        # Shared with the children, to read how far one came that was stopped.
        self._progress = memoryview(mmap.mmap(-1, 8)).cast("q")
        if _C is not None:
            # What a child leaves behind becomes ours to end, even if it made itself a daemon.
            _C.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def answered(self, question: Question) -> bytes:
        """Have a question answered in a child, and end everything that the child has started.

        Returns:
            the child's own line, or one that says why there is none.

        Raises:
            OSError: if the system starts no further process.
        """
        self._progress[0] = LOADING
        reading, writing = os.pipe()
        worker = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                self._be_the_child(question, writing, worker)
        finally:
            os.close(writing)
        try:
            return self._awaited(question, child, reading)
        finally:
            os.close(reading)
            _end(child)
            _end_what_is_left()

    def _be_the_child(self, question: Question, writing: int, worker: int) -> NoReturn:
        status = 1
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for file in (self._inbox.fileno(), self._outbox.fileno(), 0, 1, 2):
                os.dup2(nothing, file)
            if _C is not None:
                _C.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() == worker:
                line = self._carry_out(question, self._progress, partial(write_all, writing))
                status = LOST
                write_all(writing, line)
                status = 0
        finally:
            # Nothing of the worker's may run again in the child, whatever was raised.
            os._exit(status)

    def _awaited(self, question: Question, child: int, reading: int) -> bytes:
        """Wait for the answer, the child's end, the time limit or a withdrawal; pass on its parts."""
        watched: list[int] = [self._inbox.fileno(), reading]
        heard = _Heard(question)
        while True:
            ready = select.select(watched, [], [], POLL_SECONDS)[0]
            if self._inbox.fileno() in ready:
                self._inbox.fill()
            if self._inbox.has_withdrawn(question.number):
                return encoded(number=question.number)
            if reading in ready:
                chunk = os.read(reading, 1 << 16)
                if not chunk:
                    # The child has ended, or the exported file closed what it does not own.
                    watched.remove(reading)
                if parts := heard.parts_in(chunk):
                    self._outbox.send(parts)
                if (line := heard.end) is not None:
                    return line
            elif (status := _status(child)) is not None:
                return _ended(question, self._ending(status))
            if time.monotonic() > heard.deadline:
                words = f"{heard.silence} and was stopped"
                place = position(self._progress[0])
                return _ended(question, f"{words} {place}")

    def _ending(self, status: int) -> str:
        if status == LOST:
            return "closed the pipe that the verdict goes through"
        return f"{exit_sentence(status)} {position(self._progress[0])}"


class _Heard:
    """Listens to a child for the end of its answer, and for what the file itself has written."""

    def __init__(self, question: Question) -> None:
        """Listen for what belongs to a question."""
        self._question = question
        self._rest = b""
        self._foreign = 0
        self._answer: bytes | None = None
        self._has_parts = False
        self.deadline = time.monotonic() + question.seconds
        """When the child has been silent for too long."""

    def parts_in(self, data: bytes) -> bytes:
        """Take in what has come; return the lines of it that are parts of an answer."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        parts = b""
        for line in lines:
            message = decoded_message(line)
            if message.get("number") != self._question.number:
                self._foreign += len(line)
            elif "part" in message:
                parts += line + b"\n"
                self._has_parts = True
                self.deadline = time.monotonic() + self._question.seconds
            else:
                self._answer = line + b"\n"
        return parts

    @property
    def end(self) -> bytes | None:
        """The line that ends the answer; None while there is none."""
        if self._answer is None and self._foreign + len(self._rest) > MOST_BYTES:
            return _ended(self._question, FOREIGN_ANSWER)
        return self._answer

    @property
    def silence(self) -> str:
        """The words for a child whose time is over."""
        seconds = f"{self._question.seconds:.0f} s"
        return f"was silent for {seconds}" if self._has_parts else f"took longer than {seconds}"


def _ended(question: Question, words: str) -> bytes:
    """Say what the file did instead of letting the task answer."""
    return encoded(number=question.number, ended=words)


def _status(child: int) -> int | None:
    """Return how a child ended, as subprocess does, and leave it to be reaped; None if it runs."""
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


def _present_bytes() -> int | None:
    """Return the size of this process's address space, where the system shows it."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()

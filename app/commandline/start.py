"""The program's entry: it is interrupted in silence while the rest of it is still being imported."""

import os
import signal
import sys
import time

DONE = 0
DESIGN_HAS_ERRORS = 1
BAD_USAGE = 2
INTERRUPTED = 130
"""The statuses with which it exits."""

TAKES_TO_END = 1.0
"""Seconds after an interruption in which another one is the same: keys repeat while they are held."""


def main() -> int:
    """Carry out the command line and return the exit status."""
    _end_once_interrupted()
    try:
        from rampsmith.app.commandline.command import main as carry_out

        status = carry_out()
    except KeyboardInterrupt:
        status = INTERRUPTED
    # What is left to do is Python's, which would complain.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


def _end_once_interrupted() -> None:
    """Raise ``KeyboardInterrupt`` once: what cleans up after it is not interrupted in turn."""
    first = float("inf")

    def interrupt(*_: object) -> None:
        nonlocal first
        now = time.monotonic()
        if first == float("inf"):
            first = now
            raise KeyboardInterrupt
        if now > first + TAKES_TO_END:
            # It was raised where nobody could catch it, or cleaning up takes too long.
            os._exit(INTERRUPTED)

    def tell(raised: "sys.UnraisableHookArgs") -> None:
        if not isinstance(raised.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(raised)

    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = tell

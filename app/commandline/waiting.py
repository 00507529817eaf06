"""Tell on a terminal what a command is at, where it takes longer than a moment."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rampsmith.app.commandline.streams import show

MOMENT = 1.0
"""Seconds: for so long nothing is said, and then so often."""


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Tell on standard error, if it is a terminal, what is done and for how long, until it is done."""
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield
        return
    done = threading.Event()

    def tell() -> None:
        shown, seconds = "", 0
        while not done.wait(MOMENT):
            seconds += 1
            shown = f"{words} … {seconds} s (Ctrl+C ends it)"
            show(f"\r{shown}")
        if shown:
            show(f"\r{' ' * len(shown)}\r")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()

"""The cancelling of work in another thread."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager


class Cancellation:
    """Belongs to one piece of work; it is cancelled by any thread, and for good."""

    def __init__(self) -> None:
        """Start as not cancelled."""
        self._guard = threading.Lock()
        self.is_cancelled = False
        """Whether the work is no longer wanted."""
        self._wake: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Have the work stop as soon as it can."""
        with self._guard:
            self.is_cancelled = True
            wake = self._wake
        if wake is not None:
            wake()

    def raise_if_cancelled(self) -> None:
        """End the work here if it is no longer wanted.

        Raises:
            CancelledError: if it was cancelled.
        """
        if self.is_cancelled:
            raise CancelledError

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """Have a function called by a cancellation that comes within, to end a wait.

        Raises:
            CancelledError: if it came before.
        """
        with self._guard:
            self._wake = wake
        try:
            self.raise_if_cancelled()
            yield
        finally:
            with self._guard:
                self._wake = None

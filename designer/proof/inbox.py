"""Messages, one JSON object to a line, from a file descriptor that is also waited for."""

import json
import os
from collections import deque
from typing import Any


class Inbox:
    """The messages that have come and were not yet taken.

    Attributes:
        is_closed: whether the sender has ended, so that no more will come.
    """

    def __init__(self, file: int) -> None:
        """Read from a file descriptor."""
        self._file = file
        self._partial = b""
        self._messages: deque[dict[str, Any]] = deque()
        self.is_closed = False

    def fileno(self) -> int:
        """Return the file descriptor, to wait for it together with others."""
        return self._file

    def fill(self) -> None:
        """Take in what has come; waits if there is nothing."""
        data = os.read(self._file, 1 << 16)
        self.is_closed = not data
        *lines, self._partial = (self._partial + data).split(b"\n")
        self._messages += (json.loads(line) for line in lines)

    def next(self) -> dict[str, Any] | None:
        """Take the next message, waiting for it; None when there will be no more."""
        while not self._messages:
            if self.is_closed:
                return None
            self.fill()
        return self._messages.popleft()

    def withdrawn(self, number: int) -> bool:
        """Tell whether nobody waits for a job any more: it was cancelled, or all is over."""
        return self.is_closed or {"cancel": number} in self._messages

"""The lines of a text that may be large: decoded as they are read, none of them without an end."""

import io
from collections.abc import Iterator

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import decoded

LONGEST_LINE = 200_000
"""Characters of a line at the most."""

_AT_ONCE = 2**20
"""Characters that are read at once."""


class LogText:
    """A text in UTF-8, and how far it is read.

    Attributes:
        data: its bytes.
        source: where it comes from, for its faults.
    """

    def __init__(self, data: bytes, source: str) -> None:
        """Take the bytes, which are not copied."""
        self.data = data
        self.source = source
        self.share = 0.0
        """How much of it is read."""

    def blocks(self) -> Iterator[list[str]]:
        """Yield its lines from the first on, each with what ends it, many at once.

        Raises:
            DesignError: if a line is too long, or is no UTF-8.
        """
        buffer = io.BytesIO(self.data)
        wrapped = io.TextIOWrapper(buffer, "utf-8-sig", newline="")
        try:
            while block := wrapped.readlines(_AT_ONCE):
                if max(map(len, block)) > LONGEST_LINE:
                    sentence = f"A line has more than {LONGEST_LINE:,} characters; this is no log."
                    raise DesignError(self.source, (DesignFault("", sentence),))
                self.share = buffer.tell() / len(self.data)
                yield block
        except UnicodeDecodeError:
            decoded(self.data, self.source)  # It knows the place.
            raise

    def lines(self) -> Iterator[str]:
        """Yield its lines from the first on, each with what ends it.

        Raises:
            DesignError: if a line is too long, or is no UTF-8.
        """
        for block in self.blocks():
            yield from block

    def first_line(self) -> str:
        """Return the first line that is not empty, or the beginning of one that is too long."""
        begun = self.data[: 4 * LONGEST_LINE].decode("utf-8-sig", "replace")
        return next((line for line in begun.split("\n") if line.strip()), "")

    def whole(self) -> str:
        """Return all of it.

        Raises:
            DesignError: if it is no UTF-8.
        """
        return decoded(self.data, self.source)

"""The lines of a text that may be large: decoded as they are read, none of them without an end."""

import io
from collections.abc import Iterator

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import decoded

LONGEST_LINE = 200_000
"""Characters of a line at the most."""

_AT_ONCE = 2**20
"""Bytes that are read at once; the longest line has fewer."""

_MARK = b"\xef\xbb\xbf"


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
        begin = len(_MARK) if self.data.startswith(_MARK) else 0
        while begin < len(self.data):
            end = self._end_of_lines(begin)
            try:
                text = self.data[begin:end].decode()
            except UnicodeDecodeError:
                decoded(self.data, self.source)  # It knows the place.
                raise
            block = io.StringIO(text, newline="").readlines()
            if max(map(len, block)) > LONGEST_LINE:
                raise self._too_long()
            self.share = end / len(self.data)
            yield block
            begin = end

    def _end_of_lines(self, begin: int) -> int:
        """Return where lines end that are read at once, before any of them is decoded."""
        last = begin + _AT_ONCE
        if last >= len(self.data):
            return len(self.data)
        end = 1 + max(self.data.rfind(sign, begin, last) for sign in (b"\n", b"\r"))
        if end <= begin:
            raise self._too_long()
        return end + 1 if self.data[end - 1 : end + 1] == b"\r\n" else end

    def _too_long(self) -> DesignError:
        sentence = f"A line has more than {LONGEST_LINE:,} characters; this is no log."
        return DesignError(self.source, (DesignFault("", sentence),))

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

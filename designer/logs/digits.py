"""With how many digits the numbers of a column were written."""

import re
from collections.abc import Sequence

from rampsmith.designer.logs.log import ALL_DIGITS

LOOKED_AT = 200
"""Cells that are looked at of each block of rows."""

SMALL = 1e-4
"""Programs that write no more digits than a number needs give smaller ones an exponent."""

_NUMBER = re.compile(r"[-+]?(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?")


class Digits:
    """The digits of a column: looked at so far, in samples of its cells."""

    def __init__(self) -> None:
        """Begin without any."""
        self.most = 0
        self._decimals: int | None = None
        self._is_even = True
        self._is_fixed = False

    def look_at(self, cells: Sequence[str]) -> None:
        """Look at some of the cells, spread over all."""
        every = max(1, len(cells) // LOOKED_AT)
        for cell in cells[::every]:
            match = _NUMBER.fullmatch(cell.strip())
            if match is not None:
                self._take(match[1], match[2], has_exponent=match[3] is not None)

    def _take(self, whole: str, part: str, *, has_exponent: bool) -> None:
        digits = (whole + part).lstrip("0")
        # The zeros after an exponent's mantissa were written because they are known.
        shown = digits if has_exponent else digits.rstrip("0")
        self.most = max(self.most, len(shown))
        if self._decimals is None:
            self._decimals = len(part)
        self._is_even = self._is_even and not has_exponent and self._decimals == len(part)
        is_small = digits == "" or float(f"0{whole}.{part}0") < SMALL
        # Nothing but a fixed number of decimals ends in zeros, or is this small without exponent.
        self._is_fixed = self._is_fixed or (len(part) > 1 and (part.endswith("0") or is_small))

    @property
    def significant(self) -> int:
        """How many significant digits the numbers have at the most."""
        return min(self.most or ALL_DIGITS, ALL_DIGITS)

    @property
    def decimals(self) -> int | None:
        """How many decimals all have, where they were written with as many; else None."""
        return self._decimals if self._is_even and self._is_fixed else None

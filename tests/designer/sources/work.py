"""Count the work that something takes, which unlike its time is the same on every computer."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls_in(function: Callable[[], object]) -> int:
    """Call a function, and return how many calls that made, those of built-in functions too."""
    count = 0

    def look(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count

"""Numbers in fields: how they are written, shortened to fit, and changed by Up and Down."""

import math
import re
from collections.abc import Iterator

from rampsmith.designer.values.numbers import (
    LEAST_BRIEF,
    EntryError,
    brief_count,
    exact_text,
    parsed_number,
)

_NUMBER = re.compile(r"\s*([-−]?[\d.,]+(?:e[+-]?\d+)?)(.*)", re.IGNORECASE | re.DOTALL)


def shorter_texts(text: str) -> Iterator[str]:
    """Yield a number ever shorter, its last digits rounded: ``8.192e-4``, ``8.19e-4``, ``8e-4``.

    Large ones come as ``1.28M``. Of what is no number, nothing.
    """
    try:
        value = parsed_number(text)
    except EntryError:
        return
    for digits in range(6, -1, -1):
        mantissa, exponent = f"{value:.{digits}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        rounded = float(f"{value:.{digits}e}")
        texts = [exact_text(rounded), f"{mantissa}e{int(exponent)}"]
        if abs(rounded) >= LEAST_BRIEF:
            texts.append(brief_count(rounded))
        yield min(texts, key=len)


def nudged_text(text: str, by: int, *, counts: bool, digit: int = 2) -> str | None:
    """Return an entry with its number nudged to the next round one, its unit kept.

    Args:
        by: 1 for up, -1 for down; never through 0.
        counts: whether it counts something, so that a whole number stays whole.
        digit: which digit of the number goes on.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    try:
        value = parsed_number(found[1])
    except EntryError:
        return None
    is_whole = counts and value == int(value)
    place = math.floor(math.log10(abs(value))) - digit + 1 if value else 1 - digit
    # Down from 1 the next digit is a finer one: 0.99, not 0.9.
    if by * value < 0 and f"{abs(value):e}".startswith("1.000000e"):
        place -= 1
    place = max(0, place) if is_whole else place
    count = value / float(f"1e{place}")
    near = round(count)
    is_round = math.isclose(count, near, rel_tol=1e-9)
    count = near + by if is_round else math.floor(count) + (by > 0)
    nudged = float(f"{count}e{place}")
    if value * nudged < 0 or (value == 0 and by < 0):
        return None
    return exact_text(nudged) + found[2]

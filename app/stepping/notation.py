"""How the values of a run are written in its table and beside its loop: those of a curve in one way."""

from collections.abc import Callable
from functools import lru_cache

from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.designer.values.numbers import (
    LEAST_DECIMAL,
    decimal_text,
    digits_text,
    exponent_text,
)

LOOKED_AT = 64
"""Rows in which it is looked how large the values are."""

LEAST_MIXED = 1e-3
"""Curves that go from 0.01 or more to below this are written with exponents; a guess."""


@lru_cache(maxsize=2)
def writers(schedule: Schedule) -> dict[CurveKey, Callable[[float], str]]:
    """Choose how the values of each curve are written: with exponents, without, or by their size.

    A run may have more rows than can be looked at: the first ones, the last, and some between.
    """
    rows = Rows(schedule, "step")
    if not schedule.segments or not rows.count:
        return {}
    stride = max(1, rows.count // LOOKED_AT)
    numbers = {*range(min(3, rows.count)), *range(0, rows.count, stride), rows.count - 1}
    looked_at = [rows.read(number, number + 1)[0] for number in sorted(numbers)]
    found = {}
    for key in looked_at[0].values:
        values = [value for row in looked_at for value in (*row.values[key], *row.after[key])]
        found[key] = _writer([abs(value) for value in values if value])
    return found


def _writer(sizes: list[float]) -> Callable[[float], str]:
    low, high = min(sizes, default=1.0), max(sizes, default=1.0)
    if low >= LEAST_DECIMAL or high < LEAST_DECIMAL:
        return digits_text
    return decimal_text if low >= LEAST_MIXED else exponent_text

"""What columns are whose names say nothing, going by their values: a rate is smooth, a loss noisy."""

from dataclasses import replace

import numpy as np

from rampsmith.designer.logs.log import Floats, Series, SeriesKind
from rampsmith.designer.logs.names import counts_rows

FEWEST = 10
"""Values from which anything can be told."""
LARGEST_RATE = 10.0
"""Of a column that nothing calls a rate."""
SMOOTH, NOISY = 0.1, 0.25
"""The part of the values at which a rate turns at the most, and a loss or a metric at the least."""
PART = 10
"""The first and the last of so many parts are compared, to tell whether a column falls or rises."""


def told_by_values(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Return series with the kinds that their values show, where no name shows one."""
    if any(each.kind != "other" for each in series):
        return series
    return tuple(
        each if counts_rows(each.name) else replace(each, kind=_kind(each.values))
        for each in series
    )


def _kind(values: Floats) -> SeriesKind:
    values = values[np.isfinite(values)]
    if len(values) < FEWEST or values.min() < 0 or (values == np.round(values)).all():
        return "other"
    steps = np.diff(values)
    moves = steps[steps != 0]
    if len(moves) < 2:
        return "rate" if len(moves) and values.max() < LARGEST_RATE else "other"
    turns = float((np.sign(moves[1:]) != np.sign(moves[:-1])).mean())
    if turns <= SMOOTH:
        # Time and other counts rise evenly to large numbers.
        return "rate" if values.max() < LARGEST_RATE else "other"
    if turns < NOISY:
        return "other"
    part = max(2, len(values) // PART)
    begin, end = float(np.median(values[:part])), float(np.median(values[-part:]))
    if end < begin:
        return "loss"
    is_share = values.max() <= 1 or (values.max() <= 100 and end > begin + 1)
    return "metric" if end > begin and is_share else "other"

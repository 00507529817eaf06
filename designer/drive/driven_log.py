"""The log of a drive, in the form that the readers of logs read."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

RULE = " - "
"""What stands between a run and a column in its name, as in the charts that W&B exports."""


@dataclass(frozen=True, slots=True)
class DrivenCurve:
    """The drive of one design.

    Attributes:
        name: what the design is called.
        own_updates: the updates of its own run.
        updates: the updates that it was driven for.
        rates: the rate at each update.
        losses: for each seed the losses, up to where the last one was finite.
        diverged: whether none of the seeds came to its end.
    """

    name: str
    own_updates: int
    updates: int
    rates: Sequence[float]
    losses: Sequence[Sequence[float]]
    diverged: bool


def log_text(curves: Iterable[DrivenCurve]) -> str:
    """Write a table with a row for each step at which a loss is known, and columns for each design.

    A step is an update of the design's own run, which was spread over the updates of the drive. So the
    rates line up with the design, and the laws of the loss can go on to the end of its run. The loss is
    the mean over the seeds that have not diverged; where all have, a last row says NaN. The columns of
    a single design have no name before them.
    """
    driven = [curve for curve in curves if any(curve.losses)]
    names = _told_apart([curve.name for curve in driven])
    columns = [_column(curve) for curve in driven]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = (f"{name}{RULE}" if len(names) > 1 else "" for name in names)
    writer.writerow(["step", *(f"{head}{word}" for head in heads for word in ("lr", "loss"))])
    for step in sorted(set().union(*columns)):
        cells = (column.get(step, ("", "")) for column in columns)
        writer.writerow([step, *(cell for pair in cells for cell in pair)])
    return text.getvalue()


def _told_apart(names: Sequence[str]) -> list[str]:
    """Number the names that occur several times."""
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name} {number}" for number, name in enumerate(names, 1)
    ]


def _column(curve: DrivenCurve) -> dict[int, tuple[str, str]]:
    """Return the rate and the loss of a design, by the steps at which they are known."""
    count = max(map(len, curve.losses))
    table = np.full((len(curve.losses), count), np.nan)
    for row, known in enumerate(curve.losses):
        table[row, : len(known)] = known
    # Where the design has fewer updates than it was driven for, several stand for one of its own.
    own = curve.own_updates or curve.updates
    steps, index = np.unique(np.arange(count) * own // curve.updates, return_inverse=True)
    counts = np.bincount(index)
    rates, losses = (
        np.bincount(index, values) / counts
        for values in (np.array(curve.rates[:count]), np.nanmean(table, axis=0))
    )
    cells = zip(map(repr, rates.tolist()), map(repr, losses.tolist()), strict=True)
    column = dict(zip(map(int, steps), cells, strict=True))
    if curve.diverged and count < curve.updates:
        column[count * own // curve.updates] = (repr(rates.tolist()[-1]), repr(math.nan))
    return column

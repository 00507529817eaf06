"""The losses of a run over its seeds, as lines to draw."""

from dataclasses import dataclass

import numpy as np

from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.designer.drive.range_test import smoothed
from rampsmith.designer.drive.record import DriveRecord
from rampsmith.designer.logs.log import Floats

SMOOTHED_OVER = 1 / 40
"""The share of a run's updates over which a smoothed line goes; a guess."""


@dataclass(frozen=True, slots=True)
class MeanLoss:
    """The losses of a run over its seeds.

    Attributes:
        raws: the mean before it was smoothed, and each seed that is no part of it.
        smooth: the mean, smoothed.
        band: the lowest and the highest smoothed loss of a seed; None where there is one seed.
    """

    raws: tuple[LoggedSeries, ...]
    smooth: LoggedSeries
    band: tuple[LoggedSeries, LoggedSeries] | None


def mean_loss(record: DriveRecord, run: int) -> MeanLoss | None:
    """Return the losses of a run over its seeds; None while there are none.

    A seed that diverged is left out of the mean while others go on. Where all diverged, the mean goes
    as far as all of them came.
    """
    found = [np.array(losses) for losses in record.losses(run)]
    lost = {each.seed for each in record.ends(run).divergences if each.seed < len(found)}
    kept = [losses for seed, losses in enumerate(found) if seed not in lost and len(losses)]
    shortest = min((len(losses) for losses in found), default=0)
    rows = kept or ([losses[:shortest] for losses in found] if shortest else [])
    if not rows:
        return None
    design = record.request.runs[run]
    over = max(1, round(design.updates * SMOOTHED_OVER))
    raw, smooth = _table(rows), _table([smoothed(losses, over) for losses in rows])

    def series(values: Floats) -> LoggedSeries:
        return LoggedSeries(design.name, np.arange(len(values), dtype=float), values)

    band = None
    if len(rows) > 1:
        band = series(np.nanmin(smooth, axis=0)), series(np.nanmax(smooth, axis=0))
    alone = (series(found[seed]) for seed in sorted(lost))
    return MeanLoss(
        (series(np.nanmean(raw, axis=0)), *alone), series(np.nanmean(smooth, axis=0)), band
    )


def _table(rows: list[Floats]) -> Floats:
    """Put rows of different lengths below each other; what is missing is NaN."""
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for row, values in enumerate(rows):
        table[row, : len(values)] = values
    return table

"""The log of a drive, in the form that the readers of logs read."""

import csv
import io

import numpy as np

from rampsmith.app.drive.traces import DrivenDesign, Trace, Traces

RULE = " - "
"""What stands between a run and a column in its name, as in the charts that W&B exports."""


def log_text(traces: Traces, *, ended: bool = False) -> str:
    """Write a table with a row for each step at which a loss is known, and columns for each design.

    A step is an update of the design, whose run was spread over those of the drive: so its rates line
    up with it, and the laws of the loss go on over its own run. The loss is the mean over the seeds that had not
    diverged. One design has no name before its columns.

    Args:
        ended: leaves out the designs that never came to their end.
    """
    tables = [
        (design, found)
        for run, design in enumerate(traces.designs)
        if (found := [trace for trace in traces.of_run(run) if trace.losses])
        and (traces.finals(run) or not ended)
    ]
    columns = [_column(design, found) for design, found in tables]
    heads = ["step"]
    for design, _ in tables:
        before = f"{design.name.replace(RULE, ', ')}{RULE}" if len(tables) > 1 else ""
        heads += [f"{before}lr", f"{before}loss"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    for step in sorted(set().union(*columns)):
        cells = (column.get(step, ("", "")) for column in columns)
        writer.writerow([step, *(cell for pair in cells for cell in pair)])
    return text.getvalue()


def _column(design: DrivenDesign, traces: list[Trace]) -> dict[int, tuple[str, str]]:
    """Return the rate and the loss of a design at the steps at which these are known."""
    longest = max(traces, key=lambda trace: len(trace.losses))
    count = len(longest.losses)
    table = np.full((len(traces), count), np.nan)
    for row, trace in enumerate(traces):
        table[row, : len(trace.losses)] = trace.losses
    # Where the design has fewer updates than it was driven for, several stand for one of its own.
    own = design.schedule.run.total_updates or design.updates
    steps, index = np.unique(np.arange(count) * own // design.updates, return_inverse=True)
    counts = np.bincount(index)
    rates, losses = (
        np.bincount(index, values) / counts
        for values in (np.array(longest.rates), np.nanmean(table, axis=0))
    )
    cells = zip(map(repr, rates.tolist()), map(repr, losses.tolist()), strict=True)
    return dict(zip(map(int, steps), cells, strict=True))

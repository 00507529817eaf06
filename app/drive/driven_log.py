"""The log of a drive, in the form that the readers of logs read."""

import csv
import io
from itertools import zip_longest

import numpy as np

from rampsmith.app.drive.traces import DrivenDesign, Trace, Traces

RULE = " - "
"""What stands between a run and a column in its name."""


def log_text(traces: Traces) -> str:
    """Write a table with a row for each update, and columns for each design.

    A step is one of the design, whose run was spread over the updates: so its rates line up with it,
    and the laws of the loss go on over its own run. The loss is the mean over the seeds that had not
    diverged. One design has no name before its columns.
    """
    tables = [
        (design, found)
        for run, design in enumerate(traces.designs)
        if (found := [trace for trace in traces.of_run(run) if trace.losses])
    ]
    heads: list[str] = []
    columns: list[list[str]] = []
    for design, found in tables:
        before = f"{design.name.replace(RULE, ', ')}{RULE}" if len(tables) > 1 else ""
        heads += [f"{before}{name}" for name in ("step", "lr", "loss")]
        columns += _columns(design, found)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(zip_longest(*columns, fillvalue=""))
    return text.getvalue()


def _columns(design: DrivenDesign, traces: list[Trace]) -> list[list[str]]:
    longest = max(traces, key=lambda trace: len(trace.losses))
    count = len(longest.losses)
    table = np.full((len(traces), count), np.nan)
    for row, trace in enumerate(traces):
        table[row, : len(trace.losses)] = trace.losses
    steps = design.schedule.total_steps
    return [
        [str(update * steps // design.updates) for update in range(count)],
        [repr(rate) for rate in longest.rates],
        [repr(float(loss)) for loss in np.nanmean(table, axis=0)],
    ]

"""The log of a drive that the window has made."""

from rampsmith.app.drive.traces import Traces
from rampsmith.designer.drive import driven_log
from rampsmith.designer.drive.driven_log import DrivenCurve


def log_text(traces: Traces, *, ended: bool = False) -> str:
    """Write the log of all designs.

    Args:
        ended: leaves out the designs that never came to their end.
    """
    curves = []
    for run, design in enumerate(traces.designs):
        found = traces.of_run(run)
        has_end = bool(traces.finals(run))
        if not found or (ended and not has_end):
            continue
        longest = max(found, key=lambda trace: len(trace.losses))
        curves.append(
            DrivenCurve(
                design.name,
                own_updates=design.schedule.run.total_updates,
                updates=design.updates,
                rates=longest.rates,
                losses=[trace.losses for trace in found],
                diverged=all(trace.diverged is not None for trace in found),
            )
        )
    return driven_log.log_text(curves)

"""The exported file of a schedule, remembered for all who want the same one."""

from dataclasses import dataclass

from rampsmith.designer.document.schedule import Schedule

LONG = 50
"""Segments beyond which writing takes more than a tenth of a second on a slow machine."""

MOST_KEPT = 4

_written: "dict[Schedule, ExportResult]" = {}
"""The files that were asked for last; the view, the check and the export all want the same one."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The exported file of a schedule, or why there is none.

    Attributes:
        source: the file; empty where there is none.
        reasons: the errors of the schedule, a sentence each.
    """

    source: str
    reasons: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """The reasons as one message, a line each."""
        return "\n".join(("There is nothing to export yet:", *self.reasons))


def is_at_hand(schedule: Schedule) -> bool:
    """Return whether the file can be had without a pause that a person would feel."""
    return len(schedule.segments) <= LONG or schedule in _written


def export_result(schedule: Schedule) -> ExportResult:
    """Return the exported file of a schedule, or why there is none; the second time at once."""
    found = _written.pop(schedule, None) or _made(schedule)
    _written[schedule] = found
    for old in list(_written)[:-MOST_KEPT]:
        _written.pop(old, None)
    return found


def _made(schedule: Schedule) -> ExportResult:
    # Imported when first needed: it brings Jinja along, which the empty window can do without.
    from rampsmith.exporters.targets.export_file import ExportError
    from rampsmith.exporters.targets.pytorch import pytorch_source

    try:
        return ExportResult(pytorch_source(schedule))
    except ExportError as error:
        return ExportResult("", tuple(problem.sentence for problem in error.problems))

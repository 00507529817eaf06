"""The exported file of what the store holds: at once, or beside the window where it takes long."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance

from rampsmith.app.beside import Beside
from rampsmith.designer.numbers import counted
from rampsmith.designer.schedule import Schedule

LONG = 50
"""Segments beyond which writing takes more than a tenth of a second on a slow machine."""

MOST_KEPT = 4

_written: dict[Schedule, tuple[str, str]] = {}
"""The newest files; the view, the check and the export all want the same one."""


def is_at_hand(schedule: Schedule) -> bool:
    """Tell whether the file can be had without a pause that a person would feel."""
    return len(schedule.segments) <= LONG or schedule in _written


class Writing(QObject):
    """Writes long files beside the window, one at a time."""

    done = Signal()
    """What was begun is at hand now, though it may not be the newest any more."""

    def __init__(self, parent: QObject) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._beside = Beside(self)
        self.working: SignalInstance = self._beside.working
        self.cancel = self._beside.cancel

    def begin(self, schedule: Schedule) -> None:
        """Write a file, unless another one is being written; ``done`` is the time to ask again."""
        if not self._beside.is_busy:
            words = f"Writing the code of {counted(len(schedule.segments), 'segment')} …"
            self._beside.begin(words, lambda: exported_or_reasons(schedule), self._end)

    def _end(self, outcome: Callable[[], tuple[str, str]]) -> None:
        outcome()
        self.done.emit()


def exported_or_reasons(schedule: Schedule) -> tuple[str, str]:
    """Give the exported file of a schedule and what to show, from then on without a pause."""
    found = _written.get(schedule)
    if found is None:
        found = _made(schedule)
        for old in list(_written)[: 1 - MOST_KEPT]:
            _written.pop(old, None)
        _written[schedule] = found
    return found


def _made(schedule: Schedule) -> tuple[str, str]:
    # Imported when first needed: it brings Jinja along, which the empty window can do without.
    from rampsmith.exporters.pytorch import ExportError, pytorch_source

    try:
        source = pytorch_source(schedule)
    except ExportError as error:
        reasons = "\n".join(f"# {problem.sentence}" for problem in error.problems)
        return "", f"# There is nothing to export yet:\n{reasons}\n"
    return source, source

"""The exported file of what the store holds: at once, or beside the window where it takes long."""

import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from rampsmith.app.store import Store
from rampsmith.designer.numbers import counted
from rampsmith.designer.schedule import Schedule

LONG = 50
"""Segments beyond which writing takes more than a tenth of a second on a slow machine."""

MOST_KEPT = 4

_written: dict[Schedule, tuple[str, str]] = {}
"""The newest files; the view, the check and the export all want the same one."""


def exported_or_reasons(store: Store) -> tuple[str, str]:
    """Give the exported file and what to show: the file, or why there is none."""
    return _exported(store.schedule)


def is_at_hand(schedule: Schedule) -> bool:
    """Tell whether the file can be had without a pause that a person would feel."""
    return len(schedule.segments) <= LONG or schedule in _written


class Writing(QObject):
    """Writes long files in a thread, one at a time."""

    working = Signal(str)
    """What is being written; empty when it is done or not wanted any more."""

    done = Signal()
    """What was begun is at hand now, though it may not be the newest any more."""

    _ended = Signal(int)  # From the thread to the window's.

    def __init__(self, parent: QObject) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._newest = 0
        self._is_busy = False
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def begin(self, schedule: Schedule) -> None:
        """Write a file, unless another one is being written; ``done`` is the time to ask again."""
        if self._is_busy:
            return
        self._is_busy = True
        self._newest += 1
        self.working.emit(f"Writing the code of {counted(len(schedule.segments), 'segment')} …")
        arguments = (schedule, self._newest)
        threading.Thread(target=self._write, args=arguments, name="writing", daemon=True).start()

    def cancel(self) -> None:
        """Wait for it no more; nobody hears of what comes of it."""
        self._newest += 1
        self._is_busy = False
        self.working.emit("")

    def _write(self, schedule: Schedule, number: int) -> None:
        try:
            _exported(schedule)
        finally:
            # The window may be gone by now.
            with suppress(RuntimeError):
                self._ended.emit(number)

    def _end(self, number: int) -> None:
        if number == self._newest:
            self._is_busy = False
            self.working.emit("")
            self.done.emit()


def _exported(schedule: Schedule) -> tuple[str, str]:
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

"""Designs in files: read, written and known again; large ones in the background."""

import hashlib
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, read_text
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.files.places import size_of
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.sources.reading import Reading

if TYPE_CHECKING:
    from rampsmith.exporters.targets.hand_edits import HandEdits

LARGE_FILE = 100_000
"""Bytes of a design that takes a tenth of a second or more to read."""

LARGE_DESIGN = 500, 20_000
"""Segments, and values of a metric, that take as long to write."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What was read from a file at a moment, with the digest of the whole text."""

    path: Path
    reading: Reading
    digest: str

    @property
    def schedule(self) -> Schedule:
        """The design that was read."""
        return self.reading.schedule

    @property
    def is_exported(self) -> bool:
        """Whether it is an exported class with a design inside."""
        return self.reading.form is None and self.path.suffix.lower() == ".py"

    @property
    def is_saved_design(self) -> bool:
        """Whether it is a file that a design can be saved to; code and configurations are none."""
        return self.reading.form is None and not self.is_exported


def read_on_disk(path: Path) -> OnDisk:
    """Read a design, an exported file with one inside, code or a configuration.

    Raises:
        DesignError: if it cannot be read or is none of them, with everything that is wrong with it.
    """
    # Imported when first needed: its readers know all presets, and a new window reads nothing.
    from rampsmith.designer.sources.all_sources import read_source

    text = read_text(path)
    return OnDisk(path, read_source(text, str(path)), content_digest(text.encode()))


def read_and_evaluate(path: Path) -> OnDisk:
    """Read a design as ``read_on_disk`` does, and find out what a window will ask about it first."""
    found = read_on_disk(path)
    problems(found.schedule)
    rates_of(found.schedule)
    return found


def is_large_file(path: Path) -> bool:
    """Return whether a file takes so long to read that the window should not wait for it."""
    return size_of(path) > LARGE_FILE


def is_large(schedule: Schedule) -> bool:
    """Return whether a design takes so long to write that the window should not wait for it."""
    count = len(schedule.segments) + sum(len(track.segments) for track in schedule.tracks)
    most, most_values = LARGE_DESIGN
    return count > most or len(schedule.metric) > most_values


def content_digest(data: bytes) -> str:
    """Return a digest by which the same content is known again."""
    return hashlib.sha256(data).hexdigest()


def digest_on_disk(path: Path) -> str | None:
    """Return the digest of a file's text now; None where no text can be read."""
    try:
        return content_digest(read_text(path).encode())
    except DesignError:
        return None


class DesignWriting(QObject):
    """Writes the designs of a window, one after the other."""

    written = Signal(object)
    """A design is in a file now: an ``OnDisk``."""

    cancelled = Signal(object)
    """The file of this path is as it was."""

    failed = Signal(str)
    """A design cannot be written; every reason on a line of its own."""

    def __init__(self, parent: QObject) -> None:
        """Make it idle."""
        super().__init__(parent)
        self.jobs = BackgroundJobs(self)
        self._cancellation = Cancellation()

    def write(self, path: Path, schedule: Schedule) -> bool:
        """Write a design; return whether it was written, or is being written."""
        self.jobs.wait()
        self._cancellation = cancellation = Cancellation()

        def write() -> OnDisk:
            text = design_text(schedule, source=str(path))
            cancellation.raise_if_cancelled()
            write_whole(path, text)
            return OnDisk(path, Reading(schedule), content_digest(text.encode()))

        if not is_large(schedule):
            return self._end(path, write)
        self.jobs.begin(f"Saving {path.name} …", write, lambda outcome: self._end(path, outcome))
        return True

    def cancel(self) -> None:
        """Leave the file that is being written as it was, unless it is too late for that."""
        self._cancellation.cancel()

    def _end(self, path: Path, outcome: Callable[[], OnDisk]) -> bool:
        """Report what was written, or why it was not."""
        try:
            written = outcome()
        except CancelledError:
            self.cancelled.emit(path)
            return False
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        self.written.emit(written)
        return True


GESTURE_WAIT = 100
"""Milliseconds after which a design that has been read looks again whether a drag has ended."""


class DesignReading(QObject):
    """Reads files for a window, one after the other."""

    failed = Signal(str)
    """A file cannot be read; every reason on a line of its own."""

    def __init__(self, store: Store, parent: QObject) -> None:
        """Wait, with what was read, for the end of the store's gestures."""
        super().__init__(parent)
        self._store = store
        self.jobs = BackgroundJobs(self)

    def read(self, path: Path, then: Callable[[OnDisk], bool], *, verb: str = "Opening") -> bool:
        """Read a design and go on with it; return whether it was read, or is being read."""
        if not is_large_file(path):
            return self._go_on(lambda: read_on_disk(path), then)
        self.jobs.begin(
            f"{verb} {path.name} …",
            lambda: read_and_evaluate(path),
            lambda outcome: self._go_on(outcome, then),
        )
        return True

    def find_hand_edits(self, path: Path, then: Callable[["HandEdits | None"], None]) -> None:
        """Find what was changed by hand in an exported file, and go on with it."""
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.targets.hand_edits import hand_edits_at

        if not is_large_file(path):
            then(hand_edits_at(path))
            return
        self.jobs.begin(
            f"Looking for changes in {path.name} …",
            lambda: hand_edits_at(path),
            lambda outcome: then(outcome()),
        )

    def _go_on(self, outcome: Callable[[], OnDisk], then: Callable[[OnDisk], bool]) -> bool:
        """Go on with what was read, or say what is wrong with it."""
        if self._store.is_previewing:
            # The drag that is under way comes to its end first.
            QTimer.singleShot(GESTURE_WAIT, self, lambda: self._go_on(outcome, then))
            return True
        try:
            found = outcome()
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        return then(found)

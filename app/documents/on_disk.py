"""A design as it is in a file at a moment, with the digest by which a later change is seen."""

from dataclasses import dataclass
from pathlib import Path

from rampsmith.app.documents.export_memory import digest_of
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in
from rampsmith.designer.problems.found import problems
from rampsmith.designer.schedule import Schedule

LARGE_FILE = 100_000
"""Bytes of a design that takes a tenth of a second or more to read."""

LARGE_DESIGN = 500, 20_000
"""Segments, and values of a metric, that take as long to write."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What was read from a file.

    Attributes:
        path: the file.
        schedule: the design in it.
        digest: that of its whole text.
    """

    path: Path
    schedule: Schedule
    digest: str


def read_on_disk(path: Path) -> OnDisk:
    """Read a design, or an exported file with one inside.

    Raises:
        DesignError: if it cannot be read or is no design, with everything that is wrong with it.
    """
    text = read_text(path)
    return OnDisk(path, schedule_in(text, source=str(path)), digest_of(text.encode()))


def read_ahead(path: Path) -> OnDisk:
    """Read a design, and find out what a window will ask about it first.

    Raises:
        DesignError: if it cannot be read or is no design, with everything that is wrong with it.
    """
    found = read_on_disk(path)
    problems(found.schedule)
    rates_of(found.schedule)
    return found


def is_large_file(path: Path) -> bool:
    """Tell whether a file takes so long to read that the window should not wait for it."""
    try:
        return path.stat().st_size > LARGE_FILE
    except (OSError, ValueError):
        return False  # Reading it will say what is wrong with it.


def is_large(schedule: Schedule) -> bool:
    """Tell whether a design takes so long to write that the window should not wait for it."""
    tracks = (schedule, schedule.momentum, schedule.multiplier)
    count = sum(len(track.segments) for track in tracks if track is not None)
    most, most_values = LARGE_DESIGN
    return count > most or len(schedule.metric) > most_values


def digest_on_disk(path: Path) -> str | None:
    """Return the digest of a file's text now; None where no text can be read."""
    try:
        return digest_of(read_text(path).encode())
    except DesignError:
        return None

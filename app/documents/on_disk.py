"""A design as it is in a file at a moment, with the digest by which a later change is seen."""

from dataclasses import dataclass
from pathlib import Path

from rampsmith.app.documents.export_memory import digest_of
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in
from rampsmith.designer.schedule import Schedule


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


def digest_on_disk(path: Path) -> str | None:
    """Return the digest of a file's text now; None where no text can be read."""
    try:
        return digest_of(read_text(path).encode())
    except DesignError:
        return None

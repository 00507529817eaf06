"""The choices for the next drive."""

from dataclasses import dataclass
from pathlib import Path

from rampsmith.designer.drive.request import MOST_SEEDS, MOST_UPDATES
from rampsmith.designer.drive.tasks import TASKS
from rampsmith.designer.values.numbers import EntryError, count_text, parsed_whole


@dataclass(frozen=True, slots=True)
class DriveSettings:
    """What is trained, and how.

    Attributes:
        task: a name of ``TASKS``; not used where there is an own file.
        optimizer: a name of ``OPTIMIZERS``; empty for the task's usual one.
        updates: of each run; None for the design's own, or the task's usual number if that is less.
        own_file: a file with a person's own training; None for a task.
    """

    task: str = next(iter(TASKS))
    optimizer: str = ""
    seeds: int = 1
    updates: int | None = None
    own_file: Path | None = None


def parsed_seeds(text: str) -> int:
    """Read how many seeds there are to be.

    Raises:
        EntryError: if that is no number of seeds.
    """
    seeds = parsed_whole(text)
    if not 1 <= seeds <= MOST_SEEDS:
        raise EntryError(f"There can be 1 to {MOST_SEEDS} seeds, not {count_text(seeds)}.")
    return seeds


def parsed_updates(text: str) -> int | None:
    """Read for how many updates each run is trained; an empty text means the usual number.

    Raises:
        EntryError: if that is no number of updates.
    """
    if not text.strip():
        return None
    updates = parsed_whole(text)
    if not 1 <= updates <= MOST_UPDATES:
        raise EntryError(f"There can be 1 to {MOST_UPDATES:,} updates, not {count_text(updates)}.")
    return updates

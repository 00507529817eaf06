"""Reading texts in tests: a design and its notes, and its rates beside others."""

from collections.abc import Sequence

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.sources.all_sources import read_source
from rampsmith.designer.sources.reading import Reading


def read(text: str, name: str = "train.py") -> Reading:
    """Read a text."""
    return read_source(text, name)


def kinds(reading: Reading) -> list[str]:
    """Return the kinds of the notes, in the order of the text."""
    return [note.kind for note in reading.notes]


def rates(schedule: Schedule, count: int | None = None, *, group: int = 0) -> list[float]:
    """Return a group's rates at so many steps, those of the run if none are said."""
    steps = range(schedule.total_steps if count is None else count)
    return Rates(schedule).of_group(group, steps)


def assert_rates(found: Sequence[float], wanted: Sequence[float]) -> None:
    """Compare as with the reference: within 1e-12 of the highest rate."""
    assert len(found) == len(wanted)
    peak = max(map(abs, wanted))
    for t, (mine, theirs) in enumerate(zip(found, wanted, strict=True)):
        assert abs(mine - theirs) <= 1e-12 * peak, f"step {t}: {mine!r} is not {theirs!r}"

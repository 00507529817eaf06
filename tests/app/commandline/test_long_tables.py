"""Tables of any length are written part by part, and names that no file holds are refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.files.output import write_whole
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError

STEPS = 2_000


def lasting(steps: int) -> Schedule:
    """A fall over a run of so many updates."""
    return Schedule(
        segments=(Segment("Fall", end=Level(0.0)),), run=Run(epochs=None, updates=steps)
    )


@pytest.mark.parametrize("target", ["csv", "json"])
def test_a_table_is_never_held_whole(target: str, tmp_path: Path) -> None:
    schedule = lasting(STEPS)
    path = tmp_path / "table"
    parts = TARGETS[target].parts(schedule)
    longest = 0

    def told() -> Iterator[str]:
        nonlocal longest
        for part in parts:
            longest = max(longest, len(part))
            yield part

    write_whole(path, told())
    assert path.stat().st_size > 20 * STEPS
    assert longest < 100
    assert path.read_text("utf-8") == TARGETS[target].write(schedule)


@pytest.mark.parametrize("target", TARGETS)
def test_a_name_that_no_file_holds_is_refused_by_every_export(target: str) -> None:
    named = replace(lasting(90), segments=(Segment("F" * 201, end=Level(0.0)),))
    with pytest.raises(
        ExportError, match=r"segments\[0\].name: The text has 201 characters; 200 are"
    ):
        TARGETS[target].parts(named)

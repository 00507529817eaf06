"""Tables of any length are written part by part, and names that no file holds are refused."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.files.design_file import design_text
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


ROWS = 3_000_000
MEMORY = 300_000_000
"""Bytes that the child may ask the system for."""

LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({memory}, {memory}))
from rampsmith.app.commandline.command import main
sys.exit(main(["export", sys.argv[1], "--target", sys.argv[2], "-o", "-"]))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
@pytest.mark.parametrize("target", ["csv", "json"])
def test_millions_of_rows_are_streamed_in_little_memory(target: str, tmp_path: Path) -> None:
    path = tmp_path / "long.ramp"
    path.write_text(design_text(lasting(ROWS)), encoding="utf-8")
    code = LIMITED.format(memory=MEMORY)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path), target], stdout=subprocess.PIPE
    ) as child:
        output = child.stdout
        assert output is not None
        lines = sum(1 for _ in output)
    assert child.returncode == 0
    assert lines >= ROWS

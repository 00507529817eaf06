"""Exported files as they are meant to be read; a change of wording shows in a review."""

import pytest

from rampsmith.designer.files.embedded import MARK
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.pytorch import pytorch_source
from tests.golden.renew import FOLDER
from tests.golden.schedules import GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_an_exported_file_is_the_one_that_was_read_and_kept(name: str) -> None:
    kept = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert pytorch_source(GOLDEN[name]) == kept, "If so meant: python -m tests.golden.renew"


def test_no_kept_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == GOLDEN.keys()


def lines_read(schedule: Schedule) -> int:
    """Count the lines of a file down to the design, empty ones included."""
    code, _, _ = pytorch_source(schedule).partition(MARK)
    return len(code.rstrip().splitlines())


def test_a_plain_warmup_and_cosine_is_a_short_file() -> None:
    plain = PRESETS["warmup-cosine"].make()
    assert lines_read(plain) < 80
    assert lines_read(GOLDEN["cosine_warmup"]) < 80
    assert len(pytorch_source(plain).splitlines()) < 80
    # It names two more numbers: where the warmup begins and where the decay ends.
    assert lines_read(GOLDEN["starter"]) < 80

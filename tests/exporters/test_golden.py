"""Exported files as they are meant to be read; a change of wording shows in a review."""

import pytest

from rampsmith.designer.files.embedded import MARK
from rampsmith.exporters.pytorch import pytorch_source
from tests.golden.renew import FOLDER
from tests.golden.schedules import GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_an_exported_file_is_the_one_that_was_read_and_kept(name: str) -> None:
    kept = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert pytorch_source(GOLDEN[name]) == kept, "If so meant: python -m tests.golden.renew"


def test_no_kept_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == GOLDEN.keys()


def test_a_plain_warmup_and_cosine_is_a_short_file() -> None:
    code, _, _ = pytorch_source(GOLDEN["starter"]).rstrip().partition(MARK)
    assert len(code.rstrip().splitlines()) < 80

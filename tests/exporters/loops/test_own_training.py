"""The training to begin with is a file that any tool is content with."""

from pathlib import Path

import pytest

from rampsmith.exporters.loops.writing import own_training_source
from tests.exporters.tools import clean


def test_it_says_how_it_is_run() -> None:
    assert "    rampsmith drive DESIGN --own mine.py\n" in own_training_source("mine.py")


@pytest.mark.long
def test_the_tools_have_nothing_to_say_of_it(tmp_path: Path) -> None:
    assert clean([own_training_source("mine.py")], tmp_path) == ""

"""The documentation says of presets and shapes what they are now."""

from pathlib import Path

import pytest

from docs.pages import pages


@pytest.mark.parametrize("file", pages(), ids=lambda file: file.name)
def test_a_page_is_the_one_that_presets_and_shapes_make(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == pages()[file], "make pages writes it again"

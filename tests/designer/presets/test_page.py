"""The page about the presets says what they are now."""

from pathlib import Path

from docs.preset_page import presets_page

PAGE = Path(__file__).parents[3] / "docs" / "presets.md"


def test_the_page_about_presets_is_the_one_that_they_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == presets_page()

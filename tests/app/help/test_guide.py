"""The guide shows pictures that are made, and names keys and files that there are."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from docs.pictures import SCENES, THEMES
from rampsmith.app.shell.window import Window

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ON_THE_PLOT = {"Del", "Enter", "Tab", "Esc", "Space", "Left", "Right", "F2", "Ctrl+Up", "Ctrl+Down"}
"""Keys that are no action's, but the plot's, the list's and the fields' own."""


def test_every_picture_of_a_scene_is_there_and_shown() -> None:
    for scene in SCENES:
        for theme in THEMES:
            assert (ROOT / "docs" / f"{scene}-{theme}.png").is_file()
        assert f"{scene}-light.png" in GUIDE + README


def test_everything_that_the_guide_links_to_is_there() -> None:
    named = re.findall(r'(?:src|srcset)="([^"]+)"|\]\(([^)#]+)\)', GUIDE)
    assert named
    for name in (one or other for one, other in named):
        assert (ROOT / "docs" / name).is_file(), name


def test_every_heading_that_is_linked_to_is_there() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", line[3:].lower()).replace(" ", "-")
        for line in GUIDE.splitlines()
        if line.startswith("## ")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) == headings


@pytest.mark.parametrize("text", [GUIDE, README], ids=["guide", "README"])
def test_every_key_with_a_modifier_that_is_named_belongs_to_an_action(
    window: Window, text: str
) -> None:
    known = {
        keys.toString()
        for action in window.commands.by_name.values()
        for keys in action.shortcuts()
    }
    named = re.findall(r"\b(?:(?:Ctrl|Shift|Alt)\+)+(?:[A-Z0-9/]\w*|/)|\bF\d+\b", text)
    assert named
    missing = {key for key in named if QKeySequence(key).toString() not in known}
    assert missing <= ON_THE_PLOT

"""Words that people type into the list of commands, and the guide in the Help menu."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.help.commands import found
from rampsmith.app.help.guide import GuideWindow, guide_text
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from tests.app.driver import CONTROL, SHIFT, show


@pytest.mark.parametrize(
    ("typed", "group", "words"),
    [
        ("dark", "Theme", "Dark"),
        ("light", "Theme", "Light"),
        ("group", "Segment", "Add group"),
        ("momentum", "Add curve", "momentum"),
        ("guide", "Help", "Guide"),
        ("rename", "Segment", "Rename"),
    ],
)
def test_words_find_what_people_mean(window: Window, typed: str, group: str, words: str) -> None:
    show(window, starter())
    commands = found(window.help.all_commands(), typed)
    assert (group, words) in [(each.group, each.words.rstrip("…")) for each in commands[:4]]


def test_the_dark_theme_is_chosen_by_its_name(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    field = window.help.commands.search
    QTest.keyClicks(field, "dark")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.appearance.choice == "dark"
    window.appearance.choose("light")


def test_a_new_group_is_named_at_once(window: Window) -> None:
    show(window, starter())
    QTest.keyClick(window, Qt.Key.Key_G, CONTROL | SHIFT)
    name = window.groups_form.names[1]
    assert name.hasFocus()
    assert name.selectedText() == name.text()
    QTest.keyClicks(name, "head")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert [group.name for group in window.store.document.groups] == ["all", "head"]


def test_the_guide_opens_once_and_can_be_read(window: Window) -> None:
    for _ in range(2):
        window.commands["guide"].trigger()
    (guide,) = window.findChildren(GuideWindow)
    text = guide.page.toPlainText()
    for heading in ("Shaping by hand", "Your run, batch by batch", "Taking the class along"):
        assert heading in text
        assert f"## {heading}" in guide_text()
    assert "<picture>" not in text
    guide.close()

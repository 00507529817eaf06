"""The sheet of keys and gestures: complete, readable, beside the window; and what this is."""

import platform

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.help.about import AboutBox
from rampsmith.app.help.commands import plain
from rampsmith.app.help.gestures import GESTURES
from rampsmith.app.help.sheet import ShortcutSheet, action_groups, in_columns
from rampsmith.app.theme import DARK
from rampsmith.app.window import Window
from tests.app.driver import CONTROL
from tests.app.leaks import delete_what_is_due


def opened(window: Window) -> ShortcutSheet:
    """Open the sheet by its key."""
    QTest.keyClick(window.plot, Qt.Key.Key_Question)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def closed(sheet: ShortcutSheet) -> None:
    """Close it as a person does."""
    QTest.keyClick(sheet.page, Qt.Key.Key_Escape)
    delete_what_is_due()


def test_menus_sheet_and_command_list_have_the_same_actions(window: Window) -> None:
    names = set(window.actions_by_name)
    in_menus = {
        (plain(menu.title()), action)
        for menu in window.menus.values()
        for action in menu.actions()
        if action in window.actions_by_name.values()
    }
    listed = window.commands.help.all_commands()
    assert {command.name for command in listed if command.is_basic} == names
    specs = window.commands.specs
    assert in_menus == {(plain(spec.menu), window.actions_by_name[spec.name]) for spec in specs}
    rows = [row for _, group in action_groups(specs, window.actions_by_name) for row in group]
    assert len(rows) == len(names)
    text = opened(window).page.toPlainText()
    for words, keys in rows:
        assert words in text
        assert keys, words
        assert keys in text
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    closed(sheet)


def test_it_tells_what_the_mouse_does_too(window: Window) -> None:
    sheet = opened(window)
    text = sheet.page.toPlainText()
    for title, rows in GESTURES:
        assert title.upper() in text
        for words, how in rows:
            assert words in text
            assert how in text
    closed(sheet)


def test_it_stands_beside_the_window_which_can_be_used_meanwhile(window: Window) -> None:
    sheet = opened(window)
    assert not sheet.isModal()
    assert opened(window) is sheet, "there is one"
    window.activateWindow()
    QApplication.processEvents()
    before = len(window.store.schedule.segments)
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    assert len(window.store.schedule.segments) == before + 1
    closed(sheet)
    assert window.findChild(ShortcutSheet) is None
    QTest.keyClick(window.plot, Qt.Key.Key_Slash, CONTROL)
    again = window.findChild(ShortcutSheet)
    assert again is not None
    closed(again)


def test_all_of_it_is_seen_at_once_on_a_small_screen(window: Window) -> None:
    sheet = opened(window)
    sheet.resize(QSize(1366, 768) - QSize(30, 60))
    QApplication.processEvents()
    assert sheet.page.verticalScrollBar().maximum() == 0
    sheet.resize(520, 400)
    QApplication.processEvents()
    assert sheet.page.verticalScrollBar().maximum() > 0, "in one column it is scrolled"
    assert sheet.page.horizontalScrollBar().maximum() == 0
    closed(sheet)


def test_it_follows_the_theme(window: Window) -> None:
    sheet = opened(window)
    window.choose_theme("dark")
    assert DARK.quiet in sheet.page.toHtml()
    window.choose_theme("light")
    assert DARK.quiet not in sheet.page.toHtml()
    closed(sheet)


def test_columns_keep_the_order_and_are_as_even_as_can_be() -> None:
    groups = tuple(
        (name, (("a", "b"),) * rows) for name, rows in zip("vwxyz", (5, 1, 1, 4, 2), strict=True)
    )
    columns = in_columns(groups, 3)
    names = [[name for name, _ in column] for column in columns]
    assert names == [["v", "w"], ["x", "y"], ["z"]]
    assert [group for column in in_columns(groups, 1) for group in column] == list(groups)


def test_about_says_which_versions_run(window: Window) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_F1, CONTROL)
    box = window.findChild(AboutBox)
    assert box is not None
    assert box.text().startswith("Rampsmith 0.")
    assert platform.python_version() in box.informativeText()
    assert "torch 2." in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    delete_what_is_due()
    assert window.findChild(AboutBox) is None

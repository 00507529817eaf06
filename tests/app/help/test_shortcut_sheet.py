"""The sheet of keys and gestures: complete, readable, beside the window; and what this is."""

import platform

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.actions import plain
from rampsmith.app.base.log import log_path
from rampsmith.app.base.theme import DARK
from rampsmith.app.help.actions import AboutBox
from rampsmith.app.help.shortcut_sheet import GESTURES, ShortcutSheet, action_groups, in_columns
from rampsmith.app.shell.window import Window
from tests.app.driver import CONTROL
from tests.app.leaks import delete_what_is_due


def opened(window: Window) -> ShortcutSheet:
    """Open the sheet by its key."""
    QTest.keyClick(window.plot, Qt.Key.Key_Question)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    QApplication.processEvents()
    assert sheet.isVisible()
    return sheet


def closed(sheet: ShortcutSheet) -> None:
    """Close it as a person does."""
    QTest.keyClick(sheet.page, Qt.Key.Key_Escape)
    delete_what_is_due()


def test_menus_sheet_and_command_list_have_the_same_actions(window: Window) -> None:
    names = set(window.commands.by_name)
    in_menus = {
        (plain(menu.title()), action)
        for menu in window.menus.values()
        for action in menu.actions()
        if action in window.commands.by_name.values()
    }
    listed = window.help.all_commands()
    assert {command.name for command in listed if command.is_basic} == names
    assert in_menus == {(plain(spec.menu.value), action) for spec, action in window.commands}
    rows = [row for _, group in action_groups(window.commands) for row in group]
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
    for title, rows in GESTURES.items():
        assert title.upper() in text
        for words, how in rows.items():
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
    window.appearance.choose("dark")
    assert DARK.quiet in sheet.page.toHtml()
    window.appearance.choose("light")
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
    assert box.iconPixmap().deviceIndependentSize().width() == 64
    QTest.keyClick(box, Qt.Key.Key_Escape)
    delete_what_is_due()
    assert window.findChild(AboutBox) is None


def test_the_log_is_opened_in_the_program_that_reads_texts(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def opens(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", opens)
    QTest.keyClick(window.plot, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    shown = log_path() if log_path().is_file() else log_path().parent
    assert opened == [str(shown)]
    assert window.message.isHidden()


def test_where_no_program_opens_the_log_its_place_is_told(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    QTest.keyClick(window.plot, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert str(log_path()) in window.message.text.text()

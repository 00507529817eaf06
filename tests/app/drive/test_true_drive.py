"""A drive in a true child process: the quickest task, begun by the key, and stopped."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.shell.window import Window
from rampsmith.designer.drive.client import DriveClient
from tests.app.driver import CONTROL, SHIFT, forget_drives, words_of_history

PATIENCE = 120_000
"""Milliseconds in which torch is imported also by a machine that is busy."""


@pytest.fixture(scope="module")
def client() -> Iterator[DriveClient]:
    """Return a client of a child for all tests here."""
    with DriveClient() as client:
        yield client


@pytest.fixture
def driving(window: Window, client: DriveClient) -> Iterator[Window]:
    """Return the window, whose drives are made by a true child."""
    told = window.driving.drives.client
    window.driving.drives.client = lambda: client
    yield window
    forget_drives(window)
    window.driving.drives.client = told


def test_the_key_trains_a_network_and_lists_what_it_ends_with(
    driving: Window, qtbot: QtBot
) -> None:
    driving.driving.tab.controls.choose(updates=120)
    QTest.keyClick(driving.plot, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: bool(driving.driving.tab.plot.picture.lines), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not driving.driving.is_running, timeout=PATIENCE)
    tab = driving.driving.tab
    (line,) = tab.plot.picture.lines
    assert len(line.raws[0].values) == 120
    ((name, end),) = tab.table.texts()
    assert name == driving.store.document.title
    assert float(end) < line.raws[0].values[0]
    assert "its 900 steps are driven in 120 updates" in tab.notes.text()


def test_the_range_test_finds_a_base_rate_and_the_key_uses_it(
    driving: Window, qtbot: QtBot
) -> None:
    before = driving.store.document
    QTest.keyClick(driving.plot, Qt.Key.Key_R, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: driving.driving.is_running)
    qtbot.waitUntil(lambda: not driving.driving.is_running, timeout=PATIENCE)
    panel = driving.driving.tab.range
    assert "The loss falls most steeply at" in panel.found.text()
    rate = float(panel.rate.text().removeprefix("Base rate "))
    assert 1e-4 < rate < 1
    QTest.keyClick(driving.plot, Qt.Key.Key_B, CONTROL | SHIFT)
    assert driving.store.document.groups[0].base_lr == rate
    assert words_of_history(driving)[-1:] == ["Use as base rate"]
    QTest.keyClick(driving.plot, Qt.Key.Key_Z, CONTROL)
    assert driving.store.document == before


def test_it_is_stopped_at_once_and_can_be_begun_again(driving: Window, qtbot: QtBot) -> None:
    driving.driving.tab.controls.choose(updates=20_000)
    QTest.keyClick(driving.plot, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: bool(driving.driving.tab.plot.picture.lines), timeout=PATIENCE)
    QTest.keyClick(driving.plot, Qt.Key.Key_R, CONTROL)
    assert not driving.driving.is_running
    driving.driving.tab.controls.choose(updates=50)
    QTest.keyClick(driving.plot, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: not driving.driving.is_running, timeout=PATIENCE)
    assert len(driving.driving.tab.plot.picture.lines[0].raws[0].values) == 50

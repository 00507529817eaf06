"""Code that takes long to write is written beside the window, and can be cancelled."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.code import exported
from rampsmith.app.code.code_view import STOPPED
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.driver import checks, type_into


class Slow:
    """Writes the file when it is let, in whichever thread it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_write = threading.Event()
        self.threads: list[str] = []
        self._made = exported._made
        monkeypatch.setattr(exported, "LONG", 1)
        monkeypatch.setattr(exported, "_made", self._write)
        exported._written.clear()

    def _write(self, schedule: Schedule) -> exported.ExportResult:
        self.threads.append(threading.current_thread().name)
        assert self.may_write.wait(30)
        return self._made(schedule)


@pytest.fixture
def slow(window: Window, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Make every file take long from now on, but for the one that is shown."""
    window.code.view.refresh()
    return Slow(monkeypatch)


def test_the_window_stays_free_and_says_what_takes_long(
    window: Window, slow: Slow, qtbot: QtBot
) -> None:
    before = window.code.view.toPlainText()
    type_into(window.run_form.length, "17")
    qtbot.waitUntil(lambda: slow.threads == ["background"])
    assert window.status.work.text() == "Writing the code of 2 segments …"
    assert window.status.cancel_button.isVisible()
    assert window.code.view.toPlainText() == before
    window.checking.begin()
    assert checks(window).sources == [], "the check waits for the file too"
    slow.may_write.set()
    qtbot.waitUntil(lambda: not window.status.work.isVisible())
    source = pytorch_source(window.store.schedule)
    assert window.code.view.source == source
    window.checking.begin()
    assert set(checks(window).sources) == {source}
    assert slow.threads == ["background"], "it was written once for all"


def test_the_newest_edit_is_what_is_shown_in_the_end(
    window: Window, slow: Slow, qtbot: QtBot
) -> None:
    for length in ("17", "18", "19"):
        type_into(window.run_form.length, length)
        qtbot.waitUntil(lambda: bool(slow.threads))
    slow.may_write.set()
    qtbot.waitUntil(lambda: window.code.view.source == pytorch_source(window.store.schedule))
    assert len(slow.threads) < 4


def test_it_can_be_cancelled_and_the_next_edit_begins_anew(
    window: Window, slow: Slow, qtbot: QtBot
) -> None:
    type_into(window.run_form.length, "17")
    qtbot.waitUntil(lambda: bool(slow.threads))
    QTest.mouseClick(window.status.cancel_button, Qt.MouseButton.LeftButton)
    assert window.code.view.toPlainText() == STOPPED
    assert not window.status.work.isVisible()
    slow.may_write.set()
    type_into(window.run_form.length, "18")
    qtbot.waitUntil(lambda: window.code.view.source == pytorch_source(window.store.schedule))


def test_only_the_newest_files_are_kept(window: Window) -> None:
    for number in range(exported.MOST_KEPT + 3):
        window.store.open(replace(starter(), title=f"number {number}"), None)
        exported.export_result(window.store.schedule)
    assert len(exported._written) == exported.MOST_KEPT
    assert window.store.schedule in exported._written

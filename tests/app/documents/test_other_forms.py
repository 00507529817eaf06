"""The window exports in every other form, and its code follows the style that is chosen."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.documents import exporting
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import CodeStyle, Schedule
from rampsmith.exporters.targets.all_targets import TARGETS, csv_table
from tests.app.driver import CONTROL, answers

ALT = Qt.KeyboardModifier.AltModifier


def export_form(window: Window, form: str, path: Path) -> None:
    """Press the keys, and choose a form and a place."""
    answers(window).form = form
    answers(window).write = path
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL | ALT)


@pytest.mark.parametrize("form", list(TARGETS)[1:])
def test_every_other_form_is_written_as_on_the_command_line(
    window: Window, tmp_path: Path, form: str
) -> None:
    export_form(window, form, tmp_path / "mine")
    path = tmp_path / f"mine{TARGETS[form].suffix}"
    assert path.read_text(encoding="utf-8") == TARGETS[form].write(window.store.schedule)
    assert str(path) in window.status.hint.text()
    assert answers(window).asked == ["form: digits_warmup_cosine"]


def test_a_form_that_cannot_say_the_design_tells_why(window: Window, tmp_path: Path) -> None:
    window.store.edit(lambda schedule: replace(schedule, counts_from=1), "Count from 1")
    export_form(window, "sequential", tmp_path / "mine.py")
    assert window.message.isVisible()
    assert "counts its steps from 0" in window.message.text.text()
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_would_take_long_is_left_to_the_command_line(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 899)
    export_form(window, "json", tmp_path / "mine.json")
    assert "900 steps take long" in window.message.text.text()
    export_form(window, "function", tmp_path / "mine.py")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_a_long_table_is_written_beside_the_window_and_can_be_cancelled(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    may_go_on = threading.Event()
    done: list[str] = []

    def slowly(schedule: Schedule) -> Iterator[str]:
        assert may_go_on.wait(30)
        done.append(threading.current_thread().name)
        return csv_table(schedule)

    monkeypatch.setattr(exporting, "FEW_ROWS", 899)
    monkeypatch.setitem(TARGETS, "csv", replace(TARGETS["csv"], parts=slowly))
    export_form(window, "csv", tmp_path / "cancelled.csv")
    assert window.status.work.text() == "Exporting a table as CSV …"
    QTest.mouseClick(window.status.cancel_button, Qt.MouseButton.LeftButton)
    may_go_on.set()
    qtbot.waitUntil(lambda: done == ["background"])
    export_form(window, "csv", tmp_path / "whole.csv")
    qtbot.waitUntil((tmp_path / "whole.csv").exists)
    assert (tmp_path / "whole.csv").read_text("utf-8") == TARGETS["csv"].write(
        window.store.schedule
    )
    assert "whole.csv" in window.status.hint.text()
    assert not (tmp_path / "cancelled.csv").exists()


def test_the_style_is_chosen_in_the_code_tab_and_undone_like_any_edit(window: Window) -> None:
    window.tabs.setCurrentIndex(0)
    menu = window.code.style_button.menu()
    for name, action in window.code.style_actions.items():
        menu.popup(window.code.style_button.mapToGlobal(window.code.style_button.rect().center()))
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        assert getattr(window.store.schedule.code, name) != getattr(CodeStyle(), name)
    window.code.view.refresh()
    shown = window.code.view.source
    assert '"""' not in shown
    assert "-> " not in shown
    assert "_LRScheduler" in shown
    assert 'if __name__ == "__main__":' in shown
    for _ in window.code.style_actions:
        QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule.code == CodeStyle()
    checked = {name: each.isChecked() for name, each in window.code.style_actions.items()}
    assert checked == {
        "docstrings": True,
        "type_hints": True,
        "self_check": False,
        "oldest_torch": False,
    }

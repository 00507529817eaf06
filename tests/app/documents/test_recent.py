"""Recent files: remembered from start to start, the newest first, and honest about what is gone."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from rampsmith.app.documents.recent import MOST
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, answers, closed_all, made_windows, press_in


def listed(window: Window) -> list[str]:
    """Return what the menu lists."""
    window.recent_menu.aboutToShow.emit()
    texts = [action.text() for action in window.recent_menu.actions()]
    return [text.split("  ")[1] for text in texts if "  " in text]


def choose(window: Window, name: str) -> None:
    """Choose a file from the menu."""
    window.recent_menu.aboutToShow.emit()
    actions = window.recent_menu.actions()
    next(action for action in actions if f"  {name}  " in action.text()).trigger()


def test_what_was_opened_and_saved_is_listed_the_newest_first_in_every_window(
    windows: Windows, design: Path, tmp_path: Path
) -> None:
    first, second = windows.begin(starter()), windows.begin(Schedule())
    assert listed(first) == []
    first.documents.open_path(design)
    answers(first).write = tmp_path / "saved.ramp"
    press_in(first, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert listed(first) == listed(second) == ["saved.ramp", "steps.ramp"]
    first.documents.open_path(design)
    assert listed(second) == ["steps.ramp", "saved.ramp"]


def test_another_process_finds_them_again(windows: Windows, design: Path, tmp_path: Path) -> None:
    windows.begin(starter()).documents.open_path(design)
    again = made_windows(tmp_path)
    window = again.begin(starter())
    choose(window, "steps.ramp")
    assert window.store.schedule == three_segments()
    closed_all(again)


def test_no_more_than_ten_are_kept(windows: Windows, tmp_path: Path) -> None:
    window = windows.begin(starter())
    for number in range(MOST + 3):
        window.recent.add(tmp_path / f"{number}.ramp")
    assert len(listed(window)) == MOST
    assert listed(window)[0] == f"{MOST + 2}.ramp"


def test_one_that_is_gone_is_told_and_can_be_taken_off_the_list(
    windows: Windows, design: Path
) -> None:
    window = windows.begin(starter())
    window.documents.open_path(design)
    design.unlink()
    window.store.open(starter(), None)
    choose(window, "steps.ramp")
    row = window.message.row(f"gone {design}")
    assert row is not None
    assert row.text.text() == f"{design} is no longer there."
    QTest.mouseClick(row.close_button, Qt.MouseButton.LeftButton)
    assert listed(window) == ["steps.ramp"]
    choose(window, "steps.ramp")
    row = window.message.row(f"gone {design}")
    assert row is not None
    QTest.mouseClick(row.choice_buttons[0], Qt.MouseButton.LeftButton)
    assert listed(window) == []
    assert not window.message.isVisible()


def test_the_list_can_be_cleared(windows: Windows, design: Path) -> None:
    window = windows.begin(starter())
    window.documents.open_path(design)
    window.recent_menu.aboutToShow.emit()
    window.recent_menu.actions()[-1].trigger()
    assert listed(window) == []


def test_an_empty_design_offers_them_too(windows: Windows, design: Path) -> None:
    windows.begin(starter()).documents.open_path(design)
    second = windows.begin(Schedule())
    buttons = second.invitation.findChildren(QPushButton)
    button = next(button for button in buttons if button.toolTip() == str(design))
    windows.holder(design).documents.begin(starter(), "starter")  # type: ignore[union-attr]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert second.store.path == design


def test_settings_that_somebody_spoilt_are_no_recent_files(windows: Windows) -> None:
    windows.settings.setValue("recent", 7)
    assert listed(windows.begin(starter())) == []

"""Exporting: to the same place again, from start to start, and never over somebody's work."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.documents.dialogs import ChangesDialog
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.app.widgets.message_bar import MessageRow
from rampsmith.designer.document.starter import starter
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.driver import CONTROL, answers, closed_all, made_windows, press_in, type_into

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def export(window: Window) -> None:
    """Press the key."""
    press_in(window, Qt.Key.Key_E, CONTROL)


def offer(window: Window) -> MessageRow:
    """Return the offer that is made in the place of an export."""
    (made,) = window.message.offers
    row = window.message.row(made.topic)
    assert row is not None
    return row


@pytest.fixture
def exported(windows: Windows, design: Path) -> Path:
    """Return where the one open window exported its design, which is on disk too."""
    window = windows.begin(starter())
    window.documents.open_path(design)
    path = design.with_name("ramp.py")
    answers(window).write = path
    export(window)
    answers(window).asked.clear()
    return path


def changed_by_hand(path: Path) -> str:
    """Add a line to an exported file, and return what it holds now."""
    mine = path.read_text(encoding="utf-8") + "\nprint('mine')\n"
    path.write_text(mine, encoding="utf-8")
    return mine


def test_the_second_export_asks_nothing(windows: Windows, exported: Path) -> None:
    (window,), path = windows, exported
    type_into(window.run_form.length, "1700")
    export(window)
    assert path.read_text(encoding="utf-8") == pytorch_source(window.store.schedule)
    assert answers(window).asked == []
    assert not window.message.isVisible()


def test_export_as_asks_and_is_remembered_from_then_on(windows: Windows, exported: Path) -> None:
    (window,), path = windows, exported
    other = path.with_name("other.py")
    answers(window).write = other
    press_in(window, Qt.Key.Key_E, CONTROL | SHIFT)
    assert answers(window).asked == ["Export the class: ramp.py"]
    path.unlink()
    export(window)
    assert other.exists()
    assert not path.exists()


def test_the_place_is_remembered_by_the_design_from_start_to_start(
    windows: Windows, exported: Path, tmp_path: Path, design: Path
) -> None:
    path = exported
    path.unlink()
    again = made_windows(tmp_path)
    window = again.begin(starter())
    window.documents.open_path(design)
    export(window)
    assert path.exists()
    assert answers(window).asked == []
    window.store.open(starter(), None)
    export(window)
    assert answers(window).asked == ["Export the class: digits_warmup_cosine.py"]
    closed_all(again)


def test_a_file_that_was_changed_by_hand_is_kept_until_somebody_chooses(
    windows: Windows, exported: Path
) -> None:
    (window,), path = windows, exported
    mine = changed_by_hand(path)
    export(window)
    assert path.read_text(encoding="utf-8") == mine
    assert "2 lines differ" in offer(window).text.text()
    QTest.mouseClick(offer(window).choice_buttons[1], LEFT)
    dialog = window.findChild(ChangesDialog)
    assert dialog is not None
    assert "+print('mine')" in dialog.text.toPlainText().splitlines()
    dialog.close()
    QTest.mouseClick(offer(window).close_button, LEFT)
    assert path.read_text(encoding="utf-8") == mine
    assert not window.message.isVisible()


def test_it_can_be_overwritten_or_the_class_exported_beside_it(
    windows: Windows, exported: Path
) -> None:
    (window,), path = windows, exported
    mine = changed_by_hand(path)
    export(window)
    press_in(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is offer(window).choice_buttons[0]
    assert offer(window).choice_buttons[0].text() == "Export to ramp_2.py"
    QTest.mouseClick(offer(window).choice_buttons[0], LEFT)
    source = pytorch_source(window.store.schedule)
    assert path.read_text(encoding="utf-8") == mine
    assert path.with_name("ramp_2.py").read_text(encoding="utf-8") == source
    answers(window).write = path
    press_in(window, Qt.Key.Key_E, CONTROL | SHIFT)
    overwrite = offer(window).choice_buttons[-1]
    assert overwrite.text() == "Overwrite"
    QTest.mouseClick(overwrite, LEFT)
    assert path.read_text(encoding="utf-8") == source


def test_esc_leaves_a_file_that_was_changed_by_hand_as_it_is(
    windows: Windows, exported: Path
) -> None:
    (window,), path = windows, exported
    mine = changed_by_hand(path)
    export(window)
    press_in(window, Qt.Key.Key_F6)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not window.message.isVisible()
    assert QApplication.focusWidget() is window.plot
    assert [each.name for each in path.parent.glob("*.py")] == [path.name]
    assert path.read_text(encoding="utf-8") == mine


def test_a_program_that_was_never_exported_is_not_overwritten_either(
    windows: Windows, exported: Path
) -> None:
    (window,), path = windows, exported
    path.write_text("print('a program')\n", encoding="utf-8")
    export(window)
    assert "not a file that Rampsmith has exported" in offer(window).text.text()
    assert path.read_text(encoding="utf-8") == "print('a program')\n"


def test_an_opened_class_is_exported_over_itself_unless_it_was_changed(
    windows: Windows, tmp_path: Path
) -> None:
    path = tmp_path / "opened.py"
    path.write_text(pytorch_source(starter()), encoding="utf-8")
    window = windows.begin(starter())
    window.documents.open_path(path)
    type_into(window.run_form.length, "17")
    export(window)
    assert answers(window).asked == []
    assert path.read_text(encoding="utf-8") == pytorch_source(window.store.schedule)


def test_settings_that_somebody_spoilt_are_no_memory(windows: Windows, tmp_path: Path) -> None:
    window = windows.begin(starter())
    answers(window).write = tmp_path / "a.py"
    for spoilt in ("[" * 100_000, "[]", "{", '{"title digits warmup cosine": {"path": 7}}'):
        windows.settings.setValue("exports", spoilt)
        export(window)
        assert answers(window).asked == ["Export the class: digits_warmup_cosine.py"]
        answers(window).asked.clear()
        window.store.open(starter(), None)


def test_a_design_without_a_file_is_kept_in_the_class_that_was_exported(
    windows: Windows, tmp_path: Path
) -> None:
    window = windows.begin(starter())
    type_into(window.run_form.length, "1700")
    assert window.top_bar.edited.isVisible()
    path = tmp_path / "ramp.py"
    answers(window).write = path
    export(window)
    assert not window.top_bar.edited.isVisible()
    assert window.recent.paths[0] == path
    answers(window).asked.clear()
    assert window.documents.may_leave()
    assert answers(window).asked == []
    assert windows.holder(path) is window
    answers(window).write = None
    press_in(window, Qt.Key.Key_S, CONTROL)
    assert answers(window).asked == ["Save design: digits_warmup_cosine.ramp"], (
        "never over the class"
    )
    press_in(window, Qt.Key.Key_Z, CONTROL)
    assert window.top_bar.edited.isVisible()
    assert not window.documents.may_leave()


def test_a_class_that_was_opened_and_exported_over_is_kept(
    windows: Windows, tmp_path: Path
) -> None:
    path = tmp_path / "ramp.py"
    path.write_text(pytorch_source(starter()), encoding="utf-8")
    window = windows.begin(starter())
    window.documents.open_path(path)
    type_into(window.run_form.length, "1700")
    assert window.top_bar.edited.isVisible()
    export(window)
    assert not window.top_bar.edited.isVisible()
    assert window.documents.may_leave()
    assert answers(window).asked == []


def test_a_design_with_a_file_of_its_own_is_saved_there_and_not_by_an_export(
    windows: Windows, exported: Path
) -> None:
    (window,) = windows
    assert window.recent.paths[0] == exported
    type_into(window.run_form.length, "1700")
    export(window)
    assert window.top_bar.edited.isVisible()
    assert not window.documents.may_leave()

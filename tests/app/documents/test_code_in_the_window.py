"""Code and configurations in the window: opened, dropped and pasted, with notes that can be read."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.lines_dialog import LinesDialog
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from tests.app.driver import CONTROL, answers, words_of_history
from tests.app.gestures import drop

CODE = """\
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30, gamma=hyper.gamma)
for epoch in range(90):
    scheduler.step()
"""
YAML = "learning_rate: 1e-4\nlr_scheduler_type: cosine\nmax_steps: 100\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A training script."""
    path = tmp_path / "train.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def paste(window: Window, text: str) -> None:
    """Paste a text as a person does, with the keys on the plot."""
    QGuiApplication.clipboard().setText(text)
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_V, CONTROL)


def told(window: Window) -> str:
    """Return all that the messages across the window say."""
    return "\n".join(label.text() for label in window.message.findChildren(QLabel))


def test_a_script_is_opened_as_its_schedule(window: Window, script: Path) -> None:
    assert window.documents.open_path(script)
    schedule = window.store.schedule
    assert (schedule.total_steps, schedule.stepping) == (90, "epoch")
    assert "train.py was read as the scheduler StepLR: 1 asked for." in told(window)
    assert "line 2, column 51" in told(window)


def test_saving_never_replaces_the_script(window: Window, script: Path, tmp_path: Path) -> None:
    window.documents.open_path(script)
    assert window.store.path is None
    answers(window).write = tmp_path / "mine.ramp"
    assert window.documents.save()
    assert script.read_text(encoding="utf-8") == CODE
    assert (tmp_path / "mine.ramp").exists()


def test_saving_never_replaces_a_configuration(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "args.yaml"
    path.write_text(YAML, encoding="utf-8")
    drop(window, path)
    assert window.store.schedule.total_steps == 100
    assert window.store.path is None
    answers(window).write = None
    assert not window.documents.save()
    assert path.read_text(encoding="utf-8") == YAML


def test_pasted_code_takes_the_place_of_the_design_and_can_be_undone(window: Window) -> None:
    before = window.store.document
    paste(window, CODE)
    assert window.store.schedule.total_steps == 90
    assert words_of_history(window) == ["Paste the scheduler StepLR"]
    assert "1 asked for" in told(window)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.document == before


def test_pasted_code_fills_an_empty_window(window: Window) -> None:
    window.store.open(Schedule(), None)
    paste(window, YAML)
    assert window.store.schedule.total_steps == 100
    assert window.store.schedule.groups[0].base_lr == 1e-4


def test_the_notes_can_be_read_and_the_offer_goes_with_the_design(window: Window) -> None:
    paste(window, CODE)
    window.documents.dialogs.show_notes("the clipboard", ())
    for dialog in window.findChildren(LinesDialog):
        assert dialog.windowTitle() == "Notes"
        dialog.close()


def test_impossible_code_is_told_with_its_place_and_changes_nothing(window: Window) -> None:
    before = window.store.document
    paste(window, "s = StepLR(o, 0)\n")
    assert window.store.document == before == starter()
    assert window.message.isVisible()
    assert "line 1, column 5: StepLR: step_size must be at least 1" in window.message.text.text()


def test_text_that_is_no_code_is_told_as_before(window: Window) -> None:
    paste(window, "Dear all, the rate was 0.1 in the end.")
    said = "Nothing was pasted. There are no segments on the clipboard."
    assert window.status.hint.text() == said


def test_code_can_be_pinned_behind_the_curve(window: Window, script: Path) -> None:
    window.comparing.pin_files([script])
    assert len(window.comparing.pins.pins) == 1


def test_a_dropped_configuration_in_json_is_no_log(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "ds_config.json"
    path.write_text(
        '{"scheduler": {"type": "WarmupDecayLR", "params": {"total_num_steps": 200,'
        ' "warmup_num_steps": 20}}}',
        encoding="utf-8",
    )
    drop(window, path)
    assert window.store.schedule.total_steps == 200

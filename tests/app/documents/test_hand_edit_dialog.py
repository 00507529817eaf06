"""Opening an exported file that was changed by hand says so and shows the changes."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from rampsmith.app.documents.dialogs import ChangesDialog
from rampsmith.app.documents.hand_edits import hand_edits_topic
from rampsmith.app.documents.lost import what_is_lost
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.driver import CONTROL, words_of_history

SOURCE = pytorch_source(starter())


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """An exported file with another number, and with a line that would leave a trace if run."""
    path = tmp_path / "exported.py"
    trace = f"\nopen({str(tmp_path / 'trace')!r}, 'w')\n"
    path.write_text(SOURCE.replace("float = 0.01", "float = 0.02") + trace, encoding="utf-8")
    return path


def test_changes_by_hand_are_told_and_shown(window: Window, changed: Path) -> None:
    window.documents.open_path(changed)
    assert window.store.schedule == starter()
    row = window.message.row(hand_edits_topic(changed))
    assert row is not None
    assert "since it was exported: min_factor 0.01 → 0.02, 2 other lines differ." in row.text.text()
    QTest.mouseClick(row.choice_buttons[1], Qt.MouseButton.LeftButton)
    dialog = window.findChild(ChangesDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.text.isReadOnly()
    lines = dialog.text.toPlainText().splitlines()
    for start in ("-        min_factor: float = 0.01,", "+        min_factor: float = 0.02,"):
        assert any(line.startswith(start) for line in lines)
    assert len(dialog.text.extraSelections()) == 4
    assert not (changed.parent / "trace").exists()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_one_number_that_was_changed_is_one_line(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(SOURCE.replace("float = 0.01", "float = 0.02"), encoding="utf-8")
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    assert "since it was exported: min_factor 0.01 → 0.02." in row.text.text()


def test_a_number_that_was_changed_by_hand_is_taken_into_the_design(
    window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "exported.py"
    path.write_text(SOURCE.replace("warmup_steps: int = 90", "warmup_steps: int = 120"), "utf-8")
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    use, show = row.choice_buttons
    assert [use.text(), show.text()] == ["Use it", "Show the changes"]
    QTest.mouseClick(use, Qt.MouseButton.LeftButton)
    assert window.store.document.segments[0].span == Span.of_steps(120)
    assert words_of_history(window) == ["Use changed numbers"]
    assert window.message.row(hand_edits_topic(path)) is None
    assert window.status.hint.text() == "Used: warmup_steps 90 → 120"
    assert "warmup_steps: int = 120" in pytorch_source(window.store.document)
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    assert not window.message.isVisible(), "nothing would be lost"
    assert window.status.hint.text().startswith("Exported")
    assert path.read_text("utf-8") == pytorch_source(window.store.document)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.document == starter()


@pytest.mark.parametrize("other", ["comment", "comment behind the number", "number in the body"])
def test_what_would_be_lost_is_asked_about_after_its_numbers_were_taken(
    window: Window, tmp_path: Path, other: str
) -> None:
    path = tmp_path / "exported.py"
    note = "  # mine" if other == "comment behind the number" else ""
    text = SOURCE.replace("warmup_steps: int = 90,", f"warmup_steps: int = 120,{note}")
    if other == "comment":
        text += "# mine\n"
    if other == "number in the body":
        text = text.replace("self._step_count = 2", "self._step_count = 3")
    path.write_text(text, "utf-8")
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    QTest.mouseClick(row.choice_buttons[0], Qt.MouseButton.LeftButton)
    window.status.say("Exported something")
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    assert "Use it" not in [button.text() for button in row.choice_buttons], "it is used already"
    assert window.status.hint.text() == f"Not exported to {path}"
    assert path.read_text("utf-8") == text


def test_exporting_over_it_takes_the_word_about_it_and_its_changes_along(
    window: Window, changed: Path
) -> None:
    window.documents.open_path(changed)
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    (offer,) = window.message.offers
    assert "Exporting would replace it." in offer.text, "and no second bar says the same"
    row = window.message.row(hand_edits_topic(changed))
    assert row is not None
    buttons = {button.text(): button for button in row.choice_buttons}
    QTest.mouseClick(buttons["Show the changes"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons["Show the changes"], Qt.MouseButton.LeftButton)
    (dialog,) = (each for each in window.findChildren(ChangesDialog) if each.isVisible())
    QTest.mouseClick(buttons["Overwrite"], Qt.MouseButton.LeftButton)
    assert changed.read_text(encoding="utf-8") == SOURCE
    assert window.message.offers == []
    assert not window.message.isVisible()
    assert not dialog.isVisible()


def test_a_file_as_it_was_exported_opens_without_a_word(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(SOURCE, encoding="utf-8")
    window.documents.open_path(path)
    assert not window.message.isVisible()


def test_a_design_that_is_opened_next_has_no_changes(window: Window, changed: Path) -> None:
    window.documents.open_path(changed)
    (changed.parent / "as_exported.py").write_text(SOURCE, encoding="utf-8")
    window.documents.open_path(changed.parent / "as_exported.py")
    assert window.message.offers == []


def changed_warmup(path: Path, more: str = "") -> Path:
    """Write an exported file with a longer warmup, and more at its end."""
    text = SOURCE.replace("warmup_steps: int = 90", "warmup_steps: int = 120")
    path.write_text(text + more, "utf-8")
    return path


def button(row: QWidget, words: str) -> QPushButton:
    """Return the one button with these words."""
    (found,) = (each for each in row.findChildren(QPushButton) if each.text() == words)
    return found


def test_only_what_would_be_lost_is_told_after_its_numbers_were_taken(
    window: Window, tmp_path: Path
) -> None:
    path = changed_warmup(tmp_path / "exported.py", "# mine\n")
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    QTest.mouseClick(button(row, "Use it"), Qt.MouseButton.LeftButton)
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    assert "since it was exported: 1 line differs." in row.text.text()
    assert "warmup_steps" not in row.text.text()
    QTest.mouseClick(button(row, "Show the changes"), Qt.MouseButton.LeftButton)
    dialog = window.findChild(ChangesDialog)
    assert dialog is not None
    changes = dialog.text.toPlainText().splitlines()[2:]
    assert [line for line in changes if line[0] in "+-"] == ["+# mine"]
    assert "To keep the changes, do not export over this file." in dialog.sentence.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_changes_are_taken_where_they_are_shown(window: Window, tmp_path: Path) -> None:
    path = changed_warmup(tmp_path / "exported.py")
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    QTest.mouseClick(button(row, "Show the changes"), Qt.MouseButton.LeftButton)
    dialog = window.findChild(ChangesDialog)
    assert dialog is not None
    assert "do not export over" not in dialog.sentence.text()
    assert "“Use it” takes the number into the design" in dialog.sentence.text()
    QTest.mouseClick(button(dialog, "Use it"), Qt.MouseButton.LeftButton)
    assert window.store.document.segments[0].span == Span.of_steps(120)
    assert not dialog.isVisible()
    assert window.message.offers == []
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    assert path.read_text("utf-8") == pytorch_source(window.store.document)


def test_segments_that_move_with_a_changed_number_are_told_of(
    window: Window, tmp_path: Path
) -> None:
    warmup, decay = starter().segments
    until = Span(10, "epochs", until=True)
    hold = replace(decay, name="Hold", span=until, end=Level(1.0))
    design = replace(starter(), segments=(warmup, hold, decay))
    text = pytorch_source(design)
    path = tmp_path / "exported.py"
    path.write_text(text.replace("warmup_steps: int = 90", "warmup_steps: int = 45"), "utf-8")
    assert path.read_text("utf-8") != text
    window.documents.open_path(path)
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    moved = "1 later segment keeps its length and begins earlier"
    assert f"When it is used, {moved}." in row.text.text()
    QTest.mouseClick(button(row, "Use it"), Qt.MouseButton.LeftButton)
    assert window.status.hint.text() == f"Used: warmup_steps 90 → 45; {moved}"
    shown = timeline(window.store.document)
    assert shown.lengths[:2] == (45, 360)
    assert shown.begins[1] == 45


@pytest.mark.parametrize(
    ("typed", "lost"),
    [
        ("(20, 65),", []),
        ("(20, 65),  # größer", ["(20, 65),  # größer"]),
        ("(\n    20,  # früher\n    65),", ["(", "20,  # früher", "65),"]),
    ],
)
def test_comments_at_numbers_that_were_taken_would_be_lost(
    tmp_path: Path, typed: str, lost: list[str]
) -> None:
    before, after = (
        pytorch_source(PRESETS["resnet-imagenet"].make(milestones=places))
        for places in ((30, 60), (20, 65))
    )
    path = tmp_path / "exported.py"
    path.write_text(before.replace("(30, 60),", typed), "utf-8")
    found = what_is_lost(path, None, after)
    changes = () if found is None else found.changes[2:]
    lines = [line[1:].rpartition("= ")[2].strip() for line in changes if line[0] == "+"]
    assert lines == lost

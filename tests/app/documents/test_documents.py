"""New, open, save and export: honest titles, no lost work, every fault said, files left whole."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from rampsmith.app.documents.dialogs import Answer, Dialogs
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.files.design_file import read_design, write_design
from rampsmith.designer.presets import PRESETS
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, SHIFT, answers, closed, made_window, preset_entries, type_into
from tests.app.gestures import drop


def change(window: Window) -> None:
    """Do something worth saving."""
    type_into(window.run_form.length, "17")


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """A design on disk."""
    path = tmp_path / "steps.ramp"
    write_design(three_segments(), path)
    return path


def test_the_title_bar_tells_the_truth_through_save_and_undo(
    window: Window, tmp_path: Path
) -> None:
    assert window.windowTitle() == "digits warmup cosine[*] — Rampsmith"
    assert not window.isWindowModified()
    assert not window.top_bar.edited.isVisible()
    change(window)
    assert window.isWindowModified()
    assert window.top_bar.edited.isVisible()
    answers(window).write = tmp_path / "mine"
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)
    assert window.windowTitle() == "digits warmup cosine[*] — mine.ramp — Rampsmith"
    assert not window.isWindowModified()
    assert read_design(tmp_path / "mine.ramp") == window.store.schedule
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.isWindowModified()
    QTest.keyClick(window.plot, Qt.Key.Key_Y, CONTROL)
    assert not window.isWindowModified()


def test_a_title_with_qts_own_mark_is_shown_as_it_is(window: Window) -> None:
    type_into(window.top_bar.title, "a[*]b")
    assert window.windowTitle() == "a[*][*]b[*] — Rampsmith"
    assert window.isWindowModified()


def test_save_asks_once_and_then_writes_to_the_same_file(window: Window, tmp_path: Path) -> None:
    answers(window).write = tmp_path / "a.ramp"
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)
    change(window)
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)
    assert answers(window).asked == ["Save design: digits_warmup_cosine.ramp"]
    assert read_design(tmp_path / "a.ramp").run.epochs == 17
    assert "Saved" in window.status.hint.text()


def test_save_as_goes_on_with_the_new_file(window: Window, design: Path, tmp_path: Path) -> None:
    window.documents.open_path(design)
    answers(window).write = tmp_path / "other.ramp"
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL | SHIFT)
    change(window)
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)
    assert read_design(design) == three_segments()
    assert read_design(tmp_path / "other.ramp").run.updates == 17


def test_cancelling_the_dialog_saves_nothing(window: Window, tmp_path: Path) -> None:
    change(window)
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)
    assert window.isWindowModified()
    assert list(tmp_path.iterdir()) == []


def test_what_is_being_typed_is_saved_too(window: Window, tmp_path: Path) -> None:
    answers(window).write = tmp_path / "a.ramp"
    type_into(window.run_form.length, "33", None)
    QTest.keyClick(window.run_form.length, Qt.Key.Key_S, CONTROL)
    assert read_design(tmp_path / "a.ramp").run.epochs == 33


def test_open_shows_the_design_and_its_name(window: Window, design: Path) -> None:
    answers(window).open = design
    QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL)
    assert window.store.schedule == three_segments()
    assert "steps.ramp" in window.windowTitle()
    assert not window.isWindowModified()
    assert window.store.history.undo_words is None
    assert answers(window).asked == [f"open in {Path.cwd()}"]


def test_a_broken_file_is_told_with_every_fault_and_what_is_open_stays(
    window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "broken.ramp"
    text = '{"rampsmith": 1, "titel": "x", "segments": [{"name": 5, "shape": "wavy"}]}'
    path.write_text(text, encoding="utf-8")
    change(window)
    before = window.store.history
    window.documents.open_path(path)
    assert window.store.history is before
    assert window.message.isVisible()
    told = window.message.text.text()
    for word in ("broken.ramp", "titel", "segments[0].name", "wavy"):
        assert word in told
    QTest.mouseClick(window.message.close_button, Qt.MouseButton.LeftButton)
    assert not window.message.isVisible()


@pytest.mark.parametrize("name", ["missing.ramp", "."])
def test_a_path_that_cannot_be_read_is_told(window: Window, tmp_path: Path, name: str) -> None:
    assert not window.documents.open_path(tmp_path / name)
    assert window.message.isVisible()
    assert window.store.schedule == starter()


def test_what_went_wrong_is_gone_once_something_goes_right(window: Window, design: Path) -> None:
    window.documents.open_path(design.with_name("missing.ramp"))
    window.documents.open_path(design)
    assert not window.message.isVisible()


def test_an_output_that_cannot_be_written_is_told_and_the_work_stays_unsaved(
    window: Window, tmp_path: Path
) -> None:
    change(window)
    folder = tmp_path / "folder.ramp"
    folder.mkdir()
    for write in (tmp_path / "no such folder" / "a.ramp", folder):
        answers(window).write = write
        assert not window.documents.save_as()
        assert window.message.isVisible()
        assert str(write.name) in window.message.text.text()
        assert window.isWindowModified()
        assert window.store.path is None


def test_export_writes_the_class_and_suggests_the_same_place_again(
    window: Window, tmp_path: Path
) -> None:
    answers(window).write = tmp_path / "ramp"
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    assert (tmp_path / "ramp.py").read_text(encoding="utf-8") == pytorch_source(starter())
    assert "DigitsWarmupCosine" in window.status.hint.text()
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL | SHIFT)
    assert answers(window).asked == [
        "Export the class: digits_warmup_cosine.py",
        "Export the class: ramp.py",
    ]
    assert not window.isWindowModified(), "an export is no change of the design"


def test_a_schedule_with_errors_is_not_exported_and_every_reason_is_told(window: Window) -> None:
    window.store.open(Schedule(), None)
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)
    assert answers(window).asked == []
    assert window.message.isVisible()
    for problem in window.store.problems:
        if problem.severity == "error":
            assert problem.sentence in window.message.text.text()


def leave_by(window: Window, way: str, design: Path) -> None:
    """Do what would lose the work that is open."""
    match way:
        case "new":
            QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)
        case "open":
            answers(window).open = design
            QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL)
        case "drop":
            drop(window, design)
        case "preset":
            preset_entries(window)[0].trigger()
        case "quit":
            QTest.keyClick(window.plot, Qt.Key.Key_Q, CONTROL)


WAYS = ["new", "open", "drop", "preset", "quit"]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_asked_where_nothing_is_lost(
    qapp: QApplication, tmp_path: Path, design: Path, way: str
) -> None:
    window = made_window(starter(), tmp_path)
    leave_by(window, way, design)
    assert not any(question.startswith("unsaved") for question in answers(window).asked)
    assert window.isVisible() is (way != "quit")
    assert (window.store.schedule == starter()) is (way == "quit")
    closed(window)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answer", "saves", "leaves"),
    [
        ("cancel", True, False),
        ("discard", True, True),
        ("save", True, True),
        ("save", False, False),
    ],
)
def test_unsaved_work_is_asked_about_and_each_answer_is_honoured(
    *,
    qapp: QApplication,
    tmp_path: Path,
    design: Path,
    way: str,
    answer: Answer,
    saves: bool,
    leaves: bool,
) -> None:
    window = made_window(starter(), tmp_path)
    change(window)
    work = window.store.schedule
    mine = tmp_path / ("mine.ramp" if saves else "no such folder/mine.ramp")
    answers(window).unsaved = answer
    answers(window).write = mine
    leave_by(window, way, design)
    assert answers(window).asked.count("unsaved digits warmup cosine") == 1
    if way == "quit":
        assert window.isVisible() is not leaves
    else:
        assert (window.store.schedule != work) is leaves
    if answer == "save" and saves:
        assert read_design(mine) == work
    else:
        assert not mine.exists()
    assert window.message.isVisible() is (answer == "save" and not saves)
    closed(window)


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, "save"),
        (QMessageBox.StandardButton.Discard, "discard"),
        (QMessageBox.StandardButton.Cancel, "cancel"),
        (None, "cancel"),
    ],
)
def test_the_question_has_three_answers_and_closing_it_is_cancelling(
    window: Window, button: QMessageBox.StandardButton | None, answer: Answer
) -> None:
    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "“steps”" in box.text()
        if button is None:
            QTest.keyClick(box, Qt.Key.Key_Escape)
        else:
            box.button(button).click()

    QTimer.singleShot(0, window, press)
    assert Dialogs(window).about_closing("steps") == answer


def test_what_is_being_typed_counts_as_unsaved_work(qapp: QApplication, tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    type_into(window.run_form.length, "33", None)
    window.close()
    assert answers(window).asked == ["unsaved digits warmup cosine"]
    assert window.isVisible()
    closed(window)


@pytest.mark.parametrize("part", ["window", "plot", "title"])
def test_a_file_can_be_dropped_anywhere(window: Window, design: Path, part: str) -> None:
    parts = {
        "window": window,
        "plot": window.plot.viewport(),
        "title": window.top_bar.title,
    }
    target: QWidget | None = parts[part]
    # Qt offers a drag to the widget below the mouse and then to those around it.
    while target is not None and not drop(window, design, target):
        target = target.parentWidget()
    assert window.store.schedule == three_segments()
    assert window.store.path == design


def test_a_drop_that_is_no_file_is_not_welcome(window: Window) -> None:
    data = QMimeData()
    data.setText("hello")
    actions, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), actions, data, Qt.MouseButton.LeftButton, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_a_dropped_file_that_is_broken_is_told(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello", encoding="utf-8")
    drop(window, path)
    assert window.message.isVisible()
    assert window.store.schedule == starter()


def test_every_preset_opens(window: Window) -> None:
    for preset in PRESETS.values():
        window.presets.begin(preset.name)
        assert window.store.schedule == preset.make()
        window.plot.grab()


def test_the_menu_offers_the_simple_presets_and_all_of_them(window: Window) -> None:
    *simple, line, every = preset_entries(window)
    assert line.isSeparator()
    assert every.text() == "All presets…"
    for action, preset in zip(simple, PRESETS.values(), strict=False):
        action.trigger()
        assert window.store.schedule == preset.make()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file_is_told_and_kept(window: Window, design: Path) -> None:
    before = design.read_bytes()
    window.documents.open_path(design)
    design.parent.chmod(0o500)
    try:
        window.store.edit(lambda schedule: with_run(schedule, updates=7), "Change run")
        assert not window.documents.save()
    finally:
        design.parent.chmod(0o700)
    assert design.read_bytes() == before
    assert window.message.isVisible()


def test_an_untouched_preset_is_no_work_and_an_undo_brings_the_card_back(window: Window) -> None:
    window.store.open(Schedule(), None)
    QTest.mouseClick(card_button(window, "warmup-cosine"), Qt.MouseButton.LeftButton)
    assert window.store.schedule.segments
    assert not window.isWindowModified()
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule == Schedule()
    assert window.invitation.isVisible()
    assert window.documents.may_leave()
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL | SHIFT)
    change(window)
    window.presets.begin("constant")
    assert answers(window).asked == ["unsaved warmup cosine"]


def card_button(window: Window, name: str) -> QPushButton:
    """The button of the card that begins a preset."""
    buttons = window.invitation.findChildren(QPushButton)
    return next(button for button in buttons if button.accessibleName() == name)


@pytest.mark.parametrize("way", ["card", "menu", "gallery"])
def test_a_preset_fills_an_empty_design_by_one_edit(window: Window, way: str) -> None:
    window.store.open(Schedule(), None)
    type_into(window.run_form.fields["samples"], "3200")
    QTest.keyClick(window.plot, Qt.Key.Key_G, CONTROL | SHIFT)
    type_into(window.groups_form.names[1], "head")
    type_into(window.groups_form.rates[0], "0.5")
    type_into(window.top_bar.title, "Run 7")
    typed = window.store.schedule
    zoomed = window.plot.view_box
    for _ in range(8):
        zoomed.zoom(0.6)
    match way:
        case "card":
            QTest.mouseClick(card_button(window, "warmup-cosine"), Qt.MouseButton.LeftButton)
        case "menu":
            action = preset_entries(window)
            next(each for each in action if each.data() == "warmup-cosine").trigger()
        case "gallery":
            window.commands["from_preset"].trigger()
            gallery = window.findChild(PresetDialog)
            assert gallery is not None
            gallery.reload("warmup-cosine")
            QTest.mouseClick(gallery.begin_button, Qt.MouseButton.LeftButton)
    begun = window.store.schedule
    assert answers(window).asked == []
    assert begun.segments
    assert (begun.run, begun.groups, begun.title) == (typed.run, typed.groups, "Run 7")
    assert window.isWindowModified()
    seen = window.plot.view_box.viewRange()
    QTest.keyClick(window.plot, Qt.Key.Key_F)
    assert window.plot.view_box.viewRange() == seen
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule == typed
    assert window.invitation.isVisible()


@pytest.mark.parametrize("way", ["new", "open", "drop", "quit"])
def test_a_run_that_was_typed_is_work(window: Window, design: Path, way: str) -> None:
    window.store.open(Schedule(), None)
    type_into(window.run_form.fields["samples"], "3200")
    answers(window).unsaved = "cancel"
    leave_by(window, way, design)
    assert answers(window).asked.count("unsaved Untitled") == 1
    assert window.store.schedule.run.samples == 3200


def test_a_preset_takes_the_groups_of_an_empty_design(window: Window) -> None:
    groups = (Group("backbone", 1e-4), Group("head", 1e-3))
    for run in (Run(), Run(samples=3200)):
        window.store.open(Schedule(run=run), None)
        window.store.edit(lambda schedule: replace(schedule, groups=groups), "Add groups")
        window.presets.begin("warmup-cosine")
        assert window.store.schedule.groups == groups
        assert window.store.schedule.run == run


def test_an_emptied_file_is_work(window: Window, design: Path) -> None:
    window.documents.open_path(design)
    window.store.edit(lambda _: Schedule(), "Remove everything")
    assert not window.documents.may_leave()
    assert answers(window).asked == ["unsaved Untitled"]

"""Presets of one's own in the window: kept, shown, renamed, deleted, taken back, begun from."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from rampsmith.app.gallery.cards import Heading
from rampsmith.app.gallery.own_presets import KeepDialog
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets.own import own_presets, saved_own
from tests.app.accessibility import unnamed
from tests.app.driver import type_into


@pytest.fixture
def keeping(window: Window) -> Iterator[KeepDialog]:
    """Open the dialog that keeps the design, by its keys."""
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window.plot, Qt.Key.Key_S, keys)
    dialog = window.findChild(KeepDialog)
    assert dialog is not None
    yield dialog
    if isValid(dialog):
        dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def gallery(window: Window) -> Iterator[PresetDialog]:
    """Open the gallery with two presets of one's own in it."""
    saved_own(starter(), "first", "The first one")
    saved_own(starter(), "second", "")
    window.commands["from_preset"].trigger()
    dialog = window.findChild(PresetDialog)
    assert dialog is not None
    yield dialog
    if isValid(dialog):
        dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def names() -> list[str]:
    """The names of what is kept on the disk."""
    return [own.name for own in own_presets().kept]


def shown(gallery: PresetDialog) -> list[str]:
    """The names of one's own that the gallery shows, and whether it says so above them."""
    rows = gallery.presets.model.rows
    assert rows[0] == Heading("Yours")
    return [preset.name for preset in gallery.presets.model.shown if preset.source == "Yours"]


def test_the_design_is_kept_under_its_title_with_its_summary(
    window: Window, keeping: KeepDialog
) -> None:
    QTest.keyClick(keeping.name, Qt.Key.Key_Return)
    (own,) = own_presets().kept
    assert (own.name, own.schedule) == (starter().title, starter())
    assert "warmup" in own.line.lower() or "linear" in own.line.lower()
    assert own.name in window.status.hint.text()
    assert not keeping.isVisible()


def test_what_is_wrong_is_said_while_one_types(keeping: KeepDialog) -> None:
    type_into(keeping.name, "StepLR", None)
    assert keeping.note.text() == "“StepLR” is a preset that comes with Rampsmith."
    assert keeping.note.property("wrong")
    assert not keeping.save.isEnabled()
    type_into(keeping.name, "StepLR of ours", None)
    assert keeping.note.text() == ""
    assert keeping.save.isEnabled()


def test_replacing_one_is_said_before(keeping: KeepDialog) -> None:
    saved_own(starter(), "ours", "")
    type_into(keeping.name, "ours", None)
    assert keeping.note.text() == "Your preset “ours” is replaced."
    assert not keeping.note.property("wrong")
    QTest.mouseClick(keeping.save, Qt.MouseButton.LeftButton)
    assert names() == ["ours"]


def test_a_design_with_errors_is_not_kept_and_the_dialog_says_why(window: Window) -> None:
    window.store.open(Schedule(), None)
    window.commands["keep"].trigger()
    dialog = window.findChild(KeepDialog)
    assert dialog is not None
    type_into(dialog.name, "nothing", Qt.Key.Key_Return)
    assert "A design with errors cannot be a preset" in dialog.note.text()
    assert dialog.isVisible()
    assert names() == []
    QTest.keyClick(dialog.name, Qt.Key.Key_Escape)
    QTest.keyClick(dialog.name, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_everything_in_both_has_a_name(keeping: KeepDialog, gallery: PresetDialog) -> None:
    assert unnamed(keeping) == []
    assert unnamed(gallery) == []


def test_one_s_own_come_first_and_can_be_begun_from(window: Window, gallery: PresetDialog) -> None:
    assert shown(gallery) == ["first", "second"]
    assert gallery.own_form.line.text() == "The first one"
    assert gallery.form is not None
    assert list(gallery.form.fields) == ["base_lr", "steps", "class_name"]
    type_into(gallery.form.fields["steps"], "400", Qt.Key.Key_Return)
    QTest.mouseClick(gallery.begin_button, Qt.MouseButton.LeftButton)
    assert window.store.schedule.total_steps == 400
    assert window.store.schedule.segments == starter().segments


def test_the_search_finds_them_by_name_line_and_whose_they_are(gallery: PresetDialog) -> None:
    type_into(gallery.presets.search, "yours first", None)
    assert gallery.name.text() == "first"
    assert len(gallery.presets.model.shown) == 1


def test_a_preset_is_renamed_in_its_place(gallery: PresetDialog) -> None:
    type_into(gallery.own_form.name, "a better name")
    assert names() == ["a better name", "second"]
    assert shown(gallery) == ["a better name", "second"]
    assert gallery.name.text() == "a better name"
    assert gallery.isVisible()
    type_into(gallery.own_form.line, "And a line")
    assert own_presets().kept[0].line == "And a line"


def test_a_name_that_is_taken_is_marked_in_its_place(gallery: PresetDialog) -> None:
    type_into(gallery.own_form.name, "Second")
    assert gallery.own_form.name.fault == "There is another preset “Second”."
    assert names() == ["first", "second"]


def test_deleting_is_taken_back_by_a_click(gallery: PresetDialog) -> None:
    QTest.mouseClick(gallery.own_form.delete, Qt.MouseButton.LeftButton)
    assert names() == ["second"]
    assert shown(gallery) == ["second"]
    assert gallery.own_form.take_back.text() == "Take back: delete “first”"
    QTest.mouseClick(gallery.own_form.take_back, Qt.MouseButton.LeftButton)
    assert shown(gallery) == ["first", "second"]
    assert gallery.name.text() == "first"
    assert not gallery.own_form.take_back.isVisible()


def test_del_on_the_cards_deletes_one_s_own_and_no_other(gallery: PresetDialog) -> None:
    gallery.presets.view.setFocus()
    QTest.keyClick(gallery.presets.view, Qt.Key.Key_Delete)
    assert names() == ["second"]
    type_into(gallery.presets.search, "StepLR", None)
    gallery.presets.view.setFocus()
    QTest.keyClick(gallery.presets.view, Qt.Key.Key_Delete)
    assert names() == ["second"]
    assert gallery.name.text() == "StepLR"


def test_a_broken_file_is_one_sentence_below_the_others(
    gallery: PresetDialog, own_presets_folder: Path
) -> None:
    (own_presets_folder / "own-bad.preset.json").write_text("{")
    gallery.reload()
    assert shown(gallery) == ["first", "second"]
    assert "own-bad.preset.json" in gallery.folder_fault.text()
    assert gallery.folder_fault.isVisible()


def test_a_folder_that_cannot_be_written_is_told(
    gallery: PresetDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    QTest.mouseClick(gallery.own_form.delete, Qt.MouseButton.LeftButton)
    assert "Permission denied" in gallery.fault.text() or "permission" in gallery.fault.text()
    assert names() == ["first", "second"]


def test_a_new_one_appears_in_an_open_gallery(
    window: Window, gallery: PresetDialog, qapp: QApplication
) -> None:
    window.commands["keep"].trigger()
    dialog = window.findChild(KeepDialog)
    assert dialog is not None
    type_into(dialog.name, "third", Qt.Key.Key_Return)
    assert shown(gallery) == ["first", "second", "third"]
    assert gallery.name.text() == "third"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_esc_takes_back_a_name_and_then_closes(window: Window, keeping: KeepDialog) -> None:
    title = window.store.schedule.title
    type_into(keeping.name, "another", None)
    QTest.keyClick(keeping.name, Qt.Key.Key_Escape)
    assert keeping.name.text() == title
    assert keeping.save.isEnabled()
    QTest.keyClick(keeping.name, Qt.Key.Key_Escape)
    assert not keeping.isVisible()
    assert names() == []


def test_a_preset_that_fills_the_disk_is_told_in_the_dialog_and_leaves_nothing(
    window: Window,
    keeping: KeepDialog,
    own_presets_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        QTest.mouseClick(keeping.save, Qt.MouseButton.LeftButton)
    assert keeping.isVisible()
    assert keeping.note.text().endswith(": This cannot be written: no space left on device.")
    assert list(own_presets_folder.iterdir()) == []
    type_into(keeping.name, "another")
    QTest.mouseClick(keeping.save, Qt.MouseButton.LeftButton)
    assert names() == ["another"]


def test_renaming_a_preset_on_a_full_disk_is_told_and_keeps_the_old_one(
    gallery: PresetDialog, own_presets_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    type_into(gallery.own_form.name, "third", Qt.Key.Key_Return)
    assert "no space left on device" in gallery.fault.text()
    assert names() == ["first", "second"]
    assert len(list(own_presets_folder.iterdir())) == 2

"""A full disk, folders that vanish, folders where files belong: a sentence each, and nothing lost."""

import errno
import os
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.files.design_file import LARGEST_FILE, read_design
from tests.app.designs import three_segments
from tests.app.driver import ALT, CONTROL, SHIFT, answers, closed_all, made_windows, press_in
from tests.app.gestures import drop


def change(window: Window, updates: int = 17) -> None:
    """Make an edit."""
    window.store.edit(lambda schedule: with_run(schedule, updates=updates), "Change run")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make the disk full whenever something has to be on it."""

    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    return monkeypatch


def test_saving_on_a_full_disk_is_told_and_the_file_stays_as_it_was(
    windows: Windows, design: Path, full_disk: pytest.MonkeyPatch
) -> None:
    window = windows.begin(starter())
    window.documents.open_path(design)
    change(window)
    assert not window.documents.save()
    assert "no space left on device" in window.message.text.text()
    assert window.isWindowModified()
    assert read_design(design) == three_segments()
    assert [path.name for path in design.parent.glob(".*.part")] == []
    full_disk.undo()
    assert window.documents.save()
    assert not window.isWindowModified()


def test_exporting_on_a_full_disk_is_told_and_leaves_nothing_over(
    windows: Windows, tmp_path: Path, full_disk: pytest.MonkeyPatch
) -> None:
    window = windows.begin(starter())
    target = tmp_path / "exported" / "schedule.py"
    target.parent.mkdir()
    answers(window).write = target
    window.exporting.export_as()
    assert "no space left on device" in window.message.text.text()
    assert list(target.parent.iterdir()) == []


def test_the_folder_of_kept_work_may_vanish(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    state = tmp_path / "state" / "recovery"
    made = made_windows(tmp_path, RecoveryFolder(state))
    window = made.begin(starter())
    change(window, 17)
    made.keep(window)
    qtbot.waitUntil(lambda: len(list(state.glob("*.unsaved"))) == 1)
    shutil.rmtree(state.parent)
    change(window, 18)
    made.keep(window)
    qtbot.waitUntil(lambda: window.message.isVisible() or len(list(state.glob("*.unsaved"))) == 1)
    assert window.store.schedule.run.updates == 18
    closed_all(made)


def test_a_dropped_folder_is_told_and_the_work_stays(windows: Windows, tmp_path: Path) -> None:
    window = windows.begin(starter())
    change(window)
    before = window.store.schedule
    assert drop(window, tmp_path)
    assert "folder" in window.message.text.text()
    assert window.store.schedule is before
    assert answers(window).asked == []


def test_a_file_that_vanishes_between_choosing_and_opening_is_told(
    windows: Windows, design: Path
) -> None:
    window = windows.begin(starter())
    answers(window).open = design
    design.unlink()
    window.documents.open()
    assert "steps.ramp" in window.message.text.text()
    assert window.store.schedule == starter()


def lacks_a_name() -> bool:
    """Whether a module that lacks a name can say so; in Python 3.13.0 it cannot."""
    try:
        return bool(import_module("json").no_name)
    except AttributeError:
        return True
    except SystemError:
        return False


def test_a_deleted_working_folder_keeps_nobody_from_saving(
    windows: Windows, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    if not lacks_a_name():
        monkeypatch.undo()
        pytest.skip(
            "this Python, begun in its working folder, fails in every module once that is gone"
        )
    window = windows.begin(starter())
    assert window.documents.folder() == Path.home()
    answers(window).write = tmp_path / "kept.py"
    window.exporting.export_as()
    qtbot.waitUntil((tmp_path / "kept.py").exists)
    answers(window).write = tmp_path / "kept.ramp"
    assert window.documents.save()


def test_whatever_is_raised_while_closing_the_window_stays(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = windows.begin(starter())

    def fail() -> bool:
        raise RuntimeError("no")

    event = QCloseEvent()
    with monkeypatch.context() as failing:
        failing.setattr(window.documents, "may_leave", fail)
        with pytest.raises(RuntimeError, match="no"):
            window.closeEvent(event)
    assert not event.isAccepted()
    assert list(windows) == [window]


@pytest.mark.parametrize(
    "content", [b"\0\xff\xfe", "{}".encode("utf-16"), b" " * (LARGEST_FILE + 1)]
)
def test_saving_over_a_file_that_has_become_no_text_asks_first(
    windows: Windows, design: Path, content: bytes
) -> None:
    window = windows.begin(starter())
    window.documents.open_path(design)
    change(window)
    design.write_bytes(content)
    assert not window.documents.save()
    assert design.read_bytes() == content
    (offer,) = window.message.offers
    assert [choice.words for choice in offer.choices] == ["Save as…", "Save over it"]
    assert window.status.hint.text() == f"Not saved to {design}"


WRITES = {
    "class": (Qt.Key.Key_E, CONTROL | SHIFT, "mine.py"),
    "form": (Qt.Key.Key_E, CONTROL | ALT, "mine.py"),
    "plot": (Qt.Key.Key_P, CONTROL | ALT, "mine.png"),
    "code": (Qt.Key.Key_K, CONTROL | ALT, "mine.svg"),
}
"""What a window writes beside designs, by its keys."""


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("fault", ["full", "read-only", "folder"])
def test_whatever_cannot_be_written_is_told_and_leaves_nothing(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, fault: str
) -> None:
    window = windows.begin(starter())
    key, keys, name = WRITES[what]
    place = tmp_path / "place"
    place.mkdir()
    target = place / name
    answers(window).write = target
    if fault == "folder":
        target.mkdir()
        reason = "it is a folder"
    else:
        number = errno.ENOSPC if fault == "full" else errno.EROFS
        reason = os.strerror(number).lower()

        def refuse(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", refuse)
        if fault == "read-only":
            monkeypatch.setattr(Path, "open", refuse)
    press_in(window, key, keys)
    assert window.message.text.text() == f"{target}: This cannot be written: {reason}."
    assert [*place.iterdir()] == ([target] if fault == "folder" else [])
    assert list(windows) == [window]
    monkeypatch.undo()
    if fault != "folder":
        press_in(window, key, keys)
        assert [*place.iterdir()] == [target]
        assert not window.message.isVisible(), "what was wrong is so no longer"

"""Several windows: each has a document of its own, and a file is open in one of them only."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.documents.dialogs import Dialogs
from rampsmith.app.shell import launch
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.proof.client import WorkerClient
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, answers, press_in, type_into
from tests.designer.proof.exported import good_task

ALT = Qt.KeyboardModifier.AltModifier


def change(window: Window) -> None:
    """Do something worth saving."""
    type_into(window.run_form.length, "17")


def test_a_new_window_has_a_document_and_a_history_of_its_own(windows: Windows) -> None:
    first = windows.begin(starter())
    press_in(first, Qt.Key.Key_N, CONTROL | ALT)
    _, second = windows
    assert second.isVisible()
    assert second.pos() != first.pos()
    assert second.store.schedule == Schedule()
    press_in(second, Qt.Key.Key_A)
    assert second.store.history.undo_words == "Add segment"
    assert first.store.schedule == starter()
    assert first.store.history.undo_words is None
    assert not first.isWindowModified()


def test_closing_one_window_leaves_the_others(windows: Windows, qapp: QApplication) -> None:
    first, second = windows.begin(starter()), windows.begin(starter())
    press_in(first, Qt.Key.Key_W, CONTROL)
    assert list(windows) == [second]
    assert second.isVisible()
    change(second)
    assert second.store.history.undo_words is not None


def test_a_file_that_is_open_already_is_brought_to_front_and_not_read_again(
    windows: Windows, design: Path, qtbot: QtBot
) -> None:
    first, second = windows.begin(starter()), windows.begin(starter())
    first.documents.open_path(design)
    type_into(first.run_form.length, "17")
    answers(second).open = design.parent / "." / design.name
    press_in(second, Qt.Key.Key_O, CONTROL)
    qtbot.waitUntil(first.isActiveWindow)
    assert first.store.schedule.run.updates == 17
    assert "open here already" in first.status.hint.text()
    assert second.store.schedule == starter()
    assert len(list(windows)) == 2


def test_a_file_can_be_opened_beside_unsaved_work(windows: Windows, design: Path) -> None:
    first = windows.begin(starter())
    change(first)
    work = first.store.history
    answers(first).unsaved = "beside"
    answers(first).open = design
    press_in(first, Qt.Key.Key_O, CONTROL)
    assert first.store.history is work
    _, second = windows
    assert second.store.schedule == three_segments()
    assert second.store.path == design
    press_in(first, Qt.Key.Key_N, CONTROL)
    assert len(list(windows)) == 3


def test_a_wrong_file_is_told_before_anything_is_asked(windows: Windows, tmp_path: Path) -> None:
    window = windows.begin(starter())
    change(window)
    answers(window).open = tmp_path / "missing.ramp"
    press_in(window, Qt.Key.Key_O, CONTROL)
    assert not any(question.startswith("unsaved") for question in answers(window).asked)
    assert window.message.text.text().endswith("missing.ramp: There is no such file.")


def test_quit_asks_window_by_window_and_stops_where_one_stays(
    windows: Windows, tmp_path: Path
) -> None:
    clean, edited, stays = (windows.begin(starter()) for _ in range(3))
    change(edited)
    change(stays)
    answers(edited).unsaved = "save"
    answers(edited).write = tmp_path / "edited.ramp"
    answers(stays).unsaved = "cancel"
    clean.activateWindow()
    press_in(clean, Qt.Key.Key_Q, CONTROL)
    assert list(windows) == [stays]
    assert stays.isVisible()
    assert read_design(tmp_path / "edited.ramp").run.epochs == 17
    answers(stays).unsaved = "discard"
    press_in(stays, Qt.Key.Key_Q, CONTROL)
    assert list(windows) == []


def test_all_windows_wear_the_theme_that_is_chosen_in_one(windows: Windows) -> None:
    first, second = windows.begin(starter()), windows.begin(starter())
    second.appearance.choose("dark")
    assert first.appearance.theme.is_dark
    assert first.plot.state.theme.is_dark
    second.appearance.choose("light")


def test_files_named_at_the_start_are_opened_each_in_a_window(
    windows: Windows, design: Path
) -> None:
    other = design.with_name("other.ramp")
    other.write_bytes(design.read_bytes())
    first = windows.begin(starter())
    launch._open_all(first, [str(design), str(other), str(design)])
    assert [window.store.path for window in windows] == [design, other]


def test_the_question_offers_a_new_window_where_there_is_something_to_open(
    windows: Windows, qtbot: QtBot
) -> None:
    window = windows.begin(starter())

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        words = {button.text(): button for button in box.buttons()}
        words["Open in &new window"].click()

    qtbot.waitUntil(window.isActiveWindow)
    QTimer.singleShot(0, window, press)
    assert Dialogs(window).about_replacing("steps") == "beside"


@pytest.mark.long
def test_windows_share_one_worker_and_neither_ends_the_other_s_proof(qtbot: QtBot) -> None:
    with WorkerClient() as client:
        both = [WorkerQueries(client) for _ in range(2)]
        try:
            with qtbot.waitSignals([queries.answered for queries in both], timeout=60_000):
                for _ in range(5):
                    for queries in both:
                        queries.ask(good_task())
            worker = client._worker
            both[0].close()
            with qtbot.waitSignal(both[1].answered, timeout=60_000):
                both[1].ask(good_task())
            assert client._worker is worker, "it is still the same"
        finally:
            for queries in both:
                queries.close()

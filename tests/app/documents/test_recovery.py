"""Unsaved work outlives the process: kept a moment after each edit, offered, brought back."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.documents import autosave, on_disk, recovery
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.app.widgets.message_bar import MessageRow
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.files.output import OutputError
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, answers, closed_all, made_windows, press_in

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The folder for recovery."""
    return tmp_path / "state" / "recovery"


@pytest.fixture
def keeping(qapp: QApplication, tmp_path: Path, state: Path) -> Iterator[Windows]:
    """Windows whose unsaved work is kept."""
    made = made_windows(tmp_path, RecoveryFolder(state))
    yield made
    closed_all(made)


def kept(state: Path) -> list[Path]:
    """The files in the folder."""
    return sorted(state.glob("*.unsaved"))


def change(window: Window, updates: int) -> None:
    """Make an edit."""
    window.store.edit(lambda schedule: with_run(schedule, updates=updates), "Change run")


def leave_behind(state: Path, schedule: Schedule, origin: Path | None = None) -> None:
    """Keep work, as a process does that ends before it is saved."""
    folder = RecoveryFolder(state)
    faults: list[str] = []
    folder.keep(folder.new_file(), schedule, origin, faults.append)
    folder.close()
    assert faults == [""]


def offers(window: Window) -> list[MessageRow]:
    """The rows that offer to restore something."""
    topics = [offer.topic for offer in window.message.offers]
    rows = [window.message.row(topic) for topic in topics if topic.startswith("leftover")]
    return [row for row in rows if row is not None]


def edited(schedule: Schedule) -> Schedule:
    """A later version of a schedule."""
    return with_run(replace(schedule, title="later"), updates=777, epochs=None)


def test_an_edit_is_kept_and_what_is_saved_is_kept_no_more(
    keeping: Windows, state: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = keeping.begin(starter())
    assert kept(state) == []
    change(window, 17)
    keeping._autosaves[window]._timer.setInterval(0)
    change(window, 18)
    keeping._autosaves[window]._timer.start(0)
    qtbot.waitUntil(lambda: len(kept(state)) == 1)
    answers(window).write = tmp_path / "a.ramp"
    press_in(window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: kept(state) == [])


def test_work_is_kept_a_second_after_the_first_of_many_edits(
    keeping: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second is left for the disk until it is one and a half."""
    window = keeping.begin(starter())
    timer = keeping._autosaves[window]._timer
    begun: list[int] = []
    begin = timer.start

    def noted() -> None:
        begun.append(timer.interval())
        begin()

    monkeypatch.setattr(timer, "start", noted)
    for updates in (17, 18, 19):
        change(window, updates)
        assert timer.isActive()
    assert begun == [1_000], "edits do not put it off"


def test_work_is_kept_while_all_else_in_the_background_is_slow(
    keeping: Windows, state: Path, qtbot: QtBot
) -> None:
    window = keeping.begin(starter())
    gate, slow = threading.Event(), BackgroundJobs()
    slow.begin("reading", gate.wait, lambda outcome: outcome())
    change(window, 17)
    keeping._autosaves[window]._timer.start(0)
    try:
        qtbot.waitUntil(lambda: len(kept(state)) == 1)
        assert not gate.is_set()
    finally:
        gate.set()
        slow.finish()


def dragging(windows: Windows) -> tuple[Window, Hand]:
    """Begin a window, and drag a boundary in it without letting go."""
    window = windows.begin(three_segments())
    window.plot.frame_all()
    QApplication.processEvents()
    hand = Hand(window.plot)
    hand.take(hand.pixel(200, 5e-4))
    hand.move(hand.at + QPoint(40, 0))
    return window, hand


def test_a_gesture_under_way_is_not_kept(keeping: Windows, qtbot: QtBot) -> None:
    window, hand = dragging(keeping)
    assert window.store.is_previewing
    keeping.keep(window)
    autosave = keeping._autosaves[window]
    assert autosave._kept is None
    hand.release()
    assert autosave._timer.isActive()
    keeping.keep(window)
    assert autosave._kept == window.store.schedule


def test_a_gesture_under_way_is_kept_when_the_program_ends(keeping: Windows, state: Path) -> None:
    window, _ = dragging(keeping)
    dragged = window.store.schedule
    assert dragged != three_segments()
    keeping.close()
    (left,) = kept(state)
    assert recovery.read_leftover(left).schedule == dragged


def test_work_that_is_discarded_or_undone_is_kept_no_more(
    keeping: Windows, state: Path, qtbot: QtBot
) -> None:
    first, second = keeping.begin(starter()), keeping.begin(starter())
    for window in keeping:
        change(window, 17)
        keeping.keep(window)
    qtbot.waitUntil(lambda: len(kept(state)) == 2)
    first.store.undo()
    qtbot.waitUntil(lambda: len(kept(state)) == 1)
    answers(second).unsaved = "discard"
    second.close()
    qtbot.waitUntil(lambda: kept(state) == [])


def test_what_was_never_saved_is_offered_and_restored_as_unsaved_work(
    keeping: Windows, state: Path, qtbot: QtBot
) -> None:
    leave_behind(state, edited(starter()))
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    (row,) = offers(window)
    words = row.text.text()
    assert words.startswith("“later” was not saved when Rampsmith ended: 2 segments, last edited ")
    assert words.endswith("It was never saved in a file.")
    assert [button.text() for button in row.choice_buttons] == ["Restore", "Discard"]
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert list(keeping) == [window], "nothing was lost by taking the untouched window"
    assert window.store.schedule == edited(starter())
    assert window.isWindowModified()
    assert window.store.path is None
    qtbot.waitUntil(lambda: kept(state) == [keeping._autosaves[window]._file])


def test_work_on_a_file_says_what_differs_and_undoing_shows_what_is_in_the_file(
    keeping: Windows, state: Path, design: Path
) -> None:
    leave_behind(state, edited(three_segments()), design)
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    (row,) = offers(window)
    assert "What differs from steps.ramp in " in row.text.text()
    assert row.text.text().endswith(": the title, the run.")
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert window.store.path == design
    assert window.store.schedule == edited(three_segments())
    assert read_design(design) == three_segments()
    assert window.store.history.undo_words == "Restore unsaved work"
    press_in(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule == three_segments()
    assert not window.isWindowModified()


def test_work_goes_into_the_window_that_has_its_file_or_into_one_of_its_own(
    keeping: Windows, state: Path, design: Path
) -> None:
    leave_behind(state, edited(three_segments()), design)
    leave_behind(state, edited(starter()))
    holder, other = keeping.begin(starter()), keeping.begin(starter())
    holder.documents.open_path(design)
    change(other, 17)
    keeping.offer_leftovers(other)
    for row in offers(other):
        QTest.mouseClick(row.choice_buttons[0], LEFT)
    _, _, third = keeping
    assert holder.store.schedule == edited(three_segments())
    assert other.store.schedule.run.updates == 17
    assert third.store.schedule == edited(starter())
    assert other.message.offers == []


def test_later_means_at_the_next_start_and_discard_never(
    keeping: Windows, state: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    leave_behind(state, edited(starter()))
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    QTest.mouseClick(offers(window)[0].close_button, LEFT)
    window.close()
    again = made_windows(tmp_path, RecoveryFolder(state))
    window = again.begin(starter())
    again.offer_leftovers(window)
    QTest.mouseClick(offers(window)[0].choice_buttons[1], LEFT)
    closed_all(again)
    assert kept(state) == []


def test_a_file_that_is_gone_can_still_be_restored(
    keeping: Windows, state: Path, design: Path
) -> None:
    leave_behind(state, edited(three_segments()), design)
    design.unlink()
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    (row,) = offers(window)
    assert row.text.text().endswith("cannot be read any more.")
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert window.store.schedule == edited(three_segments())
    assert window.isWindowModified()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"rampsmith_recovery": 2}', '{"rampsmith_recovery": 1}', "\0" * 99]
)
def test_a_broken_file_is_told_in_a_sentence_and_put_aside(
    keeping: Windows, state: Path, text: str
) -> None:
    leave_behind(state, edited(starter()))
    (sound,) = kept(state)
    broken = state / "dead-1.unsaved"
    broken.write_text(text, encoding="utf-8")
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    told = window.message.text.text()
    assert told.startswith("Unsaved work of an earlier session cannot be read: ")
    assert told.endswith(f"It is kept as {state / 'broken' / broken.name}.")
    assert (state / "broken" / broken.name).read_text(encoding="utf-8") == text
    assert kept(state) == [sound]
    assert len(offers(window)) == 1


def test_a_folder_that_cannot_be_written_is_told_once(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    made = made_windows(tmp_path, RecoveryFolder(tmp_path / "file" / "recovery"))
    window = made.begin(starter())
    for updates in (17, 18):
        change(window, updates)
        made.keep(window)
        qtbot.waitUntil(window.message.isVisible)
    assert "Unsaved work cannot be kept here" in window.message.text.text()
    closed_all(made)


def test_a_large_design_that_was_left_behind_is_read_beside_the_window(
    keeping: Windows, state: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk, "LARGE_FILE", -1)
    leave_behind(state, three_segments())
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    assert window.status.work.text() == "Looking for unsaved work …"
    assert offers(window) == []
    qtbot.waitUntil(lambda: len(offers(window)) == 1)
    QTest.mouseClick(offers(window)[0].choice_buttons[0], LEFT)
    assert window.store.schedule == three_segments()
    assert window.isWindowModified()


def test_restoring_on_a_full_disk_leaves_what_was_kept_until_there_is_room(
    keeping: Windows, state: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(state, edited(starter()))
    (leftover,) = kept(state)
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(recovery, "write_whole", refuse)
        QTest.mouseClick(offers(window)[0].choice_buttons[0], LEFT)
        qtbot.waitUntil(window.message.isVisible)
    assert "no space left on device" in window.message.text.text()
    assert kept(state) == [leftover]
    keeping.keep(window)
    qtbot.waitUntil(lambda: kept(state) == [keeping._autosaves[window]._file])


def refuse(path: Path, content: str) -> None:
    """Write as on a full disk."""
    raise OutputError(path, "no space left on device")


def test_what_could_not_be_kept_is_kept_as_soon_as_there_is_room(
    keeping: Windows, state: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "RETRY", 20)
    window = keeping.begin(starter())
    told: list[str] = []
    keeping._autosaves[window].failed.connect(told.append)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(recovery, "write_whole", refuse)
        change(window, 17)
        keeping.keep(window)
        qtbot.waitUntil(lambda: told != [])
        qtbot.wait(100)
    assert len(told) == 1, "the same failure is told once"
    qtbot.waitUntil(lambda: len(kept(state)) == 1)


@pytest.mark.parametrize("content", [b"", b"\xff\0garbage", b"1\nrampsmith\nother-machine\nid\n"])
def test_work_is_offered_whatever_stands_in_its_lock(
    keeping: Windows, state: Path, content: bytes
) -> None:
    leave_behind(state, edited(starter()))
    (left,) = kept(state)
    left.with_name(f"{left.name.partition('-')[0]}.lock").write_bytes(content)
    window = keeping.begin(starter())
    keeping.offer_leftovers(window)
    assert len(offers(window)) == 1


def test_locks_of_processes_that_left_nothing_are_removed(
    keeping: Windows, state: Path, qtbot: QtBot
) -> None:
    state.mkdir(parents=True)
    (state / "dead.lock").write_bytes(b"")
    window = keeping.begin(starter())
    change(window, 17)
    keeping.keep(window)
    qtbot.waitUntil(lambda: len(kept(state)) == 1)
    keeping.offer_leftovers(window)
    (own,) = state.glob("*.lock")
    other = RecoveryFolder(state)
    assert other.leftovers() == ([], [])
    assert own.exists(), "a process that lives keeps its lock"


def test_a_path_that_is_no_text_is_kept_too(keeping: Windows, state: Path) -> None:
    origin = Path(os.fsdecode(b"/nowhere/\xff.ramp"))
    leave_behind(state, edited(starter()), origin)
    ((found,), sentences) = RecoveryFolder(state).leftovers()
    assert (found.origin, sentences) == (origin, [])

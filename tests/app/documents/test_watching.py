"""A file that another program changes is noticed, and neither its work nor ours is lost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.documents.documents import FILE_CHANGED
from rampsmith.app.documents.hand_edits import hand_edits_topic
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.message_bar import MessageRow
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.files.design_file import design_text, read_design, write_design
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, answers

LEFT = Qt.MouseButton.LeftButton
THEIRS = replace(three_segments(), title="theirs")


@pytest.fixture
def opened(window: Window, design: Path) -> Window:
    """A window with the design open."""
    window.documents.open_path(design)
    window.watch._timer.setInterval(20)
    return window


def change(window: Window) -> Schedule:
    """Make an edit and return what is open then."""
    window.store.edit(lambda schedule: with_run(schedule, updates=1234), "Change run")
    return window.store.schedule


def offer(window: Window) -> MessageRow | None:
    """The offer about the file."""
    return window.message.row(FILE_CHANGED)


def shown(window: Window, qtbot: QtBot) -> MessageRow:
    """Wait for the offer about the file."""
    qtbot.waitUntil(lambda: offer(window) is not None)
    row = offer(window)
    assert row is not None
    return row


def write_over(path: Path) -> None:
    """Write into the file that is there."""
    path.write_text(design_text(THEIRS), encoding="utf-8")


def replace_whole(path: Path) -> None:
    """Put another file into its place, as careful programs do."""
    write_design(THEIRS, path)


@pytest.mark.parametrize("write", [write_over, replace_whole])
def test_without_unsaved_work_the_file_is_read_again_and_undo_brings_back_what_was_here(
    opened: Window, design: Path, qtbot: QtBot, write: Callable[[Path], None]
) -> None:
    write(design)
    qtbot.waitUntil(lambda: opened.store.schedule == THEIRS)
    assert not opened.isWindowModified()
    assert "changed by another program (the title) and read again" in opened.status.hint.text()
    assert not opened.message.isVisible()
    QTest.keyClick(opened.plot, Qt.Key.Key_Z, CONTROL)
    assert opened.store.schedule == three_segments()
    assert opened.isWindowModified()
    write_design(replace(THEIRS, title="once more"), design)
    assert shown(opened, qtbot).isVisible()


def test_with_unsaved_work_nothing_is_done_before_somebody_chooses(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    mine = change(opened)
    write_over(design)
    row = shown(opened, qtbot)
    assert "What differs: the title, the run." in row.text.text()
    assert opened.store.schedule == mine
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert opened.store.schedule == THEIRS
    assert not opened.isWindowModified()
    QTest.keyClick(opened.plot, Qt.Key.Key_Z, CONTROL)
    assert opened.store.schedule == mine


def test_keeping_mine_lets_the_next_save_replace_theirs(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    mine = change(opened)
    write_over(design)
    QTest.mouseClick(shown(opened, qtbot).choice_buttons[1], LEFT)
    assert opened.store.schedule == mine
    assert read_design(design) == THEIRS
    QTest.keyClick(opened.plot, Qt.Key.Key_S, CONTROL)
    assert read_design(design) == mine
    assert offer(opened) is None


def test_saving_over_a_newer_file_asks_first(opened: Window, design: Path, tmp_path: Path) -> None:
    mine = change(opened)
    write_over(design)
    QTest.keyClick(opened.plot, Qt.Key.Key_S, CONTROL)
    row = offer(opened)
    assert row is not None
    assert "Saving would replace that." in row.text.text()
    assert read_design(design) == THEIRS
    assert opened.isWindowModified()
    answers(opened).write = tmp_path / "mine.ramp"
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert read_design(tmp_path / "mine.ramp") == mine
    assert read_design(design) == THEIRS


def test_a_newer_file_can_be_replaced_on_purpose(opened: Window, design: Path) -> None:
    mine = change(opened)
    write_over(design)
    QTest.keyClick(opened.plot, Qt.Key.Key_S, CONTROL)
    row = offer(opened)
    assert row is not None
    QTest.mouseClick(row.choice_buttons[1], LEFT)
    assert read_design(design) == mine
    assert not opened.isWindowModified()


def test_a_file_that_is_deleted_counts_as_unsaved_and_can_be_saved_again(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    design.unlink()
    row = shown(opened, qtbot)
    assert "was deleted or moved" in row.text.text()
    assert opened.isWindowModified()
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert read_design(design) == three_segments()
    assert not opened.isWindowModified()


def test_a_file_that_comes_back_as_it_was_is_saved_again(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    away = design.with_name("away")
    design.rename(away)
    shown(opened, qtbot)
    away.rename(design)
    qtbot.waitUntil(lambda: offer(opened) is None)
    assert not opened.isWindowModified()
    write_over(design)
    qtbot.waitUntil(lambda: opened.store.schedule == THEIRS)


def test_a_file_that_is_spoilt_is_told_and_what_is_open_stays(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    design.write_text('{"rampsmith": 1, "segm', encoding="utf-8")
    qtbot.waitUntil(opened.message.isVisible)
    assert "cannot be read now" in opened.message.text.text()
    assert opened.store.schedule == three_segments()
    assert opened.isWindowModified(), "it is the only copy"


def test_in_mid_drag_nothing_is_taken_over(
    opened: Window, hand: Hand, design: Path, qtbot: QtBot
) -> None:
    opened.plot.frame_all()
    hand.take(hand.pixel(200, 5e-4))
    hand.move(hand.at + (hand.pixel(300, 5e-4) - hand.pixel(200, 5e-4)))
    write_over(design)
    qtbot.wait(100)
    assert opened.store.is_previewing
    hand.release()
    assert opened.store.schedule != THEIRS
    assert shown(opened, qtbot).isVisible()


def test_our_own_saves_and_the_same_design_in_other_words_are_no_news(
    opened: Window, design: Path, qtbot: QtBot
) -> None:
    change(opened)
    QTest.keyClick(opened.plot, Qt.Key.Key_S, CONTROL)
    qtbot.wait(100)
    assert not opened.message.isVisible()
    before = opened.documents.digest
    design.write_text(design_text(opened.store.schedule) + "\n\n", encoding="utf-8")
    qtbot.waitUntil(lambda: opened.documents.digest != before)
    assert not opened.message.isVisible()
    assert not opened.isWindowModified()


@pytest.mark.parametrize("is_exported_here", [True, False])
def test_a_class_that_is_changed_by_hand_while_it_is_open_is_told_at_once_and_when_it_is_opened_again(
    window: Window, tmp_path: Path, qtbot: QtBot, *, is_exported_here: bool
) -> None:
    path = tmp_path / "exported.py"
    path.write_text(pytorch_source(starter()), encoding="utf-8")
    if is_exported_here:
        path.unlink()
        window.store.open(starter(), None)
        answers(window).write = path
        assert window.exporting.export()
    else:
        window.documents.open_path(path)
    window.watch._timer.setInterval(20)
    topic = hand_edits_topic(path)
    assert window.message.row(topic) is None
    by_hand = path.read_text(encoding="utf-8").replace(
        "warmup_steps: int = 90", "warmup_steps: int = 120"
    )
    path.write_text(by_hand, encoding="utf-8")
    qtbot.waitUntil(lambda: window.message.row(topic) is not None)
    window.message.withdraw(topic)
    window.documents.open_path(path)
    row = window.message.row(topic)
    assert row is not None
    QTest.mouseClick(row.choice_buttons[0], LEFT)
    assert window.store.rates.timeline.lengths[0] == 120

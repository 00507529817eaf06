"""Large designs are read and written beside the window, which goes on and can cancel it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.code import exported
from rampsmith.app.documents import on_disk, watching
from rampsmith.app.documents.hand_edits import hand_edits_topic
from rampsmith.app.documents.on_disk import OnDisk, is_large, is_large_file
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import design_text, read_design, write_design
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, answers, press_in, type_into


class Slow:
    """Lets every design count as large, and reads and writes only when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_go_on = threading.Event()
        self.asked: list[str] = []
        """The thread of everything that was asked for."""
        monkeypatch.setattr(on_disk, "LARGE_FILE", -1)
        monkeypatch.setattr(on_disk, "LARGE_DESIGN", (-1, -1))
        self._read = on_disk.read_and_evaluate
        monkeypatch.setattr(on_disk, "read_and_evaluate", self.read)
        monkeypatch.setattr(on_disk, "design_text", self.text)

    def read(self, path: Path) -> OnDisk:
        """Read, once that is allowed."""
        self._wait()
        return self._read(path)

    def text(self, schedule: Schedule, *, source: str) -> str:
        """Write, once that is allowed."""
        self._wait()
        return design_text(schedule, source=source)

    def _wait(self) -> None:
        self.asked.append(threading.current_thread().name)
        assert self.may_go_on.wait(30)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Make reading and writing last as long as the test wants."""
    made = Slow(monkeypatch)
    yield made
    made.may_go_on.set()


def open_by_keys(window: Window, path: Path) -> None:
    """Press Ctrl+O and choose a file."""
    answers(window).open = path
    QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL)


def save_by_keys(window: Window, path: Path | None = None) -> None:
    """Press Ctrl+S and, where that is asked, choose a file."""
    answers(window).write = path
    QTest.keyClick(window.plot, Qt.Key.Key_S, CONTROL)


def cancel(window: Window) -> None:
    """Click Cancel in the status line."""
    assert window.status.cancel_button.isVisible()
    QTest.mouseClick(window.status.cancel_button, Qt.MouseButton.LeftButton)


def test_while_a_large_design_is_opened_the_old_one_stays_and_can_be_looked_at(
    window: Window, hand: Hand, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    open_by_keys(window, design)
    qtbot.waitUntil(lambda: slow.asked == ["background"])
    assert window.status.work.text() == "Opening steps.ramp …"
    assert window.store.schedule == starter()
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(1)
    qtbot.waitUntil(lambda: len(beats) > 20)
    timer.stop()
    hand.wheel(hand.pixel(100, 1e-4), 3)
    assert window.store.schedule == starter()
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: window.store.schedule == three_segments())
    assert not window.status.work.isVisible()
    assert window.store.path == design
    assert not window.isWindowModified()
    assert window.status.hint.text() == f"Opened {design}"


def test_opening_can_be_cancelled_and_leaves_everything_as_it_was(
    window: Window, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    before = window.store.history
    open_by_keys(window, design)
    qtbot.waitUntil(lambda: bool(slow.asked))
    cancel(window)
    assert not window.status.work.isVisible()
    slow.may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "background":
            thread.join()
    QApplication.processEvents()
    assert window.store.history is before
    assert window.store.path is None
    assert window.documents.origin is None


def compare_by_keys(window: Window, path: Path) -> None:
    """Press Ctrl+Shift+O and choose a file."""
    answers(window).open = path
    QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL | SHIFT)


def pinned(window: Window) -> list[str]:
    """Return the names of what is pinned."""
    return [pin.name for pin in window.comparing.pins.pins]


def test_while_a_file_to_compare_with_is_read_the_window_says_so_and_stays_usable(
    window: Window, hand: Hand, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    compare_by_keys(window, design)
    qtbot.waitUntil(lambda: slow.asked == ["background"])
    assert window.status.work.isVisible()
    assert window.status.work.text() == "Reading steps.ramp …"
    assert window.status.cancel_button.isVisible()
    type_into(window.segment_form.name, "Rise")
    hand.wheel(hand.pixel(100, 1e-4), 3)
    assert window.store.curve.segments[0].name == "Rise"
    assert pinned(window) == []
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: bool(pinned(window)))
    assert pinned(window) == ["steps.ramp"]
    assert window.store.curve.segments[0].name == "Rise"
    assert not window.status.work.isVisible()
    window.comparing.pins.clear()


def test_a_file_to_compare_with_that_is_no_longer_wanted_is_not_pinned(
    window: Window, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    compare_by_keys(window, design)
    qtbot.waitUntil(lambda: bool(slow.asked))
    cancel(window)
    slow.may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "background":
            thread.join()
    QApplication.processEvents()
    assert pinned(window) == []
    assert not window.status.work.isVisible()


def test_work_that_was_begun_while_a_design_was_read_is_asked_about(
    window: Window, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    open_by_keys(window, design)
    type_into(window.run_form.length, "17")
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not window.documents.reading.jobs.is_busy)
    assert answers(window).asked[-1] == f"unsaved {starter().title}"
    assert window.store.schedule.run.epochs == 17


def test_a_drag_ends_before_the_design_that_was_read_is_shown(
    window: Window, hand: Hand, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    answers(window).unsaved = "discard"
    open_by_keys(window, design)
    qtbot.waitUntil(lambda: bool(slow.asked))
    handle = window.plot.state.handles[1]
    hand.take(hand.pixel(handle.step, handle.rate))
    hand.move(hand.at + QPoint(30, 0))
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not window.documents.reading.jobs.is_busy)
    assert window.store.is_previewing
    assert window.store.path is None
    hand.release()
    qtbot.waitUntil(lambda: window.store.path == design)


def test_what_was_opened_last_is_what_is_shown_in_the_end(
    window: Window, slow: Slow, design: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "other.ramp"
    write_design(starter(), other)
    open_by_keys(window, design)
    open_by_keys(window, other)
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not window.documents.reading.jobs.is_busy)
    assert window.store.path == other


def test_a_large_file_that_is_wrong_is_told_and_what_is_open_stays(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "broken.ramp"
    path.write_text('{"rampsmith": 1, "titel": "x", "segments": []}', encoding="utf-8")
    open_by_keys(window, path)
    slow.may_go_on.set()
    qtbot.waitUntil(window.message.isVisible)
    assert "titel" in window.message.text.text()
    assert window.store.schedule == starter()


def test_saving_writes_the_state_of_the_moment_when_it_was_asked_for(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    type_into(window.run_form.length, "17")
    save_by_keys(window, tmp_path / "a.ramp")
    qtbot.waitUntil(lambda: slow.asked == ["background"])
    assert window.status.work.text() == "Saving a.ramp …"
    assert window.isWindowModified()
    type_into(window.run_form.length, "18")
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: window.store.path == tmp_path / "a.ramp")
    assert read_design(tmp_path / "a.ramp").run.epochs == 17
    assert window.isWindowModified(), "the later edit is not on disk"
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert not window.isWindowModified(), "the state that was saved is"


def test_saving_can_be_cancelled_and_the_file_is_as_it_was(
    window: Window, slow: Slow, design: Path, qtbot: QtBot
) -> None:
    slow.may_go_on.set()
    open_by_keys(window, design)
    qtbot.waitUntil(lambda: window.store.path == design)
    slow.may_go_on.clear()
    type_into(window.run_form.length, "17")
    save_by_keys(window)
    qtbot.waitUntil(lambda: slow.asked == ["background", "background"])
    cancel(window)
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: not window.documents.writing.jobs.is_busy)
    assert window.status.hint.text() == "Not saved: steps.ramp is as it was"
    assert read_design(design) == three_segments()
    assert [each.name for each in design.parent.iterdir() if each.suffix != ".ini"] == [design.name]
    assert window.isWindowModified()


def test_a_second_save_waits_for_the_first_and_has_the_last_word(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    save_by_keys(window, tmp_path / "a.ramp")
    type_into(window.run_form.length, "17")
    QTimer.singleShot(50, slow.may_go_on.set)
    save_by_keys(window, tmp_path / "a.ramp")
    qtbot.waitUntil(lambda: not window.documents.writing.jobs.is_busy)
    assert read_design(tmp_path / "a.ramp").run.epochs == 17
    assert not window.isWindowModified()


def test_what_cannot_be_written_is_told_and_stays_unsaved(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    type_into(window.run_form.length, "17")
    save_by_keys(window, tmp_path / "missing" / "a.ramp")
    slow.may_go_on.set()
    qtbot.waitUntil(window.message.isVisible)
    assert "cannot be written" in window.message.text.text()
    assert window.isWindowModified()


def test_closing_a_window_that_is_being_saved_waits_for_the_file_and_asks_nothing(
    windows: Windows, slow: Slow, tmp_path: Path
) -> None:
    window = windows.begin(three_segments())
    answers(window).write = tmp_path / "a.ramp"
    press_in(window, Qt.Key.Key_S, CONTROL)
    QTimer.singleShot(50, slow.may_go_on.set)
    assert window.close()
    assert read_design(tmp_path / "a.ramp") == three_segments()
    assert answers(window).asked == ["Save design: untitled.ramp"]


def test_work_that_is_saved_on_closing_is_on_disk_when_the_window_is_gone(
    windows: Windows, slow: Slow, tmp_path: Path
) -> None:
    window = windows.begin(three_segments())
    type_into(window.run_form.length, "17")
    answers(window).write = tmp_path / "a.ramp"
    answers(window).unsaved = "save"
    slow.may_go_on.set()
    assert window.close()
    assert read_design(tmp_path / "a.ramp").run.updates == 17


def test_only_the_largest_designs_take_the_long_way(tmp_path: Path) -> None:
    def many(count: int) -> Schedule:
        segment = Segment("Decay", span=Span.of_steps(10), end=Level(0.5))
        return replace(starter(), segments=(segment,) * count)

    for schedule, large in ((starter(), False), (many(1000), True)):
        write_design(schedule, tmp_path / "a.ramp")
        assert is_large(schedule) == is_large_file(tmp_path / "a.ramp") == large
    metric = replace(starter(), metric=(0.5,) * 100_000)
    assert is_large(metric)
    assert not is_large_file(tmp_path / "missing.ramp")


def test_a_thousand_segments_and_a_hundred_thousand_values_go_to_disk_and_back(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    last = Segment("Wait", Plateau(), start=Level(1.0))
    segments = [
        Segment(f"Part {number}", span=Span.of_steps(10), end=Level(0.1 + number % 7 / 10))
        for number in range(999)
    ]
    schedule = replace(
        starter(), segments=(*segments, last), metric=tuple(n / 7 for n in range(100_000))
    )
    write_design(schedule, tmp_path / "large.ramp")
    open_by_keys(window, tmp_path / "large.ramp")
    assert window.status.work.text() == "Opening large.ramp …"
    qtbot.waitUntil(lambda: window.store.path == tmp_path / "large.ramp", timeout=60_000)
    type_into(window.run_form.length, "17")
    save_by_keys(window)
    assert window.documents.writing.jobs.is_busy
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=60_000)
    assert read_design(tmp_path / "large.ramp") == window.store.schedule
    qtbot.waitUntil(lambda: not window.status.work.isVisible(), timeout=60_000)


class SlowCode:
    """Lets every file count as long, and writes its code only when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_go_on = threading.Event()
        self._made = exported._made
        monkeypatch.setattr(exported, "LONG", 1)
        monkeypatch.setattr(exported, "_made", self._write)
        exported._written.clear()

    def _write(self, schedule: Schedule) -> exported.ExportResult:
        assert threading.current_thread().name == "background"
        assert self.may_go_on.wait(30)
        return self._made(schedule)


@pytest.fixture
def code(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowCode]:
    """Make writing code last as long as the test wants."""
    made = SlowCode(monkeypatch)
    yield made
    made.may_go_on.set()


def edit_and_export(window: Window, path: Path) -> None:
    """Change the design, press Ctrl+E and choose a file."""
    type_into(window.run_form.length, "17")
    answers(window).write = path
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL)


def test_a_long_class_is_written_beside_the_window_and_then_exported(
    window: Window, code: SlowCode, tmp_path: Path, qtbot: QtBot
) -> None:
    edit_and_export(window, tmp_path / "a.py")
    assert window.status.work.text() == "Exporting 2 segments …"
    assert not (tmp_path / "a.py").exists()
    code.may_go_on.set()
    qtbot.waitUntil((tmp_path / "a.py").exists)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == pytorch_source(window.store.schedule)
    qtbot.waitUntil(lambda: not window.status.work.isVisible())


def test_the_export_of_a_long_class_can_be_cancelled(
    window: Window, code: SlowCode, tmp_path: Path, qtbot: QtBot
) -> None:
    edit_and_export(window, tmp_path / "a.py")
    cancel(window)
    code.may_go_on.set()
    qtbot.waitUntil(lambda: window.store.schedule in exported._written)
    QApplication.processEvents()
    assert not (tmp_path / "a.py").exists()
    assert not any("Export" in asked for asked in answers(window).asked)


def test_a_long_file_is_compared_beside_the_window_before_it_is_exported_over(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    slow.may_go_on.set()
    path = tmp_path / "a.py"
    path.write_text("mine = 1\n", encoding="utf-8")
    answers(window).write = path
    QTest.keyClick(window.plot, Qt.Key.Key_E, CONTROL | SHIFT)
    assert window.status.work.text() == "Looking at a.py …"
    qtbot.waitUntil(window.message.isVisible)
    assert path.read_text(encoding="utf-8") == "mine = 1\n"
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    overwrite = next(button for button in row.choice_buttons if button.text() == "Overwrite")
    QTest.mouseClick(overwrite, Qt.MouseButton.LeftButton)
    assert path.read_text(encoding="utf-8") == pytorch_source(window.store.schedule)


def test_a_long_class_that_is_opened_is_looked_through_beside_the_window(
    window: Window, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    slow.may_go_on.set()
    path = tmp_path / "a.py"
    text = pytorch_source(three_segments()).replace("import math", "import math  # mine")
    path.write_text(text, encoding="utf-8")
    open_by_keys(window, path)
    qtbot.waitUntil(lambda: window.message.row(hand_edits_topic(path)) is not None)
    assert window.store.schedule == three_segments()


def test_a_large_file_that_another_program_changed_is_read_beside_the_window(
    window: Window, slow: Slow, design: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "read_and_evaluate", slow.read)
    slow.may_go_on.set()
    open_by_keys(window, design)
    qtbot.waitUntil(lambda: window.store.path == design)
    slow.may_go_on.clear()
    write_design(starter(), design)
    qtbot.waitUntil(lambda: len(slow.asked) == 2)
    assert window.status.work.text() == "Reading steps.ramp again …"
    assert window.store.schedule == three_segments()
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: window.store.schedule == starter())
    assert window.store.history.undo_words == "Load the changed file"

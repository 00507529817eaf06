"""What was true of an earlier design, view or document is not shown any longer."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.documents import on_disk
from rampsmith.app.plot.items.plot_state import Hovered
from rampsmith.app.plot.plot import DRAG_HINT, EMPTY_HINT
from rampsmith.app.shell.window import Window
from rampsmith.designer.files.design_file import write_design
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, answers, preset_entries, show


def read_out(window: Window) -> str:
    """What the read-out says, or nothing."""
    return window.plot.readout.text() if window.plot.readout.isVisible() else ""


def test_the_readout_follows_another_view_and_another_design(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    for _ in range(4):
        QTest.keyClick(window.plot, Qt.Key.Key_Plus)
    place = hand.pixel(window.plot.view_box.viewRange()[0][1] * 0.9, 2e-4)
    hand.move(place)
    zoomed_in = read_out(window)
    QTest.keyClick(window.plot, Qt.Key.Key_F)
    framed = read_out(window)
    assert framed != zoomed_in
    hand.move(place + QPoint(1, 0))
    hand.move(place)
    assert read_out(window) == framed
    preset_entries(window)[1].trigger()
    chosen = read_out(window)
    hand.move(place + QPoint(1, 0))
    hand.move(place)
    assert read_out(window) == chosen != framed


def test_a_boundary_is_no_longer_lit_once_it_is_not_there(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    place = hand.pixel(700, window.store.rates.at(700)[0])
    hand.double_click(place)
    hand.move(place)
    assert _has_handle(window)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert not _has_handle(window)
    hand.move(hand.pixel(500, 5e-4))
    assert window.plot.state.hovered != Hovered()
    QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)
    assert window.plot.state.hovered == Hovered()


def _has_handle(window: Window) -> bool:
    return window.plot.state.hovered.handle is not None


@pytest.mark.parametrize("key", [Qt.Key.Key_N, Qt.Key.Key_O])
def test_old_news_ends_with_its_design(window: Window, tmp_path: Path, key: Qt.Key) -> None:
    path = tmp_path / "other.ramp"
    write_design(three_segments(), path)
    answers(window).open = path
    answers(window).unsaved = "discard"
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.status.hint.text().startswith("Undone: ")
    QTest.keyClick(window.plot, key, CONTROL)
    assert window.status.hint.text() in ("".join(EMPTY_HINT), f"Opened {path}")


def test_old_news_ends_with_the_next_edit(window: Window) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.status.hint.text().startswith("Undone: ")
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    assert window.status.hint.text() == "".join(DRAG_HINT)


def test_undo_and_redo_select_what_was_selected(window: Window) -> None:
    show(window, three_segments())
    store = window.store
    store.select_segment(1)
    QTest.keyClick(window.plot, Qt.Key.Key_Delete)
    store.select_segment(0)
    QTest.keyClick(window.plot, Qt.Key.Key_D, CONTROL)
    after = store.selection
    assert after != (0,)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert store.selection == (0,)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert store.selection == (1,)
    assert window.segment_form.name.text() == "Hold"
    for _ in range(2):
        QTest.keyClick(window.plot, Qt.Key.Key_Y, CONTROL)
    assert store.selection == after


def test_a_file_to_compare_with_is_not_said_to_be_opened(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.ramp"
    write_design(three_segments(), path)
    monkeypatch.setattr(on_disk, "LARGE_FILE", 10)
    answers(window).open = path
    said: list[str] = []
    window.documents.reading.jobs.working.connect(said.append)
    window.commands["pin_file"].trigger()
    window.documents.reading.jobs.wait()
    QApplication.processEvents()
    assert said[0] == "Reading other.ramp …"

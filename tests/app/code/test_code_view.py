"""The code tab: what would be exported, while it is edited."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.code.code_view import UPDATE_AFTER
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, show, type_into


def code(window: Window) -> str:
    """The code that is shown."""
    return window.code.view.toPlainText()


def test_the_code_is_what_would_be_exported(window: Window) -> None:
    window.code.view.refresh()
    assert code(window) == pytorch_source(starter()) == window.code.view.source


def test_the_code_follows_a_drag_before_it_has_ended(
    window: Window, hand: Hand, qtbot: QtBot
) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(60, 0))
    qtbot.wait(3 * UPDATE_AFTER)
    assert code(window) == pytorch_source(window.store.schedule)
    assert code(window) != pytorch_source(three_segments())
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    qtbot.wait(3 * UPDATE_AFTER)
    assert code(window) == pytorch_source(three_segments())
    hand.release()


def test_the_code_keeps_its_place_while_it_follows(window: Window) -> None:
    window.code.view.refresh()
    bar = window.code.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    type_into(window.run_form.length, "33")
    window.code.view.refresh()
    assert bar.value() == place


@pytest.mark.parametrize("way", ["button", "keys"])
def test_copy_puts_the_newest_file_on_the_clipboard(window: Window, way: str) -> None:
    QGuiApplication.clipboard().setText("before")
    type_into(window.run_form.length, "33")
    if way == "button":
        QTest.mouseClick(window.code.copy_button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(window.plot, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == pytorch_source(window.store.schedule)
    assert window.status.hint.text() == "The code is on the clipboard"


def test_errors_are_shown_as_the_reasons_why_there_is_no_code(window: Window) -> None:
    show(window, with_segment(three_segments(), 2, end=Level(-1.0)))
    window.code.view.refresh()
    reasons = [p.sentence for p in window.store.problems if p.severity == "error"]
    assert reasons
    assert code(window).startswith("# There is nothing to export yet")
    assert all(sentence in code(window) for sentence in reasons)
    QGuiApplication.clipboard().setText("before")
    QTest.mouseClick(window.code.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "before"


def test_an_untitled_design_is_exported_by_the_name_of_what_it_does(window: Window) -> None:
    window.store.open(Schedule(), None)
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    window.code.view.refresh()
    assert window.code.class_name.text() == "WarmupCosineScheduler"
    assert "class WarmupCosineScheduler(" in code(window)
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.code.class_name.text() == "WarmupScheduler"
    type_into(window.top_bar.title, "Llama 3")
    assert window.code.class_name.text() == "Llama3"
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    window.store.mark_saved(None)  # Somebody imports the class by this name now.
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    assert window.code.class_name.text() == "WarmupScheduler"

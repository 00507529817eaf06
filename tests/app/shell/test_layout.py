"""The sizes of the window's parts are remembered, and can be reset."""

import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from rampsmith.app.shell.empty_window import COLUMNS, EmptyWindow
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from tests.app.driver import ALT, CONTROL, NO_KEYS, answers, closed, made_window


def left(window: Window) -> None:
    """Close a window as a person does, so that it remembers."""
    answers(window).unsaved = "discard"
    window.close()
    closed(window)


def drag(splitter: QSplitter, number: int, by: QPoint) -> None:
    """Drag the handle before a part of a splitter."""
    handle = splitter.handle(number)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + by)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle + by)


def test_splitters_size_and_tab_are_as_they_were_left(qapp: QApplication, tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    window_size = window.size()
    assert (window_size.width(), window_size.height()) == (1440, 900)
    window.resize(1300, 780)
    QApplication.processEvents()
    drag(window.across, 1, QPoint(60, 0))
    drag(window.middle, 1, QPoint(0, -90))
    window.tabs.setCurrentWidget(window.stepping.tab)
    QApplication.processEvents()
    drag(window.stepping.tab.across, 1, QPoint(40, 0))
    before = [s.sizes() for s in (window.across, window.middle, window.stepping.tab.across)]
    assert before[0][0] > COLUMNS[0]
    left(window)
    again = made_window(starter(), tmp_path)
    QApplication.processEvents()
    # Qt fits a window into the screen, and the one of these tests is small.
    assert again.size() != window_size
    again.resize(1300, 780)
    QApplication.processEvents()
    assert again.tabs.currentWidget() is again.stepping.tab
    after = [s.sizes() for s in (again.across, again.middle, again.stepping.tab.across)]
    for now, then in zip(after, before, strict=True):
        assert now == pytest.approx(then, abs=8), "but for what the small screen has squeezed"
    left(again)


def test_reset_brings_it_back_as_it_came(qapp: QApplication, tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    splitters = (window.across, window.middle)
    before = [splitter.sizes() for splitter in splitters]
    drag(window.across, 2, QPoint(-120, 0))
    drag(window.middle, 1, QPoint(0, 60))
    QTest.keyClick(window.plot, Qt.Key.Key_F1)
    assert window.tabs.currentWidget() is window.help_tab
    assert [splitter.sizes() for splitter in splitters] != before
    QTest.keyClick(window.help_tab.page, Qt.Key.Key_L, CONTROL | ALT)
    assert [splitter.sizes() for splitter in splitters] == before
    assert window.tabs.currentIndex() == 0
    assert not window.tabs.isTabVisible(window.tabs.indexOf(window.help_tab))
    closed(window)


def test_an_open_help_is_not_remembered_but_the_tab_below_it_is(
    qapp: QApplication, tmp_path: Path
) -> None:
    window = made_window(starter(), tmp_path)
    window.tabs.setCurrentIndex(1)
    QTest.keyClick(window.plot, Qt.Key.Key_F1)
    left(window)
    again = made_window(starter(), tmp_path)
    assert again.tabs.currentIndex() == 1
    left(again)


@pytest.mark.parametrize("tab", ["4", "77", "-1", "x", "", "3000000000", "9" * 5000, "²"])
def test_what_makes_no_sense_in_the_settings_is_left_out(
    qapp: QApplication, tmp_path: Path, tab: str
) -> None:
    window = made_window(starter(), tmp_path)
    settings = window.settings
    settings.setValue("tab", tab)
    settings.setValue("geometry", "somewhere")
    settings.setValue("layout/across", 5)
    window.parts_layout.add("across", window.across, window.across.reset)
    window.parts_layout.restore_tab()
    assert window.tabs.currentIndex() == 0
    closed(window)


@pytest.mark.parametrize("far", [0, -5, 2**31 - 1])
def test_a_window_is_seen_whatever_place_and_layout_are_remembered(
    qapp: QApplication, tmp_path: Path, far: int
) -> None:
    window = made_window(starter(), tmp_path)
    place = (0, 0, far, far)
    # As Qt writes them: a mark, a version, the frame, the inside, the screen, its width, the place.
    data = struct.pack(">IHH4i4iiBBi4i", 0x1D9D0CB, 3, 0, *place, *place, 0, 0, 0, 800, *place)
    window.settings.setValue("geometry", QByteArray(data))
    lying = bytearray(window.across.saveState().data())
    lying[-5:-1] = (2).to_bytes(4, "big")  # One below the other.
    window.settings.setValue("layout/across", QByteArray(bytes(lying)))
    again = EmptyWindow(window.settings, window.appearance)
    assert min(again.width(), again.height()) > 200
    again.close()
    window.parts_layout.add("across", window.across, window.across.reset)
    assert window.across.orientation() == Qt.Orientation.Horizontal
    assert not window.across.childrenCollapsible()
    closed(window)


def test_no_rule_stands_above_the_run_where_nothing_else_does(window: Window) -> None:
    def rules() -> int:
        panel = window.numbers.widget()
        assert panel is not None
        found = panel.findChildren(QWidget, "rule", Qt.FindChildOption.FindDirectChildrenOnly)
        return sum(each.isVisible() for each in found)

    QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)
    assert rules() == 1
    QTest.keyClick(window.plot, Qt.Key.Key_A)
    assert rules() == 2
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert rules() == 1


def test_what_gets_the_keys_by_a_key_is_scrolled_to(window: Window) -> None:
    size = window.size()
    window.resize(1024, 500)
    QApplication.processEvents()
    bar, name = window.numbers.verticalScrollBar(), window.segment_form.name
    assert bar.maximum() > 0
    samples = window.run_form.fields["samples"]
    for key, held, field, scrolled in (
        (Qt.Key.Key_F2, NO_KEYS, name, bar.maximum()),
        (Qt.Key.Key_4, CONTROL, samples, 0),
    ):
        window.plot.setFocus()
        bar.setValue(scrolled)
        assert field.visibleRegion().isEmpty()
        QTest.keyClick(window.plot, key, held)
        QApplication.processEvents()
        assert QApplication.focusWidget() is field
        seen = field.visibleRegion().boundingRect()
        assert seen == field.rect()
    window.plot.setFocus()
    window.resize(size)

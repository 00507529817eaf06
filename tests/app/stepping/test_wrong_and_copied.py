"""What can be stepped wrongly, and the loop to copy, as the tab shows them."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.window import Window
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.wrong_ways import wrong_ways
from rampsmith.exporters.loops.frameworks import FRAMEWORKS
from rampsmith.exporters.loops.writing import loop_source
from tests.app.driver import answers
from tests.app.stepping.test_walk import UNEVEN, show

LEFT = Qt.MouseButton.LeftButton


def choose(window: Window, row: int) -> None:
    ways = window.stepping.tab.wrong.list
    place: QPoint = ways.visualItemRect(ways.item(row)).center()
    QTest.mouseClick(ways.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def test_every_wrong_way_of_the_run_is_listed_and_told(window: Window) -> None:
    show(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[1], LEFT)
    view = window.stepping.tab.wrong
    assert [way.title for way in view.ways] == [way.title for way in wrong_ways(UNEVEN)]
    choose(window, 2)
    way = wrong_ways(UNEVEN)[1]
    assert view.way == way
    assert (view.sign.text(), view.remedy.text()) == (way.sign, way.remedy)
    choose(window, 0)
    assert view.way is None


@pytest.mark.parametrize("row", range(1, 1 + len(wrong_ways(UNEVEN))))
def test_the_row_that_is_clicked_first_is_the_one_that_is_marked(window: Window, row: int) -> None:
    show(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[1], LEFT)
    view = window.stepping.tab.wrong
    QApplication.processEvents()
    ways, item = view.list, view.list.item(row)
    ways.scrollToItem(item)
    place: QPoint = ways.visualItemRect(item).center()
    before = ways.geometry(), ways.visualItemRect(item)
    QTest.mousePress(ways.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()
    QTest.mouseMove(ways.viewport(), place)
    QTest.mouseRelease(ways.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()
    assert (ways.geometry(), ways.visualItemRect(item)) == before
    assert [index.row() for index in ways.selectedIndexes()] == [row]
    assert view.way == wrong_ways(UNEVEN)[row - 1]


def test_the_way_that_is_chosen_stays_so_when_the_run_changes(window: Window) -> None:
    show(window, UNEVEN)
    window.stepping.tab.show_view(1)
    view = window.stepping.tab.wrong
    choose(window, 2)
    assert view.way is not None
    assert view.way.name == "per_batch"
    window.store.edit(lambda s: replace(s, run=replace(s.run, devices=2)), "Change run")
    assert view.way.name == "per_batch"
    window.store.edit(lambda s: replace(s, run=replace(s.run, accumulation=1)), "Change run")
    assert view.way is None


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_loop_of_the_framework_is_shown_and_copied(window: Window, framework: str) -> None:
    show(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    copy = window.stepping.tab.copy
    copy.framework.setCurrentIndex(list(FRAMEWORKS).index(framework))  # type: ignore[arg-type]
    copy.framework.activated.emit(copy.framework.currentIndex())
    source = loop_source(UNEVEN, framework)  # type: ignore[arg-type]
    assert copy.view.toPlainText() == source
    QTest.mouseClick(copy.copy_button, LEFT)
    assert QApplication.clipboard().text() == source
    assert window.status.hint.text().endswith("is on the clipboard")


def test_the_loop_is_saved_as_a_file(window: Window, tmp_path: Path) -> None:
    show(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    copy = window.stepping.tab.copy
    copy._choose("pytorch")
    answers(window).write = tmp_path / "loop"
    QTest.mouseClick(copy.save_button, LEFT)
    assert (tmp_path / "loop.py").read_text(encoding="utf-8") == loop_source(UNEVEN, "pytorch")
    assert window.status.hint.text() == f"Saved {tmp_path / 'loop.py'}"
    answers(window).write = tmp_path / "no" / "folder.py"
    QTest.mouseClick(copy.save_button, LEFT)
    assert "folder.py: This cannot be written" in window.status.hint.text()


def test_a_loop_that_cannot_be_says_why(window: Window) -> None:
    carried = replace(UNEVEN, run=replace(UNEVEN.run, remainder="carried"))
    show(window, carried)
    window.stepping.tab.show_view(2)
    copy = window.stepping.tab.copy
    copy._choose("lightning")
    assert copy.view.toPlainText().startswith("# Lightning begins each epoch with a new")
    assert not copy.copy_button.isEnabled()
    assert not copy.save_button.isEnabled()
    window.store.open(Schedule(run=Run()), None)
    QApplication.processEvents()
    assert copy.view.toPlainText().startswith("# ")
    copy._choose("pytorch")

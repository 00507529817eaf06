"""The mistakes in stepping, and the loop to copy, as the tab shows them."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.stepping_mistakes import possible_mistakes
from rampsmith.exporters.loops.writing import loop_source
from rampsmith.exporters.words.frameworks import FRAMEWORKS
from tests.app.designs import UNEVEN
from tests.app.driver import answers, walk_through
from tests.designer.designs import OWN_CURVES

LEFT = Qt.MouseButton.LeftButton


def choose(window: Window, row: int) -> None:
    chooser = window.stepping.tab.mistakes.list
    place: QPoint = chooser.visualItemRect(chooser.item(row)).center()
    QTest.mouseClick(chooser.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def test_every_wrong_way_of_the_run_is_listed_and_told(window: Window) -> None:
    walk_through(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[1], LEFT)
    view = window.stepping.tab.mistakes
    assert [each.title for each in view.mistakes] == [
        each.title for each in possible_mistakes(UNEVEN)
    ]
    choose(window, 2)
    mistake = possible_mistakes(UNEVEN)[1]
    assert view.mistake == mistake
    assert (view.sign.text(), view.remedy.text()) == (mistake.sign, mistake.remedy)
    choose(window, 0)
    assert view.mistake is None


@pytest.mark.parametrize("row", range(1, 1 + len(possible_mistakes(UNEVEN))))
def test_the_row_that_is_clicked_first_is_the_one_that_is_marked(window: Window, row: int) -> None:
    walk_through(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[1], LEFT)
    view = window.stepping.tab.mistakes
    QApplication.processEvents()
    chooser, item = view.list, view.list.item(row)
    chooser.scrollToItem(item)
    place: QPoint = chooser.visualItemRect(item).center()
    before = chooser.geometry(), chooser.visualItemRect(item)
    QTest.mousePress(chooser.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()
    QTest.mouseMove(chooser.viewport(), place)
    QTest.mouseRelease(chooser.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()
    assert (chooser.geometry(), chooser.visualItemRect(item)) == before
    assert [index.row() for index in chooser.selectedIndexes()] == [row]
    assert view.mistake == possible_mistakes(UNEVEN)[row - 1]


def test_the_way_that_is_chosen_stays_so_when_the_run_changes(window: Window) -> None:
    walk_through(window, UNEVEN)
    window.stepping.tab.show_view(1)
    view = window.stepping.tab.mistakes
    choose(window, 2)
    assert view.mistake is not None
    assert view.mistake.name == "per_batch"
    window.store.edit(lambda s: replace(s, run=replace(s.run, devices=2)), "Change run")
    assert view.mistake.name == "per_batch"
    window.store.edit(lambda s: replace(s, run=replace(s.run, accumulation=1)), "Change run")
    assert view.mistake is None


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_loop_of_the_framework_is_shown_and_copied(window: Window, framework: str) -> None:
    walk_through(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    copy = window.stepping.tab.copy
    copy.framework.setCurrentIndex(list(FRAMEWORKS).index(framework))  # type: ignore[arg-type]
    copy.framework.activated.emit(copy.framework.currentIndex())
    source = loop_source(UNEVEN, framework)  # type: ignore[arg-type]
    assert copy.view.toPlainText() == source
    QTest.mouseClick(copy.copy_button, LEFT)
    assert QApplication.clipboard().text() == source
    assert window.status.hint.text().endswith("is on the clipboard")


def test_groups_with_curves_of_their_own_may_have_an_optimizer_each(window: Window) -> None:
    walk_through(window, UNEVEN)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    copy = window.stepping.tab.copy
    copy._choose("pytorch")
    assert not copy.division.isVisible()
    window.store.edit(lambda _: OWN_CURVES, "Open another")
    assert copy.division.isVisible()
    assert copy.view.toPlainText() == loop_source(OWN_CURVES, "pytorch")
    QTest.keyClick(copy.division, Qt.Key.Key_Down)
    each = [[group.name] for group in OWN_CURVES.groups]
    assert copy.view.toPlainText() == loop_source(OWN_CURVES, "pytorch", optimizers=each)
    copy._choose("trainer")
    assert copy.view.toPlainText().startswith("# The Hugging Face Trainer takes one optimizer")
    QTest.keyClick(copy.division, Qt.Key.Key_Up)
    window.store.edit(lambda _: UNEVEN, "Open another")
    assert not copy.division.isVisible()
    assert copy.view.toPlainText() == loop_source(UNEVEN, "trainer")


def test_the_loop_is_saved_as_a_file(window: Window, tmp_path: Path) -> None:
    walk_through(window, UNEVEN)
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
    walk_through(window, carried)
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


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nothing_above_the_loop_to_copy_is_cut_or_scrolled_sideways(
    window: Window, size: tuple[int, int]
) -> None:
    window.resize(*size)
    walk_through(window, OWN_CURVES)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    QApplication.processEvents()
    tab, copy = window.stepping.tab, window.stepping.tab.copy
    assert copy.division.isVisible()
    assert not copy.framework.is_cut
    assert tab.pages.width() <= tab.right.width(), "only the code itself scrolls sideways"
    assert copy.save_button.mapTo(tab, copy.save_button.rect().topRight()).x() < tab.width()


def test_the_list_of_frameworks_is_as_wide_as_its_words(window: Window) -> None:
    window.resize(1024, 768)
    walk_through(window, OWN_CURVES)
    QTest.mouseClick(window.stepping.tab.view_buttons[2], LEFT)
    choice = window.stepping.tab.copy.framework
    QTest.mouseClick(choice, LEFT)
    view = choice.view()
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    choice.hidePopup()

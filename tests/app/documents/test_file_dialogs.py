"""The dialogs for files: icons of the window's own set, and answers as a person gives them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QToolButton,
    QTreeView,
)

from rampsmith.app.base.icons import icon
from rampsmith.app.base.theme import DARK, LIGHT, Theme
from rampsmith.app.documents.dialogs import DESIGNS, LOGS, TO_OPEN, Dialogs
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.file_dialogs import ICONS, FileDialog
from rampsmith.designer.document.starter import starter
from tests.app.driver import answers


def same(one: QIcon, other: QIcon) -> bool:
    return one.pixmap(16, 16).toImage() == other.pixmap(16, 16).toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_icon_is_one_of_the_window_s(window: Window, tmp_path: Path, theme: Theme) -> None:
    window.appearance.choose(theme.name)  # type: ignore[arg-type]
    dialog = FileDialog(window, "Open", str(tmp_path), DESIGNS)
    for name, drawn in ICONS.items():
        button = dialog.findChild(QToolButton, name)
        assert button is not None, name
        assert same(button.icon(), icon(drawn, theme)), name
    (box,) = dialog.findChildren(QDialogButtonBox)
    assert all(button.icon().isNull() for button in box.buttons())
    (tmp_path / "run.ramp").touch()
    provider = dialog.iconProvider()
    assert same(provider.icon(QFileInfo(str(tmp_path))), icon("open", theme))
    assert same(provider.icon(QFileInfo(str(tmp_path / "run.ramp"))), icon("new", theme))
    dialog.deleteLater()
    window.appearance.choose("light")


def test_the_suggested_name_is_where_it_is_written(window: Window, tmp_path: Path) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        (box,) = dialog.findChildren(QDialogButtonBox)
        QTest.mouseClick(
            box.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton
        )

    QTimer.singleShot(0, window, answer)
    chosen = Dialogs(window).path_to_write("Save", tmp_path / "plan.ramp", DESIGNS)
    assert chosen == tmp_path / "plan.ramp"


def test_esc_chooses_nothing(window: Window, tmp_path: Path) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(0, window, answer)
    assert Dialogs(window).path_to_open(tmp_path) is None


def test_every_column_and_the_kinds_of_files_are_whole(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a_design_with_a_usual_name.ramp").write_bytes(b"0" * 123_456)
    dialog = FileDialog(window, "Open", str(tmp_path), f"{TO_OPEN};;{DESIGNS};;{LOGS}")
    dialog.show()
    rows = dialog.findChild(QTreeView, "treeView")
    assert rows is not None
    model = rows.model()
    QTest.qWait(50)
    assert model.rowCount(rows.rootIndex()) == 1
    for column in range(model.columnCount()):
        wanted = rows.sizeHintForColumn(column)
        assert rows.columnWidth(column) >= wanted, model.headerData(
            column, Qt.Orientation.Horizontal
        )
    assert rows.header().length() <= rows.viewport().width()
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    assert kinds is not None
    for row in range(kinds.count()):
        wide = kinds.fontMetrics().horizontalAdvance(kinds.itemText(row))
        assert wide < kinds.width() - 40, kinds.itemText(row)
    dialog.deleteLater()


def test_lists_show_that_they_are_lists_and_open_where_the_arrow_is(
    window: Window, tmp_path: Path
) -> None:
    dialog = FileDialog(window, "Open", str(tmp_path), f"{TO_OPEN};;{DESIGNS};;{LOGS}")
    dialog.show()
    QTest.qWait(20)
    lists = dialog.findChildren(QComboBox)
    assert len(lists) == 2
    for each in lists:
        arrow = each.findChild(QLabel)
        assert arrow is not None
        assert not arrow.pixmap().isNull()
        assert each.width() - 30 < arrow.mapTo(each, arrow.rect().center()).x() < each.width() - 8
        assert each.childAt(arrow.geometry().center()) is not arrow, "the list gets the click"
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("name", "kind", "chosen"),
    [("plan", 0, "plan.png"), ("plan", 1, "plan.svg"), ("a.svg", 0, "a.svg")],
)
def test_the_chosen_kind_ends_a_name_that_nothing_ends(
    window: Window, tmp_path: Path, name: str, kind: int, chosen: str
) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        kinds = dialog.findChild(QComboBox, "fileTypeCombo")
        assert kinds is not None
        kinds.setCurrentIndex(kind)
        (box,) = dialog.findChildren(QDialogButtonBox)
        QTest.mouseClick(
            box.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton
        )

    QTimer.singleShot(0, window, answer)
    assert Dialogs(window).picture_to_write("Save", tmp_path / name) == tmp_path / chosen


def test_a_file_that_a_name_without_its_ending_means_is_asked_about(
    window: Window, tmp_path: Path
) -> None:
    (tmp_path / "plan.ramp").write_text("mine", encoding="utf-8")
    asked = []

    def refuse() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        QTest.mouseClick(box.button(QMessageBox.StandardButton.No), Qt.MouseButton.LeftButton)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.selectAll()
        QTest.keyClicks(name, "plan")
        QTimer.singleShot(0, window, refuse)
        QTest.keyClick(name, Qt.Key.Key_Return)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(0, window, answer)
    assert Dialogs(window).path_to_write("Save", tmp_path / "other.ramp", DESIGNS) is None
    assert len(asked) == 1
    assert "plan.ramp" in asked[0]


@pytest.mark.parametrize("name", ["run.ramp", "train.py", "log.csv", "metrics.jsonl", "out.log.gz"])
def test_what_can_be_opened_is_listed_at_once(window: Window, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "weights.pt").touch()
    dialog = FileDialog(window, "Open", str(tmp_path), f"{TO_OPEN};;{LOGS}")
    dialog.show()
    rows = dialog.findChild(QTreeView, "treeView")
    assert rows is not None
    QTest.qWait(50)
    root = rows.rootIndex()
    listed = [root.model().index(row, 0, root).data() for row in range(root.model().rowCount(root))]
    assert listed == [name]
    dialog.deleteLater()


def test_the_next_new_file_is_suggested_in_the_folder_that_was_used_last(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, other = tmp_path / "begun", tmp_path / "other"
    begun.mkdir()
    other.mkdir()
    monkeypatch.chdir(begun)
    documents = window.documents
    assert documents.folder() == begun
    (other / "classes").mkdir()
    answers(window).write = other / "classes" / "mine.py"
    window.commands["export"].trigger()
    assert documents.folder() == other / "classes"
    window.store.open(starter(), None)
    assert documents.folder() == other / "classes"
    # A program that is begun elsewhere begins there.
    monkeypatch.chdir(other)
    assert documents.folder() == other
    monkeypatch.chdir(begun)
    (other / "classes" / "mine.py").unlink()
    (other / "classes").rmdir()
    assert documents.folder() == begun
    for garbage in (7, ["a"], [str(begun), "\0"], "x"):
        window.settings.setValue("folder", garbage)
        assert documents.folder() == begun

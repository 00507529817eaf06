"""The dialogs for files: icons of the window's own set, and answers as a person gives them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QToolButton

from rampsmith.app.base.icons import icon
from rampsmith.app.base.theme import DARK, LIGHT, Theme
from rampsmith.app.documents.dialogs import DESIGNS, Dialogs
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.file_dialogs import ICONS, FileDialog


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

"""The questions for files, with icons of the window's own where the desktop has no such dialogs."""

from collections.abc import Mapping

from PySide6.QtCore import QFileInfo, QSize, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFileIconProvider,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QToolButton,
    QTreeView,
    QWidget,
)

from rampsmith.app.base.icons import GRID, icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import DARK, LIGHT, Theme
from rampsmith.app.widgets.on_screen import open_on_screen

ICONS = {
    "backButton": "back",
    "forwardButton": "forward",
    "toParentButton": "up",
    "newFolderButton": "new_folder",
    "listModeButton": "list",
    "detailModeButton": "details",
}
"""The buttons of Qt's own dialog, and what is drawn on them."""


SIZE = QSize(900, 560)
"""Pixels in which every column of a usual folder is whole, and the kinds of files."""


class FileDialog(QFileDialog):
    """Asks for one file: the desktop's dialog where there is one, or else Qt's."""

    endings: Mapping[str, str] = {}
    """What ends a name that has no ending, by the chosen kind."""

    def __init__(self, parent: QWidget, caption: str, place: str, kinds: str) -> None:
        """Begin at a file or a folder, and show some kinds of files."""
        super().__init__(parent, caption, place, kinds)
        theme = _theme_of(parent.palette())
        self._provider = _Icons(theme)
        self.setIconProvider(self._provider)
        for name, drawn in ICONS.items():
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(drawn, theme))
        self.setOption(QFileDialog.Option.HideNameFilterDetails)
        open_on_screen(self, SIZE)
        rows = self.findChild(QTreeView, "treeView")
        if rows is not None:
            header = rows.header()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for choice in self.findChildren(QComboBox):
            _point_down(choice, icon("down", theme))
        for box in self.findChildren(QDialogButtonBox):
            for answer in box.findChildren(QAbstractButton):
                answer.setIcon(QIcon())

    def accept(self) -> None:
        """End the name by the kind that is chosen now; then Qt asks before that file is replaced."""
        self.setDefaultSuffix(self.endings.get(self.selectedNameFilter(), ""))
        super().accept()

    def asked(self) -> tuple[str, str]:
        """Ask; return the name and the chosen kind, both empty where nothing was chosen."""
        if not self.exec():
            return "", ""
        return next(iter(self.selectedFiles()), ""), self.selectedNameFilter()


def _point_down(choice: QComboBox, arrow: QIcon) -> None:
    """Show that a list is one: the style sheet leaves its arrow out."""
    label = QLabel()
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.setPixmap(arrow.pixmap(scaled(GRID), scaled(GRID)))
    row = QHBoxLayout(choice)
    row.setContentsMargins(0, 0, 6, 0)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)


class _Icons(QFileIconProvider):
    """Draws files and folders as the window does."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._file, self._folder = icon("new", theme), icon("open", theme)

    def icon(self, of: QFileInfo | QFileIconProvider.IconType) -> QIcon:
        is_folder = (
            of.isDir() if isinstance(of, QFileInfo) else of != QFileIconProvider.IconType.File
        )
        return self._folder if is_folder else self._file


def file_to_open(parent: QWidget, caption: str, folder: str, kinds: str) -> str:
    """Ask for a file that is there; return its name, or nothing."""
    dialog = FileDialog(parent, caption, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    name, _ = _answer(dialog)
    return name


def file_to_write(
    parent: QWidget, caption: str, suggested: str, kinds: Mapping[str, str]
) -> tuple[str, str]:
    """Ask where to write; return the name and the chosen kind. It asks before it replaces a file.

    Args:
        kinds: the kinds of files, each with the ending of a name that has none.
    """
    dialog = FileDialog(parent, caption, "", ";;".join(kinds))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.endings = kinds
    dialog.setDefaultSuffix(next(iter(kinds.values())))
    dialog.selectFile(suggested)
    return _answer(dialog)


def _answer(dialog: FileDialog) -> tuple[str, str]:
    chosen = dialog.asked()
    dialog.deleteLater()
    return chosen


def _theme_of(palette: QPalette) -> Theme:
    return DARK if palette.window().color().lightness() < 128 else LIGHT

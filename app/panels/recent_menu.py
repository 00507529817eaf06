"""The menu of the files that were used last."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from rampsmith.app.documents.recent import RecentFiles, short_place


class RecentMenu(QMenu):
    """Lists the recent files whenever it is opened."""

    chosen = Signal(Path)

    def __init__(self, recent: RecentFiles, parent: QWidget) -> None:
        """Show a list of files."""
        super().__init__("Open &recent", parent)
        self._recent = recent
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List the files as they are now, each with a digit to press."""
        self.clear()
        paths = self._recent.paths
        for number, path in enumerate(paths, start=1):
            name = path.name.replace("&", "&&")
            place = short_place(path).replace("&", "&&")
            action = self.addAction(f"&{number % 10}  {name}  in {place}")
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        if not paths:
            self.addAction("No file was opened yet").setEnabled(False)
        self.addSeparator()
        forget = self.addAction("&Clear this list")
        forget.setEnabled(bool(paths))
        forget.triggered.connect(self._recent.clear)

"""The files that were opened or saved last, the newest first; remembered from start to start."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QMenu, QWidget

from rampsmith.app.base.tooltip import tooltip
from rampsmith.designer.files.places import absolute, is_folder, working_folder

MOST = 10


class RecentFiles(QObject):
    """A list in the settings, which every window shows and other processes write too."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject) -> None:
        """Read and write the list in these settings."""
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> list[Path]:
        """The files, those of other processes included."""
        self._settings.sync()
        stored = self._settings.value("recent")
        # A list of one comes back from the settings as its only entry.
        names = [stored] if isinstance(stored, str) else stored
        if not isinstance(names, list):
            return []
        return [Path(name) for name in names if isinstance(name, str) and name][:MOST]

    @property
    def folder(self) -> Path:
        """The folder used last by a program that was started in the same folder; else that folder itself."""
        begun = working_folder()
        stored = self._settings.value("folder")
        if isinstance(stored, list) and len(stored) == 2 and stored[0] == str(begun):
            last = Path(str(stored[1]))
            if is_folder(last):
                return last
        return begun

    def remember_folder(self, path: Path) -> None:
        """Remember where a file was read or written: the next new one is likely to be there too."""
        self._settings.setValue("folder", [str(working_folder()), str(absolute(path).parent)])
        self._settings.sync()

    def add(self, path: Path) -> None:
        """Put a file at the top, and remember its folder."""
        path = absolute(path)
        self.remember_folder(path)
        self._write([path, *(each for each in self.paths if each != path)])

    def remove(self, path: Path) -> None:
        """Forget a file."""
        self._write([each for each in self.paths if each != path])

    def clear(self) -> None:
        """Forget all."""
        self._write([])

    def _write(self, paths: list[Path]) -> None:
        self._settings.setValue("recent", [str(path) for path in paths[:MOST]])
        self._settings.sync()
        self.changed.emit()


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
            action.setToolTip(tooltip(str(path)))
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        if not paths:
            self.addAction("No file was opened yet").setEnabled(False)
        self.addSeparator()
        forget = self.addAction("&Clear this list")
        forget.setEnabled(bool(paths))
        forget.triggered.connect(self._recent.clear)


def short_place(path: Path) -> str:
    """Return where a file is, the home folder as ~."""
    folder = path.parent
    home = Path.home()
    return str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)

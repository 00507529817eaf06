"""The files that were opened or saved last, the newest first; remembered from start to start."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

MOST = 10


class RecentFiles(QObject):
    """A list in the settings, which every window shows and other processes write too."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
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

    def add(self, path: Path) -> None:
        """Put a file at the top."""
        path = path.absolute()
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


def short_place(path: Path) -> str:
    """Say where a file is, the home folder as ~."""
    folder = path.parent
    home = Path.home()
    return str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)

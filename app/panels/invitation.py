"""What an empty design shows in place of a curve: where to begin."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.documents.recent import RecentFiles, short_place
from rampsmith.app.panels.fields import quiet
from rampsmith.app.store import Store

MOST_FILES = 3
"""Recent files that there is room for beside the presets."""


class Invitation(QWidget):
    """A card over the empty plot."""

    preset_wanted = Signal(str)
    all_presets_wanted = Signal()
    segment_wanted = Signal()
    file_wanted = Signal(Path)

    def __init__(
        self, store: Store, plot: QWidget, presets: list[tuple[str, str]], recent: RecentFiles
    ) -> None:
        """Offer a first segment, some presets, each with its line, and the files used last."""
        super().__init__(plot)
        self._store = store
        self._plot = plot
        self._recent = recent
        self._listed: list[QWidget] = []
        self.setObjectName("invitation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        big = QLabel("Shape a schedule")
        big.setObjectName("big")
        self.first = QPushButton("Add a warmup")
        self.first.setObjectName("primary")
        self.first.setToolTip("Add a first segment (A)")
        self.first.clicked.connect(self.segment_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 22)
        layout.setSpacing(10)
        layout.addWidget(big)
        layout.addWidget(quiet("Add segments one by one (A), or begin with a preset:"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, line) in enumerate(presets):
            button = QPushButton(name)
            button.setObjectName("link")
            button.setToolTip(f"Begin with {name}")
            button.clicked.connect(lambda _=False, name=name: self.preset_wanted.emit(name))
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(quiet(line), row, 1)
        layout.addLayout(grid)
        self.every = QPushButton("All presets…")
        self.every.setToolTip("Choose among all presets (Ctrl+Shift+N)")
        self.every.clicked.connect(self.all_presets_wanted)
        offers = QHBoxLayout()
        offers.addWidget(self.first)
        offers.addWidget(self.every)
        offers.addStretch(1)
        layout.addLayout(offers)
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        layout.addLayout(self._files)
        recent.changed.connect(self._list_files)
        self._list_files()
        plot.installEventFilter(self)
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show while there are no segments."""
        self.setVisible(not self._store.schedule.segments)
        self._centre()

    def _list_files(self) -> None:
        for old in self._listed:
            old.hide()
            old.deleteLater()
        self._listed.clear()
        paths = self._recent.paths[:MOST_FILES]
        if paths:
            self._listed.append(quiet("Or go on with a file:"))
        for path in paths:
            button = QPushButton(f"{path.name}  in {short_place(path)}")
            button.setObjectName("link")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _=False, path=path: self.file_wanted.emit(path))
            self._listed.append(button)
        for widget in self._listed:
            self._files.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self._centre()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the plot."""
        if watched is self._plot and event.type() == QEvent.Type.Resize:
            self._centre()
        return False

    def _centre(self) -> None:
        room = self._plot.size()
        wide = min(600, max(240, room.width() - 40))
        # Not the hint, which does not know that lines wrap in a narrow window.
        self.resize(wide, max(self.sizeHint().height(), self.heightForWidth(wide)))
        self.move((room.width() - wide) // 2, max(8, (room.height() - self.height()) // 2))

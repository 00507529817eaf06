"""The card that an empty design shows in place of a curve: where to begin."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.documents.recent import RecentFiles, short_place
from rampsmith.app.gallery.actions import SIMPLE
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.words import quiet

if TYPE_CHECKING:
    from rampsmith.designer.presets import Preset

PICTURE = QSize(54, 22)
"""Pixels of a preset's curve."""

EDGE = 8
"""Pixels around the card."""

FEW = 4
"""Presets that are offered at the least, as long as there is room for them."""

ACROSS = 12
"""Pixels between two presets, or between one and its line."""

MOST_FILES = 3
"""Recent files that there is room for beside the presets."""


class Invitation(LateWidget):
    """A card over the empty plot."""

    preset_wanted = Signal(str)
    all_presets_wanted = Signal()
    segment_wanted = Signal()
    file_wanted = Signal(Path)

    def __init__(
        self,
        store: Store,
        plot: SchedulePlot,
        recent: RecentFiles,
        appearance: Appearance,
    ) -> None:
        """Offer a first segment, some presets, each with its line, and the files used last."""
        super().__init__()
        self.setParent(plot)
        self._store = store
        self._plot = plot
        self._recent = recent
        self._appearance = appearance
        self._drawn: object = None
        self._listed: list[QWidget] = []
        self._lines: list[QWidget] = []
        self._columns = 0
        self._buttons: list[tuple[Preset, QPushButton]] = []
        self.setObjectName("invitation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        plot.installEventFilter(self)
        plot.view_box.sigResized.connect(self._centre)
        store.document_changed.connect(self.refresh)
        self.refresh()

    def make_parts(self) -> None:
        """Make the words and the buttons."""
        from rampsmith.designer.presets import PRESETS

        big = QLabel("Shape a schedule")
        big.setObjectName("big")
        self.first = QPushButton("Add a warmup")
        self.first.setObjectName("primary")
        self.first.setToolTip("Add a first segment (A)")
        self.first.clicked.connect(self.segment_wanted)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(24, 10, 24, 12)
        layout.setSpacing(7)
        layout.addWidget(big)
        self._words = quiet("Add segments one by one (A), or begin with a preset:")
        layout.addWidget(self._words)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(ACROSS)
        self._grid.setVerticalSpacing(2)
        layout.addLayout(self._grid)
        self._make_presets(list(PRESETS.values())[:SIMPLE])
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
        self._recent.changed.connect(self._list_files)
        self._list_files()
        self._appearance.changed.connect(self._draw)

    def _make_presets(self, presets: "Sequence[Preset]") -> None:
        for preset in presets:
            button = link_button(f"  {preset.name}", f"Begin with {preset.name}")
            button.setAccessibleName(preset.name)
            button.setIconSize(PICTURE)
            line = quiet(preset.line)
            for part in (button, line):
                part.setParent(self)
            self._buttons.append((preset, button))
            button.clicked.connect(lambda _=False, name=preset.name: self.preset_wanted.emit(name))
            self._lines.append(line)

    def _arrange(self, wide: int, *, has_lines: bool) -> None:
        """Lay the presets out: each with its line, or without lines as many in a row as there is room for."""
        widest = max(button.sizeHint().width() for _, button in self._buttons) + ACROSS
        margins = self._column.contentsMargins()
        inside = wide - margins.left() - margins.right()
        columns = 0 if has_lines else max(1, (inside + ACROSS) // widest)
        if columns == self._columns and self._grid.count():
            return
        self._columns = columns
        pairs = zip(self._buttons, self._lines, strict=True)
        for number, ((_, button), line) in enumerate(pairs):
            row, column = divmod(number, columns or 1)
            self._grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(line, number, columns + 1)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, column == columns + 1)

    def _draw(self) -> None:
        """Draw what each preset would begin with the run and the rate that are described already.

        It takes some milliseconds, and is done when they are going to be seen.
        """
        ratio, theme = self.devicePixelRatioF(), self._appearance.theme
        design = self._store.document
        told = theme, design.run, design.groups
        if told == self._drawn or not self.isVisible():
            return
        from rampsmith.app.gallery.curve_picture import drawn_curve
        from rampsmith.designer.presets.run_arguments import begun

        self._drawn = told
        for preset, button in self._buttons:
            make = partial(begun, preset, design)
            button.setIcon(QIcon(drawn_curve(make, PICTURE, ratio, theme)))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is seen now."""
        super().showEvent(event)
        self._draw()
        self._centre()

    def refresh(self) -> None:
        """Show while there are no segments."""
        self.setVisible(not self._store.schedule.segments)
        self._draw()
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
            button = link_button(f"{path.name}  in {short_place(path)}", str(path))
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
        if self.isHidden():
            return  # It is measured when it is shown.
        # Over what is drawn alone: the numbers at its edges can be read.
        room = QRectF(self._plot.view_box.sceneBoundingRect()).toRect()
        wide = min(720, max(240, room.width() - 2 * EDGE))
        # Where it is too high it leaves out what the presets are, then words, the last presets, the files.
        stages = (
            (True, True, SIMPLE, True),
            (False, True, SIMPLE, True),
            (False, False, SIMPLE, True),
            (False, False, FEW, True),
            (False, False, SIMPLE, False),
            (False, False, FEW, False),
            (False, False, 1, False),
        )
        for has_lines, has_words, presets, has_files in stages:
            self._arrange(wide, has_lines=has_lines)
            self._words.setVisible(has_words)
            for number, (line, (_, button)) in enumerate(
                zip(self._lines, self._buttons, strict=True)
            ):
                line.setVisible(has_lines and number < presets)
                button.setVisible(number < presets)
            for listed in self._listed:
                listed.setVisible(has_files)
            self._column.activate()
            # Not the hint, which does not know that lines wrap in a narrow window.
            high = max(self.sizeHint().height(), self.heightForWidth(wide))
            if high <= room.height() - 2 * EDGE:
                break
        self.resize(wide, high)
        down = max(EDGE, (room.height() - self.height()) // 2)
        self.move(room.left() + (room.width() - wide) // 2, room.top() + down)

"""Files that come to a window, dropped on it or named when it starts: where each of them goes."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from rampsmith.app.base.clipboard import files_in
from rampsmith.app.shell.parts import WindowParts
from rampsmith.designer.evaluation.plateau_falls import plateau_of

TABLES = frozenset((".csv", ".tsv"))
"""The endings of files in which a metric may be."""

KINDS = (
    "designs (.ramp), exported classes, code (.py), configurations (.yaml, .json), training logs "
    "and pictures to trace (.png, .jpg)"
)
"""What can be dropped, in words."""

EDGE = 60
"""Pixels between the sentence and the edge of the window."""


class DropHint(QLabel):
    """A frame around the window, with a sentence about what a drop here does."""

    def __init__(self, window: QWidget) -> None:
        """Stay hidden until something is dragged over a window."""
        super().__init__(window)
        self._window = window
        self.setObjectName("drop")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(EDGE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, paths: Sequence[Path], *, pins: bool) -> None:
        """Say what dropping some files does, with Shift held or not."""
        names = f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} files"
        does = (
            f"Pin {names} behind the curve" if pins else f"Open {names}   ·   Shift pins to compare"
        )
        self.setText(f"{does}\n\nRampsmith reads {KINDS}.")
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()


class IncomingFiles(QObject):
    """Takes the files that are dropped on a window, and says meanwhile what a drop does."""

    def __init__(self, window: WindowParts) -> None:
        """Let files be dropped on a window."""
        super().__init__(window)
        self._window = window
        self.hint = DropHint(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome what is dragged over the window, and take what is dropped."""
        match event:
            # Each of the two is a move, too: Shift may be held or let go at any place.
            case QDragMoveEvent():
                self._welcome(event)
            case QDropEvent():
                self.hint.hide()
                self._take(event)
            case _ if event.type() == QEvent.Type.DragLeave:
                self.hint.hide()
            case _:
                return super().eventFilter(watched, event)
        return True

    def _welcome(self, event: QDragMoveEvent) -> None:
        paths = files_in(event.mimeData())
        if paths or event.mimeData().hasImage():
            event.acceptProposedAction()
        if paths:
            pins = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.hint.show_for(paths, pins=pins)

    def _take(self, event: QDropEvent) -> None:
        """Open the files that are dropped; with Shift, pin them behind the curve."""
        paths = files_in(event.mimeData())
        if not paths:
            self._window.backdrop.take(event.mimeData())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._window.comparing.pin_files(paths)
        else:
            self.open(paths)

    def open(self, paths: list[Path]) -> None:
        """Open designs, the first one here, logs and a picture; take a table for a metric.

        The table is one only where a metric is asked for.
        """
        window = self._window
        tables = [path for path in paths if path.suffix.lower() in TABLES]
        if tables and plateau_of(window.store.schedule) is not None:
            window.tabs.setCurrentWidget(window.metric_editor)
            window.metric_editor.load(tables[0])
            paths = [path for path in paths if path not in tables]
        paths = [path for path in paths if not self.take_other(path)]
        for path in paths[:1]:
            window.documents.open_path(path)
        for path in paths[1:]:
            window.documents.open_beside(path)

    def take_other(self, path: Path) -> bool:
        """Show a log or a picture; return whether a file is one."""
        # Imported when first needed: it knows all presets, and a new window reads nothing.
        from rampsmith.designer.sources.log_files import is_log_file
        from rampsmith.designer.sources.picture_files import is_picture_file

        if is_picture_file(path):
            self._window.backdrop.open(path)
        elif is_log_file(path):
            self._window.logs.open_logs.open(path)
        else:
            return False
        return True

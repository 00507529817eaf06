"""What can be dropped on the window, over all of it for as long as something is dragged there."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

KINDS = (
    "designs (.ramp), exported classes, code (.py), configurations (.yaml, .json), training logs "
    "and pictures to trace (.png, .jpg)"
)


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

"""The letters that are held while one drags, wherever in the window the keys are."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from rampsmith.app.plot.controls.keys import HELD


class HeldKeys(QObject):
    """Gives the plot below the mouse the keys as soon as one of those letters is pressed.

    What is typed into reads its letters itself: of those, the window hears nothing.
    """

    def __init__(self, window: QWidget, plot: QWidget) -> None:
        """Listen to a window for its plot."""
        super().__init__(window)
        self._plot = plot
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a letter before it runs a shortcut; the plot gets its press."""
        is_wanted = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in HELD
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and not event.isAutoRepeat()
            and self._plot.underMouse()
            and not self._plot.hasFocus()
        )
        if is_wanted:
            self._plot.setFocus()
            event.accept()
        return is_wanted

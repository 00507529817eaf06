"""Where the keyboard goes when the widget that had it vanishes."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class KeptFocus(QObject):
    """Gives a part of a window the keys that Qt would give to whatever comes next in its order.

    That may be a field, into which the single keys of the next shortcuts would be typed.
    """

    def __init__(self, window: QWidget, refuge: QWidget) -> None:
        """Watch over a window; ``refuge`` is what gets the keys."""
        super().__init__(window)
        self._window = window
        self._refuge = refuge
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        # The last window of a program that ends is deleted while something in it has the keys.
        if before is None or not isValid(self._window) or not self._window.isActiveWindow():
            return
        has_vanished = now is None or not before.isVisible() or not before.isEnabled()
        if has_vanished and self._window.isAncestorOf(before):
            self._refuge.setFocus()

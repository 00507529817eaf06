"""Windows that open whole on their screen, with the frame that it puts around them."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.scaling import scaled

FRAME = QSize(8, 36)
"""Pixels of a window's frame for as long as it has none; a guess, because desktops differ."""


def open_on_screen(window: QWidget, size: QSize) -> None:
    """Give a window a size that grows with the letters, or as much as its screen has room for."""
    size = QSize(scaled(size.width()), scaled(size.height()))
    window.resize(size.boundedTo(window.screen().availableSize() - FRAME))
    window.installEventFilter(_Fitting(window))


class _Fitting(QObject):
    """Brings a window onto its screen when it is first in front: only then is its frame known."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the window in once, and never again, where a person has put it."""
        if event.type() == QEvent.Type.WindowActivate and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            if not watched.isMaximized() and not watched.isFullScreen():
                _bring_onto_screen(watched)
        return False


def _bring_onto_screen(window: QWidget) -> None:
    room = window.screen().availableGeometry()
    frame = window.frameGeometry().size() - window.size()
    window.resize(window.size().boundedTo(room.size() - frame))
    place = window.frameGeometry()
    last = room.bottomRight() - place.bottomRight() + place.topLeft()
    at = QPoint(
        max(room.left(), min(place.left(), last.x())), max(room.top(), min(place.top(), last.y()))
    )
    if at != place.topLeft():
        window.move(at)

"""The tabs below the plot, which say how wide they are."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget


class Tabs(QTabWidget):
    """Tabs whose corner can be fitted to their width."""

    resized = Signal(int)
    """They are that wide now."""

    def __init__(self) -> None:
        """Begin without any, and without frames."""
        super().__init__()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)

    def minimumSizeHint(self) -> QSize:
        """Let the window become as narrow as the pages allow; the corner is fitted then."""
        pages = filter(None, map(self.widget, range(self.count())))
        widest = max((page.minimumSizeHint().width() for page in pages), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the width before the tabs are laid out for it."""
        self.resized.emit(event.size().width())
        super().resizeEvent(event)

"""The tabs below the plot, which say how wide they are."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import restyle

NARROW = 560
"""Pixels below which tabs stand closer together."""


class Tabs(QTabWidget):
    """Tabs whose corner can be fitted to their width, some of them shown only when asked for."""

    resized = Signal(int)
    """So many pixels are left beside the tabs for their corner."""

    def __init__(self) -> None:
        """Make an empty row of tabs, without frames."""
        super().__init__()
        self._before = 0
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        # The words of the chosen tab are bold, and wider.
        self.currentChanged.connect(lambda _: self._announce())

    def show_page(self, page: QWidget, *, shown: bool) -> None:
        """Show the tab of a page, or hide it."""
        place = self.indexOf(page)
        # Qt lays all tabs out again, and paints them, even where nothing changes.
        if self.isTabVisible(place) != shown:
            self.setTabVisible(place, shown)
            self._announce()

    def name_page(self, page: QWidget, words: str) -> None:
        """Show other words on the tab of a page."""
        place = self.indexOf(page)
        if self.tabText(place) != words:
            self.setTabText(place, words)
            self._announce()

    def open_page(self, page: QWidget) -> None:
        """Show a page that is hidden otherwise, and remember the one before it."""
        self._before = self.currentIndex()
        self.show_page(page, shown=True)
        self.setCurrentWidget(page)

    def close_page(self, page: QWidget) -> None:
        """Hide such a page again, and show the one before it."""
        self.setCurrentIndex(self._before)
        self.show_page(page, shown=False)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the pages alone: the corner is fitted to a narrower window."""
        pages = filter(None, map(self.widget, range(self.count())))
        widest = max((page.minimumSizeHint().width() for page in pages), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Announce the room before the tabs are laid out for it."""
        is_narrow = event.size().width() < scaled(NARROW)
        if is_narrow != bool(self.tabBar().property("narrow")):
            restyle(self.tabBar(), narrow=is_narrow)
        self._announce()
        super().resizeEvent(event)

    def _announce(self) -> None:
        self.resized.emit(self.width() - self.tabBar().sizeHint().width())

"""How the window is parted: as it was left, or as it comes; and who gets room when it is needed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter

from rampsmith.app.empty_window import COLUMNS, CURVES

if TYPE_CHECKING:
    from rampsmith.app.window import Window

STEPPING = (330, 530)
"""Pixels of the loop with its rates, and of the table beside them."""

STEPPING_HEIGHT = 350
"""Pixels in which the loop, the rates and some rows of the table can be seen."""

TAB = "tab"


class Layout:
    """The splitters and the tab of one window; its place is that of the empty one before."""

    def __init__(self, window: "Window") -> None:
        """Part a window whose splitters are filled already."""
        self._window = window
        self._splitters: dict[str, tuple[QSplitter, tuple[int, ...]]] = {
            "across": (window.across, COLUMNS),
            "middle": (window.middle, CURVES),
            "stepping": (window.stepping.tab.across, STEPPING),
        }
        for splitter, _ in self._splitters.values():
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self._part()

    def _part(self) -> None:
        for splitter, sizes in self._splitters.values():
            splitter.setSizes(list(sizes))

    def reset(self) -> None:
        """Part the window as it comes, at the size that it has."""
        window = self._window
        window.commands.help.close_help()
        window.tabs.setCurrentIndex(0)
        self._part()
        window.status.say("The layout is as it was in the beginning")

    def keep(self, settings: QSettings) -> None:
        """Remember all of it for the next window."""
        window = self._window
        if window.help_tab.isVisible():
            window.commands.help.close_help()
        settings.setValue("geometry", window.saveGeometry())
        settings.setValue(TAB, window.tabs.currentIndex())
        for name, (splitter, _) in self._splitters.items():
            settings.setValue(f"layout/{name}", splitter.saveState())

    def restore(self, settings: QSettings) -> None:
        """Part the window as the last one was left; what makes no sense any more is left out."""
        for name, (splitter, _) in self._splitters.items():
            state = settings.value(f"layout/{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
        tabs = self._window.tabs
        number = str(settings.value(TAB, 0))
        if number.isdecimal() and tabs.isTabVisible(int(number)):
            tabs.setCurrentIndex(int(number))

    def make_room(self, shown: bool) -> None:  # noqa: FBT001 - as the signal has it.
        """Give the loop and its table the height that they need, if the plot keeps enough."""
        middle = self._window.middle
        plot, tabs = middle.sizes()
        if shown and tabs < STEPPING_HEIGHT:
            least = max(tabs, min(STEPPING_HEIGHT, (plot + tabs) // 2))
            middle.setSizes([plot + tabs - least, least])

"""The windows of this process, and what they share: the settings and one prover in torch."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from rampsmith.app.documents.autosave import Autosave
from rampsmith.app.documents.on_disk import OnDisk
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.documents.restoring import offer_leftovers
from rampsmith.designer.proof.client import Prover
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.window import Window

BESIDE = QPoint(28, 28)
"""Pixels by which a new window is away from the one before it, so that both are seen."""


class Windows:
    """Opens windows, finds them by their file, and asks them all before the end."""

    def __init__(
        self,
        settings: QSettings,
        make: Callable[..., "Window"],
        recovery: RecoveryFolder | None = None,
    ) -> None:
        """Begin without a window.

        Args:
            settings: where every window keeps what it remembers.
            make: the class of the windows.
            recovery: where unsaved work is kept; None for windows that are only drawn.
        """
        self.settings = settings
        self.prover = Prover()
        """Shared, because a process with torch in it takes five times the memory of a window."""
        self._make = make
        self._recovery = recovery
        self._windows: list[Window] = []
        self._autosaves: dict[Window, Autosave] = {}

    def __iter__(self) -> Iterator["Window"]:
        """Go through the windows, the oldest first."""
        return iter(tuple(self._windows))

    def add(self, window: "Window") -> None:
        """Count a window that has just been made."""
        self._windows.append(window)
        if self._recovery is not None:
            autosave = Autosave(window.store, window.documents, self._recovery)
            autosave.failed.connect(window.message.tell)
            self._autosaves[window] = autosave

    def remove(self, window: "Window") -> None:
        """Forget a window that is closing; the last one ends what they shared."""
        if window in self._windows:
            self._windows.remove(window)
        autosave = self._autosaves.pop(window, None)
        if autosave is not None:
            autosave.end()
        if not self._windows:
            self.close()

    def close(self) -> None:
        """End what the windows share; what is still unsaved then, the next start offers."""
        for autosave in self._autosaves.values():
            autosave.leave()
        self._autosaves.clear()
        if self._recovery is not None:
            self._recovery.close()
        self.prover.close()

    def keep(self, window: "Window") -> None:
        """Keep a window's unsaved work at once."""
        autosave = self._autosaves.get(window)
        if autosave is not None:
            autosave.keep()

    def offer_leftovers(self, window: "Window") -> None:
        """Offer in a window what earlier processes could not save."""
        if self._recovery is not None:
            offer_leftovers(window, self._recovery)

    def begin(self, document: OnDisk | Schedule) -> "Window":
        """Open a window on a schedule, or on what was read from a file."""
        window = self.made_empty()
        window.fill(document.schedule if isinstance(document, OnDisk) else document)
        if isinstance(document, OnDisk):
            window.documents.show(document)
        bring_to_front(window)
        return window

    def made_empty(self) -> "Window":
        """Make a window that is still to be filled and shown."""
        before = QApplication.activeWindow()
        window = self._make(settings=self.settings, windows=self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if before is not None:
            window.move(before.pos() + BESIDE)
        return window

    def holder(self, path: Path) -> "Window | None":
        """Find the window in which a file is open."""
        wanted = os.path.realpath(path)
        for window in self:
            origin = window.documents.origin
            if origin is not None and os.path.realpath(origin) == wanted:
                return window
        return None

    def quit(self) -> bool:
        """Close one window after the other, each with its own question; stop where one stays."""
        active = QApplication.activeWindow()
        for window in sorted(self, key=lambda each: each is not active):
            bring_to_front(window)
            if not window.close():
                return False
        return True


def bring_to_front(window: "Window") -> None:
    """Show a window before all others, and give it the keyboard."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()

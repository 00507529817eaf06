"""Ends what was said about one edit where the next one begins."""

from PySide6.QtCore import QObject

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.status_line import StatusLine


class NewsOfEdits(QObject):
    """Brings the usual hint back; what a gesture says of itself stays until the edit after it."""

    def __init__(self, store: Store, status: StatusLine) -> None:
        """Follow the store before anything is said about its changes."""
        super().__init__(status)
        self._store = store
        self._status = status
        self._was_previewing = False
        store.preview_changed.connect(self._begin)
        store.document_changed.connect(self._edit)

    def _begin(self) -> None:
        if self._store.is_previewing and not self._was_previewing:
            self._status.say("")
        self._was_previewing = self._store.is_previewing

    def _edit(self) -> None:
        if not self._was_previewing:
            self._status.say("")
        self._was_previewing = False
